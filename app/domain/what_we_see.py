"""What the room may see of itself: the map, the labels on words, the result of a vote (A1)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.domain.agreement import Agreement, agreement
from app.domain.anonymity import Group, decide_merging, label_for
from app.domain.answers import answers_in
from app.domain.choosing import Method, choices_of, method_of
from app.domain.dots import dots_in
from app.domain.emotion_map import EmotionMap, Mark, emotion_map, next_marks
from app.domain.feelings import Placement, Word
from app.domain.ideas import Idea
from app.domain.results import Results, results
from app.domain.seats import Seat, voices_in
from app.domain.stories import Story
from app.domain.voices import Voice
from app.domain.weighing import Weighing, weighing
from app.domain.workshops import Stage, StageKind, Workshop, stages_of


def marks_in(session: Session, workshop_id: str) -> list[Mark]:
    """Every placement that has a height and does not wait for another reveal."""
    rows = session.exec(
        select(Placement.touchpoint_id, Seat.voice, Placement.height, Placement.seat_id)
        .join(Seat)
        .where(Placement.workshop_id == workshop_id, col(Placement.height).is_not(None))
        .where(col(Placement.late_at).is_(None))
    )
    return [Mark(at, Voice(voice), height or 0, key) for at, voice, height, key in rows]


DrawnFrom = dict[str, list[Mark]]
"""By workshop: what the desk's live map was last drawn from. Kept in memory only."""


def journey_map(
    session: Session,
    workshop: Workshop,
    touchpoints: tuple[str, ...],
    stage: Stage,
    drawn: DrawnFrom,
) -> EmotionMap:
    """The map of a stage: with every placement once it is revealed, before that medians only.

    Before the reveal, merging is judged afresh for the desk, and what is new waits in `drawn` until
    it comes from at least k people, so that watching the medians move tells of nobody (A1). The
    reveal decides merging for good.
    """
    revealed = stage.revealed_at is not None
    marks = marks_in(session, workshop.id)
    decided = stage.merged  # at the first reveal, for good
    merged = decide_merging(_by_place(marks), workshop.k) if decided is None else decided
    if revealed:
        drawn.pop(workshop.id, None)
    else:
        before = drawn.get(workshop.id, [])
        marks = drawn[workshop.id] = next_marks(before, marks, merged=merged, k=workshop.k)
    return emotion_map(
        touchpoints,
        marks,
        _count(session, Word, workshop.id),
        _count(session, Story, workshop.id, stage.revealed_at),
        merged=merged,
        k=workshop.k,
        with_marks=revealed,
    )


@dataclass(frozen=True)
class Labels:
    """Which voice may stand beside somebody's words at a touchpoint."""

    merged: bool
    k: int
    people: dict[str, dict[Voice, int]]

    def at(self, touchpoint: str, voice: Voice) -> Group | None:
        return label_for(voice, self.merged, self.people.get(touchpoint, {}), self.k)


def labels(session: Session, workshop: Workshop) -> Labels:
    """By the people who placed or wrote at a touchpoint; merged as the map is."""
    people: dict[str, dict[Voice, int]] = {}
    for at, voice in _people_at(session, workshop.id):
        people.setdefault(at, dict.fromkeys(Voice, 0))[voice] += 1
    maps = [s for s in stages_of(session, workshop.id) if s.kind == StageKind.MAP]
    for decided in (s.merged for s in maps if s.merged is not None):
        return Labels(decided, workshop.k, people)
    room = {"room": voices_in(session, workshop.id)}
    return Labels(decide_merging({**people, **room}, workshop.k), workshop.k, people)


Outcome = Results | Agreement | Weighing
"""The result of a vote, by its method."""


def result_of(session: Session, workshop: Workshop, stage: Stage) -> Outcome:
    """Only for a stage that is revealed; before that there is no result anywhere (V2)."""
    if stage.revealed_at is None:
        raise ValueError("A result was asked for before its reveal.")
    choices = [each.id for each in choices_of(session, workshop.id, stage)]
    merged = bool(stage.merged)
    if method_of(stage) is Method.AGREE:
        return agreement(choices, answers_in(session, stage.id), merged=merged, k=workshop.k)
    if method_of(stage) is Method.WEIGH:
        return weighing(choices, answers_in(session, stage.id), merged=merged, k=workshop.k)
    return results(choices, dots_in(session, stage.id), merged=merged, k=workshop.k)


def in_order_of(result: Outcome) -> tuple[str, ...]:
    """The choices as their result puts them; those without a place are not among them."""
    if isinstance(result, Weighing):
        return tuple(each.choice for each in result.placed)
    return tuple(each.choice for each in result.in_order)


def _by_place(marks: list[Mark]) -> dict[str, Counter[Voice]]:
    counts: dict[str, Counter[Voice]] = {}
    for mark in marks:
        counts.setdefault(mark.touchpoint, Counter())[mark.voice] += 1
    return counts


def _people_at(session: Session, workshop_id: str) -> list[tuple[str, Voice]]:
    """One entry for each person and touchpoint where something of theirs stands."""
    found: set[tuple[str, str, Voice]] = set()
    stands: dict[type[Placement] | type[Story] | type[Idea], ColumnElement[bool]] = {
        Placement: col(Placement.height).is_not(None) & col(Placement.late_at).is_(None),
        Story: col(Story.withdrawn_at).is_(None),
        Idea: col(Idea.withdrawn_at).is_(None),
    }
    for table, still_there in stands.items():
        rows = session.exec(
            select(table.touchpoint_id, table.seat_id, Seat.voice)
            .join(Seat, col(table.seat_id) == col(Seat.id))
            .where(table.workshop_id == workshop_id, still_there)
        )
        found.update((at, seat, Voice(voice)) for at, seat, voice in rows)
    return [(at, voice) for at, _, voice in found]


def _count(
    session: Session,
    table: type[Word] | type[Story],
    workshop_id: str,
    until: datetime | None = None,
) -> dict[str, int]:
    """By touchpoint; without words that wait for another reveal, and stories told since `until`."""
    rows = select(table.touchpoint_id, func.count()).where(table.workshop_id == workshop_id)
    if table is Story:
        rows = rows.where(col(Story.withdrawn_at).is_(None))
        rows = rows.where(col(Story.told_at) <= until) if until else rows
    else:
        rows = rows.where(col(Word.late_at).is_(None))
    return dict(session.exec(rows.group_by(col(table.touchpoint_id))).all())
