"""The results of a vote, by group, as a share of each group's own dots (V3, A1).

No number here adds the groups together: rooms are unequal, and a sum would be the vote of whoever
came in greater number. A vote is advice (V4): nothing here picks a winner.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from app.domain.anonymity import Group, Shown, group_of, shown_groups
from app.domain.voices import Voice

Dots = Mapping[Group, Counter[str]]
"""Of shown groups only: how many dots each put on each choice."""

TWICE = 2


@dataclass(frozen=True)
class Share:
    """What part of a group's own dots lies on a choice, in whole percent, halves rounded up."""

    group: Group
    percent: int


@dataclass(frozen=True)
class Outcome:
    """One choice. `rank` counts from 1 in agreement order; tied choices have the same rank."""

    choice: str
    rank: int
    tied: bool
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Results:
    """What may be shown of a vote. `people` counts ballots of shown groups.

    `in_order` has every choice in agreement order: by its lowest share among the shown groups, then
    the next lowest, and so on, so that no group can carry a choice by number. With `compared`, the
    same choices stand in the four lists too, each in exactly one, in the same order; otherwise the
    four are empty. With `too_few`, no group may be shown, and there is nothing else at all.
    """

    people: Shown
    too_few: bool
    compared: bool
    in_order: tuple[Outcome, ...]
    both_want_it: tuple[Outcome, ...]
    patients_and_carers_more: tuple[Outcome, ...]
    staff_more: tuple[Outcome, ...]
    less_asked_for: tuple[Outcome, ...]


class _List(Enum):
    BOTH_WANT_IT = auto()
    PATIENTS_AND_CARERS_MORE = auto()
    STAFF_MORE = auto()
    LESS_ASKED_FOR = auto()


def results(
    choices: Sequence[str],
    dots: Iterable[tuple[str, Voice, str]],
    *,
    merged: bool,
    k: int,
) -> Results:
    """The results over these choices, from every dot as (ballot, voice, choice).

    People decide what may be shown, not dots: k is asked of the ballots with a dot on one of these
    choices. Dots on anything else (a choice withdrawn since) count for nothing. `merged` is the
    decision kept at the reveal. Choices that are tied stand in the order given.
    """
    offered = set(choices)
    counted = [dot for dot in dots if dot[2] in offered]
    ballots = {(ballot, voice) for ballot, voice, _ in counted}
    people = shown_groups(Counter(voice for _, voice in ballots), merged, k)
    if not people.counts:
        return Results(people, True, False, (), (), (), (), ())
    shown = _dots_by_group(counted, people.counts, merged)
    in_order = _in_agreement_order(choices, shown)
    if not _comparable(shown):
        return Results(people, False, False, in_order, (), (), (), ())
    return Results(people, False, True, in_order, *_four_lists(in_order, shown))


def _dots_by_group(
    dots: Iterable[tuple[str, Voice, str]], shown: Iterable[Group], merged: bool
) -> Dots:
    """From here on the dots of withheld groups do not exist."""
    found: dict[Group, Counter[str]] = {group: Counter() for group in shown}
    for _, voice, choice in dots:
        group = group_of(voice, merged)
        if group in found:
            found[group][choice] += 1
    return found


def _in_agreement_order(choices: Sequence[str], dots: Dots) -> tuple[Outcome, ...]:
    agreement = {
        choice: sorted(_share(given, choice) for given in dots.values()) for choice in choices
    }
    ordered = sorted(choices, key=lambda choice: agreement[choice], reverse=True)
    ranked = [agreement[choice] for choice in ordered]
    return tuple(
        Outcome(
            choice=choice,
            rank=ranked.index(agreement[choice]) + 1,
            tied=ranked.count(agreement[choice]) > 1,
            shares=tuple(Share(group, _percent(given, choice)) for group, given in dots.items()),
        )
        for choice in ordered
    )


def _comparable(dots: Dots) -> bool:
    """Whether staff and somebody else may be shown."""
    return Group.STAFF in dots and len(dots) > 1


def _four_lists(in_order: Sequence[Outcome], dots: Dots) -> Iterator[tuple[Outcome, ...]]:
    """The lists of V3, in their order, with e = 1 / number of choices.

    Both want it: every shown group's share is at least e. One side wants it more: its share is at
    least e, and at least twice the other side's. Both want it is asked first, so that each choice
    is in one list; what is in none of the three is asked for less. Where patients and carers stand
    apart, the share of their side is the dots of both over all dots of both; a group withheld is
    not in it, or it could be worked out from the other's share and the list a choice is in.
    """
    sides = _sides(dots)
    listed: dict[_List, list[Outcome]] = {each: [] for each in _List}
    for outcome in in_order:
        listed[_list_of(outcome.choice, dots, sides, len(in_order))].append(outcome)
    return (tuple(listed[each]) for each in _List)


def _sides(dots: Dots) -> tuple[Counter[str], Counter[str]]:
    """The dots of patients and carers, and those of staff."""
    theirs: Counter[str] = Counter()
    for group, given in dots.items():
        if group is not Group.STAFF:
            theirs.update(given)
    return theirs, dots[Group.STAFF]


def _list_of(
    choice: str, dots: Dots, sides: tuple[Counter[str], Counter[str]], choices: int
) -> _List:
    even = Fraction(1, choices)
    theirs, staffs = (_share(given, choice) for given in sides)
    if all(_share(given, choice) >= even for given in dots.values()):
        return _List.BOTH_WANT_IT
    if theirs >= even and theirs >= TWICE * staffs:
        return _List.PATIENTS_AND_CARERS_MORE
    if staffs >= even and staffs >= TWICE * theirs:
        return _List.STAFF_MORE
    return _List.LESS_ASKED_FOR


def _share(given: Counter[str], choice: str) -> Fraction:
    return Fraction(given[choice], given.total())


def _percent(given: Counter[str], choice: str) -> int:
    return (200 * given[choice] + given.total()) // (2 * given.total())
