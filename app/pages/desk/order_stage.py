"""One stage of the running order, to be changed: a page of its own (S1, S2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.ballots import is_anything_cast
from app.domain.choosing import Method
from app.domain.clips import CLIP, CLIP_FIELDS, MOST_CLIPS, ShownTo, clip_fields
from app.domain.dots import DOTS_EACH, DOTS_ON_ONE
from app.domain.errors import NotYours, Refused
from app.domain.running_order import (
    INSTRUCTION,
    MOST_MINUTES,
    SCRIPT,
    TITLE,
    change_stage,
    seen,
)
from app.domain.stage_settings import ASKING, STAYING_OPEN, whole
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Stage, StageKind, stage_called
from app.pages.forms import typed
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/w/{workshop}/desk/order/{stage}")

Desk = Annotated[DeskDoor, Depends(desk_door)]
USUAL = {"over": "idea", "method": str(Method.DOTS), "dots": DOTS_EACH, "most": DOTS_ON_ONE}
LIMITS = {"title": TITLE, "instruction": INSTRUCTION, "script": SCRIPT}
CLIP_LIMITS = {name: CLIP for name in CLIP_FIELDS if name.endswith(("_what", "_who"))}


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


@router.get("", name="desk_order_stage")
def stage(door: Desk, stage: str) -> Response:
    with door.state.database.read() as session:
        found = stage_called(session, door.workshop, _mine(door, session, stage))
        values = _values(found)
    return _stage(door, stage, values, seen(found))


@router.post("", name="desk_order_change")
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
        return await door.in_turn(_stage, door, stage, values, as_seen, _wrong(refused, values))
    return door.go(f"/w/{door.workshop}/desk/order")


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
