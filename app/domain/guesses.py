"""How staff guess that patients felt, asked apart from how it feels to give care (M9).

A guess is never mixed with what its author felt, and no count, list or label is made of guesses.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.feelings import HEIGHTS
from app.domain.journey import touchpoint_called
from app.domain.receipts import fresh
from app.domain.seats import Seat, Sitting, comes_late, stage_taking
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind, stage_called


class Guess(SQLModel, table=True):
    __table_args__ = (CheckConstraint("height BETWEEN -2 AND 2", name="height"),)

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id", primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    height: int | None = None  # None: I'd rather not guess
    guessed_at: datetime = Field(sa_type=Moment)


def asks_for_guesses(stage: Stage) -> bool:
    """Whether staff are asked to guess in this stage."""
    return stage.kind == StageKind.FEELINGS and bool(stage.settings.get("guess"))


def guess(
    session: Session, by: Sitting, *, stage: str, touchpoint: str, height: int | None, key: str
) -> None:
    """How a member of staff thinks that patients felt here; None says rather not.

    May be changed until the stage is closed. Nobody hears of it: no screen shows anything of
    guesses before the reveal. Raises Unusable for a height that is none, Refused for anybody but
    staff, where nobody asked for guesses, and once the map has been shown.
    """
    if height is not None and height not in HEIGHTS:
        raise Unusable("Please choose one of the five faces.")
    if not fresh(session, by, key, "guess", touchpoint, height):
        return
    stage_taking(session, by, stage, StageKind.FEELINGS)
    if by.voice is not Voice.STAFF or not asks_for_guesses(
        stage_called(session, by.workshop_id, stage)
    ):
        raise Refused("Only staff guess, and only where the facilitator asks for it.")
    if comes_late(session, by, stage):
        raise Refused("The map has been shown, so a guess comes too late.")
    touchpoint_called(session, by.project_id, touchpoint)
    found = session.get(Guess, (by.seat_id, touchpoint)) or Guess(
        seat_id=by.seat_id,
        touchpoint_id=touchpoint,
        workshop_id=by.workshop_id,
        guessed_at=by.now,
    )
    found.height, found.guessed_at = height, by.now
    session.add(found)


def take_guess_back(session: Session, by: Sitting, touchpoint: str) -> None:
    found = session.get(Guess, (by.seat_id, touchpoint))
    if found is None:
        raise NotYours("There is nothing like that of yours here.")
    session.delete(found)


def own_guesses(session: Session, by: Sitting) -> dict[str, int | None]:
    """By touchpoint, for the eyes of the seat that guessed."""
    mine = select(Guess.touchpoint_id, Guess.height).where(Guess.seat_id == by.seat_id)
    return dict(session.exec(mine).all())


def guesses_in(session: Session, workshop_id: str) -> dict[str, list[int]]:
    """By touchpoint: every guess of staff that has a height, in an order that says nothing."""
    rows = session.exec(
        select(Guess.touchpoint_id, Guess.height)
        .join(Seat)
        .where(
            Guess.workshop_id == workshop_id,
            col(Guess.height).is_not(None),
            Seat.voice == Voice.STAFF,
        )
    )
    found: dict[str, list[int]] = {}
    for at, height in rows:
        found.setdefault(at, []).append(height or 0)
    return {at: sorted(heights) for at, heights in found.items()}
