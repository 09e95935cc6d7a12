"""Six weeks of silence are said where they are, and every answer has its place (R1, R3, 5.5)."""

from datetime import date, timedelta

import pytest

from app.domain.chasing.answering import answer_look
from app.domain.chasing.asking import chased
from app.domain.happenings import happenings
from app.domain.ideas import Idea
from app.domain.moderation import take_back
from app.domain.projects import Project
from app.domain.replies import give_reply
from tests.afterwards import (
    agrees,
    closes,
    decides,
    ends,
    goes_on,
    progress_of,
    saving,
    says,
    tries,
    was_a_rehearsal,
)
from tests.conftest import only_sqlite
from tests.make import NOON, World

pytestmark = only_sqlite

IDEA = "Ring before the letter comes"
SIX_WEEKS = timedelta(weeks=6)


@pytest.fixture
def world(world: World) -> World:
    goes_on(world)
    return world


@pytest.fixture
def idea(world: World) -> str:
    return world.offers("Amina", IDEA)


def place(world: World, days: int = 0):
    (found,) = progress_of(world, NOON + timedelta(days=days)).answered
    return found


def replies(world: World, idea: str, state: str, reply_by: date | None = None) -> None:
    with saving(world) as session:
        give_reply(
            session,
            world.member(session),
            idea=idea,
            state=state,
            who="the estates team",
            reason="It is their building.",
            reply_by=reply_by,
        )


def test_words_agreed_for_outside_leave_when_the_workshop_has_ended(world):
    agrees(world, "Amina", says(world, "Amina", "You may show this"))
    assert progress_of(world, ended=False).heard == ()
    (heard,) = progress_of(world).heard
    assert [said.text for said in heard.said] == ["You may show this"]


def test_what_was_chosen_and_not_begun_is_silent_after_six_weeks(world, idea):
    decides(world, idea)
    assert place(world, days=42).silent_since is None
    assert place(world, days=43).silent_since == NOON.date() + SIX_WEEKS
    assert progress_of(world, NOON + timedelta(days=43)).silent
    tries(world, idea, title="A call first")
    assert place(world, days=43).silent_since is None  # the day to look says it by itself


def test_a_trial_without_a_day_to_look_is_silent_after_six_weeks(world, idea):
    tries(world, idea, title="A call first", review_on="")
    assert place(world, days=43).silent_since == NOON.date() + SIX_WEEKS
    assert place(world, days=42).silent_since is None


def test_what_was_passed_on_is_silent_when_the_answer_does_not_come(world, idea):
    decides(world, idea, "not_now", "Not ours.")
    replies(world, idea, "passed_on", date(2026, 6, 20))
    (answer,) = place(world).not_chosen
    assert (answer.outcome, answer.who) == ("passed_on", "the estates team")
    assert place(world, days=19).silent_since is None
    assert place(world, days=20).silent_since == date(2026, 6, 20)
    replies(world, idea, "cannot")
    assert place(world, days=90).silent_since is None


def test_a_reply_takes_the_place_of_what_the_room_decided(world, idea):
    decides(world, idea)
    assert place(world).chosen == 1
    replies(world, idea, "cannot")
    found = place(world)
    assert (found.chosen, [a.outcome for a in found.not_chosen]) == (0, ["cannot"])
    assert IDEA not in str(found)


def test_the_owner_says_that_it_has_stopped_before_it_is_written_up(world, idea):
    trial = tries(world, idea, title="A call first", review_on="2026-06-15")
    with saving(world) as session:
        key = chased(session, trial).key
        day = date(2026, 6, 15)
        answer_look(session, key, day=day, answer="stopped", said="Nobody rang.", now=NOON)
    (tried,) = place(world, days=20).tried
    assert (tried.owner_says, tried.is_overdue) == ("Nobody rang.", True)


def test_what_was_stopped_answers_those_who_asked(world, idea):
    closes(world, tries(world, idea, title="A call first"), "abandon")
    (tried,) = place(world).tried
    assert tried.answer


# The feed


def told(world: World, today: date = date(2026, 6, 1)) -> list[str]:
    with world.session() as session:
        found = happenings(session, session.get_one(Project, world.project), today)
    assert IDEA not in str(found)
    return [each.kind for each in found]


def test_the_feed_does_not_say_that_a_trial_has_begun_before_its_day(world, idea):
    tries(world, idea, title="A call first", starts_on="2026-06-08", review_on="2026-06-22")
    ends(world)
    assert told(world, date(2026, 6, 7)) == ["chosen"]
    assert told(world, date(2026, 6, 8)) == ["begun", "chosen"]


def test_the_feed_tells_what_happened_and_nobodys_words(world, idea):
    agrees(world, "Amina", says(world, "Amina", "You may show this"))
    other = world.offers("Bo", "Another idea")
    decides(world, other, "parked", "Later.")
    trial = tries(world, idea, title="A call first", starts_on="2026-06-01")
    assert told(world) == []  # the room is still at it
    ends(world)
    assert sorted(told(world)) == ["begun", "chosen", "parked"]
    closes(world, trial)
    replies(world, other, "cannot")
    assert sorted(told(world)) == ["adopt", "begun", "cannot", "chosen", "parked"]
    with saving(world) as session:
        take_back(session, world.sits(session, "Bo"), Idea, other)
    assert sorted(told(world)) == ["adopt", "begun", "chosen"]


def test_a_rehearsal_is_in_no_feed(world, idea):
    decides(world, idea)
    ends(world)
    was_a_rehearsal(world)
    assert told(world) == []
