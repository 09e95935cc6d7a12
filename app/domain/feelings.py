"""How a touchpoint felt: a height, and, quite apart from it, words (M2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import CheckConstraint, ColumnElement, Integer, bindparam, text
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from app.domain.changes import Topic, announce
from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.history import record
from app.domain.journey import Touchpoint
from app.domain.keyring import hashed
from app.domain.receipts import fresh
from app.domain.seats import Consent, Sitting, Use, comes_late, stage_taking
from app.domain.text import maybe_written
from app.domain.workshops import Facilitator, StageKind

HEIGHTS = range(-2, 3)
MOST_WORDS = 3
WORD = 30  # characters of one's own word


class Placement(SQLModel, table=True):
    __table_args__ = (CheckConstraint("height BETWEEN -2 AND 2", name="height"),)

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id", primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    height: int | None = None  # None: this didn't happen to me
    placed_at: datetime = Field(sa_type=Moment)
    late_at: datetime | None = Field(default=None, sa_type=Moment)  # waits for another reveal


class Word(SQLModel, table=True):
    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id", primary_key=True)
    text: str = Field(primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    own: bool = False  # their own word: never translated
    held_at: datetime | None = Field(default=None, sa_type=Moment)  # kept off the wall
    late_at: datetime | None = Field(default=None, sa_type=Moment)  # waits for another reveal


@dataclass(frozen=True)
class OwnFeeling:
    """What one seat gave at one touchpoint."""

    placed: bool
    height: int | None
    words: tuple[str, ...]
    own_word: str


_PLACE = text(
    "INSERT INTO placement (seat_id, touchpoint_id, workshop_id, height, placed_at, late_at)"
    " SELECT :seat, id, :workshop, :height, :now, :late FROM touchpoint"
    " WHERE id = :touchpoint AND project_id = :project"
    " ON CONFLICT (seat_id, touchpoint_id)"
    " DO UPDATE SET height = excluded.height, placed_at = excluded.placed_at,"
    " late_at = excluded.late_at"
).bindparams(
    bindparam("now", type_=Moment),
    bindparam("late", type_=Moment),
    bindparam("height", type_=Integer),
)


def place(
    session: Session, by: Sitting, *, stage: str, touchpoint: str, height: int | None, key: str
) -> None:
    """How high or low it felt; None says it didn't happen to me. May be changed until closed."""
    if height is not None and height not in HEIGHTS:
        raise Unusable("Please choose one of the five faces.")
    if not fresh(session, by, key, "placement", touchpoint, height):
        return
    stage_taking(session, by, stage, StageKind.FEELINGS)
    is_late = comes_late(session, by, stage)
    before = session.get(Placement, (by.seat_id, touchpoint)) if is_late else None
    if before is not None and before.late_at is None:
        if before.height == height:
            return
        raise Refused("The map has been shown, so a height that stands on it stays as it is.")
    row = {
        "seat": by.seat_id,
        "touchpoint": touchpoint,
        "workshop": by.workshop_id,
        "project": by.project_id,
        "height": height,
        "now": by.now,
        "late": by.now if is_late else None,
    }
    if session.connection().execute(_PLACE, row).rowcount != 1:
        raise NotYours("There is no such touchpoint here.")
    announce(session, by.workshop_id, Topic.FEELINGS)


def pick_words(
    session: Session,
    by: Sitting,
    *,
    stage: str,
    touchpoint: str,
    words: tuple[str, ...],
    own: str,
    offered: frozenset[str],
    key: str,
) -> None:
    """These words instead of the ones before: at most three, one's own word among them."""
    own = maybe_written(own, WORD, one_line=True)
    chosen = dict.fromkeys(words, False)
    if not offered.issuperset(chosen):
        raise Unusable("Please pick from the words shown, or write your own.")
    if own:
        chosen.setdefault(own, True)
    if len(chosen) > MOST_WORDS:
        raise Refused("Please pick up to three words.")
    if not fresh(session, by, key, "word", touchpoint, *sorted(chosen)):
        return
    stage_taking(session, by, stage, StageKind.FEELINGS)
    found = session.get(Touchpoint, touchpoint)
    if found is None or found.project_id != by.project_id:
        raise NotYours("There is no such touchpoint here.")
    is_late = comes_late(session, by, stage)
    mine = (col(Word.seat_id) == by.seat_id, col(Word.touchpoint_id) == touchpoint)
    if is_late and (standing := _standing(session, mine)):
        if standing == chosen.keys():
            return
        raise Refused("The map has been shown, so words that stand there stay as they are.")
    session.exec(delete(Word).where(*mine))
    for word, is_own in chosen.items():
        picked = Word(
            seat_id=by.seat_id,
            touchpoint_id=touchpoint,
            workshop_id=by.workshop_id,
            text=word,
            own=is_own,
            late_at=by.now if is_late else None,
        )
        session.add(picked)
    announce(session, by.workshop_id, Topic.FEELINGS)


def _standing(session: Session, mine: Sequence[ColumnElement[bool]]) -> set[str]:
    """Words that were on the map when it was shown."""
    return set(session.exec(select(Word.text).where(*mine, col(Word.late_at).is_(None))))


def own_feelings(session: Session, by: Sitting) -> dict[str, OwnFeeling]:
    """By touchpoint: where this seat has said something."""
    heights = session.exec(
        select(Placement.touchpoint_id, Placement.height).where(Placement.seat_id == by.seat_id)
    ).all()
    words = session.exec(
        select(Word.touchpoint_id, Word.text, Word.own)
        .where(Word.seat_id == by.seat_id)
        .order_by(col(Word.text))
    ).all()
    placed = dict(heights)
    return {
        touchpoint: OwnFeeling(
            placed=touchpoint in placed,
            height=placed.get(touchpoint),
            words=tuple(word for at, word, own in words if at == touchpoint and not own),
            own_word=next((word for at, word, own in words if at == touchpoint and own), ""),
        )
        for touchpoint in {*placed, *(at for at, _, _ in words)}
    }


@dataclass(frozen=True)
class FeelingCounts:
    """What may be shown while people are still marking: only how many."""

    people: int
    placements: int
    words: int


def feeling_counts(session: Session, workshop_id: str) -> FeelingCounts:
    people, placements = session.exec(
        select(func.count(func.distinct(col(Placement.seat_id))), func.count()).where(
            Placement.workshop_id == workshop_id
        )
    ).one()
    words = select(func.count()).where(Word.workshop_id == workshop_id)
    return FeelingCounts(people, placements, session.exec(words).one())


@dataclass(frozen=True)
class WordSaid:
    """A word at a touchpoint, and by how many; own words come first (M6)."""

    text: str
    own: bool
    people: int
    is_held: bool = False


def hold_word(session: Session, by: Facilitator, *, touchpoint: str, word: str, held: bool) -> None:
    """Keep somebody's own word off the wall, or let it back."""
    said = select(Word).where(
        Word.workshop_id == by.workshop.id,
        Word.touchpoint_id == touchpoint,
        Word.text == word,
        col(Word.own).is_(True),
    )
    changed = [each for each in session.exec(said) if (each.held_at is not None) != held]
    if not changed:
        return
    record(session, by, "word", touchpoint=touchpoint, word=hashed(word), held=not held)
    for each in changed:
        each.held_at = by.now if held else None
        session.add(each)
    announce(session, by.workshop.id, Topic.FEELINGS, Topic.REVEAL)


def words_at(session: Session, workshop_id: str, touchpoint: str) -> tuple[WordSaid, ...]:
    """What the room may see of them: no word that is held, or that came late."""
    found = words_by_touchpoint(session, workshop_id, touchpoint, with_late=False)
    said = found.get(touchpoint, ())
    return tuple(word for word in said if not word.is_held)


def words_by_touchpoint(
    session: Session, workshop_id: str, only: str = "", *, with_late: bool = True
) -> dict[str, tuple[WordSaid, ...]]:
    """Own words only of those who agreed that the room may see what they write."""
    said: Any = (
        sqlalchemy.select(
            col(Word.touchpoint_id),
            col(Word.text),
            col(Word.own),
            func.count(),
            func.count(col(Word.held_at)),
        )
        .outerjoin(
            Consent, (col(Consent.seat_id) == col(Word.seat_id)) & (col(Consent.use) == Use.ROOM)
        )
        .where(
            col(Word.workshop_id) == workshop_id,
            col(Word.own).is_(False) | col(Consent.use).is_not(None),
        )
        .group_by(col(Word.touchpoint_id), col(Word.text), col(Word.own))
        .order_by(col(Word.own).desc(), func.count().desc(), col(Word.text))
    )
    if only:
        said = said.where(col(Word.touchpoint_id) == only)
    if not with_late:
        said = said.where(col(Word.late_at).is_(None))
    found: dict[str, list[WordSaid]] = {}
    for touchpoint, word, own, n, held in session.exec(said):
        found.setdefault(touchpoint, []).append(WordSaid(word, own, n, held > 0))
    return {touchpoint: tuple(words) for touchpoint, words in found.items()}
