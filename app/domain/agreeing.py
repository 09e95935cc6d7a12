"""Consents: each apart, off unless given, changed at any time, obeyed at once (A5)."""

from sqlmodel import Session, col, delete, select

from app.domain.both_lists import tell_the_joint_event
from app.domain.changes import Topic, announce
from app.domain.contacts import write_no_more, write_to
from app.domain.errors import NotYours, Unusable
from app.domain.receipts import fresh
from app.domain.seats import Consent, Sitting, Use
from app.domain.stories import Story
from app.domain.text import cleaned

BY_A_TICK = (Use.ROOM, Use.REPORT, Use.OTHER_GROUP)
"""Uses that are turned on and off by themselves; the others need words, or an address."""


def agree(
    session: Session,
    by: Sitting,
    uses: frozenset[Use],
    *,
    stories: frozenset[str],
    email: str,
    key: str,
    language: str = "",
) -> None:
    """Exactly these uses from now on; outside, exactly these stories in exactly these words.

    An empty address leaves the one we have. Raises Unusable when somebody wants to be written to
    and there is none.
    """
    email = cleaned(email).lower()
    if stories:
        uses |= {Use.OUTSIDE}
    if not fresh(session, by, key, "consents", *sorted(uses), *sorted(stories), email):
        return
    if Use.CONTACT in uses:
        write_to(session, by, email, language=language)
    else:
        write_no_more(session, by.seat_id)
    ticked = [use for use in sorted(uses) if use is not Use.CONTACT]
    session.exec(
        delete(Consent).where(col(Consent.seat_id) == by.seat_id, col(Consent.use) != Use.CONTACT)
    )
    for use in ticked:
        session.add(Consent(seat_id=by.seat_id, use=use, given_at=by.now))
    for story in session.exec(select(Story).where(Story.seat_id == by.seat_id)):
        story.outside_agreed_at = by.now if story.id in stories else None
        session.add(story)
    _tell(session, by)


def turn(session: Session, by: Sitting, *, use: str, on: bool) -> None:
    """One use on or off, and no other."""
    if use not in BY_A_TICK:
        raise Unusable("There is no such choice.")
    _set(session, by, Use(use), on=on)
    _tell(session, by)


def turn_outside(session: Session, by: Sitting, *, story: str, on: bool) -> None:
    """One story outside, in exactly the words it has now; or no longer."""
    found = session.get(Story, story)
    if found is None or found.seat_id != by.seat_id or found.withdrawn_at is not None:
        raise NotYours("There is nothing like that of yours here.")
    found.outside_agreed_at = by.now if on else None
    session.add(found)
    session.flush()
    agreed = select(Story.id).where(
        Story.seat_id == by.seat_id, col(Story.outside_agreed_at).is_not(None)
    )
    _set(session, by, Use.OUTSIDE, on=session.exec(agreed).first() is not None)
    _tell(session, by)


def _set(session: Session, by: Sitting, use: Use, *, on: bool) -> None:
    known = session.get(Consent, (by.seat_id, use))
    if on and known is None:
        session.add(Consent(seat_id=by.seat_id, use=use, given_at=by.now))
    elif not on and known is not None:
        session.delete(known)


def _tell(session: Session, by: Sitting) -> None:
    announce(session, by.workshop_id, Topic.STORIES, Topic.IDEAS, Topic.FEELINGS)
    tell_the_joint_event(session, by.workshop_id)
