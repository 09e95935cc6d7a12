"""Answers that are not trials, as those who run a project give them."""

import pytest

from tests.afterwards import decides, goes_on
from tests.conftest import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def idea(room):
    goes_on(room)
    idea = room.offers("Amina", "Free <parking>")
    decides(room, idea, "not_now", "Not ours.")
    return idea


@pytest.fixture
def at(room):
    return f"/p/{room.project}/replies"


@pytest.fixture
def desk(running, room):
    return running.desk(room, htmx=False)


def test_an_empty_page_says_so(desk, at):
    assert "Nothing was decided yet that is not being tried." in desk.get(at).text


def test_an_answer_is_given_shown_and_taken_back(desk, at, idea):
    assert "Free &lt;parking&gt;" in desk.get(at).text
    said = {
        "idea": idea,
        "state": "passed_on",
        "who": "the estates team",
        "reason": "It is theirs.",
    }
    assert desk.post(at, data={**said, "reply_by": "2027-01-10"}).status_code == 303
    page = desk.get(at).text
    for words in ("the estates team", "It is theirs.", "10 January 2027"):
        assert words in page
    assert desk.post(f"{at}/withdrawals", data={"idea": idea}).status_code == 303
    assert "It is theirs." not in desk.get(at).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"who": ""}, "who"), ({"reason": ""}, "reason"), ({"state": "perhaps"}, "who"),
     ({"reply_by": "soon"}, "who"), ({"who": "x" * 201}, "who")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, at, idea, wrong, field):
    said = {"idea": idea, "state": "cannot", "who": "the board", "reason": "The law forbids it."}
    page = desk.post(at, data={**said, **wrong})
    assert page.status_code in {409, 422}
    assert "Please look at this" in page.text
    assert ("The law forbids it." in page.text) == (field != "reason")


def test_the_project_page_leads_here(desk, at, room, idea):
    assert f'href="{at}"' in desk.get(f"/p/{room.project}").text
