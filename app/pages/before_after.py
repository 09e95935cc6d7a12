"""Before and now on one axis, ready to be drawn: a row for each group and time (M8)."""

from dataclasses import dataclass
from math import sqrt

from app.domain.still_there import BeforeAfter, Felt

WIDTH, SIDE = 460, 46
ROW, TOP, BOTTOM = 92, 30, 8
LARGEST, SMALLEST = 26, 6  # radius of a circle that holds everybody, and of the least


@dataclass(frozen=True)
class Dot:
    """How many people placed it at one height."""

    x: float
    radius: float
    people: int
    number_x: float  # of its number: inside, or beside it where it is too small
    is_inside: bool


@dataclass(frozen=True)
class Row:
    felt: Felt
    y: float
    dots: tuple[Dot, ...]
    median: float  # where it stands
    is_first: bool  # of its side: a line stands above it
    top: float


@dataclass(frozen=True)
class Drawn:
    rows: tuple[Row, ...]
    width: int
    height: int
    columns: tuple[float, ...]  # from very low to very high


def drawn(before_after: BeforeAfter) -> Drawn:
    rows = [
        _row(felt, n, n > 0 and felt.when == "before" and before_after.rows[n - 1].when == "now")
        for n, felt in enumerate(before_after.rows)
    ]
    height = TOP + ROW * len(rows) + BOTTOM
    return Drawn(tuple(rows), WIDTH, height, tuple(_x(height) for height in range(-2, 3)))


def _row(felt: Felt, n: int, is_first: bool) -> Row:
    dots = [
        Dot(
            _x(height), round(radius, 1), people, _x(height) + (0 if inside else radius + 9), inside
        )
        for height, people in zip(range(-2, 3), felt.counts, strict=True)
        if people
        for radius in [max(SMALLEST, LARGEST * sqrt(people / felt.people))]
        for inside in [radius >= 13]
    ]
    top = TOP + ROW * n
    return Row(felt, top + 54, tuple(dots), _x(felt.median), is_first, top)


def _x(height: float) -> float:
    return round(SIDE + (height + 2) * (WIDTH - 2 * SIDE) / 4, 1)
