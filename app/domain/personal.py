"""The personal link: whoever has it is the seat's owner, without a phone that joined (R2).

Nothing of it is kept: it is worked out from the installation's key and the number of the link. A
new link has another number, and the old one is gone with the next request.
"""

import hmac
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.contacts import confirm, contact_with
from app.domain.errors import NotYours, Refused
from app.domain.keyring import Keyring
from app.domain.projects import Project
from app.domain.seats import Contact, Seat, Sitting, phrase_hash, phrase_typed, sitting
from app.domain.workshops import Workshop

SEAT = 16  # characters of a link that say whose it is; the other 32 prove it


class PersonalLink(SQLModel, table=True):
    """How many links a seat has had, once it asked for another one."""

    __tablename__ = "personal_link"

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    number: int = 0


def personal_link(session: Session, seat_id: str, keyring: Keyring) -> str:
    """What stands in the address of one's own page."""
    known = session.get(PersonalLink, seat_id)
    number = known.number if known else 0
    turn = session.get_one(Seat, seat_id).turn  # a lost card, replaced, opens nothing any more
    return seat_id + keyring.personal_link(seat_id, turn, number)


def sitting_with_link(session: Session, link: str, keyring: Keyring, now: datetime) -> Sitting:
    """Raises NotYours for a link that is wrong, or was replaced by another."""
    seat = session.get(Seat, link[:SEAT])
    if seat is None or not hmac.compare_digest(
        personal_link(session, seat.id, keyring).encode(), link.encode()
    ):
        raise NotYours("There is no such page. Perhaps there is a newer link.")
    secret = keyring.seat_secret(seat.id, seat.turn)
    return sitting(session, seat.workshop_id, secret, keyring, now)


def link_from_letter(session: Session, key: str, keyring: Keyring, now: datetime) -> str:
    """ "This is me": by the link in every e-mail, which is older than a new link to one's page.

    Raises Refused where `opens_by_letter` says no: whoever got that e-mail passed on must not find
    the page again that its owner has just taken from them.
    """
    contact = contact_with(session, key)
    if not opens_by_letter(session, contact):
        raise Refused(
            "This page has a newer address. Your newest e-mail or your four words open it."
        )
    return personal_link(session, confirm(session, key, now), keyring)


def opens_by_letter(session: Session, contact: Contact) -> bool:
    """Until its owner, known by then, has asked for another link."""
    known = session.get(PersonalLink, contact.seat_id)
    return contact.confirmed_at is None or known is None or known.number == 0


def new_link(session: Session, by: Sitting) -> str:
    """The old one stops at once."""
    known = session.get(PersonalLink, by.seat_id) or PersonalLink(seat_id=by.seat_id)
    known.number += 1
    session.add(known)
    session.flush()
    return personal_link(session, by.seat_id, by.keyring)


def link_for_phrase(session: Session, project: Project, phrase: str, keyring: Keyring) -> str:
    """By the four words, in any workshop of the project. Raises Refused for wrong ones."""
    typed = phrase_typed(phrase)
    rooms = session.exec(select(Workshop.id).where(Workshop.project_id == project.id)).all()
    wanted = [phrase_hash(keyring, room, typed) for room in rooms]
    found = session.exec(select(Seat.id).where(col(Seat.phrase_hash).in_(wanted))).first()
    if found is None:
        raise Refused("Those four words do not fit here. Please check them.")
    return personal_link(session, found, keyring)
