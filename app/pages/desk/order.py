"""The running-order editor: a page of its own, for before the day and during it (S2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.ballots import is_anything_cast
from app.domain.choosing import Method
from app.domain.clips import CLIP, CLIP_FIELDS, MOST_CLIPS, ShownTo, clip_fields
from app.domain.dots import DOTS_EACH, DOTS_ON_ONE
from app.domain.errors import NotYours, Refused
from app.domain.history import last_act, name_of
from app.domain.running_order import (
    INSTRUCTION,
    MOST_MINUTES,
    SCRIPT,
    TITLE,
    add_stage,
    change_stage,
    may_go,
    remove_stage,
    seen,
    shift_stage,
)
from app.domain.stage_settings import ASKING, STAYING_OPEN, whole
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Stage, StageKind, stage_called, stages_of
from app.pages.forms import Text, typed
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/w/{workshop}/desk/order")

Desk = Annotated[DeskDoor, Depends(desk_door)]
USUAL = {"over": "idea", "method": str(Method.DOTS), "dots": DOTS_EACH, "most": DOTS_ON_ONE}
LIMITS = {"title": TITLE, "instruction": INSTRUCTION, "script": SCRIPT}
CLIP_LIMITS = {name: CLIP for name in CLIP_FIELDS if name.endswith(("_what", "_who"))}
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


@dataclass(frozen=True)
class StageShown:
    """One stage to be changed."""

    workshop_id: str
    id: str
    kind: StageKind
    title: str
    is_fixed: bool  # somebody has chosen by its rules
    asks: bool
    may_stay_open: bool
    clips: range  # their numbers, with two lines to fill in
    voices: tuple[Voice, ...] = tuple(Voice)
    shown_to: tuple[ShownTo, ...] = tuple(ShownTo)


def order_shown(session: Session, by: Facilitator) -> OrderShown:
    workshop, stages = by.workshop, stages_of(session, by.workshop.id)
    now_at = next((s.position for s in stages if s.id == workshop.stage_id), -1)
    begins = _begins(by, stages)
    act = last_act(session, workshop.id)
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
        undo=name_of(act) if act and act.what == "order" else "",
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
        return _order(door, wrong_in(refused, {}, {}, otherwise="kind"))
    return door.go(f"{_at(door)}/{made}")


@router.post("/moves", name="desk_order_moves")
async def shifted(door: Desk, stage: Text = "", to: Text = "") -> Response:
    """One place up or down; the same button has the focus afterwards."""
    try:
        await door.write(shift_stage, stage=stage, up=to == "up")
    except Refused as refused:
        return _refused(door, refused)
    return door.go(f"{_at(door)}#{to if to in {'up', 'down'} else 'down'}-{stage}")


@router.post("/removals", name="desk_order_removals")
async def removed(door: Desk, stage: Text = "") -> Response:
    try:
        await door.write(remove_stage, stage=stage)
    except Refused as refused:
        return _refused(door, refused)
    return door.go(_at(door))


@router.post("/undo", name="desk_order_undo")
async def undone(door: Desk, seen: Text = "") -> Response:
    try:
        gone = await door.write(undo, seen=seen)
    except Refused as refused:
        return _refused(door, refused)
    return _order(door, Wrong((gone, {}), "", 409)) if gone else door.go(_at(door))


@router.get("/{stage}", name="desk_order_stage")
def stage(door: Desk, stage: str) -> Response:
    with door.state.database.read() as session:
        found = stage_called(session, door.workshop, _mine(door, session, stage))
        values = _values(found)
    return _stage(door, stage, values, seen(found))


@router.post("/{stage}", name="desk_order_change")
async def changed(door: Desk, request: Request, stage: str) -> Response:
    form = await typed(request)
    names = (*LIMITS, "minutes", "rules", "link", "note", "prompt", "question")
    names += (
        "over",
        "method",
        "dots",
        "most",
        "stays_open",
        "guess",
        "preview",
        *(f"question_{v}" for v in Voice),
        *CLIP_FIELDS,
    )
    values = {name: form.one(name) for name in names}
    as_seen = form.one("seen")
    try:
        await door.write(change_stage, stage=stage, typed=values, as_seen=as_seen)
    except NotYours:
        raise
    except Refused as refused:
        return _stage(door, stage, values, as_seen, _wrong(refused, values))
    return door.go(_at(door))


def _mine(door: DeskDoor, session: Session, stage: str) -> str:
    """The guard is asked before anything is looked up."""
    door.find(session)
    return stage


def _wrong(refused: Refused, values: Mapping[str, str]) -> Wrong:
    """At a field that is too long, at the minutes, or else at what only some kinds have."""
    special = [name for name in ("link", "prompt", "rules") if values[name]]
    number = whole(values["minutes"], 1, MOST_MINUTES)
    otherwise = "minutes" if number is None else [*special, ""][0]
    needed = ["title", "instruction"]
    needed += (f"clip_{n}_what" for n in range(MOST_CLIPS) if values[f"clip_{n}_who"])
    return wrong_in(
        refused, values, LIMITS | CLIP_LIMITS, needed=tuple(needed), otherwise=otherwise
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


def _stage(
    door: DeskDoor, stage: str, values: Mapping[str, str], as_seen: str, wrong: Wrong | None = None
) -> Response:
    def read(session: Session, by: Facilitator) -> StageShown:
        found = stage_called(session, by.workshop.id, stage)
        kind = StageKind(found.kind)
        fixed = kind == StageKind.CHOOSE and is_anything_cast(session, found)
        return StageShown(
            workshop_id=by.workshop.id,
            id=found.id,
            kind=kind,
            title=found.title,
            is_fixed=fixed,
            asks=kind in ASKING,
            may_stay_open=kind in STAYING_OPEN,
            clips=range(min(_clips_in(values) + 2, MOST_CLIPS)),
        )

    return door.render(
        "desk/order_stage.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(read),
        values=values,
        seen=as_seen,
        wrong=wrong,
    )


def _clips_in(values: Mapping[str, str]) -> int:
    """Up to the last one with words, so that what was typed stays where it was."""
    typed = [n for n in range(MOST_CLIPS) if values[f"clip_{n}_what"] or values[f"clip_{n}_who"]]
    return typed[-1] + 1 if typed else 0


def _values(stage: Stage) -> dict[str, str]:
    """The stage as its form shows it."""
    told = stage.settings
    asked = told.get("question", "")
    by_voice = asked if isinstance(asked, dict) else {}
    return {
        "title": stage.title,
        "instruction": stage.instruction,
        "script": stage.script,
        "minutes": str(stage.minutes),
        "rules": "\n".join(told.get("rules", ())),
        "question": asked if isinstance(asked, str) else "",
        "stays_open": "yes" if told.get("stays_open") else "",
        "guess": "yes" if told.get("guess") else "",
        "preview": "yes" if told.get("preview") else "",
        **{name: str(told.get(name, "")) for name in ("link", "note", "prompt")},
        **dict.fromkeys(CLIP_FIELDS, ""),
        **clip_fields(stage),
        **{name: str(told.get(name, usual)) for name, usual in USUAL.items()},
        **{f"question_{v}": str(by_voice.get(v, "")) for v in Voice},
    }


def _at(door: DeskDoor) -> str:
    return f"/w/{door.workshop}/desk/order"
