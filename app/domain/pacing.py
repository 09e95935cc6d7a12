"""How the room keeps to its plan, and what could be left out when it runs late (S4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.choosing import sort_chosen
from app.domain.ideas import Sort
from app.domain.workshops import Stage, StageKind, Workshop

# The method stands without these; everything else belongs to it (domain.md 3.1).
CAN_BE_LEFT_OUT = (
    StageKind.TALK,
    StageKind.BREAK,
    StageKind.FILM,
    StageKind.TOUCHPOINTS,
    StageKind.IDEAS,
)


@dataclass(frozen=True)
class Pace:
    """Where the room is against its plan.

    The stage was to end at `due`, counted from when the room began; by its clock it ends at
    `ends`, or, while that stands still, `left` seconds from now.
    """

    due: datetime
    ends: datetime | None
    left: int | None

    def behind(self, now: datetime) -> timedelta:
        """How late the stage ends; negative: early. A clock that has run out still counts."""
        if self.ends is None:
            return now + timedelta(seconds=self.left or 0) - self.due
        return max(self.ends, now) - self.due


def pace(workshop: Workshop, stages: list[Stage]) -> Pace | None:
    """None before the first stage and after the end. A stage that was jumped over saves time."""
    now_in = next((s for s in stages if s.id == workshop.stage_id), None)
    opened = [s.opened_at for s in stages if s.opened_at is not None]
    if now_in is None or not opened or workshop.ended_at is not None:
        return None
    planned = sum(s.minutes for s in stages if s.position <= now_in.position)
    due = min(opened) + timedelta(minutes=planned)
    return Pace(due, workshop.clock_ends_at, workshop.clock_left)


def could_be_left_out(workshop: Workshop, stages: list[Stage]) -> tuple[Stage, ...]:
    """Later stages that the method can do without, those that cost least first.

    Ideas only where nobody votes on them later; touchpoints only where the room already has some
    to feel about, which the desk knows.
    """
    now_in = next((s for s in stages if s.id == workshop.stage_id), None)
    later = [s for s in stages if now_in is not None and s.position > now_in.position]
    votes_on_ideas = any(s.kind == StageKind.CHOOSE and sort_chosen(s) is Sort.IDEA for s in later)
    found = [
        s
        for s in later
        if s.kind in CAN_BE_LEFT_OUT and not (s.kind == StageKind.IDEAS and votes_on_ideas)
    ]
    return tuple(
        sorted(found, key=lambda s: (CAN_BE_LEFT_OUT.index(StageKind(s.kind)), s.position))
    )
