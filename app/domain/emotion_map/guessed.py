"""What staff guessed beside what patients answered, where both may be shown (M9, A1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.anonymity import Group, at_least
from app.domain.emotion_map.shape import EmotionMap
from app.domain.emotion_map.suggestions import median_of


@dataclass(frozen=True)
class Guessed:
    """The middle guess of staff and the middle answer of `group`, in steps of a half.

    `group` is patients, or patients and carers where the map draws them together.
    """

    touchpoint: str
    guess: float
    guessed_by: int
    group: Group
    answer: float
    answered_by: int

    @property
    def difference(self) -> float:
        """How many steps higher the answer is than the guess; negative: lower."""
        return self.answer - self.guess


@dataclass(frozen=True)
class Guesses:
    """`withheld` has touchpoints where somebody guessed and too few guessed or answered."""

    at: tuple[Guessed, ...]
    withheld: tuple[str, ...]

    @property
    def furthest(self) -> Guessed | None:
        """The guess that was furthest off; of equal ones the first of the journey."""
        found = max(self.at, key=lambda each: abs(each.difference), default=None)
        return found if found and found.difference else None


def guessed(answers: EmotionMap, guesses: Mapping[str, Sequence[int]], k: int) -> Guesses:
    """The guesses beside the answers of a map that is revealed.

    A guess stands only beside an answer, and each needs k people of its own (A1). Guesses and
    placements are different things given, so no sum or difference of the two tells of a person.
    """
    group = Group.BOTH if answers.merged else Group.PATIENT
    shown, withheld = [], []
    for column in answers.touchpoints:
        given = guesses.get(column.touchpoint, ())
        answer = next((felt for felt in column.groups if felt.group is group), None)
        if answer is not None and len(given) >= at_least(k):
            at = column.touchpoint
            middle = median_of(given)
            shown.append(Guessed(at, middle, len(given), group, answer.median, answer.n))
        elif given:
            withheld.append(column.touchpoint)
    return Guesses(tuple(shown), tuple(withheld))
