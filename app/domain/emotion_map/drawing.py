"""Where everything on the emotion map stands, in pixels: numbers only, rounded to a tenth (M4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, pairwise
from math import ceil, sqrt

from app.domain.anonymity import Group
from app.domain.emotion_map.shape import EmotionMap, GroupFelt

TOP, BOTTOM = 2, -2  # heights
BAND = 0.4  # of a step: how far a mark may stand above or below its height
GUTTER = 0.06  # of a column: kept free of marks at either side, so that columns stand apart
NUDGE = 0.12  # of the distance between two marks: how far each is moved, to look put by hand


@dataclass(frozen=True)
class Box:
    """The band in which the map is drawn, a column for each touchpoint.

    +2 lies `headroom` below the top and −2 as far above the bottom. `mark` and `marker` are half
    the size of a placement's mark and of a median's marker.
    """

    left: float
    top: float
    width: float
    height: float
    headroom: float
    mark: float = 4.5
    marker: float = 10.0

    @property
    def step(self) -> float:
        return (self.height - 2 * self.headroom) / (TOP - BOTTOM)

    def x(self, column: int, columns: int) -> float:
        """The middle of a column, counted from 0."""
        return round(self.left + self.width * (column + 0.5) / columns, 1)

    def y(self, height: float) -> float:
        return round(self.top + self.headroom + (TOP - height) * self.step, 1)


@dataclass(frozen=True)
class Point:
    """A median's marker."""

    touchpoint: str
    x: float
    y: float
    median: float


@dataclass(frozen=True)
class Line:
    """One group's medians, and the path through them: empty where no two stand side by side."""

    group: Group
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class DrawnMark:
    """One placement; the touchpoint, group and height it belongs to, and its middle."""

    touchpoint: str
    group: Group
    height: int
    x: float
    y: float


@dataclass(frozen=True)
class Scatter:
    """Every placement, all of one size, small enough not to hide each other where many agree."""

    mark: float
    marks: tuple[DrawnMark, ...]


@dataclass(frozen=True)
class _Lane:
    """The part of a column where one group's marks at one height go."""

    x: float
    y: float
    across: float  # room to either side
    along: float  # room up and down


def lines(felt: EmotionMap, box: Box) -> tuple[Line, ...]:
    """Each group's line, broken where it is withheld or has nobody.

    Monotone cubic (ecosystem.md 5): between two medians it never leaves their range. Groups stand
    a little side by side, so that equal medians can all be seen.
    """
    return tuple(_line(felt, group, box) for group in felt.groups)


def scatter(felt: EmotionMap, box: Box) -> Scatter:
    """Every placement, beside the medians' markers: staff to the right, others to the left.

    Marks of one group at one height fill a small block around that height, in an order that says
    nothing. Each is nudged a little, always the same way, so that nothing moves when drawn again.
    """
    stacks = [
        (at.touchpoint, each.group, height, list(same), _lane(felt, column, each, height, box))
        for column, at in enumerate(felt.touchpoints)
        for each in at.groups
        for height, same in groupby(each.heights)
    ]
    spacings = [_spacing(len(same), lane, box) for *_, same, lane in stacks]
    drawn = tuple(
        DrawnMark(touchpoint, group, height, x, y)
        for (touchpoint, group, height, same, lane), spacing in zip(stacks, spacings, strict=True)
        for x, y in _block(len(same), lane, spacing, seed=f"{touchpoint}/{group}/{height}")
    )
    return Scatter(round(min([box.mark, *(each / 2 for each in spacings)]), 1), drawn)


def _line(felt: EmotionMap, group: Group, box: Box) -> Line:
    nudge = _beside(felt, group, box)
    points: list[Point | None] = []
    for column, at in enumerate(felt.touchpoints):
        each = next((each for each in at.groups if each.group is group), None)
        x = round(box.x(column, len(felt.touchpoints)) + nudge, 1)
        points.append(Point(at.touchpoint, x, box.y(each.median), each.median) if each else None)
    runs = [list(run) for shown, run in groupby(points, key=bool) if shown]
    path = " ".join(_curve([point for point in run if point]) for run in runs if len(run) > 1)
    return Line(group, path, tuple(point for point in points if point))


def _curve(points: Sequence[Point]) -> str:
    """Cubic pieces whose slope at each point is the harmonic mean of the slopes beside it."""
    rises = [(b.y - a.y) / (b.x - a.x) for a, b in pairwise(points)]
    between = [0.0 if a * b <= 0 else 2 * a * b / (a + b) for a, b in pairwise(rises)]
    slopes = [rises[0], *between, rises[-1]]
    pieces = [f"M{points[0].x:g} {points[0].y:g}"]
    for (a, b), (leaving, arriving) in zip(pairwise(points), pairwise(slopes), strict=True):
        third = (b.x - a.x) / 3
        pieces.append(
            f"C{a.x + third:.1f} {a.y + leaving * third:.1f}"
            f" {b.x - third:.1f} {b.y - arriving * third:.1f} {b.x:g} {b.y:g}"
        )
    return " ".join(pieces)


def _beside(felt: EmotionMap, group: Group, box: Box) -> float:
    """How far a group's medians stand from the middle of the column."""
    place = felt.groups.index(group) - (len(felt.groups) - 1) / 2
    return place * min(1.2 * box.marker, 0.1 * box.width / len(felt.touchpoints))


def _lane(felt: EmotionMap, column: int, each: GroupFelt, height: int, box: Box) -> _Lane:
    """Marks keep clear of the markers in the middle, unless the columns are very narrow."""
    half = (0.5 - GUTTER) * box.width / len(felt.touchpoints)
    clear = min(_beside(felt, felt.groups[-1], box) + box.marker + 1, half / 2)
    side = [group for group in felt.groups if (group is Group.STAFF) == (each.group is Group.STAFF)]
    lane = (half - clear) / len(side)
    place = (side.index(each.group) + 0.5) * lane
    middle = clear + place if each.group is Group.STAFF else place - half
    return _Lane(
        x=box.x(column, len(felt.touchpoints)) + middle,
        y=box.y(height),
        across=max(lane / 2 - box.mark, 0),
        along=max(min(BAND * box.step, box.headroom - box.mark), 0),
    )


def _spacing(n: int, lane: _Lane, box: Box) -> float:
    """The distance between two marks: a mark's size and a little, less where many share a lane."""
    wide = 2 * box.mark + 1
    room = (2 * lane.across / wide + 1) * (2 * lane.along / wide + 1)
    return wide * min(1, sqrt(room / n))


def _block(n: int, lane: _Lane, spacing: float, seed: str) -> Iterator[tuple[float, float]]:
    """n places in rows around the middle of a lane, no two alike, none outside it."""
    columns = min(int(2 * lane.across / spacing + 1e-9) + 1, n)
    rows = ceil(n / columns)
    deep = min(spacing, 2 * lane.along / (rows - 1)) if rows > 1 else 0
    for each in range(n):
        row, place = divmod(each, columns)
        here = min(columns, n - row * columns)
        across = (place - (here - 1) / 2) * spacing + _nudge(seed, each, "x") * spacing
        along = (row - (rows - 1) / 2) * deep + _nudge(seed, each, "y") * deep
        yield (
            round(lane.x + min(max(across, -lane.across), lane.across), 1),
            round(lane.y + min(max(along, -lane.along), lane.along), 1),
        )


def _nudge(seed: str, each: int, axis: str) -> float:
    digest = sha256(f"{seed}/{each}/{axis}".encode()).digest()
    return NUDGE * (int.from_bytes(digest[:2]) / 0xFFFF * 2 - 1)
