"""Writing how it was done, the library, and taking it over, through the front door."""

import re

import pytest

from app.domain.library import on_the_shelf
from app.domain.projects import Role
from app.domain.trials import trials_of
from tests.afterwards import closes, goes_on, tries
from tests.conftest import only_sqlite
from tests.domain.test_library import SAID, publishes
from tests.make import World, a_world

pytestmark = only_sqlite


@pytest.fixture
def trial(room):
    goes_on(room)
    made = tries(room, room.offers("Amina", "Ring ahead"), title="A call first")
    closes(room, made)
    return made


@pytest.fixture
def how(room, trial):
    return publishes(room, trial)


@pytest.fixture
def theirs(room) -> World:
    """Kim's project, with a trial under way."""
    other = a_world(room.database, room.now, "kim@example.org")
    goes_on(other)
    tries(other, other.offers("Bo", "Ring"), title="Our call")
    return other


@pytest.fixture
def kim(running, theirs):
    return running.desk(theirs, htmx=False)


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_team_writes_publishes_and_takes_out_how_it_did_it(sam, kim, room, trial, home):
    here = f"{home}/trials/{trial}"
    assert f'href="{here}/how"' in sam.get(here).text
    assert "A nurse rings the day before." in sam.get(f"{here}/how").text
    assert sam.post(f"{here}/how", data=SAID).status_code == 303
    assert "Put it into the library" in sam.get(f"{here}/how").text
    assert "A call first" not in kim.get("/library").text
    assert sam.post(f"{here}/how/publications").status_code == 303
    assert "A call first" in kim.get("/library").text
    with room.database.read() as session:
        entry = on_the_shelf(session, trial)
    assert entry
    page = text(kim.get(f"/library/{entry.id}").text)
    assert [w for w in SAID.values() if " ".join(w.split()) not in page] == []
    sam.post(f"{here}/how", data={**SAID, "took": "Two hours"})
    assert "What you changed is not in the library yet" in sam.get(f"{here}/how").text
    assert sam.post(f"{here}/how/withdrawals").status_code == 303
    assert kim.get(f"/library/{entry.id}").status_code == 404
    assert "A call first" not in kim.get("/library?q=call").text


def test_the_team_by_its_link_writes_and_finds_no_way_to_publish(sam, running, trial, home):
    page = sam.post(f"{home}/trials/{trial}/link").text
    path = re.search(r"/t/[\w-]+", page)
    assert path
    joan, here = running.client(), f"{path[0]}/how"
    assert joan.post(here, data=SAID).status_code == 303
    page = joan.get(here)
    assert "An hour a week" in page.text
    assert "noindex" in page.text
    assert "publications" not in page.text
    assert joan.post(f"{here}/publications").status_code in {404, 405}
    assert joan.get("/library").status_code == 303


def test_only_who_is_signed_in_reads_the_library(running, room, how, stranger):
    for path in ("/library", f"/library/{how}", "/library?q=call"):
        answer = stranger.get(path)
        assert answer.status_code == 303
        assert "A call first" not in answer.text
    phone = running.phone(room, "Amina", htmx=False)
    assert phone.get("/library").status_code == 303
    support = running.client({"sid": room.comes_in("Priya", Role.SUPPORT)})
    assert "A call first" in support.get("/library").text
    refused = support.post(f"/library/{how}/copies", data={"into": room.project})
    assert refused.status_code == 403


def test_what_is_refused_keeps_what_was_typed(sam, trial, home):
    here = f"{home}/trials/{trial}/how"
    for other in ({"took": "x" * 700}, {"steps": "x" * 250}):
        answer = sam.post(here, data={**SAID, **other})
        assert answer.status_code == 422
        assert "A diary" in answer.text
        assert 'role="alert"' in answer.text
    assert sam.post(f"{here}/publications").status_code == 409


def test_looking_keeps_what_was_typed_and_shows_it_as_text(sam, how):
    page = sam.get("/library", params={"q": '"><b>ring*', "kind": "galaxy"}).text
    assert "&#34;&gt;&lt;b&gt;ring*" in page
    assert "0 found." in page
    assert "1 found." in sam.get("/library", params={"q": "ring"}).text


def test_another_team_takes_it_into_a_trial_with_credit(sam, kim, room, theirs, how):
    with room.database.read() as session:
        mine = trials_of(session, theirs.project)[0].trial.id
    page = kim.get(f"/library/{how}").text
    assert f'value="{theirs.project}/{mine}"' in page
    assert room.project not in page
    assert kim.post(f"/library/{how}/copies", data={"into": ""}).status_code == 422
    into = f"{theirs.project}/{mine}"
    answer = kim.post(f"/library/{how}/copies", data={"into": into})
    assert answer.headers["location"] == f"/p/{theirs.project}/trials/{mine}#copy"
    page = kim.get(f"/p/{theirs.project}/trials/{mine}").text
    assert "The breast clinic" in page
    assert "Choose a nurse" in page
    assert "Undo: what was taken over" in page
    assert "Adopted by 1 team" in sam.get("/library").text
    assert "The breast clinic" in kim.get(f"/p/{theirs.project}").text
    assert kim.post(f"/library/{how}/copies", data={"into": room.project}).status_code == 404


def test_a_copy_kept_for_later_can_be_used_or_taken_out(kim, theirs, how):
    home = f"/p/{theirs.project}"
    assert kim.post(f"/library/{how}/copies", data={"into": theirs.project}).status_code == 303
    page = kim.get(home).text
    copy = re.search(r'name="taken" value="(\w+)"', page)
    assert copy
    with theirs.database.read() as session:
        mine = trials_of(session, theirs.project)[0].trial.id
    assert "Use it here" in kim.get(f"{home}/trials/{mine}").text
    assert kim.post(f"{home}/copies/goodbyes", data={"taken": copy[1]}).status_code == 303
    assert "From the library" not in kim.get(home).text


def test_the_kinds_of_all_touchpoints_are_said_at_once(sam, room, home):
    first, second, _ = room.touchpoints
    page = sam.get(home).text
    assert page.count('name="kind-') == 3
    form = {f"kind-{first}": "waiting", f"was-{first}": ""}
    form |= {f"kind-{second}": "", f"was-{second}": ""}
    assert sam.post(f"{home}/kinds", data=form).status_code == 303
    assert '<option value="waiting" selected>' in sam.get(home).text
    assert sam.post(f"{home}/kinds", data=form).status_code == 303
    late = {f"kind-{first}": "leaving", f"was-{first}": ""}
    refused = sam.post(f"{home}/kinds", data=late)
    assert refused.status_code == 409
    assert "Waiting for the letter" in refused.text
    assert sam.post(f"{home}/kinds", data={"kind-0": "waiting"}).status_code == 404
