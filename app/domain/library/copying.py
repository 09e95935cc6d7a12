"""Into a project of one's own: with credit, and then into one of its trials."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, col, func, select

from app.domain.errors import NotYours, Refused
from app.domain.library.tables import FIELDS, Copy, Published
from app.domain.projects import Member
from app.domain.trials import Task, Teammate, Trial, remember, tasks_of
from app.domain.trials.doing import MOST_TASKS
from app.domain.trials.teammates import open_cycle

MOST_COPIES = 100  # of one project


def copy_how(session: Session, by: Member, how: str) -> str:
    """The copy's id. Copied again, it is the same copy, as it was taken the first time."""
    entry = session.get(Published, how)
    if entry is None:
        raise NotYours("This is not in the library, or not any more.")
    wanted = select(Copy).where(Copy.project_id == by.project.id, Copy.how_id == how)
    known = session.exec(wanted).first()
    if known is not None:
        return known.id
    many = select(func.count()).where(Copy.project_id == by.project.id)
    if session.exec(many).one() >= MOST_COPIES:
        raise Refused("This project has many copies already. Please take some out first.")
    copy = Copy(
        project_id=by.project.id,
        how_id=how,
        title=entry.title,
        copied_at=by.now,
        copied_by=by.account_id,
        **{name: getattr(entry, name) for name in FIELDS},
    )
    session.add(copy)
    return copy.id


def use_copy(session: Session, by: Teammate, copy: str) -> None:
    """In a trial: who did it first stands there, and its steps join the tasks."""
    found = _copy(session, by.project.id, copy)
    if found.trial_id == by.trial.id:
        return
    if found.trial_id is not None:
        raise Refused("This copy is used in another trial already.")
    if copy_in_trial(session, by.trial.id) is not None:
        raise Refused("This trial uses another copy already.")
    cycle = open_cycle(session, by)
    steps = found.steps.splitlines()
    if len(tasks_of(session, by.trial.id)) + len(steps) > MOST_TASKS:
        raise Refused("These are many tasks. Please take some away first.")
    tasks = [_task(by, cycle.number, n, step) for n, step in enumerate(steps)]
    session.add_all(tasks)
    found.trial_id = by.trial.id
    session.add(found)
    remember(session, by, "copy", copy=found.id, tasks=[task.id for task in tasks])


def stop_using(session: Session, by: Teammate) -> None:
    """The trial goes on without it; tasks that came from it stay, as they may be under way."""
    found = copy_in_trial(session, by.trial.id)
    if found is not None:
        remember(session, by, "no_copy", copy=found.id)
        found.trial_id = None
        session.add(found)


def put_copy_away(session: Session, by: Teammate, copy: str, tasks: list[str]) -> None:
    """The way back from using a copy: its tasks go with it, but for those that are done."""
    found = session.get(Copy, copy)
    if found is not None and found.trial_id == by.trial.id:
        found.trial_id = None
        session.add(found)
    for each in tasks:
        task = session.get_one(Task, each)
        if task.done_at is None:
            task.gone_at = by.now
            session.add(task)


def put_copy_back(session: Session, by: Teammate, copy: str) -> None:
    """The way back from no longer using a copy."""
    found = session.get(Copy, copy)
    if found is None or found.trial_id is not None:
        raise Refused("This copy is not there any more, or used in another trial.")
    found.trial_id = by.trial.id
    session.add(found)


def take_copy_out(session: Session, by: Member, copy: str) -> None:
    """Out of the project. Raises Refused while a trial uses it."""
    found = _copy(session, by.project.id, copy)
    if found.trial_id is not None:
        raise Refused("A trial uses this copy. Please take it out there first.")
    session.delete(found)


def copy_in_trial(session: Session, trial: str) -> Copy | None:
    return session.exec(select(Copy).where(Copy.trial_id == trial)).first()


@dataclass(frozen=True)
class CopyShown:
    id: str
    how_id: str
    title: str
    credit: str
    change: str
    trial: str  # that uses it, or empty
    trial_title: str
    is_there: bool  # in the library, still


def copies_in(session: Session, project: str) -> tuple[CopyShown, ...]:
    """The newest first."""
    rows = session.exec(
        select(Copy, Trial.title, Published.id)
        .outerjoin(Trial, col(Trial.id) == col(Copy.trial_id))
        .outerjoin(Published, col(Published.id) == col(Copy.how_id))
        .where(Copy.project_id == project)
        .order_by(col(Copy.copied_at).desc(), col(Copy.id))
    )
    return tuple(
        CopyShown(
            id=copy.id,
            how_id=copy.how_id,
            title=copy.title,
            credit=copy.credit,
            change=copy.change,
            trial=copy.trial_id or "",
            trial_title=title or "",
            is_there=there is not None,
        )
        for copy, title, there in rows
    )


def _task(by: Teammate, cycle: int, n: int, step: str) -> Task:
    made_at = by.now + timedelta(microseconds=n)  # so that they stand in their order
    return Task(id=str(uuid4()), trial_id=by.trial.id, cycle=cycle, what=step, made_at=made_at)


def _copy(session: Session, project: str, copy: str) -> Copy:
    found = session.get(Copy, copy)
    if found is None or found.project_id != project:
        raise NotYours("This copy is not in the project any more.")
    return found
