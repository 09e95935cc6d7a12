"""What people wrote, on its way to the room: read, released, held, taken back (A2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.changes import Topic, announce
from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused
from app.domain.history import record
from app.domain.journey import Touchpoint
from app.domain.seats import Consent, Seat, Sitting, Use
from app.domain.voices import Voice
from app.domain.workshops import Facilitator


class Written(SQLModel):
    """What a story and an idea have in common. Nobody rewrites `text` but its author."""

    topic: ClassVar[Topic]

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id", index=True)
    text: str
    told_at: datetime = Field(sa_type=Moment)
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    released_by: str | None = Field(default=None, foreign_key="account.id")
    held_at: datetime | None = Field(default=None, sa_type=Moment)
    held_by: str | None = Field(default=None, foreign_key="account.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


W = TypeVar("W", bound=Written)


@dataclass(frozen=True)
class WrittenShown:
    """One person's words with what may stand beside them; `id` is random, so order says nothing."""

    id: str
    kind: str
    text: str
    touchpoint_id: str
    touchpoint: str
    voice: Voice
    state: str  # waiting | released | held
    may_show: bool  # its author agreed to the room


def release(session: Session, by: Facilitator, table: type[W], written: str, seen: str = "") -> W:
    """Show it to the room. Raises Refused if its author did not agree to that.

    `seen` is the state that whoever pressed was looking at, so that two facilitators never act on
    the same words unknowingly.
    """
    found = _at_the_desk(session, by, table, written)
    _still(found, seen)
    if session.get(Consent, (found.seat_id, Use.ROOM)) is None:
        raise Refused("Its author wants these words kept off the screen. You can still read them.")
    if found.released_at is None:
        _remember(session, by, found)
        found.released_at, found.released_by = by.now, by.account_id
        found.held_at = found.held_by = None
    return _saved(session, found)


def hold(session: Session, by: Facilitator, table: type[W], written: str, seen: str = "") -> W:
    """Keep it from the room; also takes a released one back."""
    found = _at_the_desk(session, by, table, written)
    _still(found, seen)
    if found.held_at is None:
        _remember(session, by, found)
        found.held_at, found.held_by = by.now, by.account_id
        found.released_at = found.released_by = None
    return _saved(session, found)


def put_back(session: Session, by: Facilitator, table: type[W], written: str, state: str) -> W:
    """To the state it was in before somebody at the desk acted: for undo."""
    found = _at_the_desk(session, by, table, written)
    found.released_at = by.now if state == "released" else None
    found.released_by = by.account_id if state == "released" else None
    found.held_at = by.now if state == "held" else None
    found.held_by = by.account_id if state == "held" else None
    return _saved(session, found)


def take_back(session: Session, by: Sitting, table: type[W], written: str) -> W:
    """By its author: the text is gone at once, everywhere; that there was one is counted (A6)."""
    found = session.get(table, written)
    if found is None or found.seat_id != by.seat_id:
        raise NotYours("There is nothing like that of yours here.")
    if found.withdrawn_at is None:
        found.withdrawn_at, found.text = by.now, ""
        found.released_at = found.released_by = found.held_at = found.held_by = None
    return _saved(session, found)


def withdrawn_from(session: Session, table: type[Written], workshop_id: str) -> int:
    """How many were taken back: shown as a number, never as text."""
    taken = select(func.count()).where(
        table.workshop_id == workshop_id, col(table.withdrawn_at).is_not(None)
    )
    return session.exec(taken).one()


def written_in(
    session: Session, table: type[Written], workshop_id: str, *, released: bool | None = None
) -> tuple[WrittenShown, ...]:
    """All that stands, in an order that says nothing of time.

    `released=True` gives only what the room may see: released, and its author still agrees.
    """
    rows = (
        select(table, Touchpoint.title, Seat.voice, Consent.use)
        .join(Touchpoint, col(table.touchpoint_id) == col(Touchpoint.id))
        .join(Seat, col(table.seat_id) == col(Seat.id))
        .outerjoin(
            Consent, (col(Consent.seat_id) == col(table.seat_id)) & (col(Consent.use) == Use.ROOM)
        )
        .where(table.workshop_id == workshop_id, col(table.withdrawn_at).is_(None))
        .order_by(col(table.id))
    )
    if released:
        rows = rows.where(col(table.released_at).is_not(None), col(Consent.use).is_not(None))
    elif released is False:
        rows = rows.where(col(table.released_at).is_(None))
    return tuple(
        _shown(table, each, touchpoint, Voice(voice), use is not None)
        for each, touchpoint, voice, use in session.exec(rows)
    )


def own_written(session: Session, table: type[W], by: Sitting) -> tuple[W, ...]:
    wanted = select(table).where(table.seat_id == by.seat_id, col(table.withdrawn_at).is_(None))
    return tuple(session.exec(wanted.order_by(col(table.told_at))))


def state_of(written: Written) -> str:
    if written.released_at is not None:
        return "released"
    return "held" if written.held_at is not None else "waiting"


def _shown(
    table: type[Written], each: Written, touchpoint: str, voice: Voice, may_show: bool
) -> WrittenShown:
    return WrittenShown(
        id=each.id,
        kind=str(table.__tablename__),
        text=each.text,
        touchpoint_id=each.touchpoint_id,
        touchpoint=touchpoint,
        voice=voice,
        state=state_of(each),
        may_show=may_show,
    )


def _at_the_desk(session: Session, by: Facilitator, table: type[W], written: str) -> W:
    found = session.get(table, written)
    if found is None or found.workshop_id != by.workshop.id or found.withdrawn_at is not None:
        raise NotYours("These words are not here any more. Perhaps their author took them back.")
    return found


def _still(found: Written, seen: str) -> None:
    if seen and seen != state_of(found):
        raise Refused("A colleague has just dealt with these words. Please look again.")


def _remember(session: Session, by: Facilitator, found: Written) -> None:
    kind = str(type(found).__tablename__)
    record(session, by, "moderate", kind=kind, id=found.id, state=state_of(found))


def _saved(session: Session, found: W) -> W:
    session.add(found)
    announce(session, found.workshop_id, found.topic)
    return found
