"""The run chart: figures around their median, for when there are too few for limits.

Shift as Perla, Provost and Murray (2011) and Public Health Scotland use it; crossings as Anhøj and
Olesen (2014), who found these two good and the trend rule "virtually useless": so a trend is shown
for information and flags nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from math import comb

from app.domain.charts.series import ON, Fired, Rule, Stretch, alike, side_of

SHIFT = 6  # points in a row on one side of the median
TREND = 5  # points in a row that all rise or all fall


@dataclass(frozen=True)
class Runs:
    """How often the line goes from one side of the median to the other.

    Points on the median are left out: `useful` are the others. A run is a group of them on one
    side.
    """

    useful: int
    runs: int
    longest: int
    is_few: bool  # fewer crossings than in 95 of 100 series in which nothing changes
    is_many: bool  # more runs than in 39 of 40 such series: two things may be mixed

    @property
    def crossings(self) -> int:
        return max(self.runs - 1, 0)


@dataclass(frozen=True)
class RunChart:
    median: Fraction
    shifts: tuple[Fired, ...]
    trends: tuple[Fired, ...]  # for information only
    runs: Runs


def run_chart(stretch: Stretch) -> RunChart:
    middle = median(stretch.fixed)
    sides = [side_of(value, middle) for value in stretch.values]
    return RunChart(
        median=middle,
        shifts=tuple(_shifts(sides)),
        trends=tuple(_trends(stretch.values)),
        runs=runs_in(sides),
    )


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one, or half-way between the two in the middle.

    >>> [int(median(list(map(Fraction, each)))) for each in ([3, 1, 2], [1, 5, 3, 9])]
    [2, 4]
    """
    order = sorted(values)
    half = len(order) // 2
    return order[half] if len(order) % 2 else (order[half - 1] + order[half]) / 2


def _shifts(sides: Sequence[int]) -> Iterator[Fired]:
    """Six or more in a row on one side; points on the median neither break the row nor count.

    >>> [each.points for each in _shifts([1, 1, 1, 0, 1, 1, 1, -1])]
    [(0, 1, 2, 4, 5, 6)]
    """
    useful = [place for place, side in enumerate(sides) if side != ON]
    for side, run in alike([sides[place] for place in useful]):
        if len(run) >= SHIFT:
            yield Fired(Rule.SHIFT, side, tuple(useful[each] for each in run))


def _trends(values: Sequence[Fraction]) -> Iterator[Fired]:
    """Five or more in a row all rising or all falling; equal neighbours count once.

    >>> [each.points for each in _trends([1, 2, 2, 3, 4, 5])]
    [(0, 1, 2, 3, 4, 5)]
    """
    level = [
        [place for place, _ in same]
        for _, same in groupby(enumerate(values), key=lambda placed: placed[1])
    ]
    steps = [side_of(values[b[0]], values[a[0]]) for a, b in pairwise(level)]
    for side, rises in alike(steps):
        if len(rises) + 1 >= TREND:
            places = [place for each in level[rises[0] : rises[-1] + 2] for place in each]
            yield Fired(Rule.TREND, side, tuple(places))


def runs_in(sides: Sequence[int]) -> Runs:
    useful = [side for side in sides if side != ON]
    lengths = [len(points) for _, points in alike(useful)]
    return Runs(
        useful=len(useful),
        runs=len(lengths),
        longest=max(lengths, default=0),
        is_few=bool(useful) and len(lengths) - 1 < fewest_crossings(len(useful)),
        is_many=_is_many(len(lengths), useful.count(1), useful.count(-1)),
    )


def fewest_crossings(useful: int) -> int:
    """The 5 % quantile of a binomial of `useful` - 1 tosses of a fair coin (Anhøj and Olesen).

    From their table: 10 useful points need 2 crossings, 20 need 6, 24 need 8.

    >>> [fewest_crossings(n) for n in (10, 12, 20, 24)]
    [2, 3, 6, 8]
    """
    tosses, crossings = useful - 1, 0
    reached = 1
    while reached * 20 < 2**tosses:
        crossings += 1
        reached += comb(tosses, crossings)
    return crossings


def _is_many(runs: int, above: int, below: int) -> bool:
    """The upper 2.5 % of the number of runs, were every order equally likely (Swed and Eisenhart).

    For 5 above and 5 below their table gives 10 runs as too many, and 9 as not.

    >>> _is_many(10, 5, 5), _is_many(9, 5, 5)
    (True, False)
    """
    if not above or not below:
        return False
    likely = sum(_orders(each, above, below) for each in range(runs, above + below + 1))
    return 40 * likely <= comb(above + below, above)


def _orders(runs: int, above: int, below: int) -> int:
    """In how many orders points above and below fall into so many runs."""
    half, odd = divmod(runs, 2)
    a, b = above - 1, below - 1
    if not odd:
        return 2 * comb(a, half - 1) * comb(b, half - 1)
    return comb(a, half) * comb(b, half - 1) + comb(a, half - 1) * comb(b, half)
