"""Coming in: by QR code, by typed code, or back with four words."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.exceptions import HTTPException

from app.domain.accounts import has_accounts
from app.domain.cards import card_with_phrase
from app.domain.errors import Refused, Unusable
from app.domain.helping import take_over
from app.domain.projects import Project
from app.domain.seats import come_back, sitting, take_seat
from app.domain.voices import Voice
from app.domain.workshops import (
    Workshop,
    must_be_open,
    workshop_to_come_back_to,
    workshop_with_code,
)
from app.pages import cookies
from app.pages.forms import Text, key_or_new, yes
from app.pages.guards import Door, JoinDoor, Visitor, join_door, visitor
from app.pages.limits import Limiter

router = APIRouter()

ID = re.compile(r"[0-9a-f]{16}")

Anyone = Annotated[Visitor, Depends(visitor)]
Joining = Annotated[JoinDoor, Depends(join_door)]


@router.get("/", name="home")
def home(door: Anyone, code: str = "") -> Response:
    empty = not door.read(lambda session, _: has_accounts(session))
    page = door.render("joining/home.html", code=code, said="", empty=empty)
    return cookies.recognise(door.request, page)


@router.post("/join", name="join")
def join(door: Anyone, request: Request, code: Text = "") -> Response:
    try:
        workshop = _by_code(door, request, code)
    except Refused as refused:
        said = (refused.message, refused.values)
        return door.render(
            "joining/home.html", status=refused.status, code=code, said=said, empty=False
        )
    return door.go(f"/j/{workshop}")


@router.get("/j/{join_secret}", name="join_form")
def join_form(door: Joining, anyone: Anyone, request: Request) -> Response:
    there = anyone.read(lambda session, _: _at_the_door(session, door, request))
    door.state.reached.note(there.workshop.id, request.client.host if request.client else "")
    if there.workshop.ended_at is not None:
        return door.go(f"/come-back?via={door.join_secret}")
    if there.has_seat:
        return door.go(f"/w/{there.workshop.id}/phone")
    must_be_open(there.workshop)
    return form_to_join(door, f"/j/{door.join_secret}", there.workshop, there.project)


@router.post("/j/{join_secret}", name="take_seat")
async def sit_down(
    door: Joining,
    request: Request,
    voice: Text = "",
    consent: Text = "",
    may_show: Text = "",
    name: Text = "",
    table: Text = "",
    key: Text = "",
) -> Response:
    typed = {"voice": voice, "consent": consent, "may_show": may_show, "name": name, "key": key}
    typed["table"] = table
    where = f"/j/{door.join_secret}"
    if missing := missing_in(typed):
        return form_to_join(door, where, *await door.in_turn(door.read, _open), typed, missing)
    try:
        workshop, secret = await door.write(
            _sits_down,
            voice=Voice(voice),
            name=name,
            may_show=yes(may_show),
            key=key_or_new(key),
            keyring=door.state.keyring,
            now=door.now,
            table=table_typed(table),
        )
    except Unusable as refused:
        return form_to_join(
            door, where, *await door.in_turn(door.read, _open), typed, "name", refused
        )
    return seated(door, request, workshop, secret)


@router.post("/come-back", name="come_back")
async def back(
    door: Anyone, request: Request, code: Text = "", via: Text = "", phrase: Text = ""
) -> Response:
    limiter: Limiter = door.state.limiter
    limiter.check(request, "phrase")
    try:
        secret, workshop, card = await door.in_turn(
            door.read, lambda session, _: _back(session, code, via, phrase, door)
        )
    except Refused as refused:
        limiter.failed(request, "phrase")
        said = (refused.message, refused.values)
        return door.render(
            "joining/come_back.html",
            refused.status,
            code=code,
            via=via,
            phrase=phrase,
            said=said,
        )
    if card:
        return door.go(f"/c/{card}")
    await door.write(_takes_over, secret=secret, now=door.now)
    return seated(door, request, workshop, secret)


@router.get("/come-back", name="come_back_form")
def back_form(door: Anyone, code: str = "", via: str = "") -> Response:
    """`via` is the QR code's secret, which leads back also when the code has died."""
    page = door.render("joining/come_back.html", code=code, via=via, phrase="", said="")
    return cookies.recognise(door.request, page)


@router.post("/leave/{workshop}", name="leave")
def leave(door: Anyone, request: Request, workshop: str) -> Response:
    """This phone forgets the seat; what it gave stays, and the four words bring it back."""
    if not ID.fullmatch(workshop):  # not every text can be the name of a cookie
        raise HTTPException(404)
    response = door.go("/")
    cookies.forget(request, response, cookies.seat(workshop))
    return response


def _takes_over(session: Session, _anyone: None, *, secret: str, now: datetime) -> None:
    take_over(session, secret, now)


@dataclass(frozen=True)
class _There:
    """Where a QR code leads."""

    workshop: Workshop
    project: Project
    has_seat: bool


def _at_the_door(session: Session, door: JoinDoor, request: Request) -> _There:
    workshop, project = _open(session, workshop_to_come_back_to(session, door.join_secret))
    return _There(workshop, project, has_seat(session, door, request, workshop.id))


def _sits_down(session: Session, workshop: Workshop, /, **form: Any) -> tuple[str, str]:
    """The workshop, and the seat's secret."""
    return workshop.id, take_seat(session, workshop, **form)


def _open(session: Session, workshop: Workshop) -> tuple[Workshop, Project]:
    return workshop, session.get_one(Project, workshop.project_id)


def _by_code(door: Visitor, request: Request, code: str) -> str:
    limiter: Limiter = door.state.limiter
    limiter.check(request, "code")
    try:
        return door.read(lambda session, _: workshop_with_code(session, code).join_secret)
    except Refused:
        limiter.failed(request, "code")
        raise


def _back(
    session: Session, code: str, via: str, phrase: str, door: Visitor
) -> tuple[str, str, str]:
    """The seat's secret, its workshop, and the secret of a card that nobody has taken yet."""
    by_secret = workshop_to_come_back_to
    workshop = by_secret(session, via) if via else workshop_with_code(session, code)
    if card := card_with_phrase(session, workshop.id, phrase, door.state.keyring):
        return "", workshop.id, card
    return come_back(session, workshop, phrase, door.state.keyring), workshop.id, ""


def has_seat(session: Session, door: Door[Any], request: Request, workshop: str) -> bool:
    secret = cookies.read(request, cookies.seat(workshop))
    try:
        sitting(session, workshop, secret, door.state.keyring, door.now)
    except Refused:
        return False
    return True


def missing_in(typed: dict[str, str]) -> str:
    """The first field without which nobody comes in, or nothing."""
    if typed["voice"] not in set(Voice):
        return "voice"
    return "" if yes(typed["consent"]) else "consent"


def table_typed(table: str) -> int | None:
    return int(table) if table.isascii() and table.isdecimal() and len(table) < 3 else None


def form_to_join(
    door: Door[Any],
    where: str,
    workshop: Workshop,
    project: Project,
    typed: dict[str, str] | None = None,
    wrong: str = "",
    refused: Refused | None = None,
    card: int = 0,
) -> Response:
    """The one screen to come in; `where` takes the form, `card` is the number in hand."""
    typed = typed or {"voice": "", "consent": "", "may_show": "", "name": "", "key": str(uuid4())}
    typed.setdefault("table", "")
    said = (refused.message, refused.values) if refused else ""
    page = door.render(
        "joining/join.html",
        422 if wrong else 200,
        where=where,
        card=card,
        project=project,
        workshop=workshop,
        typed=typed,
        wrong=wrong,
        said=said,
        voices=tuple(Voice),
    )
    return cookies.recognise(door.request, page)


def seated(door: Door[Any], request: Request, workshop: str, secret: str) -> Response:
    """On to the phone's own page, with the seat's cookie."""
    response = door.go(f"/w/{workshop}/phone")
    cookies.keep(request, response, cookies.seat(workshop), secret)
    return response
