"""What stands at the top of every screen of a room: where it is, and the time left."""

from dataclasses import dataclass

from app.domain.steering import NOWHERE
from app.pages.look import Look


@dataclass(frozen=True)
class Clock:
    """Told as a moment or as what is left, so that the bytes stay the same while it runs."""

    ends: int | None  # milliseconds since 1970, while it runs
    left: int | None  # seconds, while it stands still

    @property
    def is_there(self) -> bool:
        return self.ends is not None or self.left is not None


@dataclass(frozen=True)
class Bar:
    project: str
    workshop: str
    title: str  # the stage's; empty in the lobby
    stage: str  # its id, or NOWHERE
    clock: Clock
    is_paused: bool
    is_rehearsal: bool
    is_open: bool
    has_ended: bool


def bar(look: Look) -> Bar:
    workshop = look.workshop
    ends = workshop.clock_ends_at
    return Bar(
        project=look.project.title,
        workshop=workshop.title,
        title=look.stage.title if look.stage else "",
        stage=look.workshop.stage_id or NOWHERE,
        clock=Clock(round(ends.timestamp() * 1000) if ends else None, workshop.clock_left),
        is_paused=workshop.paused_at is not None,
        is_rehearsal=workshop.rehearsal_since is not None,
        is_open=workshop.doors_opened_at is not None and workshop.ended_at is None,
        has_ended=workshop.ended_at is not None,
    )
