"""What people gave, and who they are, goes; the numbers and what the teams wrote stay.

It goes when a project has ended and 30 days have passed, or on the day that everybody was promised
when they joined, whichever is first.
"""

from collections.abc import Callable
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, func, select, update

from app.domain.cards import Card
from app.domain.care import forget_care
from app.domain.changes import Topic, announce
from app.domain.chasing.tables import Chased, Sponsor
from app.domain.contacts import Told
from app.domain.ended import ProjectEnd, end_of
from app.domain.feelings import Word
from app.domain.hard_to_hear import HardToHear
from app.domain.helpers import Helped, Helper
from app.domain.history import Act
from app.domain.ideas import Idea
from app.domain.journey import Proposal
from app.domain.keyring import Keyring
from app.domain.members import Invitation
from app.domain.outbox import forget_letters
from app.domain.personal import PersonalLink
from app.domain.projects import Project
from app.domain.receipts import Receipt
from app.domain.review_days import CalendarLink
from app.domain.seats import Consent, Contact, Done, Seat
from app.domain.still_there import Answer, AskLink
from app.domain.stories import Story
from app.domain.teams import TeamPlace
from app.domain.trials import Note, Task, Trial, TrialAct
from app.domain.trials.links import TeamLink
from app.domain.workshops import Workshop, workshop_of


def to_be_deleted(session: Session, project_id: str) -> dict[str, int]:
    """How many of each kind there are now; kinds of which there are none are left out."""
    its = _Parts(project_id)

    def many(table: type[SQLModel], *where: Any) -> int:
        return session.exec(select(func.count()).select_from(table).where(*where)).one()

    found = {
        "people": many(Seat, its.in_rooms(Seat)),
        "stories": many(Story, its.in_rooms(Story), col(Story.text) != ""),
        "ideas": many(Idea, its.in_rooms(Idea), col(Idea.text) != ""),
        "own_words": many(Word, its.in_rooms(Word), col(Word.own)),
        "proposals": many(Proposal, its.in_rooms(Proposal)),
        "private": many(HardToHear, its.of_seats(HardToHear)),
        "cards": many(Answer, its.of_trials(Answer), col(Answer.words) != ""),
        "notes": many(Note, its.of_trials(Note)),
        "addresses": many(Contact, its.of_seats(Contact)),
    }
    return {kind: n for kind, n in found.items() if n}


def ends_due(session: Session, now: datetime) -> tuple[str, ...]:
    """Projects whose day has come, and that still hold what people gave."""
    today = now.date()
    ended = select(ProjectEnd.project_id).where(
        col(ProjectEnd.deletes_on) <= today, col(ProjectEnd.deleted_at).is_(None)
    )
    promised = select(Project.id).where(
        col(Project.keep_until) < today,
        col(Project.id).not_in(select(ProjectEnd.project_id)),
    )
    return (*session.exec(ended), *session.exec(promised))


def delete_what_is_due(session: Session, keyring: Keyring, now: datetime) -> None:
    for project in ends_due(session, now):
        end = end_of(session, project) or ProjectEnd(
            project_id=project, ended_at=now, deletes_on=_promised(session, project)
        )
        end.deleted = to_be_deleted(session, project)
        end.deleted_at = now
        session.add(end)
        session.flush()
        _delete(session, project, keyring, now)


def _promised(session: Session, project: str) -> date:
    return session.get_one(Project, project).keep_until


class _Parts:
    """What belongs to a project, over its workshops, seats and trials."""

    def __init__(self, project: str) -> None:
        self.rooms = select(Workshop.id).where(Workshop.project_id == project)
        self.seats = select(Seat.id).where(col(Seat.workshop_id).in_(self.rooms))
        self.trials = select(Trial.id).where(Trial.project_id == project)

    def in_rooms(self, table: Any) -> Any:
        return col(table.workshop_id).in_(self.rooms)

    def of_seats(self, table: Any) -> Any:
        return col(table.seat_id).in_(self.seats)

    def of_trials(self, table: Any) -> Any:
        return col(table.trial_id).in_(self.trials)


def _delete(session: Session, project: str, keyring: Keyring, now: datetime) -> None:
    its = _Parts(project)
    seats = session.exec(its.seats).all()
    trials = session.exec(its.trials).all()
    forget_letters(session, [*seats, *trials])
    forget_care(session, seats)
    gone: tuple[tuple[Callable[[Any], Any], tuple[Any, ...]], ...] = (
        (its.of_seats, (Consent, Contact, Told, PersonalLink, Done, Helped, TeamPlace)),
        (its.in_rooms, (Story, Proposal, Act, Helper, Card)),
        (its.of_trials, (Note, TrialAct, TeamLink, AskLink, Chased)),
    )
    for belongs, tables in gone:
        for table in tables:
            session.exec(delete(table).where(belongs(table)))
    for table in (Sponsor, CalendarLink, Invitation):
        session.exec(delete(table).where(col(table.project_id) == project))
    session.exec(delete(Word).where(its.in_rooms(Word), col(Word.own)))
    owners = [*seats, *map(keyring.ballot, seats)]
    session.exec(delete(Receipt).where(col(Receipt.owner).in_(owners)))
    session.exec(update(Idea).where(its.in_rooms(Idea)).values(text="", asked="", came_back=""))
    session.exec(update(Answer).where(its.of_trials(Answer)).values(words=""))
    session.exec(update(Task).where(its.of_trials(Task)).values(who=""))
    names = {"owner_name": "", "co_owner_name": ""}
    session.exec(update(Trial).where(col(Trial.project_id) == project).values(**names))
    session.expire_all()
    _close_every_way_in(session, project, seats, now)


def _close_every_way_in(session: Session, project: str, seats: Any, now: datetime) -> None:
    """Links, codes, phrases and cookies of the project's people open nothing any more."""
    for id_ in seats:
        seat = session.get_one(Seat, id_)
        seat.name, seat.table_number, seat.turn = "", None, seat.turn + 1
        seat.secret_hash, seat.phrase_hash = token_urlsafe(32), token_urlsafe(32)
        session.add(seat)
    for room in workshop_of(session, project):
        room.code = room.shown_words = None
        room.join_secret, room.wall_key = token_urlsafe(16), token_urlsafe(16)
        room.support_person = room.helplines = ""
        room.ended_at = room.ended_at or now
        session.add(room)
        announce(session, room.id, *Topic)
