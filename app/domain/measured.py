"""A measure as it is read: its figures, its phases, and what the chart of them says (T3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.charts import PRESETS, Better, Chart, Rule, Stretch, exact, read_chart
from app.domain.errors import Refused
from app.domain.figures import Figure, figures_of, forget_figures
from app.domain.measures import Every, Measure, MeasureChange, measure_called, measures_of
from app.domain.phases import PhaseOf, forget_phases, phases_of
from app.domain.trials import AtWork

FEW = 5  # people behind a percentage: with fewer, one answer moves it by more than 20
MISSING = {
    Every.DAY: timedelta(days=3),  # a weekend is no gap
    Every.WEEK: timedelta(days=10),
    Every.MONTH: timedelta(days=45),
}  # a longer step from one figure to the next means that a period is missing


@dataclass(frozen=True)
class Measured:
    """Everything known about one measure. Places count from the first figure of all."""

    measure: Measure
    phases: tuple[PhaseOf, ...]
    figures: tuple[Figure, ...]
    gaps: frozenset[int]  # places of figures before which a period is missing
    chart: Chart

    @property
    def values(self) -> tuple[Fraction, ...]:
        return tuple(exact(figure.value) for figure in self.figures)

    @property
    def usual(self) -> Fraction | None:
        """The centre of the last phase."""
        return self.chart.phases[-1].centre if self.chart.phases else None

    @property
    def lately(self) -> Fraction | None:
        """The mean of the points of a shift that still goes on; None without one."""
        shift = self._shift
        if not shift:
            return None
        return sum(self.values[place] for place in shift) / Fraction(len(shift))

    @property
    def changed_on(self) -> date | None:
        """The day of the first point of a shift that still goes on."""
        return self.figures[self._shift[0]].day if self._shift else None

    @property
    def _shift(self) -> tuple[int, ...]:
        if not self.chart.phases:
            return ()
        now = self.chart.phases[-1].fired_at_end()
        return next((each.points for each in now if each.rule is Rule.SHIFT), ())


def measured(session: Session, measure: Measure) -> Measured:
    phases = phases_of(session, measure.id)
    figures = tuple(figure for phase in phases for figure in phase.figures)
    chart = read_chart(
        [_stretch(phase, measure.every) for phase in phases],
        Better(measure.better),
        None if measure.target is None else exact(measure.target),
        PRESETS[measure.rules],
        few_people=_few_people(measure, figures),
    )
    return Measured(measure, phases, figures, _gaps(figures, measure.every), chart)


def measured_in(session: Session, trial: str) -> tuple[Measured, ...]:
    """All of a trial's, outcomes first."""
    return tuple(measured(session, each) for each in measures_of(session, trial))


def may_fall(session: Session, measure: Measure) -> bool:
    """Whether it is worth reading the chart to see if its newest figures slip away, one after the
    other. A board asks this of many measures, and few are read whole."""
    enough = PRESETS[measure.rules].trend
    wanted = select(Figure.value).where(Figure.measure_id == measure.id)
    newest = session.exec(wanted.order_by(col(Figure.day).desc()).limit(enough)).all()
    sides = {(new > old) - (new < old) for new, old in pairwise(newest)}
    worse = {Better.UP: {-1}, Better.DOWN: {1}}
    return len(newest) == enough and sides == worse.get(Better(measure.better))


def drop_measure(session: Session, by: AtWork, measure: str) -> str:
    """A measure without figures was a mistake; one with figures stays. Its trial's id."""
    found = measure_called(session, by, measure)
    if figures_of(session, found.id):
        raise Refused("This measure has figures, so it stays. You can change what it is called.")
    trial = found.trial_id
    _forget(session, [found.id])
    return trial


def forget_measures(session: Session, trials: Any) -> None:
    """With all figures and their history; `trials` is a query of their ids."""
    _forget(
        session, session.exec(select(Measure.id).where(col(Measure.trial_id).in_(trials))).all()
    )


def _forget(session: Session, measures: Any) -> None:
    forget_figures(session, measures)
    forget_phases(session, measures)
    session.exec(delete(MeasureChange).where(col(MeasureChange.measure_id).in_(measures)))
    session.exec(delete(Measure).where(col(Measure.id).in_(measures)))


def _stretch(phase: PhaseOf, every: str) -> Stretch:
    values = tuple(exact(figure.value) for figure in phase.figures)
    return Stretch(values, phase.baseline, _gaps(phase.figures, every))


def _gaps(figures: tuple[Figure, ...], every: str) -> frozenset[int]:
    longest = MISSING.get(Every(every), timedelta.max)
    return frozenset(
        place for place, (a, b) in enumerate(pairwise(figures), 1) if b.day - a.day > longest
    )


def _few_people(measure: Measure, figures: tuple[Figure, ...]) -> bool:
    counts = [figure.people for figure in figures if figure.people is not None]
    told = 2 * len(counts) > len(figures)
    return measure.unit == "%" and told and median(counts) < FEW
