"""The private box beside what patients bring: what was hard to hear, for the lead and the support
person alone (domain 2.1: a preview for staff, never for the first time at the joint event).

As with everything about care nothing here is ever announced (docs/decisions/0012).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused
from app.domain.receipts import fresh
from app.domain.seats import Seat, Sitting
from app.domain.text import LONGEST_STORED, maybe_written
from app.domain.workshops import Facilitator, Stage, StageKind

HARD = 300  # characters


class HardToHear(SQLModel, table=True):
    """What one seat found hard; the row goes when the box is emptied."""

    __tablename__ = "hard_to_hear"
    __table_args__ = (CheckConstraint(f"length(text) <= {LONGEST_STORED}", name="text_length"),)

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    text: str
    wants_to_talk: bool = False
    said_at: datetime = Field(sa_type=Moment)
    talked_at: datetime | None = Field(default=None, sa_type=Moment)


def is_preview(stage: Stage | None) -> bool:
    """Whether this talk shows staff what patients and carers bring, and has the private box."""
    return (
        stage is not None and stage.kind == StageKind.TALK and bool(stage.settings.get("preview"))
    )


def say_hard(session: Session, by: Sitting, *, text: str, talk: bool, key: str) -> None:
    """Said, changed, or with an empty box taken back: then nothing is kept of it."""
    text = maybe_written(text, HARD)
    if not fresh(session, by, key, "hard", text, str(talk)):
        return
    known = session.get(HardToHear, by.seat_id)
    if not text:
        if talk:
            raise Refused("Please write a word or two, so that we know what it is about.")
        if known is not None:
            session.delete(known)
        return
    known = known or HardToHear(
        seat_id=by.seat_id, workshop_id=by.workshop_id, text="", said_at=by.now
    )
    known.text, known.wants_to_talk = text, talk
    known.said_at, known.talked_at = by.now, None
    session.add(known)


def own_hard(session: Session, by: Sitting) -> HardToHear | None:
    return session.get(HardToHear, by.seat_id)


def talked(session: Session, by: Facilitator, *, seat: str, talked: bool) -> None:
    """Off the list of those who want to talk, or back on it."""
    found = session.get(HardToHear, seat)
    if found is None or found.workshop_id != by.workshop.id or not found.wants_to_talk:
        raise NotYours("They have taken it back.")
    found.talked_at = by.now if talked else None
    session.add(found)


@dataclass(frozen=True)
class HardShown:
    seat: str  # only of somebody who wants to talk
    name: str  # the same
    table: int | None  # the same
    text: str
    wants_to_talk: bool
    is_done: bool


def hard_in(session: Session, workshop_id: str) -> tuple[HardShown, ...]:
    """Who wants to talk first; the others without anything that says who they are."""
    rows = session.exec(
        select(HardToHear, Seat)
        .join(Seat, col(HardToHear.seat_id) == col(Seat.id))
        .where(HardToHear.workshop_id == workshop_id)
    )
    shown = [
        HardShown(
            seat=said.seat_id if said.wants_to_talk else "",
            name=seat.name if said.wants_to_talk else "",
            table=seat.table_number if said.wants_to_talk else None,
            text=said.text,
            wants_to_talk=said.wants_to_talk,
            is_done=said.talked_at is not None,
        )
        for said, seat in rows
    ]
    return tuple(sorted(shown, key=lambda h: (not h.wants_to_talk, h.is_done, h.text)))
