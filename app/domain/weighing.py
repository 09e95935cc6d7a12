"""Benefit and effort: where each group's middle answers lie, in four corners (V5, A1).

People say of each choice how much it would help and how hard it would be, on four steps without a
middle one. For each group and question the median counts, and whether the group is split: a quarter
or more on the lower two steps and a quarter or more on the upper two. A choice stands in a corner
when all groups that may be shown are on the same side of both lines, and otherwise in a list of its
own: nothing is averaged over groups. The two questions are guarded apart, because somebody may know
that a change would help and not how hard it is. Corners are suggestions that the room can overrule.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.anonymity import Group, Shown
from app.domain.answered import Answered, Answers, answered
from app.domain.answers import STEPS, Question, Said

LINE = Fraction(sum(STEPS), len(STEPS))  # between the lower two steps and the upper two
QUARTER = Fraction(1, 4)


class Corner(StrEnum):
    """Where a choice stands, in the order in which they are listed."""

    SOON = "soon"  # helps, and is easy
    PLAN = "plan"  # helps, and is hard
    TIME = "time"  # helps little, and is easy
    AGAIN = "again"  # helps little, and is hard
    DIFFERENT = "different"  # two groups are on two sides of a line
    BETWEEN = "between"  # on a line
    FEW = "few"  # too few people answered one of the questions to show it


@dataclass(frozen=True)
class Middle:
    """The middle answer of one group to one question, from 1 to 4; halves lie between two steps."""

    value: Fraction
    people: int
    is_split: bool


@dataclass(frozen=True)
class Weighed:
    """How one group weighs one choice; None where too few of it answered."""

    group: Group
    help: Middle | None
    effort: Middle | None


@dataclass(frozen=True)
class Placed:
    choice: str
    corner: Corner
    groups: tuple[Weighed, ...]


@dataclass(frozen=True)
class Weighing:
    """What may be shown. With `too_few`, no group may be, and there is nothing else at all.

    `placed` goes from corner to corner; within a corner choices stand in the order given.
    """

    people: Shown
    too_few: bool
    placed: tuple[Placed, ...]

    @property
    def lists(self) -> tuple[tuple[Corner, tuple[Placed, ...]], ...]:
        """Corners with what stands there; none is empty."""
        found = ((c, tuple(each for each in self.placed if each.corner is c)) for c in Corner)
        return tuple((corner, placed) for corner, placed in found if placed)


def weighing(choices: Sequence[str], said: Iterable[Said], *, merged: bool, k: int) -> Weighing:
    """The result over these choices, from every answer; `merged` is what the reveal decided."""
    questions = (Question.HELP, Question.EFFORT)
    given = answered(choices, questions, said, merged=merged, k=k)
    if not given.groups:
        return Weighing(given.people, True, ())
    order = list(Corner)
    placed = sorted(_placed(choices, given), key=lambda each: order.index(each.corner))
    return Weighing(given.people, False, tuple(placed))


def _placed(choices: Sequence[str], given: Answered) -> Iterator[Placed]:
    for choice in choices:
        helps, efforts = (_middles(given.at[choice, q]) for q in (Question.HELP, Question.EFFORT))
        yield Placed(
            choice=choice,
            corner=_corner([*helps.values()], [*efforts.values()]),
            groups=tuple(
                Weighed(group, helps.get(group), efforts.get(group)) for group in given.groups
            ),
        )


def _middles(answers: Answers) -> dict[Group, Middle]:
    return {group: _middle(said) for group, said in answers.items()}


def _middle(said: Counter[int]) -> Middle:
    ordered, people = sorted(said.elements()), said.total()
    lower, upper = ordered[(people - 1) // 2], ordered[people // 2]
    low = Fraction(sum(n for step, n in said.items() if step < LINE), people)
    return Middle(Fraction(lower + upper, 2), people, QUARTER <= low <= 1 - QUARTER)


def _corner(helps: Sequence[Middle], efforts: Sequence[Middle]) -> Corner:
    if not helps or not efforts:
        return Corner.FEW
    sides = [{_side(middle) for middle in middles} for middles in (helps, efforts)]
    if any({-1, 1} <= side for side in sides):
        return Corner.DIFFERENT
    if any(0 in side for side in sides):
        return Corner.BETWEEN
    corners = {(1, -1): Corner.SOON, (1, 1): Corner.PLAN, (-1, -1): Corner.TIME}
    (helping,), (trying,) = sides
    return corners.get((helping, trying), Corner.AGAIN)


def _side(middle: Middle) -> int:
    return (middle.value > LINE) - (middle.value < LINE)
