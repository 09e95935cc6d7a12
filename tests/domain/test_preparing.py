"""Preparing a workshop: k is never lowered, and words change only before the doors open."""

import pytest
from sqlmodel import Session

from app.domain.errors import Refused, Unusable
from app.domain.preparing import Prepared, prepare, usual_words, words_for, words_offered
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.workshops import Workshop
from tests.make import World

WORDS = "\n".join(("light", "heavy", "  heavy ", "warm", "cold"))


def typed(k: str = "5", words: dict[Voice, str] | None = None, title: str = "Our day") -> Prepared:
    return Prepared(title, "Priya", "Ring 111", k, False, words or {})


def closed(world: World, session: Session) -> Workshop:
    """The doors have not been opened yet."""
    workshop = world.desk(session).workshop
    workshop.doors_opened_at = workshop.code = None
    session.add(workshop)
    session.flush()
    return workshop


def test_each_voice_picks_from_the_words_prepared_for_it(world: World, session: Session):
    workshop = closed(world, session)
    prepare(session, world.desk(session), typed=typed(words={Voice.PATIENT: WORDS}))
    session.flush()
    assert words_for(workshop, Voice.PATIENT) == ("light", "heavy", "warm", "cold")
    assert words_for(workshop, Voice.STAFF) == usual_words(Voice.STAFF)
    assert "light" in words_offered(session, workshop.id, Voice.PATIENT)
    assert "light" not in words_offered(session, workshop.id, Voice.STAFF)
    undo(session, world.desk(session))
    assert words_for(workshop, Voice.PATIENT) == usual_words(Voice.PATIENT)


def test_words_stay_once_the_doors_were_open(world: World, session: Session):
    prepare(session, world.desk(session), typed=typed())
    with pytest.raises(Refused, match="words to pick from stay"):
        prepare(session, world.desk(session), typed=typed(words={Voice.CARER: WORDS}))


def test_k_can_be_raised_and_never_goes_below_five(world: World, session: Session):
    workshop = world.desk(session).workshop
    for k in ("4", "0", "-5", "", "x", "51"):
        with pytest.raises(Unusable, match="smallest group"):
            prepare(session, world.desk(session), typed=typed(k))
    prepare(session, world.desk(session), typed=typed("8"))
    assert workshop.k == 8
    with pytest.raises(Refused, match="only become larger"):
        prepare(session, world.desk(session), typed=typed("7"))
    undo(session, world.desk(session))
    assert workshop.k == 8
    assert workshop.title == "Short workshop"


def test_too_few_words_are_no_choice(world: World, session: Session):
    closed(world, session)
    with pytest.raises(Unusable, match="words, one on each line"):
        prepare(session, world.desk(session), typed=typed(words={Voice.STAFF: "fine\nnot fine"}))
