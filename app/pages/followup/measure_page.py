"""What is shown of a measure: on its own page, in a trial's list, and to other tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from app.domain.accounts import Account
from app.domain.charts import Chart, Preset
from app.domain.figures import Figure
from app.domain.measured import Measured, measured, measured_in
from app.domain.measures import Measure, MeasureChange, changes_of, measure_called
from app.domain.phases import PhaseOf
from app.domain.trials import Teammate, Trial, TrialShown, cycles_of, trial_shown
from app.domain.words_beside import Beside, words_beside
from app.pages.axis import rounded
from app.pages.measure_chart import NARROW, WIDE, Drawn, Frame, Happening, drawn
from app.pages.templating import CLOCK

MOST_CHANGES = 100


@dataclass(frozen=True)
class Row:
    """One figure in the table beside the chart."""

    day: date
    value: float
    people: int | None
    means: str  # common | improvement | concern | change
    rule: str  # why it stands out, or nothing
    phase: int  # counted from 1
    is_after_gap: bool
    in_baseline: bool


@dataclass(frozen=True)
class ChangeLine:
    """One thing that was changed: who, when, from, to."""

    who: str
    at: datetime
    what: str
    day: date | None
    before: dict[str, Any]
    after: dict[str, Any]
    why: str
    comes_back: bool  # a figure that was taken out and whose day is still empty


@dataclass(frozen=True)
class MeasureShown:
    """A measure with its charts."""

    measure: Measure
    measured: Measured
    happened: tuple[Happening, ...]
    drawings: tuple[Drawn, ...]  # one for each screen; empty without a figure

    @property
    def id(self) -> str:
        return self.measure.id

    @property
    def title(self) -> str:
        return self.measure.title

    @property
    def unit(self) -> str:
        return self.measure.unit

    @property
    def every(self) -> str:
        return self.measure.every

    @property
    def chart(self) -> Chart:
        return self.measured.chart

    @property
    def newest(self) -> Figure | None:
        return self.measured.figures[-1] if self.measured.figures else None

    @property
    def usual(self) -> Fraction | None:
        """Before the change, for people to read."""
        return _for_people(self.measured.usual)

    @property
    def lately(self) -> Fraction | None:
        return _for_people(self.measured.lately)

    @property
    def is_before(self) -> bool:
        """Whether the lines tell of before the change: locked, and the figures left them since."""
        last = self.chart.phases[-1] if self.chart.phases else None
        return self.lately is not None and last is not None and last.is_locked

    @property
    def preset(self) -> Preset:
        return self.measured.chart.preset

    @property
    def rows(self) -> tuple[Row, ...]:
        """The newest first."""
        return tuple(reversed(tuple(_rows(self.measured))))

    @property
    def lines_meant(self) -> str:
        """Which lines the last phase has: none | median | mean | limits."""
        if not self.chart.phases:
            return "none"
        last = self.chart.phases[-1]
        if last.upper is not None:
            return "limits"
        return "mean" if last.kind == "xmr" else "median"


@dataclass(frozen=True)
class MeasurePage:
    shown: MeasureShown
    trial: TrialShown
    words: tuple[Beside, ...]
    changes: tuple[ChangeLine, ...]
    phases: tuple[PhaseOf, ...]
    today: date
    suggests_phase: date | None  # where a shift for good or bad began that goes on

    @property
    def suggests_lock(self) -> date | None:
        """The last figure before the first try, with enough before it, while nothing is locked."""
        starts, phases = self.trial.first_day, self.phases
        if starts is None or len(phases) != 1 or phases[0].until is not None:
            return None
        before = [figure.day for figure in phases[0].figures if figure.day < starts]
        return before[-1] if len(before) >= 12 else None


def measure_shown(
    session: Session, by: Teammate, measure: str, frames: Sequence[Frame] = (WIDE, NARROW)
) -> MeasureShown:
    found = measure_called(session, by, measure)
    return _shown(session, measured(session, found), by.trial, frames)


def measures_shown(session: Session, by: Teammate) -> tuple[MeasureShown, ...]:
    """On the page of their trial."""
    measures = measured_in(session, by.trial.id)
    frames = (WIDE, NARROW) if len(measures) == 1 else (NARROW,)
    return tuple(_shown(session, each, by.trial, frames) for each in measures)


def measure_page(session: Session, by: Teammate, measure: str) -> MeasurePage:
    shown = measure_shown(session, by, measure)
    return MeasurePage(
        shown=shown,
        trial=trial_shown(session, by.trial.id),
        words=words_beside(session, by.trial),
        changes=_changes(session, shown.measured),
        phases=shown.measured.phases,
        today=by.now.astimezone(CLOCK).date(),
        suggests_phase=shown.measured.changed_on,
    )


def _shown(
    session: Session, found: Measured, trial: Trial, frames: Sequence[Frame]
) -> MeasureShown:
    happened = _happened(session, trial, found)
    drawings = tuple(drawn(found, happened, frame) for frame in frames if found.figures)
    return MeasureShown(found.measure, found, happened, drawings)


def _happened(session: Session, trial: Trial, found: Measured) -> tuple[Happening, ...]:
    """The trial's tries, and the phases of the chart, in order of time."""
    happened = [Happening(p.starts_on, "phase", p.why) for p in found.phases if p.starts_on]
    for cycle in cycles_of(session, trial.id):
        if cycle.starts_on is not None:
            happened.append(Happening(cycle.starts_on, "begins", cycle.change or trial.title))
        if cycle.closed_at is not None:
            closed = cycle.closed_at.astimezone(CLOCK).date()
            happened.append(Happening(closed, cycle.act or "", cycle.reason))
    return tuple(sorted(happened, key=lambda each: each.day))


def _for_people(value: Fraction | None) -> Fraction | None:
    return None if value is None else rounded(value)


def _rows(found: Measured) -> Sequence[Row]:
    labels = found.chart.labels
    rows: list[Row] = []
    for number, phase in enumerate(found.phases, 1):
        for figure in phase.figures:
            label = labels[len(rows)]
            row = Row(
                day=figure.day,
                value=figure.value,
                people=figure.people,
                means=str(found.chart.means(label)) if label else "common",
                rule=str(label.rule) if label else "",
                phase=number,
                is_after_gap=len(rows) in found.gaps,
                in_baseline=phase.until is not None and figure.day <= phase.until,
            )
            rows.append(row)
    return rows


def _changes(session: Session, found: Measured) -> tuple[ChangeLine, ...]:
    changes = changes_of(session, found.measure.id)[:MOST_CHANGES]
    ids = {change.by for change in changes if change.by}
    named = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids)))
    names = dict(named.all())
    there = {figure.day for figure in found.figures}
    back: set[date | None] = set(there)
    lines = []
    for change in changes:
        lines.append(_line(change, names.get(change.by or "", ""), back))
        if change.what == "figure":
            back.add(change.day)  # only the newest of a day comes back
    return tuple(lines)


def _line(change: MeasureChange, who: str, back: set[date | None]) -> ChangeLine:
    return ChangeLine(
        who=who,
        at=change.at,
        what=change.what,
        day=change.day,
        before=change.before,
        after=change.after,
        why=change.why,
        comes_back=change.what == "figure" and not change.after and change.day not in back,
    )
