""" "I need a pause" and "How are you leaving?" on one phone, answered to that phone alone (A4)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.care import (
    PLACE,
    WAY,
    OwnPause,
    need_no_pause,
    need_pause,
    own_leaving,
    own_pause,
    say_leaving,
)
from app.domain.hard_to_hear import HARD, own_hard, say_hard
from app.domain.seats import Sitting
from app.pages.forms import Text, key_or_new, yes
from app.pages.look import Look
from app.pages.phone_door import PhoneDoor, phone_door

router = APIRouter(prefix="/w/{workshop}/phone")

Phone = Annotated[PhoneDoor, Depends(phone_door)]


@dataclass(frozen=True)
class PauseShown:
    own: OwnPause
    support_person: str  # as the workshop names them, or nothing
    helplines: str
    longest: int = PLACE

    @property
    def is_on(self) -> bool:
        return self.own.state != "none"


@dataclass(frozen=True)
class LeavingForm:
    mood: str  # empty: not said yet
    has_way: bool
    longest: int = WAY


@dataclass(frozen=True)
class HardForm:
    """The private box of one phone."""

    text: str
    wants_to_talk: bool
    longest: int = HARD

    @property
    def is_kept(self) -> bool:
        return bool(self.text)


def hard_form(session: Session, by: Sitting) -> HardForm:
    known = own_hard(session, by)
    return HardForm(known.text if known else "", bool(known and known.wants_to_talk))


def pause(session: Session, by: Sitting, look: Look) -> PauseShown:
    workshop = look.workshop
    return PauseShown(own_pause(session, by), workshop.support_person, workshop.helplines)


def leaving(session: Session, by: Sitting) -> LeavingForm:
    known = own_leaving(session, by)
    return LeavingForm(str(known.mood) if known else "", bool(known and known.way))


@router.get("/pause", name="phone_pause")
def asked(door: Phone) -> Response:
    return door.fragment("phone/_pause_now.html", pause=pause)


@router.post("/pause", name="phone_pause_ask")
async def ask(door: Phone, place: Text = "", key: Text = "") -> Response:
    await door.write(need_pause, place=place, key=key_or_new(key))
    return await door.in_turn(_pause, door)


@router.post("/pause/end", name="phone_pause_end")
async def end(door: Phone, key: Text = "") -> Response:
    await door.write(need_no_pause, key=key_or_new(key))
    return await door.in_turn(_pause, door)


@router.post("/leaving", name="phone_leaving")
async def leave(door: Phone, mood: Text = "", way: Text = "", key: Text = "") -> Response:
    await door.write(say_leaving, mood=mood, way=way, key=key_or_new(key))
    if door.by_htmx:
        return await door.in_turn(door.fragment, "phone/_leaving.html", leaving=_leaving)
    return door.go(f"/w/{door.place}/phone")


@router.post("/hard", name="phone_hard")
async def hard(door: Phone, text: Text = "", talk: Text = "", key: Text = "") -> Response:
    await door.write(say_hard, text=text, talk=yes(talk), key=key_or_new(key))
    if door.by_htmx:
        return await door.in_turn(door.fragment, "phone/_hard.html", hard=_hard)
    return door.go(f"/w/{door.place}/phone")


def _hard(session: Session, by: Sitting, _look: Look) -> HardForm:
    return hard_form(session, by)


def _leaving(session: Session, by: Sitting, _look: Look) -> LeavingForm:
    return leaving(session, by)


def _pause(door: PhoneDoor) -> Response:
    if door.by_htmx:
        return door.fragment("phone/_pause.html", pause=pause)
    return door.go(f"/w/{door.place}/phone#pause")
