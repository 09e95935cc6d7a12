"""What a facilitator prints: the page to choose on, the pack itself, and one card that was lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.cards import MOST_CARDS, card_counts, keep_cards, replace_card
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.journey import touchpoints_of
from app.domain.seating import MOST_TABLES
from app.domain.stage_settings import whole
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Stage, Workshop, stages_of
from app.pages.desk.pack import Wanted, one_card, pack
from app.pages.desk.panel import AT_A_TABLE
from app.pages.desk.paper_forms import WITH_PAPER
from app.pages.forms import Text, Typed, typed, yes
from app.pages.guards import DeskDoor, desk_door
from app.pages.wrong import Wrong

router = APIRouter(prefix="/w/{workshop}/desk/print")

Desk = Annotated[DeskDoor, Depends(desk_door)]

PEOPLE, ON_PAPER = 30, 2  # where nobody has been counted; of each voice
MOST_ON_PAPER = 40
PARTS = ("poster", "touchpoints", "words")
NUMBERS = {
    "tents": MOST_TABLES,
    "cards": MOST_CARDS,
    "first": MOST_CARDS,
    **{f"paper_{voice}": MOST_ON_PAPER for voice in Voice},
}


@dataclass(frozen=True)
class PrintShown:
    """The page to choose on."""

    workshop_id: str
    project_id: str
    address: str
    has_ended: bool
    touchpoints: int
    stages: tuple[Stage, ...]  # those with something to fill in
    taken: int  # cards that somebody holds
    voices: tuple[Voice, ...] = tuple(Voice)
    most_cards: int = MOST_CARDS
    most_tables: int = MOST_TABLES
    most_on_paper: int = MOST_ON_PAPER


@router.get("", name="desk_print")
def choose(door: Desk) -> Response:
    return _page(door, door.read(_usual))


@router.post("", name="desk_print_pack")
async def chosen(door: Desk, request: Request) -> Response:
    """Keeps the places that the cards need, then opens the pack."""
    values = _values(await typed(request))
    try:
        wanted = _wanted(values)
        await door.write(keep_cards, up_to=wanted.last_number, keyring=door.state.keyring)
    except NotYours:
        raise
    except Refused as refused:
        field = next((n for n, most in NUMBERS.items() if whole(values[n], 0, most) is None), "")
        return await door.in_turn(
            _page, door, values, Wrong((refused.message, refused.values), field, refused.status)
        )
    asked = {name: said for name, said in values.items() if said not in ("", [])}
    return door.go(f"/w/{door.workshop}/desk/print/pack?{urlencode(asked, doseq=True)}")


@router.get("/pack", name="desk_print_show")
def show(door: Desk, request: Request) -> Response:
    said = request.query_params
    values = _values(Typed({name: said.getlist(name) for name in said}))
    try:
        wanted = _wanted(values)
    except Unusable:
        return door.go(f"/w/{door.workshop}/desk/print")
    state, language = door.state, door.language

    def read(session: Session, by: Facilitator) -> Any:
        return pack(session, by.workshop, wanted, state.artist.address, state.keyring, language)

    return door.render("print/pack.html", pack=door.read(read))


@router.post("/lost", name="desk_print_lost")
async def lost(door: Desk, number: Text = "") -> Response:
    """The old card opens nothing any more; the new one is shown this once."""
    values = await door.in_turn(door.read, _usual)
    keyring, address = door.state.keyring, door.state.artist.address
    try:
        card = await door.write(replace_card, number=whole(number, 1, MOST_CARDS), keyring=keyring)
    except NotYours:
        raise
    except Refused as refused:
        values["number"] = number
        said = (refused.message, refused.values)
        return await door.in_turn(_page, door, values, Wrong(said, "number", refused.status))

    def read(session: Session, by: Facilitator) -> Any:
        return one_card(session, by.workshop, card, address)

    return door.render("print/pack.html", pack=await door.in_turn(door.read, read))


def _usual(session: Session, by: Facilitator) -> dict[str, Any]:
    workshop = by.workshop
    people = workshop.people_counted or PEOPLE
    counts = card_counts(session, workshop.id)
    stages = [stage.id for stage in _on_paper(session, workshop)]
    return {
        **dict.fromkeys(PARTS, "yes"),
        "tents": str(workshop.tables or max(1, round(people / AT_A_TABLE))),
        "cards": str(min(max(people, counts.kept), MOST_CARDS)),
        "first": "1",
        **{f"paper_{voice}": str(ON_PAPER) for voice in Voice},
        "stage": stages,
        "number": "",
    }


def _values(form: Typed) -> dict[str, Any]:
    return {
        **{name: form.one(name) for name in PARTS},
        **{name: form.one(name).strip() or "0" for name in NUMBERS},
        "stage": form.all("stage")[:100],
        "number": "",
    }


def _wanted(values: Mapping[str, Any]) -> Wanted:
    """Raises Unusable for a number that is too large, or none."""
    numbers = {}
    for name, most in NUMBERS.items():
        number = whole(values[name], 0, most)
        if number is None:
            raise Unusable("Please give a number between 0 and %(most)s.", most=most)
        numbers[name] = number
    on_paper = {voice: numbers[f"paper_{voice}"] for voice in Voice}
    first = max(numbers["first"], 1)
    if any(on_paper.values()) and first + sum(on_paper.values()) - 1 > MOST_CARDS:
        raise Unusable("Please give a number between 0 and %(most)s.", most=MOST_CARDS)
    return Wanted(
        poster=yes(values["poster"]),
        tents=numbers["tents"],
        cards=numbers["cards"],
        touchpoints=yes(values["touchpoints"]),
        words=yes(values["words"]),
        on_paper=on_paper,
        first=first,
        stages=frozenset(values["stage"]),
    )


def _on_paper(session: Session, workshop: Workshop) -> tuple[Stage, ...]:
    return tuple(s for s in stages_of(session, workshop.id) if s.kind in WITH_PAPER)


def _page(door: DeskDoor, values: Mapping[str, Any], wrong: Wrong | None = None) -> Response:
    address = door.state.artist.address

    def read(session: Session, by: Facilitator) -> PrintShown:
        workshop = by.workshop
        return PrintShown(
            workshop_id=workshop.id,
            project_id=workshop.project_id,
            address=address,
            has_ended=workshop.ended_at is not None,
            touchpoints=len(touchpoints_of(session, workshop.project_id)),
            stages=_on_paper(session, workshop),
            taken=len(card_counts(session, workshop.id).taken),
        )

    return door.render(
        "desk/print.html",
        wrong.status if wrong else 200,
        signed_in=True,
        shown=door.read(read),
        values=values,
        wrong=wrong,
    )
