"""Writing to somebody who asked for it: the address, how often, and what they were told (R3).

An address lies apart from what its owner gave, and goes first. Until somebody has said from an
e-mail "this is me", no e-mail holds words or a personal link: a typing mistake must tell nobody
else anything.
"""

from datetime import datetime

from sqlalchemy import String
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.addresses import email_written
from app.domain.errors import NotYours, Unusable
from app.domain.outbox import forget_letters
from app.domain.seats import Consent, Contact, Sitting, Use

RHYTHMS = ("digest", "each")


class Told(SQLModel, table=True):
    """The state of one thing that its author was told last, and by which letter. No words."""

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    item: str = Field(primary_key=True)  # "story ID" or "idea ID"
    state: str = Field(sa_type=String(12))
    letter_id: str = Field(index=True)


def write_to(
    session: Session, by: Sitting, email: str, *, rhythm: str = "", language: str = ""
) -> None:
    """From now on, at this address. An empty one leaves the one we have. Raises Unusable."""
    known = session.get(Contact, by.seat_id)
    if not email.strip() and known is None:
        raise Unusable("Please give an e-mail address, or untick “Write to me”.")
    address = email_written(email) if email.strip() or known is None else known.email
    if rhythm and rhythm not in RHYTHMS:
        raise Unusable("Please choose how often.")
    if known is None or known.email != address:
        kept = known.rhythm if known else "digest"
        write_no_more(session, by.seat_id)
        known = Contact(seat_id=by.seat_id, email=address, rhythm=kept)
    known.rhythm = rhythm or known.rhythm
    known.language = language or known.language
    session.add(known)
    if session.get(Consent, (by.seat_id, Use.CONTACT)) is None:
        session.add(Consent(seat_id=by.seat_id, use=Use.CONTACT, given_at=by.now))
    session.flush()


def write_no_more(session: Session, seat_id: str) -> None:
    """The address is gone, with what was on its way to it."""
    session.exec(delete(Contact).where(col(Contact.seat_id) == seat_id))
    session.exec(delete(Told).where(col(Told.seat_id) == seat_id))
    session.exec(
        delete(Consent).where(col(Consent.seat_id) == seat_id, col(Consent.use) == Use.CONTACT)
    )
    forget_letters(session, [seat_id])
    session.expire_all()


def address_of(session: Session, seat_id: str) -> str:
    """Where somebody wants to be written to, or nothing."""
    contact = session.get(Contact, seat_id)
    return contact.email if contact else ""


def contact_with(session: Session, key: str) -> Contact:
    """By the secret in every e-mail. Raises NotYours once the address is gone."""
    found = session.exec(select(Contact).where(Contact.key == key)).first()
    if found is None:
        raise NotYours("We do not write to this address any more, and have deleted it.")
    return found


def confirm(session: Session, key: str, now: datetime) -> str:
    """ "This is me": from now on e-mails may hold their words. The seat's id."""
    found = contact_with(session, key)
    found.confirmed_at = found.confirmed_at or now
    session.add(found)
    return found.seat_id


def unsubscribe(session: Session, key: str) -> None:
    """By one click; again does no harm."""
    found = session.exec(select(Contact).where(Contact.key == key)).first()
    if found is not None:
        write_no_more(session, found.seat_id)
