"""A rehearsal: the room with invented people, marked everywhere, wiped in one act (S10)."""

from typing import Any

from sqlmodel import Session, col, delete, func, select, update

from app.domain.ballots import forget_ballots
from app.domain.cards import Card
from app.domain.care import forget_care
from app.domain.changes import Topic, announce
from app.domain.chasing.naming import forget_chasing
from app.domain.contacts import Told
from app.domain.decisions import Decision
from app.domain.errors import Refused
from app.domain.feelings import Placement, Word
from app.domain.guesses import Guess
from app.domain.helpers import Helped, Helper
from app.domain.history import Act
from app.domain.ideas import Idea
from app.domain.journey import Proposal, Touchpoint, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.library import forget_hows
from app.domain.measured import forget_measures
from app.domain.outbox import forget_letters
from app.domain.personal import PersonalLink
from app.domain.receipts import Receipt
from app.domain.replies import Reply
from app.domain.review_days import forget_days
from app.domain.seats import Consent, Contact, Done, Seat
from app.domain.steering import open_doors
from app.domain.still_there import forget_answers
from app.domain.stories import Story
from app.domain.teams import Team, TeamPlace
from app.domain.themes import Theme
from app.domain.trials import Trial, forget_trials
from app.domain.workshops import Facilitator, Stage, Workshop, stages_of

OF_THE_DAY = (
    "doors_opened_at",
    "doors_closed_at",
    "ended_at",
    "clock_ends_at",
    "clock_left",
    "paused_at",
    "blanked_at",
    "rehearsal_since",
    "seated_at",
    "code",
    "stage_id",
    "people_counted",
)
"""What a workshop knows only of its day; what was prepared stays."""


def begin_rehearsal(session: Session, by: Facilitator) -> str:
    """Open the doors to invented people only; the code to come in by.

    Raises Refused once real people are in the room: nothing of theirs may ever be wiped.
    """
    workshop = by.workshop
    people = session.exec(select(func.count()).where(Seat.workshop_id == workshop.id)).one()
    if people and workshop.rehearsal_since is None:
        raise Refused("Real people are in this room, so it cannot be a rehearsal.")
    workshop.rehearsal_since = workshop.rehearsal_since or by.now
    open_doors(session, by)
    return workshop.code or ""


def wipe_rehearsal(session: Session, by: Facilitator, keyring: Keyring) -> None:
    """Everything the invented people gave, and the stages as they were before."""
    workshop = by.workshop
    if workshop.rehearsal_since is None:
        raise Refused("This is not a rehearsal.")
    _forget_what_was_given(session, workshop, keyring)
    for stage in stages_of(session, workshop.id):
        stage.opened_at = stage.closed_at = stage.sealed_at = stage.revealed_at = None
        stage.visits, stage.merged = 0, None
        session.add(stage)
    for of_the_day in OF_THE_DAY:
        setattr(workshop, of_the_day, None)
    workshop.clock_waits = False
    workshop.shows_the_stage()
    session.add(workshop)
    announce(session, workshop.id, *Topic)


def _forget_what_was_given(session: Session, workshop: Workshop, keyring: Keyring) -> None:
    invented = session.exec(select(Seat.id).where(Seat.workshop_id == workshop.id)).all()
    owners = [*invented, *map(keyring.ballot, invented)]
    proposed = session.exec(
        select(Proposal.touchpoint_id).where(
            Proposal.workshop_id == workshop.id, col(Proposal.touchpoint_id).is_not(None)
        )
    ).all()
    seats = select(Seat.id).where(Seat.workshop_id == workshop.id)
    stages = select(Stage.id).where(Stage.workshop_id == workshop.id)
    ideas = select(Idea.id).where(Idea.workshop_id == workshop.id)
    trials = session.exec(select(Trial.id).where(col(Trial.idea_id).in_(ideas))).all()
    forget_measures(session, trials)
    forget_chasing(session, trials)
    forget_days(session, trials)
    forget_answers(session, trials)
    forget_hows(session, trials)
    forget_trials(session, trials)
    forget_ballots(session, stages)
    session.exec(delete(Reply).where(col(Reply.idea_id).in_(ideas)))
    by_workshop: tuple[Any, ...] = (
        Decision,
        TeamPlace,
        Team,
        Idea,
        Story,
        Word,
        Placement,
        Guess,
        Proposal,
        Theme,
        Act,
    )
    for table in by_workshop:
        session.exec(delete(table).where(table.workshop_id == workshop.id))
    forget_care(session, seats)
    forget_letters(session, invented)
    for given in (Done, Consent, Contact, Helped, Told, PersonalLink):
        session.exec(delete(given).where(col(given.seat_id).in_(seats)))
    session.exec(delete(Helper).where(col(Helper.workshop_id) == workshop.id))
    session.exec(delete(Receipt).where(col(Receipt.owner).in_(owners)))
    freed = update(Card).where(col(Card.seat_id).in_(seats))
    session.exec(freed.values(seat_id=None, taken_by=""))  # a card tried out can be given away
    session.exec(delete(Seat).where(col(Seat.workshop_id) == workshop.id))
    _forget_touchpoints(session, workshop.project_id, [each for each in proposed if each])


def _forget_touchpoints(session: Session, project_id: str, touchpoints: list[str]) -> None:
    """Those that invented people proposed, unless another workshop has used them since."""
    for at in touchpoints:
        used = any(
            session.exec(select(table).where(table.touchpoint_id == at)).first()
            for table in (Placement, Guess, Story, Idea, Word)
        )
        if not used:
            session.exec(delete(Touchpoint).where(col(Touchpoint.id) == at))
    for position, touchpoint in enumerate(touchpoints_of(session, project_id)):
        touchpoint.position = position
        session.add(touchpoint)
