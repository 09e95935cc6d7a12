"""What the chart rules are given, and what they answer with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

HIGH, LOW, ON = 1, -1, 0  # above, below, exactly on the centre line; or rising, falling, level


class Better(StrEnum):
    """The direction of good."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Rule(StrEnum):
    """Why a point stands out, strongest first: a point that several rules flag gets the first.

    Order from the NHS-R package that copies NHS England's Making Data Count: a point outside the
    limits, then a trend, then two of three, then a shift.

    >>> [str(rule) for rule in Rule]
    ['outside', 'trend', 'two_of_three', 'shift']
    """

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


@dataclass(frozen=True)
class Preset:
    """The numbers of a set of rules; they stand on the chart, because tools differ in them.

    `shift` points on one side of the centre; `trend` points that all rise or all fall;
    `is_screened`: moving ranges that are far too large are left out once when limits are worked
    out.
    """

    name: str
    shift: int = 7
    trend: int = 7
    is_screened: bool = True


PRESETS = {
    preset.name: preset
    for preset in (
        # Both as NHS England's Making Data Count. The package NHSRplotthedots leaves out outlying
        # moving ranges; the official spreadsheet does not, so its limits are wider after a shock.
        Preset("mdc"),
        Preset("mdc_unscreened", is_screened=False),
    )
}


@dataclass(frozen=True)
class Stretch:
    """One phase: its figures in order of time; rules and limits never reach beyond it.

    `baseline`: how many of its first figures the centre and limits are worked out from; None is
    all of them. `gaps` are the places (from 0) of figures before which a period is missing: the
    step over a gap is no moving range, and no line is drawn there. Points go on being counted in a
    row over a gap, as they do in the NHS-R package: a week without a figure says nothing.
    """

    values: tuple[Fraction, ...]
    baseline: int | None = None
    gaps: frozenset[int] = frozenset()

    @property
    def fixed(self) -> tuple[Fraction, ...]:
        """The figures that centre and limits are worked out from."""
        return self.values[: self.baseline] if self.baseline else self.values


@dataclass(frozen=True)
class Label:
    """The one reason that a point carries, and to which side: 1 is high or rising, -1 low."""

    rule: Rule
    side: int


@dataclass(frozen=True)
class Fired:
    """A rule that fired, and every point it flags, in order."""

    rule: Rule
    side: int
    points: tuple[int, ...]

    def moved(self, by: int) -> "Fired":
        return Fired(self.rule, self.side, tuple(point + by for point in self.points))


class Meaning(StrEnum):
    """What it means that a point stands out, by the direction of good."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    CHANGE = "change"  # where neither direction is better


def meaning(side: int, better: Better) -> Meaning:
    """
    >>> meaning(LOW, Better.DOWN).value, meaning(HIGH, Better.DOWN).value
    ('improvement', 'concern')
    """
    if better is Better.NEITHER:
        return Meaning.CHANGE
    good = HIGH if better is Better.UP else LOW
    return Meaning.IMPROVEMENT if side == good else Meaning.CONCERN


def exact(figure: float | str) -> Fraction:
    """A figure as it was written, not as floating point keeps it.

    >>> exact(0.1) + exact(0.2) == exact("0.3")
    True
    """
    return Fraction(str(figure))


def side_of(value: Fraction, centre: Fraction) -> int:
    return (value > centre) - (value < centre)


def alike(sides: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each unbroken run of points on one side, with its places; those on the line are in none.

    >>> list(alike([1, 1, 0, 1, -1]))
    [(1, (0, 1)), (1, (3,)), (-1, (4,))]
    """
    for side, run in groupby(range(len(sides)), key=lambda place: sides[place]):
        if side != ON:
            yield side, tuple(run)


def labels(fired: Sequence[Fired], points: int) -> tuple[Label | None, ...]:
    """One label for each point: the strongest rule; of two trends that meet in it, the later.

    >>> both = [Fired(Rule.SHIFT, 1, (0, 1)), Fired(Rule.OUTSIDE, 1, (1,))]
    >>> [label.rule.value if label else None for label in labels(both, 3)]
    ['shift', 'outside', None]
    """
    strength = list(Rule)
    found: list[Label | None] = [None] * points
    for each in sorted(fired, key=lambda each: (-strength.index(each.rule), each.points)):
        for point in each.points:
            found[point] = Label(each.rule, each.side)
    return tuple(found)
