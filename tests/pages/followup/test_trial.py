"""A trial's page: where it came from, the plan, and what happened beside what was expected."""

import re

import pytest

from app.domain.dots import place_dot
from app.domain.steering import reveal
from app.domain.trials import Trial
from app.domain.voices import Voice
from tests.afterwards import PLAN, closes, goes_on, saving, says, tries, was_a_rehearsal
from tests.conftest import only_sqlite
from tests.make import a_key
from tests.pages.followup.conftest import still

pytestmark = only_sqlite

CLOSING = {
    "what_happened": "Eleven of twelve were glad.",
    "compared": "yes",
    "act": "adopt",
    "reason": "It takes five minutes.",
}


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"))


@pytest.fixture
def page(room, trial):
    return f"/p/{room.project}/trials/{trial}"


def test_it_carries_its_touchpoint_its_words_and_its_idea(sam, room, trial, page):
    says(room, "Amina", "I read it alone <in the hall>")
    room.tells("Bo", "This one is not released")
    html = sam.get(page).text
    assert "Waiting for the letter" in html
    assert "I read it alone &lt;in the hall&gt;" in html
    assert "This one is not released" not in html
    assert "Ring ahead" in html
    assert "Being planned" in html
    assert 'class="role' not in html  # three people are too few for a label


def test_words_of_another_touchpoint_stay_there(sam, room, page):
    says(room, "Amina", "About going home", touchpoint=2)
    html = sam.get(page).text
    assert "About going home" not in html
    assert "No words were shown in the room at this touchpoint." in html


def test_the_plan_is_kept_and_shown(sam, page):
    answer = sam.post(page, data=PLAN)
    assert answer.status_code == 303
    html = sam.get(answer.headers["location"]).text
    assert "Saved." in html
    assert '<h1 dir="auto">A call first</h1>' in html
    for written in PLAN.values():
        assert written in html
    assert "1 June 2026" in html
    assert "You expected" in html


@pytest.mark.parametrize(
    ("other", "field", "status", "sentence"),
    [
        ({"aim": "x" * 601}, "aim", 422, "This is 1 characters too long."),
        ({"owner": "👩‍👩‍👧" * 201}, "owner", 422, "This is 1 characters too long."),
        ({"review_on": "2026-05-31"}, "review_on", 409, "The review cannot be before the start."),
        ({"starts_on": "tomorrow"}, "starts_on", 409, "Please give the day like 2026-11-30."),
        ({"review_on": "2026-02-30"}, "review_on", 409, "Please give the day like 2026-11-30."),
    ],
)
def test_a_plan_that_cannot_be_kept_stays_in_the_form(sam, page, other, field, status, sentence):
    typed = {**PLAN, **other}
    before = still(sam.get(page).text)
    answer = sam.post(page, data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', answer.text)
    for value in typed.values():
        assert value in answer.text
    assert still(sam.get(page).text) == before


def test_without_a_prediction_there_is_nothing_to_compare_yet(sam, page):
    html = sam.get(page).text
    assert "what_happened" not in html
    answer = sam.post(f"{page}/closing", data=CLOSING)
    assert answer.status_code == 409
    assert "Please write what you expected" in answer.text


@pytest.mark.parametrize(
    ("act", "state", "sentence"),
    [
        ("adopt", "Kept: now how we work", "So we keep it"),
        ("adapt", "Changed and trying again", "So we change it and try again"),
        ("abandon", "Stopped", "So we stop it"),
    ],
)
def test_it_is_closed_with_what_happened_beside_what_was_expected(sam, page, act, state, sentence):
    sam.post(page, data=PLAN)
    sent = {**CLOSING, "act": act, "answer": "We tell them why."}
    assert sam.post(f"{page}/closing", data=sent).status_code == 303
    html = sam.get(page).text
    for words in (state, sentence, PLAN["prediction"], CLOSING["what_happened"], CLOSING["reason"]):
        assert words in html
    assert html.index("We expected") < html.index("What happened</h3>")


@pytest.mark.parametrize("missing", ["what_happened", "compared", "act", "reason"])
def test_a_closing_with_something_missing_keeps_the_rest(sam, page, missing):
    sam.post(page, data=PLAN)
    answer = sam.post(f"{page}/closing", data={**CLOSING, missing: ""})
    assert answer.status_code == 409
    assert "To close this try, please say what happened" in answer.text
    assert f'<a href="#{missing}">' in answer.text
    for name in {"what_happened", "reason"} - {missing}:
        assert CLOSING[name] in answer.text
    if missing != "act":
        assert re.search(r'value="adopt" checked', answer.text)
    assert "So we keep it" not in sam.get(page).text


def test_a_closing_that_is_too_long_or_unheard_of_is_refused(sam, page):
    sam.post(page, data=PLAN)
    long = sam.post(f"{page}/closing", data={**CLOSING, "reason": "x" * 601})
    assert long.status_code == 422
    assert '<a href="#reason">' in long.text
    assert sam.post(f"{page}/closing", data={**CLOSING, "act": "celebrate"}).status_code == 409


def test_the_prediction_cannot_be_made_right_afterwards(sam, room, trial, page):
    sam.post(page, data=PLAN)
    closes(room, trial)
    answer = sam.post(page, data={**PLAN, "prediction": "Just what happened"})
    assert answer.status_code == 409
    assert "What you expected stands as it was" in answer.text
    assert "Just what happened" in answer.text  # kept in the form
    assert "Just what happened" not in sam.get(page).text
    assert sam.post(page, data={**PLAN, "owner": "the ward"}).status_code == 303


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_the_vote_stands_there_once_five_people_of_a_voice_may_be_shown(
    sam, room, trial, page, people, shown
):
    names = room.crowd(Voice.STAFF, people)
    room.goes_to("choose")
    with saving(room) as session:
        idea = session.get_one(Trial, trial).idea_id
        for name in names:
            by = room.sits(session, name)
            place_dot(session, by, stage=room.stages["choose"], idea=idea, key=a_key())
    assert "Dots, as a share" not in sam.get(page).text

    with saving(room) as session:
        reveal(session, room.desk(session), revealed=True)
    html = sam.get(page).text
    assert ("Dots, as a share" in html) is shown
    assert ("<b>100%</b>" in html) is shown


def test_a_withdrawn_idea_leaves_the_trial_a_name(sam, running, room, trial, page):
    sam.post(page, data={**PLAN, "title": "", "change": ""})
    running.phone(room, "Amina").post(
        f"/w/{room.workshop}/phone/withdrawals",
        data={"what": "everything", "key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},
    )
    html = sam.get(page).text
    assert "Ring ahead" not in html
    assert "A change at “Waiting for the letter”" in html


def test_a_rehearsed_trial_is_marked(sam, room, page):
    was_a_rehearsal(room)
    assert "Rehearsal</span>" in sam.get(page).text


def test_an_unknown_trial_is_not_there(sam, room):
    assert sam.get(f"/p/{room.project}/trials/none").status_code == 404
