"""Typing in from paper, by keyboard alone: number, Tab through a sheet, Enter saves (J4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.cards import MOST_CARDS, card_counts
from app.domain.choosing import choices_of, method_of
from app.domain.dots import dots_each, dots_on_one
from app.domain.errors import NotYours, Refused
from app.domain.guesses import asks_for_guesses
from app.domain.ideas import IDEA
from app.domain.journey import touchpoints_of
from app.domain.keying import AlreadyTyped, Comes, come_in, type_in
from app.domain.late import people_waiting
from app.domain.misread import Misread
from app.domain.seats import NAME
from app.domain.sheets import SHEETS
from app.domain.stage_settings import whole
from app.domain.stories import STORY
from app.domain.teams import TeamShown, teams_in
from app.domain.text import cleaned
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Stage, StageKind, stages_of
from app.pages.desk.paper_forms import ChoiceOnPaper, Numbered, mark_of
from app.pages.forms import Typed, typed, yes
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong

router = APIRouter(prefix="/w/{workshop}/desk/keying")

Desk = Annotated[DeskDoor, Depends(desk_door)]

LETTERS = {"p": Voice.PATIENT, "c": Voice.CARER, "s": Voice.STAFF}
ENTRIES = (1, 2, 3)  # as many as stand on a sheet
COMING = "coming"  # the sheet that belongs to no stage
KEPT_HALF_TYPED = {
    StageKind.TOUCHPOINTS, StageKind.FEELINGS, StageKind.PRIORITIES, StageKind.IDEAS
}  # fmt: skip


@dataclass(frozen=True)
class ChoiceTyped:
    id: str
    shown: ChoiceOnPaper


@dataclass(frozen=True)
class KeyingShown:
    """One sheet to type in, and the others there are."""

    workshop_id: str
    stages: tuple[Stage, ...]  # that have begun and have a sheet
    sheet: str  # a stage's id, or COMING
    kind: str
    is_late: bool  # its map has been shown
    is_over: bool  # nothing can be added: its result has been shown, or the workshop has ended
    has_ended: bool
    waiting: int  # people whose heights wait for another reveal
    cards: int
    touchpoints: tuple[Numbered, ...] = ()
    choices: tuple[ChoiceTyped, ...] = ()
    teams: tuple[TeamShown, ...] = ()
    dots: tuple[int, int] = (0, 0)
    method: str = ""  # by which the stage chooses
    guesses: bool = False  # staff are asked how patients felt as well
    entries: tuple[int, ...] = ENTRIES
    longest: Mapping[str, int] = field(
        default_factory=lambda: {"name": NAME, "story": STORY, "text": IDEA}
    )

    @property
    def is_kept(self) -> bool:
        """Half typed, in the tab: people's words and heights, but never names or a secret vote."""
        return self.kind in KEPT_HALF_TYPED


@router.get("", name="desk_keying")
def page(door: Desk, sheet: str = "", number: str = "", saved: str = "") -> Response:
    values = {"number": number if whole(number, 1, MOST_CARDS) else ""}
    kept = saved if whole(saved, 1, MOST_CARDS) else ""
    return _page(door, sheet, values, saved=kept)


@router.post("", name="desk_keying_save")
async def save(door: Desk, request: Request) -> Response:
    form = await typed(request)
    sheet, values = form.one("sheet"), _values(form)
    number = whole(values["number"], 1, MOST_CARDS)
    key = form.one("key") or str(uuid4())
    given: dict[str, Any] = {"number": number, "key": key, "keyring": door.state.keyring}
    try:
        if sheet == COMING:
            await door.write(come_in, sheet=_coming(form), **given)
        else:
            fields = {n: v for n, v in values.items() if "-" in n or n in {"team", "email"}}
            uses = form.all("use")
            is_sure = values["number"] == form.one("sure")
            await door.write(type_in, stage=sheet, fields=fields, uses=uses, sure=is_sure, **given)
    except NotYours:
        raise
    except Refused as refused:
        at = refused.field if isinstance(refused, Misread) else "number"
        wrong = Wrong((refused.message, refused.values), at, refused.status)
        sure = values["number"] if isinstance(refused, AlreadyTyped) else ""
        return await door.in_turn(_page, door, sheet, values | {"key": key}, wrong, sure=sure)
    following = min((number or 0) + 1, MOST_CARDS)
    at = f"sheet={sheet}&number={following}&saved={number}"
    return door.go(f"/w/{door.workshop}/desk/keying?{at}")


def _values(form: Typed) -> dict[str, Any]:
    names = ["number", "voice", "name", "takes_part", "may_show", "email", "team"]
    names += [
        name
        for name in form.names()
        if name.partition("-")[0]
        in {"height", "guess", "words", "story", "at", "text", "dots", "says"}
    ]
    values: dict[str, Any] = {name: form.one(name) for name in names}
    return values | {"number": cleaned(form.one("number")), "use": form.all("use")}


def _coming(form: Typed) -> Comes:
    said = form.one("voice").strip().lower()
    return Comes(
        voice=str(LETTERS.get(said[:1], "")),
        name=form.one("name"),
        takes_part=yes(form.one("takes_part")),
        may_show=yes(form.one("may_show")),
    )


def _page(
    door: DeskDoor,
    sheet: str,
    values: Mapping[str, Any],
    wrong: Wrong | None = None,
    *,
    saved: str = "",
    sure: str = "",
) -> Response:
    return door.render(
        "desk/keying.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(lambda session, by: _shown(session, by, sheet)),
        values=values,
        wrong=wrong,
        saved=saved,
        sure=sure,
        key=values.get("key") or str(uuid4()),
    )


def _shown(session: Session, by: Facilitator, sheet: str) -> KeyingShown:
    workshop = by.workshop
    begun = [s for s in stages_of(session, workshop.id) if s.kind in SHEETS and s.opened_at]
    stage = next((s for s in begun if s.id == sheet), None)
    kind = StageKind(stage.kind) if stage else None
    ended, sealed = workshop.ended_at is not None, stage is not None and stage.sealed_at is not None
    journey = touchpoints_of(session, workshop.project_id)
    choices = choices_of(session, workshop.id, stage) if stage and kind == StageKind.CHOOSE else ()
    return KeyingShown(
        workshop_id=workshop.id,
        stages=tuple(begun),
        sheet=stage.id if stage else COMING,
        kind=str(kind or COMING),
        is_late=sealed and kind == StageKind.FEELINGS,
        is_over=ended or (sealed and kind != StageKind.FEELINGS),
        has_ended=ended,
        waiting=people_waiting(session, workshop.id),
        cards=card_counts(session, workshop.id).kept,
        touchpoints=tuple(Numbered(n, t.title) for n, t in enumerate(journey, 1)),
        choices=tuple(
            sorted(
                (
                    ChoiceTyped(c.id, ChoiceOnPaper(mark_of(c.id), c.text, c.touchpoint))
                    for c in choices
                ),
                key=lambda c: c.shown.mark,
            )
        ),
        teams=teams_in(session, workshop.id) if kind == StageKind.TEAMS else (),
        dots=(dots_each(stage), dots_on_one(stage)) if stage else (0, 0),
        method=str(method_of(stage)) if stage else "",
        guesses=stage is not None and not sealed and asks_for_guesses(stage),
    )
