"""The running-order editor: a page of its own, for before the day and during it (S2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import NotYours, Refused
from app.domain.history import last_seen
from app.domain.running_order import (
    add_stage,
    may_go,
    remove_stage,
    shift_stage,
)
from app.domain.undoing import undo
from app.domain.workshops import Facilitator, Stage, StageKind, stages_of
from app.pages.forms import Text
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/w/{workshop}/desk/order")

Desk = Annotated[DeskDoor, Depends(desk_door)]
KINDS = tuple(StageKind)


@dataclass(frozen=True)
class Line:
    """One stage in the list, with when it begins if all goes by the plan."""

    id: str
    kind: StageKind
    title: str
    minutes: int
    begins: datetime
    is_now: bool
    is_done: bool
    may_go: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class OrderShown:
    workshop_id: str
    project_id: str
    title: str
    lines: tuple[Line, ...]
    minutes: int
    ends: datetime
    has_begun: bool
    has_ended: bool
    is_rehearsal: bool
    undo: str  # the newest act, where it was done here
    kinds: tuple[StageKind, ...] = KINDS


def order_shown(session: Session, by: Facilitator) -> OrderShown:
    workshop, stages = by.workshop, stages_of(session, by.workshop.id)
    now_at = next((s.position for s in stages if s.id == workshop.stage_id), -1)
    begins = _begins(by, stages)
    newest, name = last_seen(session, workshop.id)
    return OrderShown(
        workshop_id=workshop.id,
        project_id=workshop.project_id,
        title=workshop.title,
        lines=tuple(
            Line(
                id=s.id,
                kind=StageKind(s.kind),
                title=s.title,
                minutes=s.minutes,
                begins=begins[n],
                is_now=s.position == now_at,
                is_done=s.position < now_at,
                may_go=may_go(s, workshop.stage_id),
                is_first=n == 0,
                is_last=n == len(stages) - 1,
            )
            for n, s in enumerate(stages)
        ),
        minutes=sum(s.minutes for s in stages),
        ends=begins[-1],
        has_begun=now_at >= 0,
        has_ended=workshop.ended_at is not None,
        is_rehearsal=workshop.rehearsal_since is not None,
        undo=name if newest == "order" else "",
    )


def _begins(by: Facilitator, stages: list[Stage]) -> list[datetime]:
    """When each begins, counted from where the room is, or from now; the end is last."""
    workshop = by.workshop
    at = next((n for n, s in enumerate(stages) if s.id == workshop.stage_id), 0)
    start = by.now
    if workshop.clock_ends_at is not None and stages:
        start = workshop.clock_ends_at - timedelta(minutes=stages[at].minutes)
    start -= timedelta(minutes=sum(s.minutes for s in stages[:at]))
    moments = [start]
    for each in stages:
        moments.append(moments[-1] + timedelta(minutes=each.minutes))
    return moments


@router.get("", name="desk_order")
def order(door: Desk) -> Response:
    return _order(door)


@router.post("/stages", name="desk_order_stages")
async def added(door: Desk, kind: Text = "", after: Text = "") -> Response:
    try:
        made = await door.write(add_stage, kind=kind, after=after)
    except Refused as refused:
        return await door.in_turn(_order, door, wrong_in(refused, {}, {}, otherwise="kind"))
    return door.go(f"{_at(door)}/{made}")


@router.post("/moves", name="desk_order_moves")
async def shifted(door: Desk, stage: Text = "", to: Text = "") -> Response:
    """One place up or down; the same button has the focus afterwards."""
    try:
        await door.write(shift_stage, stage=stage, up=to == "up")
    except Refused as refused:
        return await door.in_turn(_refused, door, refused)
    return door.go(f"{_at(door)}#{to if to in {'up', 'down'} else 'down'}-{stage}")


@router.post("/removals", name="desk_order_removals")
async def removed(door: Desk, stage: Text = "") -> Response:
    try:
        await door.write(remove_stage, stage=stage)
    except Refused as refused:
        return await door.in_turn(_refused, door, refused)
    return door.go(_at(door))


@router.post("/undo", name="desk_order_undo")
async def undone(door: Desk, seen: Text = "") -> Response:
    try:
        gone = await door.write(undo, seen=seen)
    except Refused as refused:
        return await door.in_turn(_refused, door, refused)
    return (
        await door.in_turn(_order, door, Wrong((gone, {}), "", 409)) if gone else door.go(_at(door))
    )


def _refused(door: DeskDoor, refused: Refused) -> Response:
    if isinstance(refused, NotYours):
        raise refused
    return _order(door, wrong_in(refused, {}, {}))


def _order(door: DeskDoor, wrong: Wrong | None = None) -> Response:
    return door.render(
        "desk/order.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(order_shown),
        wrong=wrong,
    )


def _at(door: DeskDoor) -> str:
    return f"/w/{door.workshop}/desk/order"
