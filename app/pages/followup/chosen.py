"""How the room chose what became a trial, by each group on its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.agreement import Agreement, Opinion
from app.domain.results import Share
from app.domain.weighing import Weighed, Weighing
from app.domain.what_we_see import Outcome, result_of
from app.domain.workshops import StageKind, Workshop, stages_of


@dataclass(frozen=True)
class HowChosen:
    """Of one choice, by its method: the others are empty."""

    choice: str
    shares: tuple[Share, ...] = ()  # of each group's own dots
    opinions: tuple[Opinion, ...] = ()  # agree, not sure, disagree
    weighed: tuple[Weighed, ...] = ()  # benefit and effort


def how_chosen(session: Session, workshop: Workshop, idea: str) -> HowChosen | None:
    """From the vote that was revealed last; None where it was not among the choices."""
    for stage in reversed(stages_of(session, workshop.id)):
        if stage.kind == StageKind.CHOOSE and stage.revealed_at is not None:
            for each in _each(result_of(session, workshop, stage)):
                if each.choice == idea:
                    return each
    return None


def _each(result: Outcome) -> Iterator[HowChosen]:
    if isinstance(result, Agreement):
        for agreed in (*result.in_order, *result.apart):
            yield HowChosen(agreed.choice, opinions=agreed.opinions)
    elif isinstance(result, Weighing):
        for placed in result.placed:
            yield HowChosen(placed.choice, weighed=placed.groups)
    else:
        for outcome in result.in_order:
            yield HowChosen(outcome.choice, shares=outcome.shares)
