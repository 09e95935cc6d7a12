"""Helpers' devices at the desk: let in by a link that opens once, renewed, taken out (J4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import NotYours, Refused
from app.domain.helpers import HelperShown, add_helper, helpers_in, new_link, take_helper_out
from app.domain.workshops import Facilitator
from app.pages.forms import Text
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong

router = APIRouter(prefix="/w/{workshop}/desk/helpers")

Desk = Annotated[DeskDoor, Depends(desk_door)]


@dataclass(frozen=True)
class HelpersShown:
    workshop_id: str
    address: str
    helpers: tuple[HelperShown, ...]
    has_ended: bool


@router.get("", name="desk_helpers")
def page(door: Desk) -> Response:
    return _page(door)


@router.post("", name="desk_helpers_add")
async def add(door: Desk, name: Text = "") -> Response:
    return await _does(door, add_helper, "name", name, name=name, keyring=door.state.keyring)


@router.post("/links", name="desk_helpers_link")
async def link(door: Desk, helper: Text = "") -> Response:
    return await _does(door, new_link, "", "", helper=helper, keyring=door.state.keyring)


@router.post("/goodbyes", name="desk_helpers_out")
async def out(door: Desk, helper: Text = "") -> Response:
    return await _does(door, take_helper_out, "", "", helper=helper)


async def _does(
    door: DeskDoor, verb: Callable[..., None], field: str, typed: str, **given: Any
) -> Response:
    try:
        await door.write(verb, **given)
    except NotYours:
        raise
    except Refused as refused:
        wrong = Wrong((refused.message, refused.values), field, refused.status)
        return await door.in_turn(_page, door, wrong, typed)
    return door.go(f"/w/{door.workshop}/desk/helpers")


def _page(door: DeskDoor, wrong: Wrong | None = None, name: str = "") -> Response:
    keyring, address = door.state.keyring, door.state.artist.address

    def read(session: Session, by: Facilitator) -> HelpersShown:
        helpers = helpers_in(session, by.workshop.id, keyring)
        return HelpersShown(by.workshop.id, address, helpers, by.workshop.ended_at is not None)

    return door.render(
        "desk/helpers.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(read),
        name=name,
        wrong=wrong,
    )
