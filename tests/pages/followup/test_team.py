"""The team's page: what a patient who leads with the team sees and does, without an account."""

import re

import pytest
from fastapi.routing import APIRoute

from app.domain.agreeing import agree
from app.domain.seats import Use
from app.pages.followup.still import by_link as still
from app.pages.followup.trial_members import router as members
from app.pages.followup.trials import by_link
from tests.afterwards import PLAN, goes_on, saving, says, tries
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite

CLOSING = {"what_happened": "Good", "compared": "yes", "act": "adopt", "reason": "It helps."}


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"), title="A call first")


@pytest.fixture
def desk(room, trial):
    return f"/p/{room.project}/trials/{trial}"


def made(sam, desk, **form) -> str:
    """A new link's address, as the page shows it."""
    page = sam.post(f"{desk}/link", data=form)
    assert page.status_code == 200, page.text
    return re.search(r"(/t/[\w-]{22})<", page.text)[1]


@pytest.fixture
def here(sam, desk):
    return made(sam, desk)


@pytest.fixture
def joan(running):
    return running.client()


def test_the_link_is_shown_once(sam, desk, here):
    page = sam.get(desk).text
    assert here not in page
    assert "A link was made on" in page


def test_the_page_tells_no_search_engine_and_no_other_site(joan, here):
    page = joan.get(here)
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)


def test_it_shows_the_trial_and_no_way_to_the_project(joan, here, room):
    page = joan.get(here).text
    assert "A call first" in page
    for hidden in (f"/p/{room.project}", "/projects", "Sign out", "Hand over", f"{here}/link"):
        assert hidden not in page


def test_one_writes_ticks_plans_and_closes_there(joan, sam, here, desk):
    sent = (
        ("", {**PLAN, "aim": "As Joan wrote it"}),
        ("/tasks", {"what": "Print the cards", "who": "Jo", "key": a_key()}),
        ("/notes", {"text": "Two people said thank you", "key": a_key()}),
        ("/closing", CLOSING),
    )
    for path, form in sent:
        answer = joan.post(here + path, data=form)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].startswith(here)
    page = sam.get(desk).text
    for words in ("As Joan wrote it", "by the team’s link", "So we keep it"):
        assert words in page


def test_what_is_refused_there_stays_in_the_form(joan, here):
    answer = joan.post(f"{here}/notes", data={"text": "x" * 601})
    assert answer.status_code == 422
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "x" * 601 in answer.text
    assert joan.post(f"{here}/tasks", data={"what": "Print", "by_when": "soon"}).status_code == 409


def test_the_owners_stay_whoever_sends_them(joan, here, sam, desk):
    joan.post(here, data={**PLAN, "owner": "me", "co_owner": "me"})
    assert "<bdi>me</bdi>" not in sam.get(desk).text


def test_a_withdrawn_link_is_gone_with_the_next_request(joan, sam, here, desk):
    sam.post(f"{desk}/link/withdrawals")
    assert joan.get(here).status_code == 404
    answer = joan.post(f"{here}/notes", data={"text": "Still me"})
    assert answer.status_code == 404
    assert "A call first" not in answer.text
    assert "Still me" not in sam.get(desk).text


def test_a_new_link_ends_the_old_one(joan, sam, here, desk):
    seen = re.search(r'name="seen" value="([^"]+)">Make a new one', sam.get(desk).text)[1]
    new = made(sam, desk, seen=seen)
    assert joan.get(here).status_code == 404
    assert joan.get(new).status_code == 200


def test_sent_again_the_form_makes_no_second_link(joan, sam, here, desk):
    assert sam.post(f"{desk}/link").status_code == 409
    assert joan.get(here).status_code == 200


def test_the_link_opens_nothing_else(joan, here, room, desk):
    """Every address of a member, the desk, and the secret put anywhere else."""
    secret = here.rsplit("/", 1)[1]
    other = tries(room, room.offers("Bo", "Another"), title="Not for Joan")
    places = [desk, f"/p/{room.project}", f"/p/{room.project}/trials/{other}", "/projects"]
    places += [f"/w/{room.workshop}/desk", f"/w/{room.workshop}/wall", f"/w/{room.workshop}/phone"]
    places += [f"/t/{other}", f"/p/{secret}", f"/progress/{secret}", f"/j/{secret}", f"{here}/live"]
    places += [f"/invitation/{secret}", f"/w/{room.workshop}/wall?key={secret}", f"{here}/owners"]
    for place in places:
        answer = joan.get(place)
        assert answer.status_code in {303, 401, 404}, place
        if answer.status_code == 303:
            assert answer.headers["location"].startswith(("/account/sign-in", here)), place
        assert "Not for Joan" not in answer.text
    for path in (route.path for route in members.routes if isinstance(route, APIRoute)):
        tail = path.split("{trial}")[1]
        assert joan.post(here + tail).status_code == 404, tail
        assert joan.post(desk + tail).status_code == 401, tail


def test_a_wrong_link_finds_no_door(joan):
    for route in (*by_link.routes, *still.routes):
        for method in route.methods:
            path = route.path.format(secret="A" * 22, side="staff")
            assert joan.request(method, path).status_code == 404, path


def test_another_trials_tasks_are_out_of_reach(joan, sam, here, room):
    other = tries(room, room.offers("Bo", "Another"), title="Not for Joan")
    theirs = f"/p/{room.project}/trials/{other}"
    sam.post(f"{theirs}/tasks", data={"what": "Theirs", "key": a_key()})
    task = re.search(r'name="task" value="([^"]+)"', sam.get(theirs).text)[1]
    assert joan.post(f"{here}/tasks/ticks", data={"task": task, "done": "yes"}).status_code == 404
    assert 'aria-pressed="true"' not in sam.get(theirs).text


def test_words_stand_there_only_if_their_author_agreed_to_the_report(joan, here, room):
    mine, other = says(room, "Amina", "For the report"), says(room, "Bo", "For the room only")
    assert mine
    assert other
    with saving(room) as session:
        by = room.sits(session, "Amina")
        uses = frozenset({Use.ROOM, Use.REPORT})
        agree(session, by, uses, stories=frozenset(), email="", key=a_key())
    page = joan.get(here).text
    assert "For the report" in page
    assert "Ring ahead" in page  # Amina's idea
    assert "For the room only" not in page
    with saving(room) as session:
        by = room.sits(session, "Amina")
        agree(session, by, frozenset({Use.ROOM}), stories=frozenset(), email="", key=a_key())
    page = joan.get(here).text
    assert "For the report" not in page
    assert "Ring ahead" not in page


def test_a_form_of_another_site_does_nothing(joan, here):
    answer = joan.post(
        f"{here}/notes", data={"text": "Theirs"}, headers={"Origin": "https://x.example"}
    )
    assert answer.status_code == 403
    assert "Theirs" not in joan.get(here).text
