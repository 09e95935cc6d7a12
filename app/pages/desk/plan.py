"""How the room keeps to its plan, who may still send, and what could be left out (S3, S4)."""

from dataclasses import dataclass

from app.domain.pacing import could_be_left_out, pace
from app.pages.look import Look

MINUTE = 60_000  # milliseconds


@dataclass(frozen=True)
class Omission:
    title: str
    minutes: int


@dataclass(frozen=True)
class Plan:
    """Moments in milliseconds since 1970, so that the bytes stay the same while the clock runs."""

    is_there: bool
    due: int  # when this stage was to end
    ends: int | None  # when its clock ends, while it runs
    left: int | None  # seconds, while it stands still
    behind: int | None  # whole minutes by the clock, negative: ahead; None: its clock stands still
    could_drop: tuple[Omission, ...]
    late: int  # people who may still send what they were writing at the last move
    late_until: int


def plan(look: Look) -> Plan:
    found = pace(look.workshop, look.stages)
    late = look.presence.late(look.workshop_id)
    if found is None:
        return Plan(False, 0, None, None, None, (), late.people, late.until)
    due = _moment(found.due.timestamp())
    ends = _moment(found.ends.timestamp()) if found.ends else None
    behind = None if ends is None else round((ends - due) / MINUTE)
    omitted = could_be_left_out(look.workshop, look.stages)
    return Plan(
        is_there=True,
        due=due,
        ends=ends,
        left=found.left,
        behind=behind,
        could_drop=tuple(
            Omission(stage.title, stage.minutes)
            for stage in omitted
            if stage.kind != "touchpoints" or look.touchpoints
        ),
        late=late.people,
        late_until=late.until,
    )


def _moment(seconds: float) -> int:
    return round(seconds * 1000)
