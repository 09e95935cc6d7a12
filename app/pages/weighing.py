"""Benefit and effort as a picture of four corners: where each mark stands, and none on another."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from app.domain.anonymity import Group
from app.domain.answers import STEPS
from app.domain.weighing import LINE, Placed, Weighed

FIRST, LAST = STEPS[0], STEPS[-1]


@dataclass(frozen=True)
class Frame:
    """How large the picture is, its letters, and half of a mark with its number in it."""

    width: int
    height: int
    letter: int
    half: int
    name: str = ""

    @property
    def left(self) -> float:
        return round(1.5 * self.letter, 1)

    @property
    def top(self) -> float:
        return round(1.5 * self.letter, 1)

    @property
    def across(self) -> float:
        return self.width - self.left

    @property
    def high(self) -> float:
        return self.height - 2 * self.top

    def x(self, effort: float) -> float:
        """From easy to hard; the outermost marks keep clear of the edge."""
        return self._at(effort, self.left, self.across)

    def y(self, help_: float) -> float:
        """From much help at the top to little."""
        return self._at(FIRST + LAST - help_, self.top, self.high)

    def _at(self, step: float, start: float, long: float) -> float:
        edge = 1.6 * self.half
        return start + edge + (step - FIRST) / (LAST - FIRST) * (long - 2 * edge)


FAR = Frame(1000, 560, 29, half=25)
NEAR = Frame(820, 540, 17, half=15, name="near")


@dataclass(frozen=True)
class Mark:
    """One group's middle answers about one choice."""

    number: int  # of the choice
    group: Group
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    frame: Frame
    marks: tuple[Mark, ...]
    middle_x: float
    middle_y: float


def picture(placed: Collection[Placed], numbers: Mapping[str, int], frame: Frame = NEAR) -> Picture:
    """Of these choices; a group that may not be shown on both questions has no mark."""
    free = _Room(frame)
    marks = tuple(
        Mark(numbers[each.choice], weighed.group, *free.near(weighed))
        for each in placed
        for weighed in each.groups
        if weighed.help is not None and weighed.effort is not None
    )
    return Picture(frame, marks, frame.x(float(LINE)), frame.y(float(LINE)))


class _Room:
    """Where marks stand already: the next one gets the nearest free place on its side of lines."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.taken: list[tuple[float, float]] = []

    def near(self, weighed: Weighed) -> tuple[float, float]:
        assert weighed.help is not None
        assert weighed.effort is not None
        effort, help_ = float(weighed.effort.value), float(weighed.help.value)
        wanted = self.frame.x(effort), self.frame.y(help_)
        places = [wanted, *sorted(self._around(effort, help_), key=lambda at: _far(at, wanted))]
        at = next((each for each in places if self._is_free(each)), wanted)
        self.taken.append(at)
        return round(at[0], 1), round(at[1], 1)

    def _around(self, effort: float, help_: float) -> Iterator[tuple[float, float]]:
        """Places a mark's width from each other, on the same side of both lines or on the line."""
        frame, step = self.frame, 2 * self.frame.half + 3
        x, y = frame.x(effort), frame.y(help_)
        xs = _side(x, frame.x(float(LINE)), frame.left, frame.left + frame.across, frame.half)
        ys = _side(y, frame.y(float(LINE)), frame.top, frame.top + frame.high, frame.half)
        for right, down in product(range(-20, 21), repeat=2):
            at = x + right * step, y + down * step
            if xs[0] <= at[0] <= xs[1] and ys[0] <= at[1] <= ys[1]:
                yield at

    def _is_free(self, at: tuple[float, float]) -> bool:
        wide = 2 * self.frame.half + 2
        return all(abs(at[0] - x) >= wide or abs(at[1] - y) >= wide for x, y in self.taken)


def _side(at: float, line: float, start: float, end: float, half: float) -> tuple[float, float]:
    """From where to where a mark may be moved along one direction."""
    if abs(at - line) < 1:
        return at, at
    if at < line:
        return start + half, line - half
    return line + half, end - half


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
