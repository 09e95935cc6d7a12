"""Consents: each apart, off unless given, changed at any time, obeyed at once (A5)."""

from sqlmodel import Session, col, delete, select

from app.domain.both_lists import tell_the_joint_event
from app.domain.changes import Topic, announce
from app.domain.errors import Refused
from app.domain.receipts import fresh
from app.domain.seats import Consent, Contact, Sitting, Use
from app.domain.stories import Story
from app.domain.text import cleaned


def agree(
    session: Session,
    by: Sitting,
    uses: frozenset[Use],
    *,
    stories: frozenset[str],
    email: str,
    key: str,
) -> None:
    """Exactly these uses from now on; outside, exactly these stories in exactly these words.

    An empty address leaves the one we have. Raises Refused when somebody wants to be written to
    and there is none.
    """
    email = cleaned(email).lower()
    address = email or address_of(session, by.seat_id)
    if Use.CONTACT in uses and ("@" not in address or len(address) > 254 or " " in address):
        raise Refused("Please give an e-mail address, or untick “Write to me”.")
    if stories:
        uses |= {Use.OUTSIDE}
    if not fresh(session, by, key, "consents", *sorted(uses), *sorted(stories), email):
        return
    session.exec(delete(Consent).where(col(Consent.seat_id) == by.seat_id))
    session.exec(delete(Contact).where(col(Contact.seat_id) == by.seat_id))
    for use in sorted(uses):
        session.add(Consent(seat_id=by.seat_id, use=use, given_at=by.now))
    if Use.CONTACT in uses:
        session.add(Contact(seat_id=by.seat_id, email=address))
    for story in session.exec(select(Story).where(Story.seat_id == by.seat_id)):
        story.outside_agreed_at = by.now if story.id in stories else None
        session.add(story)
    announce(session, by.workshop_id, Topic.STORIES, Topic.IDEAS, Topic.FEELINGS)
    tell_the_joint_event(session, by.workshop_id)


def address_of(session: Session, seat_id: str) -> str:
    """Where somebody wants to be written to, or nothing."""
    contact = session.get(Contact, seat_id)
    return contact.email if contact else ""
