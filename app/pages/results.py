"""The result of a vote, ready to be shown: what came out, and the words of each choice."""

from dataclasses import dataclass

from app.domain.choosing import Method, choices_of, method_of
from app.domain.weighing import Weighing
from app.domain.what_we_see import Outcome, result_of
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look
from app.pages.weighing import Picture, picture


@dataclass(frozen=True)
class ChoiceText:
    text: str
    touchpoint: str


@dataclass(frozen=True)
class ResultsShown:
    method: Method
    results: Outcome
    texts: dict[str, ChoiceText]
    numbers: dict[str, int]  # by choice, in the order of the result, where there is a picture
    picture: Picture | None  # for a screen nearby
    people: int | None  # None where a number could tell how many are withheld
    of: int


def results_shown(look: Look) -> ResultsShown | None:
    """Of the stage the room is in; nothing before the reveal (V2)."""
    stage = look.stage
    if stage is None or stage.kind != StageKind.CHOOSE or stage.revealed_at is None:
        return None
    return _shown(look, stage)


def _shown(look: Look, stage: Stage) -> ResultsShown:
    choices = choices_of(look.session, look.workshop_id, stage)
    results = result_of(look.session, look.workshop, stage)
    placed = results.placed if isinstance(results, Weighing) else ()
    numbers = {each.choice: n for n, each in enumerate(placed, 1)}
    return ResultsShown(
        method=method_of(stage),
        results=results,
        texts={c.id: ChoiceText(c.text, c.touchpoint) for c in choices},
        numbers=numbers,
        picture=picture(placed, numbers) if placed else None,
        people=results.people.total,
        of=sum(look.people.values()),
    )
