"""Group-aware agreement: an idea stands high only if every group tends to agree (V5, A1).

For each group g that is shown, the chance that somebody of it agrees is taken to be

    P_g = (1 + people of g who agree) / (2 + people of g who answered)

so that a few answers weigh less than many, and none at all make even chances. An idea's figure is
the product of P_g over the groups. It is never above the lowest of them: however many people of one
group come and agree, an idea that another group rejects stays below that group's own chance. Ideas
are compared only where every group of the vote may be shown, because with fewer factors a product
is larger.

Source: Small, Bjorkegren, Erkkilä, Shaw, Megill (2021), RECERCA. Revista de Pensament i Anàlisi
26(2); the add-one smoothing is Laplace's.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from app.domain.anonymity import Group, Shown
from app.domain.answered import Answers, answered
from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Question, Said

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Opinion:
    """How one group answered about one choice, in whole per cent, halves rounded up."""

    group: Group
    people: int
    agree: int
    unsure: int
    disagree: int


@dataclass(frozen=True)
class Agreed:
    """One choice. `rank` counts from 1, tied choices have the same.

    Where not every group may be shown, it has no place in the order: `rank` is 0, `figure` 0.
    """

    choice: str
    rank: int
    tied: bool
    figure: Fraction
    opinions: tuple[Opinion, ...]
    divides: bool
    not_sure_yet: bool


@dataclass(frozen=True)
class Agreement:
    """What may be shown. With `too_few`, no group may be, and there is nothing else at all."""

    people: Shown
    too_few: bool
    in_order: tuple[Agreed, ...]
    apart: tuple[Agreed, ...]  # too few answers of one group to have a place

    @property
    def divide(self) -> tuple[Agreed, ...]:
        """In one group more than half agree, in another more than half disagree."""
        return tuple(each for each in (*self.in_order, *self.apart) if each.divides)

    @property
    def not_sure_yet(self) -> tuple[Agreed, ...]:
        """In one group half or more are not sure."""
        return tuple(each for each in (*self.in_order, *self.apart) if each.not_sure_yet)


def agreement(choices: Sequence[str], said: Iterable[Said], *, merged: bool, k: int) -> Agreement:
    """The result over these choices, from every answer; `merged` is what the reveal decided."""
    given = answered(choices, (Question.AGREE,), said, merged=merged, k=k)
    if not given.groups:
        return Agreement(given.people, True, (), ())
    at = {choice: given.at[choice, Question.AGREE] for choice in choices}
    placed = [choice for choice in choices if tuple(at[choice]) == given.groups]
    figures = {choice: figure(at[choice]) for choice in placed}
    in_order = sorted(placed, key=lambda choice: figures[choice], reverse=True)
    ranked = [figures[choice] for choice in in_order]
    return Agreement(
        people=given.people,
        too_few=False,
        in_order=tuple(_agreed(choice, at[choice], ranked, figures[choice]) for choice in in_order),
        apart=tuple(
            _agreed(choice, at[choice], [], Fraction(0))
            for choice in choices
            if choice not in figures
        ),
    )


def figure(answers: Answers) -> Fraction:
    """The product of each group's chance to agree, see above."""
    return prod(
        (Fraction(1 + given[AGREES], 2 + given.total()) for given in answers.values()),
        start=Fraction(1),
    )


def _agreed(choice: str, answers: Answers, ranked: list[Fraction], here: Fraction) -> Agreed:
    given = answers.values()
    return Agreed(
        choice=choice,
        rank=ranked.index(here) + 1 if ranked else 0,
        tied=ranked.count(here) > 1,
        figure=here,
        opinions=tuple(_opinion(group, said) for group, said in answers.items()),
        divides=any(_part(one, AGREES) > HALF for one in given)
        and any(_part(other, DISAGREES) > HALF for other in given),
        not_sure_yet=any(_part(each, NOT_SURE) >= HALF for each in given),
    )


def _opinion(group: Group, said: Counter[int]) -> Opinion:
    agree, unsure, disagree = (
        (200 * said[answer] + said.total()) // (2 * said.total())
        for answer in (AGREES, NOT_SURE, DISAGREES)
    )
    return Opinion(group, said.total(), agree, unsure, disagree)


def _part(said: Counter[int], answer: int) -> Fraction:
    return Fraction(said[answer], said.total())
