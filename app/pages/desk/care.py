"""Looking after people: for the support person and the lead alone (A4).

Asked for every few seconds and never pushed: a stream is one for all who steer.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.care import CareShown, care_in, go_to, looked_after, not_going, rung
from app.domain.hard_to_hear import talked
from app.domain.projects import Project, Role
from app.domain.workshops import Facilitator, stages_of
from app.pages.forms import Text, yes
from app.pages.guards import CareDoor, care_door
from app.pages.look import Look

router = APIRouter(prefix="/w/{workshop}/care")

Care = Annotated[CareDoor, Depends(care_door)]


@dataclass(frozen=True)
class CarePanel:
    workshop_id: str
    shown: CareShown
    is_lead: bool


@dataclass(frozen=True)
class CarePage:
    """What the support person sees beside the panel."""

    panel: CarePanel
    project_id: str
    project: str
    workshop: str
    stage: str
    state: str  # closed | lobby | stage | paused | ended
    is_rehearsal: bool


def panel(session: Session, by: Facilitator) -> CarePanel:
    return CarePanel(by.workshop.id, care_in(session, by), by.role is Role.LEAD)


def panel_at_the_desk(session: Session, by: Facilitator, _look: Look) -> CarePanel | None:
    """Only the lead has it beside what they steer."""
    return panel(session, by) if by.role is Role.LEAD else None


def page(session: Session, by: Facilitator) -> CarePage:
    workshop = by.workshop
    stages = {stage.id: stage.title for stage in stages_of(session, workshop.id)}
    return CarePage(
        panel=panel(session, by),
        project_id=workshop.project_id,
        project=session.get_one(Project, workshop.project_id).title,
        workshop=workshop.title,
        stage=stages.get(workshop.stage_id or "", ""),
        state=_state(by),
        is_rehearsal=workshop.rehearsal_since is not None,
    )


def _state(by: Facilitator) -> str:
    workshop = by.workshop
    if workshop.ended_at is not None:
        return "ended"
    if workshop.doors_opened_at is None:
        return "closed"
    if workshop.paused_at is not None:
        return "paused"
    return "stage" if workshop.stage_id else "lobby"


@router.get("", name="care")
def care(door: Care) -> Response:
    return door.render("desk/care.html", view=door.read(page))


@router.get("/page", name="care_page")
def whole(door: Care) -> Response:
    """What stands on the support person's page, anew."""
    return door.render("desk/_care_page.html", view=door.read(page))


@router.get("/panel", name="care_panel")
def only_the_panel(door: Care) -> Response:
    return door.render("desk/_care.html", view=door.read(panel))


@router.post("/going", name="care_going")
async def going(door: Care, call: Text = "", going: Text = "yes") -> Response:
    await door.write(go_to if yes(going) else not_going, call=call)
    return await door.in_turn(_again, door)


@router.post("/over", name="care_over")
async def over(door: Care, call: Text = "", over: Text = "yes") -> Response:
    await door.write(looked_after, call=call, over=yes(over))
    return await door.in_turn(_again, door)


@router.post("/rung", name="care_rung")
async def called(door: Care, seat: Text = "", rung: Text = "yes") -> Response:
    await door.write(_rung, seat=seat, done=yes(rung))
    return await door.in_turn(_again, door)


@router.post("/talked", name="care_talked")
async def talked_to(door: Care, seat: Text = "", talked: Text = "yes") -> Response:
    await door.write(_talked, seat=seat, done=yes(talked))
    return await door.in_turn(_again, door)


def _talked(session: Session, by: Facilitator, *, seat: str, done: bool) -> None:
    talked(session, by, seat=seat, talked=done)


def _rung(session: Session, by: Facilitator, *, seat: str, done: bool) -> None:
    rung(session, by, seat=seat, rung=done)


def _again(door: CareDoor) -> Response:
    if door.by_htmx:
        return door.render("desk/_care.html", view=door.read(panel))
    return door.go(f"/w/{door.workshop}/care")
