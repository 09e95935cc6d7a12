"""Writing down for somebody: people with seats of their own, and a helper in their place (J4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.domain.cards import Card, CardFound, card_numbered, take_card
from app.domain.changes import Topic, announce
from app.domain.errors import NotYours, Refused
from app.domain.helpers import Helped, Helper
from app.domain.keyring import Keyring, hashed
from app.domain.seats import NAME, Seat, Sitting, take_seat
from app.domain.text import maybe_written
from app.domain.voices import Voice
from app.domain.workshops import Workshop, workshop_called

MOST_PEOPLE = 30


@dataclass(frozen=True)
class Helping:
    """Who asks with a helper's device; only the guard makes one."""

    helper_id: str
    name: str
    workshop: Workshop
    keyring: Keyring
    now: datetime


def helping(
    session: Session, workshop_id: str, secret: str, keyring: Keyring, now: datetime
) -> Helping:
    found = session.exec(
        select(Helper).where(
            Helper.workshop_id == workshop_id,
            Helper.secret_hash == hashed(secret),
            col(Helper.gone_at).is_(None),
            col(Helper.opened_at).is_not(None),
        )
    ).first()
    if found is None:
        raise NotYours("This device does not write for anybody here. Please ask a facilitator.")
    return Helping(found.id, found.name, workshop_called(session, workshop_id), keyring, now)


def add_person(
    session: Session,
    by: Helping,
    *,
    name: str,
    voice: Voice,
    may_show: bool,
    card: int | None,
    key: str,
) -> str:
    """Somebody more to write for, with a seat of their own; its handle, once for each key."""
    name = maybe_written(name, NAME, one_line=True)
    key = by.keyring.fingerprint("person", by.helper_id, key)
    seat = _seat_of(session, by, name, voice, may_show, card, key)
    session.flush()
    known = session.get(Helped, seat)
    if known is not None:
        return _handle_of(known, by)
    people = select(func.count()).where(Helped.helper_id == by.helper_id)
    there = session.exec(people).one()
    if there >= MOST_PEOPLE:
        raise Refused("One device writes for at most %(most)s people.", most=MOST_PEOPLE)
    new = Helped(
        seat_id=seat,
        helper_id=by.helper_id,
        position=there,
        since=by.now,
        given_at=by.now if card is not None else None,  # the words stand on the card
    )
    session.add(new)
    announce(session, by.workshop.id, Topic.ROOM)
    return new.handle


def _seat_of(
    session: Session,
    by: Helping,
    name: str,
    voice: Voice,
    may_show: bool,
    card: int | None,
    key: str,
) -> str:
    if by.workshop.doors_opened_at is None or by.workshop.ended_at is not None:
        raise Refused("This workshop is not open.")
    given: dict[str, Any] = {
        "voice": voice,
        "name": name,
        "may_show": may_show,
        "keyring": by.keyring,
        "now": by.now,
    }
    if card is None:
        take_seat(session, by.workshop, key=key, **given)
        return by.keyring.seat_id(by.workshop.id, key)
    found = card_numbered(session, by.workshop.id, card)
    try:
        take_card(session, CardFound(found, by.workshop), key=key, **given)
    except Refused as refused:
        if isinstance(refused, NotYours):
            raise
        raise Refused("Card %(number)s is in use already. Please check it.", number=card) from None
    return found.seat_id or ""


def _handle_of(known: Helped, by: Helping) -> str:
    if known.helper_id != by.helper_id:
        raise Refused("Somebody else writes for this person already.")
    return known.handle


def give_words(session: Session, by: Helping, *, handle: str) -> None:
    """They have their four words: from now on this device does not show them."""
    found = _own_person(session, by, handle)
    found.given_at = found.given_at or by.now
    session.add(found)


@dataclass(frozen=True)
class Person:
    """Somebody a device writes for."""

    handle: str
    name: str  # empty: none was given, or it was taken back
    voice: Voice
    number: int  # in the order they were added, from 1
    card: int | None
    needs_words: bool  # their four words were not handed over yet


def people_of_helper(session: Session, helper_id: str) -> tuple[Person, ...]:
    rows = session.exec(
        select(Helped, Seat, Card.number)
        .join(Seat, col(Seat.id) == col(Helped.seat_id))
        .outerjoin(Card, col(Card.seat_id) == col(Seat.id))
        .where(Helped.helper_id == helper_id, col(Helped.over_at).is_(None))
        .order_by(col(Helped.position), col(Helped.handle))
    )
    return tuple(
        Person(
            helped.handle,
            seat.name,
            Voice(seat.voice),
            helped.position + 1,
            card,
            helped.given_at is None,
        )
        for helped, seat, card in rows
    )


@dataclass(frozen=True)
class Turn:
    """Whose turn it is at a helper's device, and who else it writes for."""

    room: str
    now: Person
    people: tuple[Person, ...]


def whose_turn(session: Session, by: Helping, handle: str) -> Turn:
    _own_person(session, by, handle)
    people = people_of_helper(session, by.helper_id)
    return Turn(by.workshop.id, next(p for p in people if p.handle == handle), people)


def words_to_give(session: Session, by: Helping, handle: str) -> tuple[Person, str]:
    """A person and their four words. Raises NotYours once they have been handed over."""
    found = _own_person(session, by, handle)
    if found.given_at is not None:
        raise NotYours("They have their four words already.")
    seat = session.get_one(Seat, found.seat_id)
    person = next(p for p in people_of_helper(session, by.helper_id) if p.handle == handle)
    return person, by.keyring.phrase(seat.id, seat.turn)


def _own_person(session: Session, by: Helping, handle: str) -> Helped:
    found = session.exec(
        select(Helped).where(
            Helped.handle == handle,
            Helped.helper_id == by.helper_id,
            col(Helped.over_at).is_(None),
        )
    ).first()
    if found is None:
        raise NotYours("You do not write for this person.")
    return found


# In the place of somebody, with a helper's device

_PLACE: Any = (
    sqlalchemy.select(
        col(Seat.id),
        col(Seat.voice),
        col(Workshop.project_id),
        col(Workshop.stage_id),
        col(Workshop.ended_at),
        col(Seat.turn),
        col(Helped.given_at),
    )
    .select_from(Helped)
    .join(Helper, col(Helper.id) == col(Helped.helper_id))
    .join(Seat, col(Seat.id) == col(Helped.seat_id))
    .join(Workshop, col(Workshop.id) == col(Seat.workshop_id))
    .where(col(Helped.handle) == bindparam("handle"), col(Helped.over_at).is_(None))
    .where(col(Helper.secret_hash) == bindparam("secret"), col(Helper.gone_at).is_(None))
    .where(col(Seat.workshop_id) == bindparam("workshop"))
)


def sitting_for(
    session: Session, workshop_id: str, handle: str, secret: str, keyring: Keyring, now: datetime
) -> Sitting:
    """The seat of exactly this person, and only for the device that writes for them."""
    asked = {"workshop": workshop_id, "handle": handle, "secret": hashed(secret)}
    found = session.connection().execute(_PLACE, asked).first()
    if found is None:
        raise NotYours("You do not write for this person. Perhaps they write themselves now.")
    return Sitting(
        seat_id=found[0],
        workshop_id=workshop_id,
        project_id=found[2],
        voice=Voice(found[1]),
        stage_id=found[3],
        ended=found[4] is not None,
        ballot=keyring.ballot(found[0]),
        keyring=keyring,
        now=now,
        turn=found[5],
        helped=True,
        may_see_phrase=found[6] is None,
    )


def take_over(session: Session, secret: str, now: datetime) -> None:
    """Whoever came back with their four words writes for themselves from now on."""
    found = session.exec(
        select(Helped).join(Seat).where(Seat.secret_hash == hashed(secret))
    ).first()
    if found is not None and found.over_at is None:
        found.over_at = now
        session.add(found)


def is_helped(session: Session, seat_id: str) -> bool:
    """Whether somebody else wrote some of this down."""
    return session.get(Helped, seat_id) is not None
