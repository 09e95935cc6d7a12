"""Guess and answer, ready to be drawn beside the map (M9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.emotion_map import Box, Line
from app.domain.emotion_map import EmotionMap as Felt
from app.domain.emotion_map.guessed import Guessed
from app.domain.like_for_like import guesses_beside_answers
from app.domain.workshops import Stage
from app.pages.look import Look

ASIDE = 0.3  # of a column: how far a guess stands from the middle


@dataclass(frozen=True)
class GuessDrawn:
    """An eye at the guess, and the line from it to the answer."""

    said: Guessed
    x: float
    y: float
    answer_x: float
    answer_y: float


@dataclass(frozen=True)
class GuessesShown:
    at: tuple[GuessDrawn, ...]
    withheld: tuple[str, ...]
    furthest: Guessed | None
    from_elsewhere: bool  # the answers were given in another event of the project
    group: str  # whose answers: "patient" or "both"; empty without any

    def at_touchpoint(self, touchpoint: str) -> Guessed | None:
        return next((g.said for g in self.at if g.said.touchpoint == touchpoint), None)


def guesses_shown(
    look: Look, stage: Stage, felt: Felt, columns: Sequence[str], lines: Sequence[Line], box: Box
) -> GuessesShown | None:
    """Judged by the whole map; drawn are those at the touchpoints that have a column."""
    found = guesses_beside_answers(look.session, look.workshop, stage, felt)
    if found is None:
        return None
    guesses, from_elsewhere = found
    points = {
        point.touchpoint: point.x
        for line in lines
        if not from_elsewhere and guesses.at and line.group is guesses.at[0].group
        for point in line.points
    }
    aside = min(ASIDE * box.width / max(len(columns), 1), 4 * box.marker)
    drawn = []
    for each in (each for each in guesses.at if each.touchpoint in columns):
        x = box.x(columns.index(each.touchpoint), len(columns))
        drawn.append(
            GuessDrawn(
                said=each,
                x=round(x + aside, 1),
                y=box.y(each.guess),
                answer_x=points.get(each.touchpoint, round(x - aside, 1)),
                answer_y=box.y(each.answer),
            )
        )
    return GuessesShown(
        at=tuple(drawn),
        withheld=guesses.withheld,
        furthest=guesses.furthest,
        from_elsewhere=from_elsewhere,
        group=str(guesses.at[0].group) if guesses.at else "",
    )
