"""A helper's device: let in by a link, the people it writes for, and their words to take home."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.cards import MOST_CARDS
from app.domain.errors import N_, NotYours, Refused
from app.domain.helpers import Helper, open_link
from app.domain.helping import (
    Helping,
    add_person,
    give_words,
    people_of_helper,
    words_to_give,
)
from app.domain.seats import NAME
from app.domain.stage_settings import whole
from app.domain.voices import Voice
from app.domain.workshops import Workshop
from app.pages import cookies
from app.pages.forms import Text, key_or_new, yes
from app.pages.phone_door import HelperDoor, LinkDoor, helper_door, link_door
from app.pages.wrong import Wrong

router = APIRouter()

Device = Annotated[HelperDoor, Depends(helper_door)]
Invited = Annotated[LinkDoor, Depends(link_door)]

HERE = "/w/{workshop}/helper"


@router.get("/h/{link}", name="helper_link")
def invitation(door: Invited, request: Request) -> Response:
    def read(_session: Session, found: tuple[Helper, Workshop]) -> tuple[str, str, str]:
        helper, workshop = found
        return workshop.id, workshop.title, helper.name

    room, title, name = door.read(read)
    door.state.reached.note(room, request.client.host if request.client else "")
    return door.render("helper/begin.html", title=title, name=name, key=str(uuid4()))


@router.post("/h/{link}", name="helper_begin")
async def begin(door: Invited, request: Request, key: Text = "") -> Response:
    room = await door.in_turn(door.read, lambda _session, found: found[1].id)
    secret = await door.write(
        open_link, key=key_or_new(key), keyring=door.state.keyring, now=door.now
    )
    response = door.go(f"/w/{room}/helper")
    cookies.keep(request, response, cookies.helper(room), secret)
    return response


@router.get(HERE, name="helper")
def people(door: Device) -> Response:
    def read(session: Session, by: Helping) -> Any:
        return by.name, by.workshop.title, people_of_helper(session, by.helper_id)

    name, title, there = door.read(read)
    return door.render("helper/people.html", name=name, title=title, people=there)


@router.get(f"{HERE}/new", name="helper_new")
def new(door: Device) -> Response:
    return _form(door, _empty())


@router.post(f"{HERE}/people", name="helper_add")
async def add(
    door: Device,
    name: Text = "",
    voice: Text = "",
    consent: Text = "",
    may_show: Text = "",
    card: Text = "",
    key: Text = "",
) -> Response:
    values = {"name": name, "voice": voice, "consent": consent, "may_show": may_show}
    values |= {"card": card.strip(), "key": key or str(uuid4())}
    if wrong := _missing(values):
        return await door.in_turn(_form, door, values, wrong)
    try:
        handle = await door.write(
            add_person,
            name=name,
            voice=Voice(voice),
            may_show=yes(may_show),
            card=whole(values["card"], 1, MOST_CARDS) if values["card"] else None,
            key=values["key"],
        )
    except NotYours:
        raise
    except Refused as refused:
        field = "name" if refused.status == 422 else "card" if values["card"] else ""
        return await door.in_turn(
            _form, door, values, Wrong((refused.message, refused.values), field, refused.status)
        )
    if values["card"]:
        return door.go(f"/w/{door.workshop}.{handle}/phone")
    return door.go(f"/w/{door.workshop}/helper/words/{handle}")


@router.get(f"{HERE}/words/{{handle}}", name="helper_words")
def words(door: Device, handle: str) -> Response:
    def read(session: Session, by: Helping) -> Any:
        person, phrase = words_to_give(session, by, handle)
        return person, phrase, by.workshop.join_secret

    person, phrase, join = door.read(read)
    address = f"{door.state.artist.address}/come-back?via={join}"
    return door.render("helper/words.html", person=person, phrase=phrase, address=address)


@router.post(f"{HERE}/words/{{handle}}", name="helper_given")
async def given(door: Device, handle: str) -> Response:
    await door.write(give_words, handle=handle)
    return door.go(f"/w/{door.workshop}.{handle}/phone")


def _empty() -> dict[str, str]:
    names = ("name", "voice", "consent", "may_show", "card")
    return {**dict.fromkeys(names, ""), "key": str(uuid4())}


def _missing(values: dict[str, str]) -> Wrong | None:
    if values["voice"] not in set(Voice):
        said = N_("Please choose one, so that we hear every side.")
        return Wrong((said, {}), "voice", 422)
    if not yes(values["consent"]):
        said = N_("Please ask them first: without a yes, nothing is written down.")
        return Wrong((said, {}), "consent", 422)
    if values["card"] and whole(values["card"], 1, MOST_CARDS) is None:
        return Wrong((N_("There is no card with this number."), {}), "card", 422)
    return None


def _form(door: HelperDoor, values: dict[str, str], wrong: Wrong | None = None) -> Response:
    door.read(lambda _session, _by: None)  # only for those who may add somebody
    return door.render(
        "helper/new.html",
        wrong.status if wrong else 200,
        values=values,
        wrong=wrong,
        voices=tuple(Voice),
        longest=NAME,
    )
