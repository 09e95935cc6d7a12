"""Who gets an e-mail about what they said, when, and what is never in it (R3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.agreeing import agree
from app.domain.contacts import confirm, contact_with, unsubscribe
from app.domain.errors import NotYours
from app.domain.outbox import Letter, claim, was_sent
from app.domain.seats import Contact, Use, consents_of
from app.domain.telling import News, news, put_hellos, put_news
from app.domain.withdrawal import withdraw
from app.domain.workshops import Workshop
from tests.afterwards import (
    closes,
    decides,
    ends,
    goes_on,
    saving,
    says,
    tries,
    wants_to_hear,
    was_a_rehearsal,
)
from tests.conftest import only_sqlite
from tests.make import NOON, World, a_key

pytestmark = only_sqlite

IDEA = "Ring before the letter comes"


@pytest.fixture
def idea(world: World) -> str:
    goes_on(world)
    idea = world.offers("Amina", IDEA)
    wants_to_hear(world, "Amina")
    ends(world)
    return idea


@contextmanager
def strikes(world: World, days: float, hour: int = 11) -> Iterator[list[News]]:
    """The scheduler's round, and the letters that it sends."""
    now = NOON.replace(hour=hour) + timedelta(days=days)
    sent: list[News] = []
    with saving(world) as session:
        put_hellos(session, now)
        put_news(session, now)
        for letter in session.exec(select(Letter)).all():
            if claim(session, letter.id, "one", now):
                said = news(session, letter, now)
                if said:
                    sent.append(said)
                    was_sent(session, letter.id, "one", now)
    yield sent


def told(world: World, days: float, hour: int = 11) -> list[list[str]]:
    """The states that each letter of a round tells."""
    with strikes(world, days, hour) as sent:
        return [[thing.where.state for thing in said.things] for said in sent]


def test_a_change_of_state_is_told_once(world, idea):
    decides(world, idea, "parked", "Later.")
    assert told(world, 1) == [["parked"]]
    assert [told(world, n) for n in (1, 2, 29, 60, 200)] == [[]] * 5


def test_what_was_only_heard_is_no_news(world, idea):
    assert told(world, 1) == []


def test_before_the_workshop_has_ended_nothing_is_told(world):
    goes_on(world)
    decides(world, world.offers("Amina", IDEA))
    wants_to_hear(world, "Amina")
    assert told(world, 1) == []
    ends(world)
    assert told(world, 1) == [["chosen"]]


def test_a_digest_gathers_for_a_month_and_tells_what_stands_then(world, idea):
    decides(world, idea)
    assert told(world, 1) == [["chosen"]]
    trial = tries(world, idea, title="A call first")
    assert told(world, 10) == []
    closes(world, trial)
    assert told(world, 29) == [["kept"]]


def test_each_is_at_most_one_a_day(world, idea):
    wants_to_hear(world, "Amina", "each")
    decides(world, idea)
    assert told(world, 1) == [["chosen"]]
    tries(world, idea, title="A call first", starts_on="2026-06-01")
    assert told(world, 1.2) == []
    assert told(world, 2) == [["testing"]]


def test_nobody_is_written_to_in_the_night(world, idea):
    decides(world, idea)
    assert told(world, 1, hour=3) == []
    assert told(world, 1, hour=8) == [["chosen"]]


def test_six_weeks_of_silence_are_said_while_something_is_still_to_come(world, idea):
    decides(world, idea)
    told(world, 1)
    assert told(world, 42) == []
    with strikes(world, 43) as sent:
        (said,) = sent
    assert said.is_quiet
    assert [thing.where.state for thing in said.open] == ["chosen"]
    assert told(world, 44) == []
    decides(world, idea, "parked", "Later.")
    assert told(world, 90) == [["parked"]]
    assert [told(world, n) for n in (140, 190)] == [[], []]  # nothing is to come any more


@pytest.mark.parametrize("how", ["consent", "click", "everything"])
def test_who_wants_no_more_hears_no_more_and_leaves_no_address(world, idea, how: str):
    key = wants_to_hear(world, "Amina")
    decides(world, idea)
    with saving(world) as session:
        by = world.sits(session, "Amina")
        if how == "consent":
            agree(session, by, frozenset(), stories=frozenset(), email="", key=a_key())
        elif how == "click":
            unsubscribe(session, key)
            unsubscribe(session, key)
        else:
            withdraw(session, by, what="everything", id="", key=a_key())
    assert told(world, 1) == []
    with world.session() as session:
        assert session.exec(select(Contact)).all() == []
        assert session.exec(select(Letter)).all() == []
        assert Use.CONTACT not in consents_of(session, world.sits(session, "Amina").seat_id)
        with pytest.raises(NotYours):
            contact_with(session, key)


def test_what_was_taken_back_is_in_no_letter(world, idea):
    with saving(world) as session:
        session.get_one(Workshop, world.workshop).ended_at = None
    says_too = world.offers("Amina", "Another idea")
    ends(world)
    decides(world, idea)
    decides(world, says_too, "parked", "Later.")
    with saving(world) as session:
        put_news(session, NOON + timedelta(days=1))
        withdraw(session, world.sits(session, "Amina"), what="idea", id=idea, key=a_key())
        (letter,) = session.exec(select(Letter).where(Letter.kind == "news")).all()
        said = news(session, letter, NOON + timedelta(days=1))
        assert said
        assert [thing.text for thing in said.things] == ["Another idea"]
        withdraw(session, world.sits(session, "Amina"), what="idea", id=says_too, key=a_key())
        assert news(session, letter, NOON + timedelta(days=1)) is None


def test_an_address_nobody_has_confirmed_gets_no_words(world):
    goes_on(world)
    idea = world.offers("Amina", IDEA)
    key = wants_to_hear(world, "Amina", confirmed=False)
    with strikes(world, 0) as sent:
        (hello,) = sent
    ends(world)
    decides(world, idea)
    assert told(world, 1) == []  # there is time to say yes first
    with strikes(world, 3) as sent:
        (said,) = sent
    for letter in (hello, said):
        assert not letter.is_known
        assert letter.things == letter.open == ()
    with saving(world) as session:
        confirm(session, key, NOON)
    closes(world, tries(world, idea, title="A call first"))
    assert told(world, 32) == [["kept"]]


def test_each_address_is_asked_once_and_a_new_one_again(world):
    wants_to_hear(world, "Amina", confirmed=False)
    assert len(told(world, 0)) == 1
    assert told(world, 1) == []
    with saving(world) as session:
        by = world.sits(session, "Amina")
        agree(
            session,
            by,
            frozenset({Use.CONTACT}),
            stories=frozenset(),
            email="other@example.org",
            key=a_key(),
        )
    with strikes(world, 2) as sent:
        assert [said.to for said in sent] == ["other@example.org"]


def test_saving_the_same_choices_again_asks_nobody_again(world):
    key = wants_to_hear(world, "Amina")
    with saving(world) as session:
        by = world.sits(session, "Amina")
        agree(session, by, frozenset({Use.CONTACT}), stories=frozenset(), email="", key=a_key())
        assert contact_with(session, key).confirmed_at


def test_invented_people_get_no_mail(world, idea):
    decides(world, idea)
    was_a_rehearsal(world)
    assert told(world, 1) == []


def test_a_storys_author_hears_of_the_change_at_its_touchpoint(world):
    goes_on(world)
    says(world, "Bo", "I read it alone")
    wants_to_hear(world, "Bo")
    decides(world, world.offers("Amina", IDEA))
    ends(world)
    with strikes(world, 1) as sent:
        (said,) = sent
    assert [(t.text, t.where.state) for t in said.things] == [("I read it alone", "chosen")]
