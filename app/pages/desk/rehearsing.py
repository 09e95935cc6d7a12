"""A rehearsal, begun and wiped at the desk: invented people come in by everybody's door (S10)."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.rehearsals import begin_rehearsal, wipe_rehearsal
from app.domain.workshops import Facilitator
from app.pages.desk.views import REHEARSAL
from app.pages.forms import Text
from app.pages.guards import DeskDoor, desk_door

router = APIRouter(prefix="/w/{workshop}/desk/rehearsal")

Desk = Annotated[DeskDoor, Depends(desk_door)]


@router.post("", name="desk_rehearsal")
async def rehearse(door: Desk, request: Request, seats: Text = "", pace: Text = "") -> Response:
    people = _one_of(seats, REHEARSAL.people, REHEARSAL.usual_people)
    times = _one_of(pace, REHEARSAL.paces, REHEARSAL.usual_pace)
    code = await door.write(begin_rehearsal)
    await asyncio.to_thread(request.app.state.rehearsals.start, door.workshop, code, people, times)
    return _done(door)


@router.post("/wipe", name="desk_rehearsal_wipe")
async def wipe(door: Desk, request: Request) -> Response:
    await door.write(_may_wipe)
    await asyncio.to_thread(request.app.state.rehearsals.stop, door.workshop)
    await door.write(wipe_rehearsal, keyring=door.state.keyring)
    return _done(door)


def _one_of(typed: str, offered: tuple[int, ...], usual: int) -> int:
    """What was chosen, or what is usual where it is none of those offered."""
    return next((each for each in offered if str(each) == typed), usual)


def _may_wipe(_session: Session, by: Facilitator) -> None:
    if by.workshop.rehearsal_since is None:
        raise Refused("This is not a rehearsal.")


def _done(door: DeskDoor) -> Response:
    return door.answer(f"/w/{door.workshop}/desk", "shared/_notice.html", said="", wrong=False)
