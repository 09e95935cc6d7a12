"""The result of a vote, ready to be shown: what came out, and the words of each choice."""

from dataclasses import dataclass

from app.domain.choosing import Method, choices_of, method_of
from app.domain.what_we_see import Outcome, result_of
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look


@dataclass(frozen=True)
class ChoiceText:
    text: str
    touchpoint: str

    @property
    def is_long(self) -> bool:
        return len(self.text) > 70


@dataclass(frozen=True)
class ResultsShown:
    method: Method
    results: Outcome
    texts: dict[str, ChoiceText]
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
    return ResultsShown(
        method=method_of(stage),
        results=results,
        texts={c.id: ChoiceText(c.text, c.touchpoint) for c in choices},
        people=results.people.total,
        of=sum(look.people.values()),
    )
