"""Figures and before-and-now of each trial, drawn for the progress page (R1, M8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.charts import Chart
from app.domain.projects import Project
from app.domain.reporting import told_trials
from app.domain.still_there import BeforeAfter, before_and_after
from app.domain.told_figures import ToldFigures, told_figures
from app.domain.trials import TrialShown
from app.pages import before_after
from app.pages.measure_chart import NARROW, WIDE, Drawn, Happening, drawn


@dataclass(frozen=True)
class Row:
    """One figure in the table beside the picture."""

    day: date
    value: float
    people: int | None


@dataclass(frozen=True)
class Counted:
    """`id` tells pictures on one page apart, and nothing else."""

    id: str
    title: str
    unit: str
    every: str
    chart: Chart
    drawings: tuple[Drawn, ...]  # one for each screen; none where too few people are behind it
    rows: tuple[Row, ...]  # the newest first
    begins: tuple[date, ...]  # each try, by its number in the picture
    is_joined: bool


@dataclass(frozen=True)
class FeltThen:
    id: str
    both: BeforeAfter
    drawn: before_after.Drawn


@dataclass(frozen=True)
class Pictures:
    """Of one trial."""

    counted: tuple[Counted, ...]
    felt: FeltThen | None  # only with enough people before and now


def pictures_of(session: Session, project: Project, today: date) -> dict[int, Pictures]:
    """By the number of the trial on the page, for those that have any."""
    trials, k = told_trials(session, project)
    made = {n: _pictures(session, trial, today, k, n) for n, trial in enumerate(trials)}
    return {n: pictures for n, pictures in made.items() if pictures.counted or pictures.felt}


def _pictures(session: Session, trial: TrialShown, today: date, k: int, number: int) -> Pictures:
    both = before_and_after(session, trial, k)
    return Pictures(
        counted=tuple(
            _counted(each, _began(trial), f"{number}-{n}")
            for n, each in enumerate(told_figures(session, trial, today, k), 1)
        ),
        felt=(
            FeltThen(f"felt-{number}", both, before_after.drawn(both)) if both.has_both else None
        ),
    )


def _counted(told: ToldFigures, began: Sequence[date], name: str) -> Counted:
    of = told.figures
    happened = [Happening(day, "begins", "") for day in began]
    rows = [Row(f.day, f.value, f.people) for f in reversed(of.figures)] if of else []
    return Counted(
        id=name,
        title=told.title,
        unit=told.unit,
        every=told.every,
        chart=told.chart,
        drawings=tuple(drawn(of, happened, frame) for frame in (WIDE, NARROW)) if of else (),
        rows=tuple(rows),
        begins=tuple(began),
        is_joined=told.is_joined,
    )


def _began(trial: TrialShown) -> list[date]:
    return [cycle.starts_on for cycle in trial.cycles if cycle.starts_on]
