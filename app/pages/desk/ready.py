""" "Ready?": what is worth a look before the doors open. It never stops anybody from opening them.

Asked for every few seconds while the doors are closed: an open wall and a phone that reached this
address are known in memory alone, and nothing announces them.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.clips import clips_shown
from app.domain.journey import touchpoints_of
from app.domain.preparing import has_support
from app.domain.seats import voices_in
from app.domain.workshops import Facilitator, Stage, StageKind, stages_of
from app.live.reached import Reached
from app.pages.guards import DeskDoor, desk_door

router = APIRouter(prefix="/w/{workshop}/desk")

Desk = Annotated[DeskDoor, Depends(desk_door)]
WITH_TOUCHPOINTS = {
    StageKind.TOUCHPOINTS,
    StageKind.FEELINGS,
    StageKind.PRIORITIES,
    StageKind.IDEAS,
}


@dataclass(frozen=True)
class Check:
    """One line: what it is about, and whether it is well."""

    what: str  # phone | wall | support | help | touchpoints | film | k | reading
    is_well: bool
    n: int = 0


@dataclass(frozen=True)
class Ready:
    workshop_id: str
    project_id: str
    is_closed: bool
    join: str
    checks: tuple[Check, ...]

    @property
    def left(self) -> int:
        return sum(not check.is_well for check in self.checks)


def ready(
    session: Session, by: Facilitator, *, has_wall: bool, reached: Reached, address: str
) -> Ready:
    workshop = by.workshop
    stages = stages_of(session, workshop.id)
    touchpoints = len(touchpoints_of(session, workshop.project_id))
    phone = reached.by_a_phone(workshop.id) or any(voices_in(session, workshop.id).values())
    checks = [
        Check("touchpoints", touchpoints > 0 or not _needs_touchpoints(stages), touchpoints),
        Check("support", has_support(session, workshop)),
        Check("help", bool(workshop.helplines)),
        Check("wall", has_wall),
        Check("k", True, workshop.k),
        Check("reading", not workshop.release_at_once),
        Check("phone", phone),
    ]
    clips = [c for s in stages for c in clips_shown(s, workshop.template, by.now.date())]
    if clips:
        trouble = sum(bool(clip.trouble) for clip in clips)
        checks.insert(2, Check("film", not trouble, trouble))
    return Ready(
        workshop.id,
        workshop.project_id,
        workshop.doors_opened_at is None,
        f"{address}/j/{workshop.join_secret}",
        tuple(checks),
    )


def _needs_touchpoints(stages: list[Stage]) -> bool:
    return any(stage.kind in WITH_TOUCHPOINTS for stage in stages)


@router.get("/ready", name="desk_ready")
def look(door: Desk) -> Response:
    state = door.state

    def query(session: Session, by: Facilitator) -> Ready:
        here = by.workshop.id
        return ready(
            session,
            by,
            has_wall=state.hub.guests(here, "wall") > 0 or state.presence.has_wall_elsewhere(here),
            reached=state.reached,
            address=state.artist.address,
        )

    view = door.read(query)
    if door.by_htmx:
        return door.render("desk/_ready.html", view=view)
    return door.render("desk/ready.html", signed_in=True, view=view)
