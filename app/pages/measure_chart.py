"""The chart of a measure, ready to be drawn: where everything stands, in pixels (T3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from app.domain.charts import Kind, Label, PhaseRead
from app.domain.measured import Measured
from app.pages.axis import days_along, nice, rounded

ROOM = Fraction(1, 12)  # of the height, kept free above and below everything
CLOSE = 1.25  # letters' heights between two labels


@dataclass(frozen=True)
class Frame:
    """The whole picture, its margins, and its letters, for a wide screen, a phone, or a file."""

    name: str
    width: int
    height: int
    letter: int
    left: int
    right: int
    top: int
    bottom: int
    days: int  # labels under the chart, at most


WIDE = Frame("wide", 680, 350, 16, left=46, right=96, top=34, bottom=32, days=5)
NARROW = Frame("narrow", 330, 300, 15, left=38, right=82, top=32, bottom=30, days=3)


@dataclass(frozen=True)
class Happening:
    """What the team did on a day: `kind` is begins, adopt, adapt, abandon or phase."""

    day: date
    kind: str
    text: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    means: str  # common | improvement | concern | change
    rule: str  # the rule that its label comes from, or nothing
    size: float


@dataclass(frozen=True)
class Flag:
    """A happening on the chart, by its number in the list below."""

    number: int
    x: float


@dataclass(frozen=True)
class Level:
    """A line across one phase: `kind` is centre, limit or target."""

    kind: str
    y: float
    x1: float
    x2: float


@dataclass(frozen=True)
class Named:
    """A word at the end of a line; `kind` is usual, middle, upper, lower or target."""

    kind: str
    y: float
    value: Fraction


@dataclass(frozen=True)
class Drawn:
    frame: Frame
    plot: tuple[float, float, float, float]  # left, top, right, bottom
    steps: tuple[tuple[Fraction, float], ...]  # figures beside the chart, and where
    days: tuple[tuple[date, float], ...]
    since: float | None  # where the first try begins
    levels: tuple[Level, ...]
    names: tuple[Named, ...]
    courses: tuple[str, ...]  # polylines, broken at gaps and between phases
    dots: tuple[Dot, ...]
    flags: tuple[Flag, ...]


def drawn(measured: Measured, happened: Sequence[Happening], frame: Frame) -> Drawn:
    """`happened` in order of time; those outside the time of the figures get no flag."""
    across = _Across(measured, frame)
    chart = measured.chart
    spots = [
        (across.x(figure.day), across.y(value))
        for figure, value in zip(measured.figures, across.values, strict=True)
    ]
    begins = [each.day for each in happened if each.kind == "begins"]
    return Drawn(
        frame=frame,
        plot=(frame.left, frame.top, frame.width - frame.right, frame.height - frame.bottom),
        steps=tuple((step, across.y(step)) for step in nice(across.low, across.high)),
        days=tuple((day, across.x(day)) for day in days_along(across.days, frame.days)),
        since=across.x(begins[0]) if begins and across.has(begins[0]) else None,
        levels=tuple(_levels(measured, across)),
        names=_names(chart.phases, chart.target, across),
        courses=tuple(_courses(measured, spots)),
        dots=tuple(_dots(measured, spots)),
        flags=tuple(_flags(happened, across)),
    )


class _Across:
    """From days and figures to places in the picture."""

    def __init__(self, measured: Measured, frame: Frame) -> None:
        self.frame = frame
        self.values = measured.values
        self.days = [figure.day for figure in measured.figures]
        chart = measured.chart
        reached = [*self.values, *(phase.centre for phase in chart.phases)]
        for phase in chart.phases:
            reached += [line for line in (phase.lower, phase.upper) if line is not None]
        if chart.target is not None:
            reached.append(chart.target)
        low, high = min(reached, default=Fraction(0)), max(reached, default=Fraction(1))
        spread = (high - low) or max(abs(high) / 5, Fraction(1))
        self.low, self.high = low - spread * ROOM, high + spread * ROOM

    def x(self, day: date) -> float:
        frame, inside = self.frame, 14
        room = frame.width - frame.left - frame.right - 2 * inside
        length = (self.days[-1] - self.days[0]).days if self.days else 0
        part = (day - self.days[0]).days / length if length else 0.5
        return round(frame.left + inside + part * room, 1)

    def y(self, value: Fraction) -> float:
        frame = self.frame
        room = frame.height - frame.top - frame.bottom
        return round(frame.top + float((self.high - value) / (self.high - self.low)) * room, 1)

    def has(self, day: date) -> bool:
        return bool(self.days) and self.days[0] <= day <= self.days[-1]


def _levels(measured: Measured, across: _Across) -> Iterator[Level]:
    """Each phase has its own lines, from half-way after the one before it to the next."""
    frame = across.frame
    left, right = frame.left, frame.width - frame.right
    between = [
        round((across.x(a.figures[-1].day) + across.x(b.figures[0].day)) / 2, 1)
        for a, b in pairwise(measured.phases)
    ]
    edges = pairwise([left, *between, right]) if measured.phases else ()
    for phase, (x1, x2) in zip(measured.chart.phases, edges, strict=True):
        yield Level("centre", across.y(phase.centre), x1, x2)
        for line in (phase.upper, phase.lower):
            if line is not None:
                yield Level("limit", across.y(line), x1, x2)
    if measured.chart.target is not None:
        yield Level("target", across.y(measured.chart.target), left, right)


def _names(
    phases: tuple[PhaseRead, ...], target: Fraction | None, across: _Across
) -> tuple[Named, ...]:
    """The lines of the last phase and the target, moved apart where they would touch."""
    named: list[tuple[str, Fraction]] = []
    if phases:
        last = phases[-1]
        centre = "usual" if last.kind is Kind.XMR else "middle"
        lines = (("upper", last.upper), (centre, last.centre), ("lower", last.lower))
        named += [(kind, line) for kind, line in lines if line is not None]
    if target is not None:
        named.append(("target", target))
    named.sort(key=lambda each: -each[1])
    apart = CLOSE * across.frame.letter
    places: list[float] = []
    for _, value in named:
        y = across.y(value)
        places.append(max(y, places[-1] + apart) if places else y)
    lowest = across.frame.height - across.frame.bottom
    for place in range(len(places) - 1, -1, -1):
        below = places[place + 1] - apart if place + 1 < len(places) else lowest
        places[place] = round(min(places[place], below), 1)
    return tuple(
        Named(kind, y, rounded(value)) for (kind, value), y in zip(named, places, strict=True)
    )


def _courses(measured: Measured, spots: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Where there are too few points for anything, they stand alone."""
    for phase in (phase for phase in measured.chart.phases if phase.kind is not Kind.DOTS):
        course: list[str] = []
        for place in range(phase.first, phase.last + 1):
            if place in measured.gaps and course:
                yield " ".join(course)
                course = []
            x, y = spots[place]
            course.append(f"{x:g},{y:g}")
        yield " ".join(course)


def _dots(measured: Measured, spots: Sequence[tuple[float, float]]) -> Iterator[Dot]:
    many = len(spots)
    size = 5.5 if many <= 30 else 4.5 if many <= 60 else 3.2 if many <= 150 else 2
    for (x, y), label in zip(spots, measured.chart.labels, strict=True):
        yield Dot(x, y, _means(measured, label), str(label.rule) if label else "", size)


def _means(measured: Measured, label: Label | None) -> str:
    return str(measured.chart.means(label)) if label else "common"


def _flags(happened: Sequence[Happening], across: _Across) -> Iterator[Flag]:
    """Flags of days close together stand side by side."""
    wide = 1.5 * across.frame.letter
    last = -wide
    for number, each in enumerate(happened, 1):
        if across.has(each.day):
            last = max(across.x(each.day), last + wide)
            yield Flag(number, round(last, 1))
