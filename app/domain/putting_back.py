"""Ways back of the desk's smaller acts: doors, wall, words, proposals, counted heads, tables."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.changes import Topic, announce
from app.domain.feelings import Placement, Word
from app.domain.guesses import Guess
from app.domain.history import Gone
from app.domain.ideas import Idea
from app.domain.journey import Proposal, Touchpoint
from app.domain.keyring import hashed
from app.domain.seats import Seat
from app.domain.stories import Story
from app.domain.workshops import Facilitator, Workshop, new_code

Before = dict[str, Any]


def doors(session: Session, by: Facilitator, before: Before) -> None:
    """With its old code, unless another room has it by now. Who came in stays in."""
    workshop = by.workshop
    code = before["code"]
    taken = code and session.exec(select(Workshop.id).where(Workshop.code == code)).first()
    workshop.code = new_code(session) if taken else code
    anybody = session.exec(select(Seat.id).where(Seat.workshop_id == workshop.id)).first()
    if before["opened_at"] is None and anybody is None:
        workshop.doors_opened_at = None
    closed = before["closed_at"]
    workshop.doors_closed_at = datetime.fromisoformat(closed) if closed else None
    if code is None and workshop.doors_opened_at is not None:
        workshop.doors_closed_at = workshop.doors_closed_at or by.now
    session.add(workshop)
    announce(session, workshop.id, Topic.ROOM, Topic.STAGE)


def blanked(session: Session, by: Facilitator, before: Before) -> None:
    by.workshop.blanked_at = by.now if before["blanked"] else None
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.CALM)


def shown(session: Session, by: Facilitator, before: Before) -> None:
    """Which touchpoint's words were large on the wall, if it is still on the journey."""
    at = before["touchpoint"]
    if at and session.get(Touchpoint, at) is None:
        raise Gone
    by.workshop.shown_touchpoint, by.workshop.shown_page = at, 0
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.REVEAL)


def word(session: Session, by: Facilitator, before: Before) -> None:
    said = select(Word).where(
        Word.workshop_id == by.workshop.id,
        Word.touchpoint_id == before["touchpoint"],
        col(Word.own).is_(True),
    )
    found = [each for each in session.exec(said) if hashed(each.text) == before["word"]]
    if not found:
        raise Gone
    for each in found:
        each.held_at = by.now if before["held"] else None
        session.add(each)
    announce(session, by.workshop.id, Topic.FEELINGS, Topic.REVEAL)


def accepted(session: Session, by: Facilitator, before: Before) -> None:
    """Off the journey again, as long as nobody has said anything there."""
    proposal = session.get_one(Proposal, before["proposal"])
    at = proposal.touchpoint_id
    if proposal.state != "accepted" or at is None:
        raise Gone
    for table in (Placement, Guess, Word, Story, Idea):
        if session.exec(select(table).where(table.touchpoint_id == at)).first() is not None:
            raise Gone("People have said something at this touchpoint meanwhile, so it stays.")
    proposal.state, proposal.answer = "waiting", ""
    proposal.touchpoint_id = proposal.decided_at = proposal.decided_by = None
    session.add(proposal)
    later = select(Proposal).where(Proposal.after_id == at)
    for each in session.exec(later):
        each.after_id = proposal.after_id
        session.add(each)
    session.flush()
    session.exec(delete(Touchpoint).where(col(Touchpoint.id) == at))
    announce(session, by.workshop.id, Topic.JOURNEY, Topic.STAGE)


def heads(session: Session, by: Facilitator, before: Before) -> None:
    by.workshop.people_counted = before["people"]
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.ROOM)
