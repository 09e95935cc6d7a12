"""Dots, put and taken back one at a time, hidden until the room sees them together (V1, V2, V6)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import String, UniqueConstraint, bindparam, insert
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.changes import Topic, announce
from app.domain.choosing import Method, choices_of, in_own_order, must_choose_by
from app.domain.columns import public_id
from app.domain.errors import NotYours, Refused
from app.domain.moderation import WrittenShown
from app.domain.receipts import fresh
from app.domain.seats import Sitting, stage_taking
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind, stage_called

DOTS_EACH, DOTS_ON_ONE = 3, 2  # unless the stage says otherwise


class Dot(SQLModel, table=True):
    """Knows a ballot, not a seat; rows lie in the order of random keys, and have no time (V6)."""

    __table_args__ = (
        UniqueConstraint("stage_id", "ballot", "number"),  # at most one first dot, second dot, …
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    idea_id: str = Field(foreign_key="idea.id", index=True)
    ballot: str
    number: int  # 0 … dots each − 1
    voice: Voice = Field(sa_type=String(10))


@dataclass(frozen=True)
class ChoiceWithOwnDots:
    """One choice on one phone, with that phone's dots and nobody else's."""

    id: str
    text: str
    touchpoint: str
    dots: int
    may_add: bool


@dataclass(frozen=True)
class OwnBallot:
    """What a phone shows while choosing."""

    stage_id: str
    choices: tuple[ChoiceWithOwnDots, ...]
    each: int
    on_one: int
    placed: int
    method: Method = Method.DOTS

    @property
    def left(self) -> int:
        return self.each - self.placed


def dots_each(stage: Stage) -> int:
    return int(stage.settings.get("dots", DOTS_EACH))


def dots_on_one(stage: Stage) -> int:
    return int(stage.settings.get("most", DOTS_ON_ONE))


_MINE = select(Dot.key, Dot.idea_id, Dot.number).where(
    Dot.stage_id == bindparam("stage"), Dot.ballot == bindparam("ballot")
)
_PUT = insert(Dot)


def place_dot(session: Session, by: Sitting, *, stage: str, idea: str, key: str) -> OwnBallot:
    """One dot more on a choice. Never above the limit, never twice (V1)."""
    choosing = stage_called(session, by.workshop_id, stage)
    choices = choices_of(session, by.workshop_id, choosing)
    if fresh(session, by, key, "dot", stage, idea, secret=True):
        stage_taking(session, by, stage, StageKind.CHOOSE)
        must_choose_by(choosing, Method.DOTS)
        listed = {each.id for each in choices}
        if idea not in listed:
            raise NotYours("There is no such choice here.")
        mine = _on_choices(session, by, choosing, listed)
        if len(mine) >= dots_each(choosing):
            raise Refused("All your dots are placed. Take one back first to move it.")
        if sum(on == idea for _, on, _ in mine) >= dots_on_one(choosing):
            raise Refused(
                "At most %(most)s of your dots can lie on one.", most=dots_on_one(choosing)
            )
        taken = {number for _, _, number in mine}
        number = min(set(range(dots_each(choosing))) - taken)
        dot = {
            "key": public_id(),
            "stage_id": stage,
            "idea_id": idea,
            "ballot": by.ballot,
            "number": number,
            "voice": by.voice,
        }
        session.connection().execute(_PUT, dot)
        announce(session, by.workshop_id, Topic.BALLOTS)
    return _ballot(session, by, choosing, choices)


def take_dot_back(session: Session, by: Sitting, *, stage: str, idea: str, key: str) -> OwnBallot:
    """One dot fewer on a choice. Never below zero."""
    choosing = stage_called(session, by.workshop_id, stage)
    if fresh(session, by, key, "dot_back", stage, idea, secret=True):
        stage_taking(session, by, stage, StageKind.CHOOSE)
        mine = [dot for dot, on, _ in _own(session, by, stage) if on == idea]
        if not mine:
            raise Refused("None of your dots lies there.")
        session.exec(delete(Dot).where(col(Dot.key) == mine[0]))
        announce(session, by.workshop_id, Topic.BALLOTS)
    return own_ballot(session, by, choosing)


def own_ballot(session: Session, by: Sitting, stage: Stage) -> OwnBallot:
    return _ballot(session, by, stage, choices_of(session, by.workshop_id, stage))


def _ballot(
    session: Session, by: Sitting, stage: Stage, choices: tuple[WrittenShown, ...]
) -> OwnBallot:
    listed = {choice.id for choice in choices}
    mine = Counter(on for _, on, _ in _own(session, by, stage.id) if on in listed)
    placed, each, on_one = sum(mine.values()), dots_each(stage), dots_on_one(stage)
    shown = tuple(
        ChoiceWithOwnDots(
            id=choice.id,
            text=choice.text,
            touchpoint=choice.touchpoint,
            dots=mine[choice.id],
            may_add=placed < each and mine[choice.id] < on_one,
        )
        for choice in in_own_order(choices, by.ballot)
    )
    return OwnBallot(stage.id, shown, each, on_one, placed)


def dots_in(session: Session, stage_id: str) -> list[tuple[str, Voice, str]]:
    """Ballot, voice and choice of every dot: for the results, after the reveal only."""
    rows = session.exec(select(Dot.ballot, Dot.voice, Dot.idea_id).where(Dot.stage_id == stage_id))
    return [(ballot, Voice(voice), idea) for ballot, voice, idea in rows]


def _on_choices(
    session: Session, by: Sitting, stage: Stage, choices: set[str]
) -> list[tuple[str, str, int]]:
    """One's own dots; those on what is no choice any more are given back."""
    mine = _own(session, by, stage.id)
    lost = [key for key, on, _ in mine if on not in choices]
    if lost:
        session.exec(delete(Dot).where(col(Dot.key).in_(lost)))
    return [dot for dot in mine if dot[1] in choices]


def _own(session: Session, by: Sitting, stage_id: str) -> list[tuple[str, str, int]]:
    asked = {"stage": stage_id, "ballot": by.ballot}
    return [(r[0], r[1], r[2]) for r in session.connection().execute(_MINE, asked)]
