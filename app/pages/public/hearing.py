"""The links in our e-mails: this is me, how often, and stop."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.contacts import RHYTHMS, contact_with, unsubscribe
from app.domain.errors import NotYours, Unusable
from app.domain.personal import link_from_letter, opens_by_letter
from app.domain.seats import Contact
from app.pages.forms import Text
from app.pages.guards import Visitor, visitor
from app.pages.secret import kept_secret

router = APIRouter(prefix="/hear/{key}")

Anyone = Annotated[Visitor, Depends(visitor)]


@router.get("", name="hear")
def page(door: Anyone, key: str, saved: str = "") -> Response:
    return _page(door, key, saved=saved == "yes")


@router.get("/stop", name="hear_stop_form")
def stop_form(door: Anyone, key: str) -> Response:
    """For whoever opens the address that is meant for mail programs."""
    return _page(door, key)


@router.post("/yes", name="hear_yes")
async def is_me(door: Anyone, key: str) -> Response:
    """Then their own page."""

    def verb(session: Session, _: None) -> str:
        return link_from_letter(session, key, door.state.keyring, door.now)

    return door.go(f"/mine/{await door.write(verb)}")


@router.post("/rhythm", name="hear_rhythm")
async def how_often(door: Anyone, key: str, rhythm: Text = "") -> Response:
    def verb(session: Session, _: None) -> None:
        contact = contact_with(session, key)
        if rhythm not in RHYTHMS:
            raise Unusable("Please choose how often.")
        contact.rhythm = rhythm
        session.add(contact)

    await door.write(verb)
    return door.go(f"/hear/{key}?saved=yes")


@router.post("/stop", name="hear_stop")
async def stop(door: Anyone, key: str) -> Response:
    """By a person or by a mail program (RFC 8058); again does no harm."""

    def verb(session: Session, _: None) -> None:
        unsubscribe(session, key)

    await door.write(verb)
    return kept_secret(door.render("public/hear.html", contact=None))


def _page(door: Visitor, key: str, *, saved: bool = False) -> Response:
    def find(session: Session, _: None) -> tuple[Contact | None, bool]:
        try:
            contact = contact_with(session, key)
        except NotYours:
            return None, False
        return contact, opens_by_letter(session, contact)

    contact, opens = door.read(find)
    names = {"contact": contact, "opens": opens, "saved": saved}
    return kept_secret(door.render("public/hear.html", 200 if contact else 404, **names))
