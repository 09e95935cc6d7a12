"""Coming in by a printed seat card: it opens its own place, once (J8)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.cards import CardFound, take_card
from app.domain.errors import Unusable
from app.domain.projects import Project
from app.domain.voices import Voice
from app.domain.workshops import Workshop
from app.pages.forms import Text, key_or_new, yes
from app.pages.guards import CardDoor, card_door
from app.pages.joining import form_to_join, has_seat, missing_in, seated, table_typed

router = APIRouter(prefix="/c/{secret}")

Holder = Annotated[CardDoor, Depends(card_door)]


@dataclass(frozen=True)
class CardShown:
    """A card at the door, read whole so that nothing is asked of a closed session."""

    number: int
    workshop: Workshop
    project: Project
    leads_back: bool  # taken, or its workshop has ended: only the four words open it


@router.get("", name="card")
def card(door: Holder, request: Request) -> Response:
    shown = door.read(_shown)
    door.state.reached.note(shown.workshop.id, request.client.host if request.client else "")
    if door.read(lambda session, _: has_seat(session, door, request, shown.workshop.id)):
        return door.go(f"/w/{shown.workshop.id}/phone")
    if shown.leads_back:
        return door.go(f"/come-back?via={shown.workshop.join_secret}")
    if shown.workshop.doors_opened_at is None:
        return door.render("joining/card_waits.html", number=shown.number, project=shown.project)
    return form_to_join(door, _here(door), shown.workshop, shown.project, card=shown.number)


@router.post("", name="card_take")
async def take(
    door: Holder,
    request: Request,
    voice: Text = "",
    consent: Text = "",
    may_show: Text = "",
    name: Text = "",
    table: Text = "",
    key: Text = "",
) -> Response:
    shown = await door.in_turn(door.read, _shown)
    typed = {"voice": voice, "consent": consent, "may_show": may_show, "name": name, "key": key}
    typed["table"] = table
    room = (door, _here(door), shown.workshop, shown.project)
    if missing := missing_in(typed):
        return form_to_join(*room, typed, missing, card=shown.number)
    try:
        secret = await door.write(
            take_card,
            voice=Voice(voice),
            name=name,
            may_show=yes(may_show),
            key=key_or_new(key),
            keyring=door.state.keyring,
            now=door.now,
            table=table_typed(table),
        )
    except Unusable as refused:
        return form_to_join(*room, typed, "name", refused, card=shown.number)
    return seated(door, request, shown.workshop.id, secret)


def _shown(session: Session, found: CardFound) -> CardShown:
    workshop = found.workshop
    return CardShown(
        found.card.number,
        workshop,
        session.get_one(Project, workshop.project_id),
        found.is_taken or workshop.ended_at is not None,
    )


def _here(door: CardDoor) -> str:
    return f"/c/{door.secret}"
