"""Do: who does what by when, and what happened on the way."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.accounts import Account
from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.text import maybe_written, written
from app.domain.trials.history import remember
from app.domain.trials.tables import LINE, PARAGRAPH
from app.domain.trials.teammates import Teammate, open_cycle

MOST_TASKS, MOST_NOTES = 60, 400  # of one trial
WHO = 80  # characters


class Task(SQLModel, table=True):
    """What somebody does by a day; open ones go on into the next cycle."""

    id: str = Field(primary_key=True)  # made by the form, so that sent twice it is one
    trial_id: str = Field(foreign_key="trial.id", index=True)
    cycle: int
    what: str
    who: str = ""
    by_when: date | None = None
    made_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    gone_at: datetime | None = Field(default=None, sa_type=Moment)

    def is_late(self, today: date) -> bool:
        is_open = self.done_at is None and self.gone_at is None
        return is_open and self.by_when is not None and self.by_when < today


class Note(SQLModel, table=True):
    """What happened while it was tried, written down on the day. Only the team reads it."""

    __table_args__ = (CheckConstraint("hand IN ('desk', 'link')", name="hand"),)

    id: str = Field(primary_key=True)
    trial_id: str = Field(foreign_key="trial.id", index=True)
    cycle: int
    text: str
    at: datetime = Field(sa_type=Moment)
    hand: str = Field(sa_type=String(10))
    account_id: str | None = Field(default=None, foreign_key="account.id")
    gone_at: datetime | None = Field(default=None, sa_type=Moment)


def add_task(
    session: Session, by: Teammate, *, what: str, who: str, by_when: date | None, key: str = ""
) -> None:
    what = written(what, LINE, one_line=True)
    who = maybe_written(who, WHO, one_line=True)
    key = _key(key)
    known = session.get(Task, key)
    if known is not None:
        return _same(known.trial_id, known.what, by, what)
    cycle = open_cycle(session, by)
    if _count(session, Task, by) >= MOST_TASKS:
        raise Refused("These are many tasks. Please take some away first.")
    task = Task(
        id=key,
        trial_id=by.trial.id,
        cycle=cycle.number,
        what=what,
        who=who,
        by_when=by_when,
        made_at=by.now,
    )
    session.add(task)
    remember(session, by, "task", task=key)
    return None


def tick_task(session: Session, by: Teammate, *, task: str, done: bool) -> None:
    """Done, or not yet after all. Saying again what stands changes nothing."""
    found = task_called(session, by, task)
    if (found.done_at is not None) == done:
        return
    remember(session, by, "tick", task=found.id, done=not done)
    found.done_at = by.now if done else None
    session.add(found)


def take_task_away(session: Session, by: Teammate, *, task: str) -> None:
    found = task_called(session, by, task)
    remember(session, by, "no_task", task=found.id)
    found.gone_at = by.now
    session.add(found)


def note_down(session: Session, by: Teammate, *, text: str, key: str = "") -> None:
    """What happened, surprised or went wrong, and what people said."""
    text = written(text, PARAGRAPH)
    key = _key(key)
    known = session.get(Note, key)
    if known is not None:
        return _same(known.trial_id, known.text, by, text)
    cycle = open_cycle(session, by)
    if _count(session, Note, by) >= MOST_NOTES:
        raise Refused("These are many notes. Please take some away first.")
    note = Note(
        id=key,
        trial_id=by.trial.id,
        cycle=cycle.number,
        text=text,
        at=by.now,
        hand=by.hand,
        account_id=by.account_id,
    )
    session.add(note)
    remember(session, by, "note", note=key)
    return None


def take_note_away(session: Session, by: Teammate, *, note: str) -> None:
    found = note_called(session, by, note)
    remember(session, by, "no_note", note=found.id)
    found.gone_at = by.now
    session.add(found)


def task_called(session: Session, by: Teammate, task: str) -> Task:
    found = session.get(Task, task)
    if found is None or found.trial_id != by.trial.id or found.gone_at is not None:
        raise NotYours("This task is not there any more.")
    return found


def note_called(session: Session, by: Teammate, note: str) -> Note:
    found = session.get(Note, note)
    if found is None or found.trial_id != by.trial.id or found.gone_at is not None:
        raise NotYours("This note is not there any more.")
    return found


def tasks_of(session: Session, trial: str) -> tuple[Task, ...]:
    """Open ones first, the soonest of them first; then those that are done."""
    wanted = select(Task).where(Task.trial_id == trial, col(Task.gone_at).is_(None))
    later = date.max
    return tuple(
        sorted(
            session.exec(wanted),
            key=lambda t: (t.done_at is not None, t.by_when or later, t.made_at, t.id),
        )
    )


@dataclass(frozen=True)
class NoteShown:
    id: str
    cycle: int
    text: str
    at: datetime
    hand: str
    name: str  # of whoever wrote it at the desk


def notes_of(session: Session, trial: str) -> tuple[NoteShown, ...]:
    """The newest first."""
    rows = session.exec(
        select(Note, Account.name)
        .outerjoin(Account, col(Note.account_id) == col(Account.id))
        .where(Note.trial_id == trial, col(Note.gone_at).is_(None))
        .order_by(col(Note.at).desc(), col(Note.id))
    )
    return tuple(NoteShown(n.id, n.cycle, n.text, n.at, n.hand, name or "") for n, name in rows)


def _key(key: str) -> str:
    try:
        return str(UUID(key)) if key else str(uuid4())
    except ValueError:
        raise Unusable("This form is not complete. Please load the page again.") from None


def _same(trial: str, kept: str, by: Teammate, sent: str) -> None:
    """A form sent twice does no harm; its id with other words is a mistake."""
    if trial != by.trial.id or kept != sent:
        raise Refused("This was already sent with other words.")


def _count(session: Session, table: type[Task] | type[Note], by: Teammate) -> int:
    counted = select(func.count()).where(
        table.trial_id == by.trial.id, col(table.gone_at).is_(None)
    )
    return session.exec(counted).one()
