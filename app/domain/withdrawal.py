"""Taking back one thing or everything, at any time, by whoever gave it (A6)."""

from collections.abc import Callable

from sqlmodel import Session, col, delete, select

from app.domain.ballots import take_ballots_back
from app.domain.both_lists import tell_the_joint_event
from app.domain.care import forget_care
from app.domain.changes import Topic, announce
from app.domain.contacts import write_no_more
from app.domain.errors import NotYours, Unusable
from app.domain.feelings import Placement, Word
from app.domain.guesses import Guess, take_guess_back
from app.domain.ideas import Idea
from app.domain.journey import Proposal
from app.domain.moderation import Written, take_back
from app.domain.receipts import fresh, made_by, stop
from app.domain.seats import Consent, Seat, Sitting
from app.domain.stories import Story
from app.domain.teams import leave_team
from app.domain.workshops import Stage

WRITTEN: dict[str, type[Written]] = {"story": Story, "idea": Idea}
WHAT = ("story", "idea", "placement", "guess", "word", "proposal", "team", "sent", "everything")


def withdraw(session: Session, by: Sitting, *, what: str, id: str, key: str) -> None:
    """`id` is the story's, the idea's, the proposal's, or the touchpoint's for height and words.

    For "sent" it is the key of an act whose answer never came: whether it had arrived or is still
    on its way, afterwards nothing of it is here.
    """
    if what not in WHAT:
        raise Unusable("There is nothing like that to take back.")
    if not fresh(session, by, key, "withdrawal", what, id):
        return
    if what in WRITTEN:
        take_back(session, by, WRITTEN[what], id)
        tell_the_joint_event(session, by.workshop_id)
    elif what == "everything":
        _everything(session, by)
    elif what == "sent":
        _sent(session, by, id)
    elif what == "team":
        leave_team(session, by)
    else:
        _GIVEN[what](session, by, id)


def _sent(session: Session, by: Sitting, key: str) -> None:
    if not stop(session, by, key):
        return
    made = made_by(by, key)
    for table in WRITTEN.values():
        found = session.get(table, made)
        if found is not None and found.withdrawn_at is None:
            take_back(session, by, table, made)
            tell_the_joint_event(session, by.workshop_id)
    if session.get(Proposal, made) is not None:
        _proposal(session, by, made)


def _placement(session: Session, by: Sitting, touchpoint: str) -> None:
    found = session.get(Placement, (by.seat_id, touchpoint))
    if found is None:
        raise NotYours("There is nothing like that of yours here.")
    session.delete(found)
    announce(session, by.workshop_id, Topic.FEELINGS, Topic.REVEAL)


def _guess(session: Session, by: Sitting, touchpoint: str) -> None:
    take_guess_back(session, by, touchpoint)
    announce(session, by.workshop_id, Topic.REVEAL)


def _words(session: Session, by: Sitting, touchpoint: str) -> None:
    session.exec(
        delete(Word).where(col(Word.seat_id) == by.seat_id, col(Word.touchpoint_id) == touchpoint)
    )
    announce(session, by.workshop_id, Topic.FEELINGS, Topic.REVEAL)


def _proposal(session: Session, by: Sitting, proposal: str) -> None:
    found = session.get(Proposal, proposal)
    if found is None or found.seat_id != by.seat_id:
        raise NotYours("There is nothing like that of yours here.")
    found.title, found.state = "", "withdrawn"
    session.add(found)
    announce(session, by.workshop_id, Topic.JOURNEY)


_GIVEN: dict[str, Callable[[Session, Sitting, str], None]] = {
    "placement": _placement,
    "guess": _guess,
    "word": _words,
    "proposal": _proposal,
}


def _everything(session: Session, by: Sitting) -> None:
    for table in WRITTEN.values():
        for id_ in session.exec(select(table.id).where(table.seat_id == by.seat_id)).all():
            take_back(session, by, table, id_)
    for proposal in session.exec(select(Proposal.id).where(Proposal.seat_id == by.seat_id)).all():
        _proposal(session, by, proposal)
    write_no_more(session, by.seat_id)
    for given in (Placement, Guess, Word, Consent):
        session.exec(delete(given).where(col(given.seat_id) == by.seat_id))
    leave_team(session, by)
    forget_care(session, [by.seat_id])
    open_votes = select(Stage.id).where(
        Stage.workshop_id == by.workshop_id, col(Stage.revealed_at).is_(None)
    )
    # After the reveal a dot cannot be told from its neighbours' any more, and stays counted.
    take_ballots_back(session, by.ballot, open_votes)
    tell_the_joint_event(session, by.workshop_id)
    seat = session.get_one(Seat, by.seat_id)
    seat.name = ""
    session.add(seat)
    topics = (Topic.FEELINGS, Topic.STORIES, Topic.IDEAS, Topic.BALLOTS, Topic.JOURNEY)
    announce(session, by.workshop_id, *topics, Topic.REVEAL)
