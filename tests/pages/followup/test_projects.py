"""Projects: starting one, laying out its journey, making a workshop."""

import re

import pytest

from app.content import journeys, templates
from tests.afterwards import decides, goes_on, was_a_rehearsal
from tests.conftest import only_sqlite
from tests.make import TOUCHPOINTS

pytestmark = only_sqlite


def test_nobody_is_left_with_an_empty_page(running, room):
    fresh = running.client()
    code = running.site.first_code
    assert fresh.get("/account/first").headers["location"] == "/account/sign-in"
    assert code not in fresh.get("/account/sign-in").text


def test_a_project_begins_with_a_name_and_a_journey(sam):
    answer = sam.post("/projects", data={"title": "Stroke <ward>", "journey": "رحلة"})
    assert answer.status_code == 303
    page = sam.get(answer.headers["location"]).text
    assert "Stroke &lt;ward&gt;" in page
    assert '<p dir="auto">رحلة</p>' in page
    assert "Lay out the journey" in page
    assert "Stroke &lt;ward&gt;" in sam.get("/projects").text


def test_a_starter_journey_waits_in_the_box_until_it_is_added(sam):
    breast = journeys()["breast"]
    answer = sam.post("/projects", data={"title": "Ours", "journey": "", "starter": "breast"})
    where = answer.headers["location"]
    assert where.endswith("?journey=breast#journey")
    page = sam.get(where.split("#")[0]).text
    assert breast.title in page
    box = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert box is not None
    assert box[1].splitlines()[0] == f"{breast.touchpoints[0].title} | raised in 6 of 11 interviews"
    assert len(box[1].splitlines()) == len(breast.touchpoints)
    assert '<ol class="moments">' not in page


def test_an_unknown_starter_journey_is_nothing_at_all(sam, home):
    assert sam.get(f"{home}?journey=../secret").status_code == 200
    answer = sam.post("/projects", data={"title": "Ours", "journey": "Here", "starter": "no"})
    assert "?journey" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"title": "", "journey": "Here to there"}, "title", "Nothing is written here yet."),
        ({"title": "Ours", "journey": " \u200b "}, "journey", "Nothing is written here yet."),
        ({"title": "x" * 85, "journey": "Here"}, "title", "This is 5 characters too long."),
        ({"title": "Ours", "journey": "y" * 121}, "journey", "This is 1 characters too long."),
    ],
)
def test_what_is_wrong_with_a_project_is_said_beside_its_field(sam, typed, field, sentence):
    answer = sam.post("/projects", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-wrong"' in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text


def test_touchpoints_come_a_line_each_with_where_they_came_from(sam, home):
    lines = "Being  sent home | raised in 7 of 11 interviews\n\n  Ringing up  \n"
    assert sam.post(f"{home}/touchpoints", data={"lines": lines}).status_code == 303
    page = sam.get(home).text
    assert '<p class="strong" dir="auto">Being sent home</p>' in page
    assert '<p class="muted" dir="auto">raised in 7 of 11 interviews</p>' in page
    order = [page.index(f">{title}<") for title in (*TOUCHPOINTS, "Being sent home", "Ringing up")]
    assert order == sorted(order)


def test_the_same_lines_twice_are_added_once(sam, home):
    for _ in range(2):
        assert sam.post(f"{home}/touchpoints", data={"lines": "Once\nOnce"}).status_code == 303
    assert sam.get(home).text.count(">Once</p>") == 1


@pytest.mark.parametrize(
    ("lines", "status", "sentence"),
    [
        ("", 409, "Please write one touchpoint on each line."),
        (" \n\n ", 409, "Please write one touchpoint on each line."),
        ("Good\n| only a source", 422, "Please look at line 2."),
        ("x" * 81, 422, "Please look at line 1."),
        ("Good | " + "y" * 121, 422, "Please look at line 1."),
        ("\n".join(f"Touchpoint {n}" for n in range(38)), 409, "at most 40 touchpoints"),
    ],
)
def test_lines_that_cannot_be_added_stay_in_the_box(sam, home, lines, status, sentence):
    before = sam.get(home).text.count('<p class="strong" dir="auto">')
    answer = sam.post(f"{home}/touchpoints", data={"lines": lines})
    assert answer.status_code == status
    assert sentence in answer.text
    box = re.search(r"<textarea[^>]*>([^<]*)</textarea>", answer.text, re.DOTALL)
    assert box is not None
    assert box[1].split() == lines.split()
    assert sam.get(home).text.count('<p class="strong" dir="auto">') == before


def test_a_workshop_is_made_from_a_template_that_says_what_it_leaves_out(sam, home):
    page = sam.get(home).text
    short = templates()["short"]
    assert short.about in page
    assert f"{short.minutes} minutes" in page
    answer = sam.post(f"{home}/workshops", data={"kind": "short", "title": ""})
    assert re.fullmatch(r"/w/[0-9a-f]{16}/desk", answer.headers["location"])
    assert sam.get(answer.headers["location"]).status_code == 200
    assert sam.get(home).text.count(">Short workshop</h3>") == 2


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"kind": "no-such", "title": "Mine"}, 409, "Please choose a kind of workshop."),
        ({"kind": "short", "title": "M" * 81}, 422, "This is 1 characters too long."),
    ],
)
def test_a_workshop_that_cannot_be_made_keeps_its_name(sam, home, typed, status, sentence):
    answer = sam.post(f"{home}/workshops", data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f'value="{typed["title"]}"' in answer.text


def test_a_decision_has_one_button_and_its_reason(sam, room, home):
    assert "Nothing yet." in sam.get(home).text
    goes_on(room)
    chosen, parked = room.offers("Amina", "Ring ahead"), room.offers("Bo", "A quiet room")
    decides(room, chosen)
    decides(room, parked, "parked", "No room until spring.")
    page = sam.get(home).text
    assert page.count("Make it a trial</button>") == 1
    assert "No room until spring." in page

    answer = sam.post(f"{home}/trials", data={"idea": chosen})
    again = sam.post(f"{home}/trials", data={"idea": chosen})
    assert answer.status_code == 303
    assert again.headers["location"] == answer.headers["location"]
    page = sam.get(home).text
    assert "Make it a trial</button>" not in page
    assert answer.headers["location"] in page
    assert sam.post(f"{home}/trials", data={"idea": parked}).status_code == 404


def test_an_idea_taken_back_has_no_words_and_no_button(sam, running, room, home):
    goes_on(room)
    idea = room.offers("Amina", "Ring ahead")
    decides(room, idea)
    running.phone(room, "Amina").post(
        f"/w/{room.workshop}/phone/withdrawals",
        data={"what": "idea", "id": idea, "key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},
    )
    page = sam.get(home).text
    assert "Ring ahead" not in page
    assert "These words were taken back, or are not kept any more." in page
    assert "Make it a trial</button>" not in page


def test_a_rehearsal_is_marked(sam, room, home):
    assert "Rehearsal</span>" not in sam.get(home).text
    was_a_rehearsal(room)
    assert "Rehearsal</span>" in sam.get(home).text


def test_the_progress_page_is_given_with_its_code(sam, running, room, home):
    page = sam.get(home).text
    found = re.search(rf'href="({running.address}/progress/[\w-]{{22}})"', page)
    assert found is not None
    assert "QR code to the progress page" in page
    assert running.client().get(found[1]).status_code == 200
