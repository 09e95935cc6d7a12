"""How a touchpoint felt before, in the workshop, and how it feels now, on one axis (M8).

Before: as the map showed it, with the groups it decided on. Now: today's patients and carers
together, and staff. They are different people on different days, so nothing is worked out from the
difference: both are shown with their spread and with how many people each time.
"""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from app.domain.anonymity import ROOM, Group, at_least
from app.domain.emotion_map import GroupFelt, emotion_map
from app.domain.emotion_map.suggestions import median_of
from app.domain.still_there.reading import answers_in_order, whole_batches
from app.domain.trials import TrialShown
from app.domain.what_we_see import marks_in
from app.domain.workshops import Stage, StageKind, Workshop, stages_of, workshop_of


@dataclass(frozen=True)
class Felt:
    """One group at one time: how many people placed it at each height, from -2 to 2."""

    when: Literal["before", "now"]
    group: Group
    people: int
    counts: tuple[int, int, int, int, int]
    median: float


@dataclass(frozen=True)
class BeforeAfter:
    rows: tuple[Felt, ...]  # patients and carers first; before, then now
    is_waiting: bool  # too few people now to show yet

    @property
    def has_both(self) -> bool:
        return {row.when for row in self.rows} == {"before", "now"}


def before_and_after(session: Session, shown: TrialShown, k: int = ROOM) -> BeforeAfter:
    """Only groups of at least k people: 5 inside, 10 on public pages, more if a room asked."""
    before = _before(session, shown, k)
    now, waiting = [], False
    for side, group in (("patients", Group.BOTH), ("staff", Group.STAFF)):
        given = answers_in_order(session, shown.trial.id, side)
        heights = [each.height for each in given if each.height is not None]
        whole = heights[: whole_batches(len(heights), at_least(k))]
        waiting = waiting or len(heights) > len(whole)
        if whole:
            now.append(_felt("now", GroupFelt(group, len(whole), median_of(whole), tuple(whole))))
    staff = (Group.STAFF,)
    rows = [
        row
        for groups in (tuple(g for g in Group if g not in staff), staff)
        for row in (*before, *now)
        if row.group in groups
    ]
    return BeforeAfter(tuple(rows), waiting)


def _before(session: Session, shown: TrialShown, k: int) -> list[Felt]:
    """From the trial's own workshop; what it lacks, from the newest other event of the project."""
    rooms = [
        room
        for room in workshop_of(session, shown.trial.project_id)
        if room.id == shown.workshop_id or room.rehearsal_since is None
    ]
    rooms.sort(key=lambda room: room.id != shown.workshop_id)
    sides: dict[bool, list[Felt]] = {}
    for room in rooms:
        found: dict[bool, list[Felt]] = {}
        for felt in _felt_in(session, room, shown.trial.touchpoint_id, k):
            found.setdefault(felt.group is Group.STAFF, []).append(felt)
        for side, rows in found.items():
            sides.setdefault(side, rows)
    return [row for side in (False, True) for row in sides.get(side, [])]


def _felt_in(session: Session, room: Workshop, touchpoint: str, k: int) -> list[Felt]:
    stage = _revealed_map(session, room)
    if stage is None:
        return []
    marks = [mark for mark in marks_in(session, room.id) if mark.touchpoint == touchpoint]
    felt = emotion_map(
        (touchpoint,),
        marks,
        {},
        {},
        merged=bool(stage.merged),
        k=max(room.k, at_least(k)),
        with_marks=True,
    )
    return [_felt("before", each) for column in felt.touchpoints for each in column.groups]


def _revealed_map(session: Session, room: Workshop) -> Stage | None:
    """What no map ever showed is not shown here either."""
    maps = [stage for stage in stages_of(session, room.id) if stage.kind == StageKind.MAP]
    return next((stage for stage in maps if stage.revealed_at is not None), None)


def _felt(when: Literal["before", "now"], felt: GroupFelt) -> Felt:
    low, less, middle, more, high = (felt.heights.count(height) for height in range(-2, 3))
    return Felt(when, felt.group, felt.n, (low, less, middle, more, high), felt.median)
