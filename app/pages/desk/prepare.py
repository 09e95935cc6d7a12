"""Preparing a workshop: what it is called, who looks after people, k, and the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.content import word_set
from app.domain.errors import NotYours, Refused
from app.domain.preparing import (
    HELP,
    LEAST_K,
    MOST_K,
    PERSON,
    SETS,
    Prepared,
    prepare,
    words_for,
)
from app.domain.stage_settings import whole
from app.domain.voices import Voice
from app.domain.workshops import TITLE, Facilitator
from app.pages.forms import typed, yes
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/w/{workshop}/desk/prepare")

Desk = Annotated[DeskDoor, Depends(desk_door)]
LIMITS = {"title": TITLE, "support_person": PERSON, "helplines": HELP}


@dataclass(frozen=True)
class PrepareShown:
    workshop_id: str
    project_id: str
    has_opened: bool  # then the words stay
    is_rehearsal: bool
    voices: tuple[Voice, ...] = tuple(Voice)
    sets: tuple[str, ...] = SETS
    least_k: int = LEAST_K


@router.get("", name="desk_prepare")
def page(door: Desk, saved: str = "") -> Response:
    return _page(door, door.read(_values), saved=yes(saved))


@router.post("", name="desk_prepare_save")
async def save(door: Desk, request: Request) -> Response:
    form = await typed(request)
    words = {v: form.one(f"words_{v}") for v in Voice}
    values = {name: form.one(name) for name in (*LIMITS, "k", "release_at_once")}
    try:
        await door.write(
            prepare,
            typed=Prepared(
                title=values["title"],
                support_person=values["support_person"],
                helplines=values["helplines"],
                k=values["k"],
                release_at_once=yes(values["release_at_once"]),
                words=words,
            ),
        )
    except NotYours:
        raise
    except Refused as refused:
        values |= {f"words_{v}": said for v, said in words.items()}
        return await door.in_turn(_page, door, values, _wrong(refused, values))
    return door.go(f"/w/{door.workshop}/desk/prepare?saved=yes")


@router.post("/words", name="desk_prepare_words")
async def ready_set(door: Desk, request: Request) -> Response:
    """Puts a ready set into the box; nothing is saved before "Save"."""
    form = await typed(request)
    values = {name: form.one(name) for name in (*LIMITS, "k", "release_at_once")}
    values |= {f"words_{v}": form.one(f"words_{v}") for v in Voice}
    voice, _, ready = form.one("ready").partition("-")
    if voice in set(Voice) and ready in SETS:
        values[f"words_{voice}"] = "\n".join(word_set(ready).all)
    return await door.in_turn(_page, door, values)


def _wrong(refused: Refused, values: Mapping[str, str]) -> Wrong:
    k_is_right = whole(values["k"], LEAST_K, MOST_K) is not None
    otherwise = "words_patient" if k_is_right else "k"
    return wrong_in(refused, values, LIMITS, needed=("title",), otherwise=otherwise)


def _values(_session: Session, by: Facilitator) -> dict[str, str]:
    workshop = by.workshop
    return {
        "title": workshop.title,
        "support_person": workshop.support_person,
        "helplines": workshop.helplines,
        "k": str(workshop.k),
        "release_at_once": "yes" if workshop.release_at_once else "",
        **{f"words_{v}": "\n".join(words_for(workshop, v)) for v in Voice},
    }


def _page(
    door: DeskDoor, values: Mapping[str, str], wrong: Wrong | None = None, *, saved: bool = False
) -> Response:
    def read(_session: Session, by: Facilitator) -> PrepareShown:
        opened = by.workshop.doors_opened_at is not None
        is_rehearsal = by.workshop.rehearsal_since is not None
        return PrepareShown(by.workshop.id, by.workshop.project_id, opened, is_rehearsal)

    return door.render(
        "desk/prepare.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(read),
        values=values,
        saved=saved,
        wrong=wrong,
    )
