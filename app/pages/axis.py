"""Round figures and days to stand along a chart."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor, log10

MOST_STEPS = 6


def nice(low: Fraction, high: Fraction) -> tuple[Fraction, ...]:
    """Between two and six round figures within the range, low to high.

    >>> [int(step) for step in nice(Fraction(3), Fraction(97))]
    [20, 40, 60, 80]
    """
    power = floor(log10(float(high - low)))
    for each in (power - 1, power, power + 1):
        for times in (1, 2, 5):
            step = times * Fraction(10) ** each
            first, last = -(-low // step), high // step
            if last - first + 1 <= MOST_STEPS:
                return tuple(step * n for n in range(int(first), int(last) + 1))
    return ()


def days_along(days: Sequence[date], most: int) -> tuple[date, ...]:
    """The first and last day, and some evenly between them."""
    if len(days) <= most:
        return tuple(days)
    return tuple(days[round(n * (len(days) - 1) / (most - 1))] for n in range(most))


def rounded(value: Fraction) -> Fraction:
    """For people to read: whole numbers from 100 on, one decimal from 10 on, below that two.

    >>> [float(rounded(Fraction(n, 3))) for n in (500, 100, 10)]
    [167.0, 33.3, 3.33]
    """
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return Fraction(round(value, decimals))
