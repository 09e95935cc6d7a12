"""One phase of a chart, read by the rules that its number of points allows (T3)."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from app.domain.charts.run_chart import Runs, median, run_chart
from app.domain.charts.series import Fired, Label, Preset, Stretch, labels
from app.domain.charts.xmr import limits, special_causes

SHORTEST_RUN_CHART, SHORTEST_XMR, FIRM = 8, 12, 20  # points in a phase


class Kind(StrEnum):
    DOTS = "dots"  # points and median, nothing asked of them
    RUN = "run"
    XMR = "xmr"


@dataclass(frozen=True)
class PhaseRead:
    """One phase as it is drawn. Places count from the first point of the whole chart."""

    kind: Kind
    first: int
    last: int
    centre: Fraction  # the mean of an XmR chart, else the median
    baseline: int  # how many figures centre and limits come from
    is_locked: bool
    labels: tuple[Label | None, ...]
    fired: tuple[Fired, ...] = ()
    lower: Fraction | None = None  # limits, where there are any
    upper: Fraction | None = None
    is_trial: bool = False  # limits from so few points that they may still move
    is_constant: bool = False  # no variation in the baseline: no limits
    is_rare: bool = False  # nearly all figures alike: the days between two events would say more
    information: tuple[Fired, ...] = ()  # a run chart's trends: shown, never called a signal
    runs: Runs | None = None

    def fired_at_end(self) -> tuple[Fired, ...]:
        return tuple(each for each in self.fired if self.last in each.points)


def read_phase(stretch: Stretch, first: int, preset: Preset, *, few_people: bool) -> PhaseRead:
    points = len(stretch.values)
    phase = PhaseRead(
        kind=Kind.DOTS,
        first=first,
        last=first + points - 1,
        centre=median(stretch.fixed),
        baseline=len(stretch.fixed),
        is_locked=stretch.baseline is not None,
        labels=(None,) * points,
    )
    if points < SHORTEST_RUN_CHART or few_people:
        return phase
    return _with_runs(phase, stretch) if points < SHORTEST_XMR else _xmr(phase, stretch, preset)


def _with_runs(phase: PhaseRead, stretch: Stretch) -> PhaseRead:
    found = run_chart(stretch)
    return replace(
        phase,
        kind=Kind.RUN,
        labels=labels(found.shifts, len(stretch.values)),
        fired=tuple(each.moved(phase.first) for each in found.shifts),
        information=tuple(each.moved(phase.first) for each in found.trends),
        runs=found.runs,
    )


def _xmr(phase: PhaseRead, stretch: Stretch, preset: Preset) -> PhaseRead:
    found = limits(stretch, preset)
    fired = special_causes(stretch.values, found, preset)
    return replace(
        phase,
        kind=Kind.XMR,
        centre=found.mean,
        labels=labels(fired, len(stretch.values)),
        fired=tuple(each.moved(phase.first) for each in fired),
        lower=None if found.is_constant else found.lower,
        upper=None if found.is_constant else found.upper,
        is_trial=len(stretch.values) < FIRM and not found.is_constant,
        is_constant=found.is_constant,
        is_rare=found.is_rare,
    )
