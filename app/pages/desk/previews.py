"""What a phone and the wall show now, on the desk: the same regions, without a stream (S11)."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.voices import Voice
from app.domain.workshops import Facilitator
from app.live.hub import Audience
from app.pages.guards import DeskDoor, desk_door
from app.pages.look import Look

if TYPE_CHECKING:  # the list of regions knows every audience; the desk must not
    from app.pages.regions import Artist

router = APIRouter(prefix="/w/{workshop}/desk")

Desk = Annotated[DeskDoor, Depends(desk_door)]


@router.get("/previews/wall", name="desk_preview_wall")
def wall(door: Desk) -> Response:
    return _preview(door, "desk/preview_wall.html", Audience("wall", door.language))


@router.get("/previews/{voice}", name="desk_preview_phone")
def phone(door: Desk, voice: str) -> Response:
    """A phone of this voice on which nobody has given anything yet."""
    chosen = voice if voice in set(Voice) else Voice.PATIENT
    return _preview(door, "desk/preview_phone.html", Audience("phone", door.language, chosen))


def _preview(door: DeskDoor, template: str, who: Audience) -> Response:
    artist: Artist = door.state.artist

    def live(_session: Session, _by: Facilitator, look: Look) -> object:
        return artist.page(look.for_voice(who.voice), who)

    return door.fragment(template, live=live)
