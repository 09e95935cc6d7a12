"""Days to look, as entries of a calendar that other programs keep: stable, and moved by updates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex, token_urlsafe

from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.chasing.asking import real_trials
from app.domain.columns import Moment
from app.domain.errors import NotYours
from app.domain.projects import Member, Project
from app.domain.reporting import leaves_room
from app.domain.trials import Trial, TrialShown, trial_shown

CANCELLED_FOR = timedelta(days=60)  # until then a calendar that asks seldom hears of it


class CalendarLink(SQLModel, table=True):
    """The secret in the address of a project's calendar; gone when it is revoked."""

    __tablename__ = "calendar_link"

    project_id: str = Field(foreign_key="project.id", primary_key=True)
    key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)


class CalendarEntry(SQLModel, table=True):
    """A trial's day as calendars know it. `sequence` grows with every change."""

    __tablename__ = "calendar_entry"

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    uid: str = Field(default_factory=lambda: token_hex(16))  # says nothing about the trial
    day: date
    sequence: int = 0
    is_cancelled: bool = False
    changed_at: datetime = Field(sa_type=Moment)


@dataclass(frozen=True)
class DayShown:
    """One entry, with what may stand in anybody's calendar."""

    uid: str
    sequence: int
    changed_at: datetime
    day: date
    trial: str  # in the team's words, or empty
    touchpoint: str
    trial_id: str
    is_cancelled: bool


@dataclass(frozen=True)
class Calendar:
    project: Project
    days: tuple[DayShown, ...]


def days_are_stale(session: Session) -> bool:
    """Whether `keep_days` has anything to do."""
    return any(True for _ in _stale(session))


def keep_days(session: Session, now: datetime) -> None:
    """Bring every entry to what the trials say now."""
    for trial, day, known in list(_stale(session)):
        if known is not None:
            known.sequence += 1
            known.is_cancelled, known.day = day is None, day or known.day
            known.changed_at = now
            session.add(known)
        elif day is not None:
            session.add(CalendarEntry(trial_id=trial, day=day, changed_at=now))


def _stale(session: Session) -> Iterator[tuple[str, date | None, CalendarEntry | None]]:
    known = {entry.trial_id: entry for entry in session.exec(select(CalendarEntry))}
    for project in session.exec(select(Trial.project_id).distinct()).all():
        for shown in real_trials(session, project):
            day, entry = shown.review_on, known.get(shown.trial.id)
            if entry is None:
                if day is not None:
                    yield shown.trial.id, day, None
            elif (None if entry.is_cancelled else entry.day) != day:
                yield shown.trial.id, day, entry


def open_calendar(session: Session, by: Member, seen: str = "") -> None:
    """Make the link; where `seen` is the one that stands, another, and the old one stops at once.

    Sent twice, or while a colleague does the same, it is made once.
    """
    if calendar_key(session, by.project.id) != seen:
        return
    close_calendar(session, by)
    session.flush()
    session.add(CalendarLink(project_id=by.project.id))


def close_calendar(session: Session, by: Member) -> None:
    known = session.get(CalendarLink, by.project.id)
    if known is not None:
        session.delete(known)


def calendar_key(session: Session, project_id: str) -> str:
    """Empty where there is none."""
    found = session.get(CalendarLink, project_id)
    return found.key if found else ""


def calendar_with(session: Session, key: str, now: datetime) -> Calendar:
    """Raises NotYours when the link was revoked."""
    link = session.exec(select(CalendarLink).where(CalendarLink.key == key)).first()
    if link is None:
        raise NotYours("There is no such page.")
    project = session.get_one(Project, link.project_id)
    days = [_day(session, shown) for shown in real_trials(session, project.id)]
    fresh = [d for d in days if d and not (d.is_cancelled and now - d.changed_at > CANCELLED_FOR)]
    return Calendar(project, tuple(sorted(fresh, key=lambda d: (d.day, d.uid))))


def day_of(session: Session, trial: str) -> DayShown | None:
    """One trial's entry, for a file of its own."""
    return _day(session, trial_shown(session, trial))


def _day(session: Session, shown: TrialShown) -> DayShown | None:
    entry = session.get(CalendarEntry, shown.trial.id)
    if entry is None:
        return None
    return DayShown(
        uid=entry.uid,
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        day=entry.day,
        trial=leaves_room(shown)[0],
        touchpoint=shown.touchpoint,
        trial_id=shown.trial.id,
        is_cancelled=entry.is_cancelled,
    )


def forget_days(session: Session, trials: Sequence[str]) -> None:
    """Of trials that are taken out altogether."""
    session.exec(delete(CalendarEntry).where(col(CalendarEntry.trial_id).in_(trials)))
