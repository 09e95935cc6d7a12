"""How the groups that may be shown answered about each choice (V5, A1).

Each number stands behind its own people: whoever answered this question about this choice. So the
small-number guard is asked once for each of them, and a group is withheld where fewer than k
answered. From here on the answers of withheld groups do not exist.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.anonymity import Group, Shown, group_of, shown_groups
from app.domain.answers import Question, Said

Answers = Mapping[Group, Counter[int]]
"""Of shown groups only, in order: how many people said what."""


@dataclass(frozen=True)
class Answered:
    """What may be shown of one vote.

    `people` counts ballots with any answer to one of the choices: its groups are those the vote is
    about. `at` has the answers to every question about every choice.
    """

    people: Shown
    at: Mapping[tuple[str, Question], Answers]

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(self.people.counts)


def answered(
    choices: Sequence[str],
    questions: Iterable[Question],
    said: Iterable[Said],
    *,
    merged: bool,
    k: int,
) -> Answered:
    """From every answer. Those about anything else (a choice withdrawn since) count for nothing."""
    offered = set(choices)
    counted = [each for each in said if each.choice in offered]
    people = {(each.ballot, each.voice) for each in counted}
    places = [(choice, question) for choice in choices for question in questions]
    return Answered(
        people=shown_groups(Counter(voice for _, voice in people), merged, k),
        at={place: _answers(place, counted, merged, k) for place in places},
    )


def _answers(place: tuple[str, Question], said: Iterable[Said], merged: bool, k: int) -> Answers:
    here = [each for each in said if (each.choice, each.question) == place]
    shown = shown_groups(Counter(each.voice for each in here), merged, k)
    found: dict[Group, Counter[int]] = {group: Counter() for group in shown.counts}
    for each in here:
        group = group_of(each.voice, merged)
        if group in found:
            found[group][each.says] += 1
    return found
