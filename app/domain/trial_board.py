"""All trials at a glance: by state, what is overdue, and who leads them (T4)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain.journey import Touchpoint
from app.domain.projects import Membership, Project, Role
from app.domain.still_there import CheckShown, due_checks
from app.domain.trials import State, Task, TrialShown, trials_of
from app.domain.workshops import Workshop


@dataclass(frozen=True)
class Overdue:
    """What should have been done by now."""

    what: str  # look | task | check
    since: date  # the day it was due, the earliest where there are several
    times: int = 1


@dataclass(frozen=True)
class BoardLine:
    trial: str
    project: str
    project_title: str
    title: str  # empty where the team has not named it and the idea was taken back
    touchpoint: str
    kind: str
    state: State
    number: int  # of the try
    owner: str
    co_owner: str
    review_on: date | None
    open_tasks: int
    overdue: tuple[Overdue, ...]
    is_rehearsal: bool


@dataclass(frozen=True)
class Wanted:
    """What of the board somebody wants to see; empty is everything."""

    state: str = ""
    owner: str = ""
    kind: str = ""
    overdue: bool = False

    def takes(self, line: BoardLine) -> bool:
        return (
            self.state in ("", line.state)
            and self.owner in ("", line.owner, line.co_owner)
            and self.kind in ("", line.kind)
            and (bool(line.overdue) or not self.overdue)
        )


@dataclass(frozen=True)
class TrialBoard:
    """The trials by state, in the order of states; within one the most overdue first."""

    groups: tuple[tuple[State, tuple[BoardLine, ...]], ...]
    counts: dict[State, int]  # of all, whatever is wanted; only states that there are
    owners: tuple[str, ...]
    kinds: tuple[str, ...]
    total: int
    overdue: int


def board_of(session: Session, projects: tuple[str, ...], today: date, want: Wanted) -> TrialBoard:
    """Of these projects; the caller has asked whether whoever looks may see them."""
    lines = _lines(session, projects, today)
    shown = [line for line in lines if want.takes(line)]
    return TrialBoard(
        groups=tuple(
            (state, those)
            for state in State
            if (those := tuple(sorted((x for x in shown if x.state is state), key=_first)))
        ),
        counts={s: n for s in State if (n := sum(line.state is s for line in lines))},
        owners=tuple(sorted({o for x in lines for o in (x.owner, x.co_owner) if o}, key=str.lower)),
        kinds=tuple(sorted({line.kind for line in lines if line.kind})),
        total=len(lines),
        overdue=sum(bool(line.overdue) for line in lines),
    )


def projects_worked_on(session: Session, account: str) -> tuple[str, ...]:
    """Where somebody may see trials: not where they only look after people."""
    wanted = select(Membership.project_id).where(
        Membership.account_id == account, Membership.role != Role.SUPPORT
    )
    return tuple(session.exec(wanted))


def overdue_in(
    found: TrialShown, tasks: list[Task], checks: tuple[CheckShown, ...], today: date
) -> tuple[Overdue, ...]:
    """What the team said it would do by a day that has passed."""
    late = [Overdue("check", each.due_on) for each in checks[:1] if each.due_on < today]
    if found.review_on is not None and found.review_on < today:
        late.append(Overdue("look", found.review_on))
    days = sorted(task.by_when for task in tasks if task.by_when and task.is_late(today))
    if days and not found.cycle.act:
        late.append(Overdue("task", days[0], len(days)))
    return tuple(late)


def _lines(session: Session, projects: tuple[str, ...], today: date) -> list[BoardLine]:
    found = trials_of(session, *projects)
    titles = session.exec(select(Project.id, Project.title).where(col(Project.id).in_(projects)))
    moments = select(Touchpoint.id, Touchpoint.kind).where(col(Touchpoint.project_id).in_(projects))
    title_of, kind_of = dict(titles.all()), dict(session.exec(moments).all())
    rehearsed = set(
        session.exec(select(Workshop.id).where(col(Workshop.rehearsal_since).is_not(None)))
    )
    tasks: dict[str, list[Task]] = defaultdict(list)
    ids = [each.trial.id for each in found]
    for task in session.exec(
        select(Task).where(
            col(Task.trial_id).in_(ids), col(Task.gone_at).is_(None), col(Task.done_at).is_(None)
        )
    ):
        tasks[task.trial_id].append(task)
    return [
        BoardLine(
            trial=each.trial.id,
            project=each.trial.project_id,
            project_title=title_of[each.trial.project_id],
            title=each.title,
            touchpoint=each.touchpoint,
            kind=kind_of.get(each.trial.touchpoint_id, ""),
            state=each.state(today),
            number=each.cycle.number,
            owner=each.trial.owner,
            co_owner=each.trial.co_owner,
            review_on=each.review_on,
            open_tasks=len(tasks[each.trial.id]),
            overdue=overdue_in(each, tasks[each.trial.id], due_checks(session, each, today), today),
            is_rehearsal=each.workshop_id in rehearsed,
        )
        for each in found
    ]


def _first(line: BoardLine) -> tuple[date, date, str]:
    late = min((each.since for each in line.overdue), default=date.max)
    return late, line.review_on or date.max, line.trial
