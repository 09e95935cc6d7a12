"""What somebody with an account here reads in the library."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.domain.errors import NotYours
from app.domain.journey import Touchpoint
from app.domain.library.index import found_by
from app.domain.library.tables import Copy, Published
from app.domain.trials import State, Trial, trial_shown

MOST = 60  # entries on one page


@dataclass(frozen=True)
class OnShelf:
    id: str
    title: str
    change: str
    setting: str
    credit: str
    kind: str  # of moment
    state: State  # of the trial, today
    adopted: int  # other projects that use it in a trial


@dataclass(frozen=True)
class Shelf:
    """`total` counts all there is, `found` what was looked for; `entries` are the first 60."""

    entries: tuple[OnShelf, ...]
    kinds: tuple[str, ...]
    total: int
    found: int


@dataclass(frozen=True)
class Whole:
    """One entry, all of it."""

    entry: Published
    line: OnShelf
    steps: tuple[str, ...]
    published_on: datetime
    kept: int  # of the projects that use it, how many keep it today
    project: str  # whose it is


def shelf(session: Session, typed: str, kind: str, today: date) -> Shelf:
    """Without words the newest first, else what has most of them in its title."""
    rows = session.exec(
        select(Published, Trial.project_id, Touchpoint.kind)
        .join(Trial, col(Trial.id) == col(Published.trial_id))
        .join(Touchpoint, col(Touchpoint.id) == col(Trial.touchpoint_id))
        .order_by(col(Published.published_at).desc(), col(Published.id))
    ).all()
    found = found_by(session, typed)
    if found is not None:
        place = {how: n for n, how in enumerate(found)}
        wanted = sorted((r for r in rows if r[0].id in place), key=lambda r: place[r[0].id])
    else:
        wanted = list(rows)
    wanted = [row for row in wanted if kind in ("", row[2])]
    return Shelf(
        entries=tuple(_line(session, *row, today) for row in wanted[:MOST]),
        kinds=tuple(sorted({kind for _, _, kind in rows if kind})),
        total=len(rows),
        found=len(wanted),
    )


def whole(session: Session, how: str, today: date) -> Whole:
    """Raises NotYours for what is not there, or not there any more."""
    row = session.exec(
        select(Published, Trial.project_id, Touchpoint.kind)
        .join(Trial, col(Trial.id) == col(Published.trial_id))
        .join(Touchpoint, col(Touchpoint.id) == col(Trial.touchpoint_id))
        .where(Published.id == how)
    ).first()
    if row is None:
        raise NotYours("This is not in the library, or not any more.")
    entry, project, kind = row
    states = [
        trial_shown(session, trial).state(today)
        for trial in _adopted(session, entry.id, project).values()
    ]
    return Whole(
        entry=entry,
        line=_line(session, entry, project, kind, today),
        steps=tuple(entry.steps.splitlines()),
        published_on=entry.published_at,
        kept=states.count(State.KEPT),
        project=project,
    )


def _line(session: Session, entry: Published, project: str, kind: str, today: date) -> OnShelf:
    return OnShelf(
        id=entry.id,
        title=entry.title,
        change=entry.change,
        setting=entry.setting,
        credit=entry.credit,
        kind=kind,
        state=trial_shown(session, entry.trial_id).state(today),
        adopted=len(_adopted(session, entry.id, project)),
    )


def _adopted(session: Session, how: str, own: str) -> dict[str, str]:
    """The trials in which other projects use it, by project."""
    rows = session.exec(
        select(Copy.project_id, Copy.trial_id).where(
            Copy.how_id == how, Copy.project_id != own, col(Copy.trial_id).is_not(None)
        )
    )
    return {project: trial for project, trial in rows if trial}
