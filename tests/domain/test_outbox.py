"""A letter is claimed before it is sent, and never sent twice by itself."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.database import Database, open_database
from app.domain.errors import NotYours, Refused
from app.domain.outbox import (
    PAUSES,
    UNSURE_AFTER,
    Letter,
    Wanted,
    claim,
    drop,
    due,
    letters_of,
    put,
    send_again,
    was_not_sent,
    was_sent,
)
from tests.afterwards import saving
from tests.make import NOON, World, a_world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def letter(world: World) -> str:
    with saving(world) as session:
        made = put(session, Wanted("review", world.project, "a-trial", "2026-06-15 before"), NOON)
    assert made
    return made


def state(world: World, letter: str, at=NOON) -> str:
    with world.session() as session:
        return session.get_one(Letter, letter).state(at)


def test_the_same_news_is_one_letter(world, letter):
    with saving(world) as session:
        wanted = Wanted("review", world.project, "a-trial", "2026-06-15 before")
        assert put(session, wanted, NOON) is None
        assert len(letters_of(session, world.project, NOON)) == 1


def test_of_many_who_claim_at_once_one_gets_it(url: str, world, letter):
    """Each with a connection of its own, as processes have."""
    crowd, won = 8, []
    ready = Barrier(crowd)

    def tries(name: str) -> None:
        database: Database = open_database(url)
        ready.wait()
        with Session(database.writing) as session:
            if claim(session, letter, name, NOON):
                won.append(name)
            session.commit()
        database.close()

    threads = [Thread(target=tries, args=[f"process {n}"]) for n in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_what_was_claimed_is_not_due_for_anybody(world, letter):
    with saving(world) as session:
        assert due(session, NOON) == [letter]
        assert claim(session, letter, "one", NOON)
    with saving(world) as session:
        assert due(session, NOON + timedelta(days=300)) == []
        assert not claim(session, letter, "other", NOON + timedelta(days=300))


def test_what_was_claimed_and_never_heard_of_may_not_have_gone(world, letter):
    with saving(world) as session:
        claim(session, letter, "one", NOON)
    assert state(world, letter, NOON + MINUTE) == "sending"
    assert state(world, letter, NOON + UNSURE_AFTER) == "unsure"


def test_only_whoever_claimed_it_says_what_became_of_it(world, letter):
    with saving(world) as session:
        claim(session, letter, "one", NOON)
        assert not was_sent(session, letter, "other", NOON)
        assert not drop(session, letter, "other", NOON)
        assert was_sent(session, letter, "one", NOON)
        assert not was_not_sent(session, letter, "one", NOON, why="refused")
    assert state(world, letter) == "sent"


def test_what_is_known_not_to_have_gone_waits_longer_each_time_and_is_given_up_at_last(
    world, letter
):
    at = NOON
    for pause in PAUSES:
        with saving(world) as session:
            assert claim(session, letter, "one", at)
            was_not_sent(session, letter, "one", at, why="no_connection")
        with world.session() as session:
            assert due(session, at + timedelta(minutes=pause) - MINUTE) == []
            at += timedelta(minutes=pause)
            assert due(session, at) == [letter]
    with saving(world) as session:
        claim(session, letter, "one", at)
        was_not_sent(session, letter, "one", at, why="no_connection")
    assert state(world, letter, at) == "given_up"


def test_what_is_refused_for_good_is_not_tried_again(world, letter):
    with saving(world) as session:
        claim(session, letter, "one", NOON)
        was_not_sent(session, letter, "one", NOON, why="address", for_good=True)
        assert due(session, NOON + timedelta(days=9)) == []
    assert state(world, letter) == "given_up"


def test_by_hand_goes_only_what_may_not_have_gone(world, letter):
    def again(minutes: int) -> None:
        with saving(world) as session:
            by = world.member(session)
            at = NOON + timedelta(minutes=minutes)
            send_again(session, type(by)(by.account_id, by.name, by.project, at), letter=letter)

    with pytest.raises(Refused):
        again(0)
    with saving(world) as session:
        claim(session, letter, "one", NOON)
    with pytest.raises(Refused):
        again(5)
    again(10)
    with saving(world) as session:
        later = NOON + timedelta(minutes=10)
        assert due(session, later) == [letter]
        # The first one comes back after all: it has no say any more.
        assert not was_sent(session, letter, "one", later)
        assert claim(session, letter, "two", later)
        was_sent(session, letter, "two", later)
    with pytest.raises(Refused):
        again(11)


def test_another_project_does_not_see_nor_send_it(world, letter, database):
    other = a_world(database, email="other@example.org")
    with saving(other) as session:
        assert letters_of(session, other.project, NOON) == ()
        with pytest.raises(NotYours):
            send_again(session, other.member(session), letter=letter)


def test_the_database_knows_no_letter_that_was_sent_and_not_claimed(world, letter):
    with world.session() as session:
        session.get_one(Letter, letter).sent_at = NOON
        with pytest.raises(IntegrityError):
            session.commit()
