"""Looking after people: "I need a pause" and how somebody leaves (A4).

Nothing here is ever announced: no stream tells of it, not even that something changed. The phone
of whoever asked and the pages of the support person and the lead ask for their own part.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from app.domain.accounts import Account
from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.hard_to_hear import HardShown, HardToHear, hard_in
from app.domain.receipts import fresh
from app.domain.seats import Seat, Sitting
from app.domain.text import maybe_written
from app.domain.workshops import Facilitator

PLACE, WAY = 60, 120  # characters
ASKED_AGAIN_AFTER = timedelta(minutes=1)


class PauseCall(SQLModel, table=True):
    """Somebody needs a pause; the row goes when they take it back."""

    __tablename__ = "pause_call"

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    seat_id: str = Field(foreign_key="seat.id", unique=True)
    place: str = ""
    asked_at: datetime = Field(sa_type=Moment)
    going_by: str | None = Field(default=None, foreign_key="account.id")
    going_at: datetime | None = Field(default=None, sa_type=Moment)
    over_at: datetime | None = Field(default=None, sa_type=Moment)


class Mood(StrEnum):
    """How somebody leaves."""

    FINE = "fine"
    SHAKEN = "shaken"
    RING = "ring"  # please ring me


class Leaving(SQLModel, table=True):
    """How somebody said they leave, and how to ring them, where they gave a way."""

    __table_args__ = (CheckConstraint("mood IN ('fine', 'shaken', 'ring')", name="mood_known"),)

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    mood: Mood = Field(sa_type=String(10))
    way: str = ""
    called_at: datetime | None = Field(default=None, sa_type=Moment)


# On the phone


def need_pause(session: Session, by: Sitting, *, place: str, key: str) -> None:
    """One tap; again with a place, which says where to come."""
    place = maybe_written(place, PLACE, one_line=True)
    if not fresh(session, by, key, "pause", place):
        return
    call = _call_of(session, by.seat_id)
    if call is None or call.over_at is not None:
        if call is not None:
            session.delete(call)
            session.flush()
        call = PauseCall(workshop_id=by.workshop_id, seat_id=by.seat_id, asked_at=by.now)
    call.place = place or call.place
    session.add(call)


def need_no_pause(session: Session, by: Sitting, *, key: str) -> None:
    """Taken back: nothing is kept of it."""
    if fresh(session, by, key, "no pause"):
        session.exec(delete(PauseCall).where(col(PauseCall.seat_id) == by.seat_id))


def say_leaving(session: Session, by: Sitting, *, mood: str, way: str, key: str) -> None:
    """How somebody leaves; the way to ring them is kept only when they want to be rung."""
    if mood not in set(Mood):
        raise Unusable("Please choose one of the three.")
    way = maybe_written(way, WAY, one_line=True) if mood == Mood.RING else ""
    if not fresh(session, by, key, "leaving", mood, way):
        return
    known = session.get(Leaving, by.seat_id) or Leaving(
        seat_id=by.seat_id, workshop_id=by.workshop_id, mood=Mood(mood)
    )
    known.way = (way or known.way) if mood == Mood.RING else ""
    known.mood, known.called_at = Mood(mood), None
    session.add(known)


@dataclass(frozen=True)
class OwnPause:
    """What the phone of whoever asked says."""

    state: str  # none | asked | again | coming
    place: str
    name: str  # who is coming


def own_pause(session: Session, by: Sitting) -> OwnPause:
    call = _call_of(session, by.seat_id)
    if call is None or call.over_at is not None:
        return OwnPause("none", "", "")
    if call.going_by is not None:
        return OwnPause("coming", call.place, session.get_one(Account, call.going_by).name)
    return OwnPause("again" if _is_long(call, by.now) else "asked", call.place, "")


def own_leaving(session: Session, by: Sitting) -> Leaving | None:
    return session.get(Leaving, by.seat_id)


# For the support person and the lead


def go_to(session: Session, by: Facilitator, *, call: str) -> None:
    """ "I'm going to them"; the phone says who is coming. Compare and set."""
    found = _call_in(session, by, call)
    if found.going_by not in {None, by.account_id}:
        raise Refused(
            "%(name)s is going to them already.", name=session.get_one(Account, found.going_by).name
        )
    found.going_by, found.going_at = by.account_id, by.now
    session.add(found)


def not_going(session: Session, by: Facilitator, *, call: str) -> None:
    """After all, somebody else must go: it is asked again."""
    found = _call_in(session, by, call)
    if found.going_by != by.account_id:
        raise Refused("Somebody else is going to them.")
    found.going_by = found.going_at = None
    session.add(found)


def looked_after(session: Session, by: Facilitator, *, call: str, over: bool) -> None:
    """Off the list, or back on it."""
    found = _call_in(session, by, call)
    found.over_at = by.now if over else None
    session.add(found)


def rung(session: Session, by: Facilitator, *, seat: str, rung: bool) -> None:
    found = session.get(Leaving, seat)
    if found is None or found.workshop_id != by.workshop.id or found.mood != Mood.RING:
        raise NotYours("There is nobody to ring here.")
    found.called_at = by.now if rung else None
    session.add(found)


@dataclass(frozen=True)
class CallShown:
    id: str
    name: str
    table: int | None
    place: str
    minutes: int
    is_long: bool  # unanswered for a minute: asked again
    going: str  # who is going
    is_mine: bool


@dataclass(frozen=True)
class RingShown:
    seat: str
    name: str
    way: str
    is_done: bool


@dataclass(frozen=True)
class CareShown:
    """All that the support person and the lead see, and nobody else."""

    calls: tuple[CallShown, ...]
    over: tuple[CallShown, ...]
    rings: tuple[RingShown, ...]  # with a way to reach them
    without_a_way: int
    shaken: int
    is_asked_again: bool
    hard: tuple[HardShown, ...] = ()  # said in the private box


def care_in(session: Session, by: Facilitator) -> CareShown:
    rows = session.exec(
        select(PauseCall, Seat, Account.name)
        .join(Seat, col(PauseCall.seat_id) == col(Seat.id))
        .outerjoin(Account, col(PauseCall.going_by) == col(Account.id))
        .where(PauseCall.workshop_id == by.workshop.id)
        .order_by(col(PauseCall.asked_at))
    ).all()
    calls = tuple(_call_shown(c, seat, name, by) for c, seat, name in rows if c.over_at is None)
    over = tuple(_call_shown(c, seat, name, by) for c, seat, name in rows if c.over_at is not None)
    rings = session.exec(
        select(Leaving, Seat)
        .join(Seat)
        .where(Leaving.workshop_id == by.workshop.id, Leaving.mood == Mood.RING)
        .order_by(col(Leaving.seat_id))
    ).all()
    shaken = select(func.count()).where(
        Leaving.workshop_id == by.workshop.id, Leaving.mood == Mood.SHAKEN
    )
    return CareShown(
        calls=calls,
        over=over,
        rings=tuple(
            RingShown(each.seat_id, seat.name, each.way, each.called_at is not None)
            for each, seat in rings
            if each.way
        ),
        without_a_way=sum(not each.way for each, _ in rings),
        shaken=session.exec(shaken).one(),
        is_asked_again=any(each.is_long for each in calls),
        hard=hard_in(session, by.workshop.id),
    )


def forget_care(session: Session, seats: object) -> None:
    """Of these seats (a subquery or a list): when everything is taken back, or wiped."""
    for table in (PauseCall, Leaving, HardToHear):
        session.exec(delete(table).where(col(table.seat_id).in_(seats)))  # type: ignore[arg-type]


def _call_shown(call: PauseCall, seat: Seat, going: str | None, by: Facilitator) -> CallShown:
    return CallShown(
        id=call.id,
        name=seat.name,
        table=seat.table_number,
        place=call.place,
        minutes=int((by.now - call.asked_at).total_seconds() // 60),
        is_long=call.over_at is None and call.going_by is None and _is_long(call, by.now),
        going=going or "",
        is_mine=call.going_by == by.account_id,
    )


def _is_long(call: PauseCall, now: datetime) -> bool:
    return now - call.asked_at >= ASKED_AGAIN_AFTER


def _call_of(session: Session, seat_id: str) -> PauseCall | None:
    return session.exec(select(PauseCall).where(PauseCall.seat_id == seat_id)).first()


def _call_in(session: Session, by: Facilitator, call: str) -> PauseCall:
    found = session.get(PauseCall, call)
    if found is None or found.workshop_id != by.workshop.id:
        raise NotYours("They have taken it back: nobody needs to go.")
    return found
