"""The XmR chart of NHS England's Making Data Count, as the NHS-R package draws it.

Written from the rules in words of the package NHSRplotthedots (0.2.2), which copies the official
tools: limits from moving ranges, and four rules. More rules would raise more false alarms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.domain.charts.series import (
    HIGH,
    LOW,
    ON,
    Fired,
    Preset,
    Rule,
    Stretch,
    alike,
    side_of,
)

LIMIT = Fraction("2.66")  # mean moving ranges from the mean to a limit
NEAR = Fraction(2, 3)  # of the way from the mean to a limit
TOO_LARGE = Fraction("3.267")  # mean moving ranges; a range this large or larger is screened out


@dataclass(frozen=True)
class Limits:
    """Where nearly all figures lie while nothing changes. Never clipped at 0 or 100."""

    mean: Fraction
    width: Fraction  # from the mean to either limit; 0 where the baseline never varies
    is_rare: bool  # screening would have left no variation at all: most figures are the same

    @property
    def upper(self) -> Fraction:
        return self.mean + self.width

    @property
    def lower(self) -> Fraction:
        return self.mean - self.width

    @property
    def is_constant(self) -> bool:
        return self.width == 0


def limits(stretch: Stretch, preset: Preset) -> Limits:
    """Mean of the baseline, and 2.66 mean moving ranges to either side.

    >>> from app.domain.charts.series import PRESETS
    >>> small = Stretch(tuple(map(Fraction, [10, 12, 10, 12])))
    >>> found = limits(small, PRESETS["mdc"])
    >>> float(found.mean), float(found.lower), float(found.upper)
    (11.0, 5.68, 16.32)

    Screening, on in the NHS-R package and off in the official spreadsheet: ranges of 3.267 mean
    ranges or more are dropped, once, and the mean is taken again. Where that would leave no
    variation at all (rare events: nearly every week the same, and one that is not), the limits
    would collapse onto the mean and every point would stand out; so all ranges are kept.
    """
    values = stretch.fixed
    mean = sum(values) / Fraction(len(values))
    ranges = [
        abs(b - a) for place, (a, b) in enumerate(pairwise(values), 1) if place not in stretch.gaps
    ]
    every = _mean(ranges)
    screened = _mean([each for each in ranges if each < TOO_LARGE * every])
    is_rare = every > 0 and screened == 0
    usual = screened if preset.is_screened and not is_rare else every
    return Limits(mean, LIMIT * usual, is_rare)


def _mean(ranges: Sequence[Fraction]) -> Fraction:
    return sum(ranges) / Fraction(len(ranges)) if ranges else Fraction(0)


def special_causes(values: Sequence[Fraction], found: Limits, preset: Preset) -> tuple[Fired, ...]:
    """Every rule that fires within one phase.

    Without any variation in the baseline there are no limits; then only shift and trend are asked.
    """
    sides = [side_of(value, found.mean) for value in values]
    fired = [*_shifts(sides, preset.shift), *_trends(values, preset.trend)]
    if not found.is_constant:
        fired += [*_outside(values, found), *_two_of_three(values, sides, found)]
    return tuple(fired)


def _outside(values: Sequence[Fraction], found: Limits) -> Iterator[Fired]:
    """Beyond a limit; a point on the limit is inside."""
    for side in (HIGH, LOW):
        beyond = [p for p, value in enumerate(values) if side * (value - found.mean) > found.width]
        if beyond:
            yield Fired(Rule.OUTSIDE, side, tuple(beyond))


def _shifts(sides: Sequence[int], enough: int) -> Iterator[Fired]:
    """Seven or more in a row on one side of the mean; a point on the mean breaks the row.

    >>> [each.points for each in _shifts([1] * 8 + [0] + [-1] * 6, 7)]
    [(0, 1, 2, 3, 4, 5, 6, 7)]
    """
    for side, points in alike(sides):
        if len(points) >= enough:
            yield Fired(Rule.SHIFT, side, points)


def _trends(values: Sequence[Fraction], enough: int) -> Iterator[Fired]:
    """Seven or more in a row, each higher (or each lower) than the last; a tie breaks the row.

    >>> [each.points for each in _trends([1, 2, 3, 4, 5, 6, 7, 7], 7)]
    [(0, 1, 2, 3, 4, 5, 6)]
    """
    steps = [side_of(b, a) for a, b in pairwise(values)]
    for side, rises in alike(steps):
        if len(rises) + 1 >= enough:
            yield Fired(Rule.TREND, side, (rises[0], *(place + 1 for place in rises)))


def _two_of_three(
    values: Sequence[Fraction], sides: Sequence[int], found: Limits
) -> Iterator[Fired]:
    """Of three in a row on one side, two or three near that side's limit; only those are flagged.

    Near is more than two thirds of the way from the mean to the limit, up to and on the limit: a
    point beyond it does not count here.
    """
    near = [NEAR * found.width < abs(value - found.mean) <= found.width for value in values]
    flagged: dict[int, set[int]] = {HIGH: set(), LOW: set()}
    for first in range(len(values) - 2):
        three = range(first, first + 3)
        close = [place for place in three if near[place]]
        side = sides[first]
        if side != ON and all(sides[p] == side for p in three) and len(close) >= 2:
            flagged[side].update(close)
    for side, points in flagged.items():
        if points:
            yield Fired(Rule.TWO_OF_THREE, side, tuple(sorted(points)))
