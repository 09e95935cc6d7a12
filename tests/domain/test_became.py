"""What became of each thing somebody said: every state, with its reason and the next news (5.5)."""

from datetime import date, timedelta

import pytest

from app.domain.became import Places, Thing
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.projects import Project
from app.domain.replies import answerable, give_reply, take_reply_away
from app.domain.reporting import SILENT_FOR
from tests.afterwards import closes, decides, goes_on, saving, says, tries, was_a_rehearsal
from tests.conftest import only_sqlite
from tests.make import NOON, World, a_world

pytestmark = only_sqlite

IDEA = "Ring before the letter comes"


@pytest.fixture
def world(world: World) -> World:
    goes_on(world)
    return world


@pytest.fixture
def idea(world: World) -> str:
    return world.offers("Amina", IDEA)


def things(world: World, name: str = "Amina", days: int = 0) -> tuple[Thing, ...]:
    with world.session() as session:
        seat = world.sits(session, name).seat_id
        return Places(session, world.project, NOON + timedelta(days=days)).things(seat)


def where(world: World, days: int = 0):
    (thing,) = things(world, days=days)
    return thing.where


def answers(world: World, idea: str, **other) -> None:
    said = {"state": "passed_on", "who": "the estates team", "reason": "It is their building."}
    with saving(world) as session:
        give_reply(session, world.member(session), idea=idea, **{"reply_by": None, **said, **other})


def test_what_nobody_has_decided_about_was_heard(world, idea):
    assert where(world).state == "heard"
    assert not where(world).is_open


def test_what_was_chosen_has_news_within_six_weeks_or_is_silent(world, idea):
    decides(world, idea)
    found = where(world)
    assert (found.state, found.next_on) == ("chosen", NOON.date() + SILENT_FOR)
    assert not where(world, days=42).is_silent(NOON.date() + SILENT_FOR)
    assert where(world, days=43).is_silent(NOON.date() + SILENT_FOR + timedelta(days=1))


@pytest.mark.parametrize("outcome", ["parked", "not_now"])
def test_what_was_not_chosen_says_why(world, idea, outcome: str):
    decides(world, idea, outcome, "It needs another department.")
    found = where(world)
    assert (found.state, found.reason) == (outcome, "It needs another department.")
    assert found.next_on is None


@pytest.mark.parametrize(
    ("act", "state"), [("adopt", "kept"), ("adapt", "changed"), ("abandon", "stopped")]
)
def test_what_was_tried_says_what_came_of_it(world, idea, act: str, state: str):
    trial = tries(world, idea, title="A call first", starts_on="2026-06-01", review_on="2026-06-20")
    assert where(world).state == "testing"
    assert where(world).next_on == date(2026, 6, 20)
    closes(world, trial, act)
    found = where(world)
    assert (found.state, found.title) == (state, "A call first")
    assert found.reason


def test_a_trial_that_is_being_designed_without_a_day_has_news_within_six_weeks(world, idea):
    tries(world, idea)
    assert where(world).state == "planned"
    assert where(world).next_on == NOON.date() + SILENT_FOR


def test_an_idea_in_its_authors_words_is_not_said_back_as_a_title(world, idea):
    tries(world, idea, title=IDEA)
    assert where(world).title == ""


def test_what_was_passed_on_says_to_whom_and_when_they_answer(world, idea):
    decides(world, idea, "not_now", "Not ours.")
    answers(world, idea, reply_by=date(2026, 7, 1))
    found = where(world)
    assert (found.state, found.who, found.next_on) == (
        "passed_on", "the estates team", date(2026, 7, 1),
    )  # fmt: skip
    answers(world, idea, state="cannot", who="the board", reason="The law forbids it.")
    found = where(world)
    assert (found.state, found.who, found.reason) == ("cannot", "the board", "The law forbids it.")
    with saving(world) as session:
        take_reply_away(session, world.member(session), idea=idea)
    assert where(world).state == "not_now"


def test_a_story_tells_what_is_tried_at_its_touchpoint_the_furthest_first(world):
    says(world, "Bo", "I read it alone")
    first = world.offers("Amina", "One idea")
    second = world.offers("Cy", "Another idea")
    world.offers("Cy", "A third idea, elsewhere", touchpoint=1)
    assert things(world, "Bo")[0].where.state == "heard"
    decides(world, second)
    assert things(world, "Bo")[0].where.state == "chosen"
    closes(world, tries(world, first, title="A call first"))
    (story,) = things(world, "Bo")
    assert (story.where.state, [more.state for more in story.also]) == ("kept", ["chosen"])


def test_what_was_not_chosen_says_nothing_to_a_story_beside_it(world, idea):
    says(world, "Bo", "I read it alone")
    decides(world, idea, "parked", "Later.")
    assert things(world, "Bo")[0].where.state == "heard"


def test_nobody_sees_what_others_said(world, idea):
    says(world, "Bo", "Mine alone")
    assert [thing.text for thing in things(world, "Amina")] == [IDEA]
    assert [thing.text for thing in things(world, "Bo")] == ["Mine alone"]


def test_a_rehearsed_decision_is_none(world, idea):
    decides(world, idea, "parked", "Invented.")
    was_a_rehearsal(world)
    assert where(world).state == "heard"


def test_an_answer_needs_whom_and_why_and_no_trial(world, idea):
    for wrong in ({"who": " "}, {"reason": ""}, {"state": "maybe"}, {"who": "x" * 201}):
        with pytest.raises(Unusable):
            answers(world, idea, **wrong)
    tries(world, idea)
    with pytest.raises(Refused):
        answers(world, idea)
    with world.session() as session:
        assert answerable(session, world.member(session)) == ()


def test_another_projects_idea_cannot_be_answered(world, idea, database):
    other = a_world(database, email="other@example.org")
    with other.session() as session, pytest.raises(NotYours):
        give_reply(
            session,
            other.member(session),
            idea=idea,
            state="cannot",
            who="us",
            reason="No.",
            reply_by=None,
        )
    with world.session() as session:
        assert session.get(Project, world.project)
