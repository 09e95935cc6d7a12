"""How the room chose what became a trial, by each group on its own."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.agreement import Agreement, Opinion
from app.domain.results import Share
from app.domain.what_we_see import result_of
from app.domain.workshops import StageKind, Workshop, stages_of


@dataclass(frozen=True)
class HowChosen:
    """Of one choice, by its method: the others are empty."""

    shares: tuple[Share, ...] = ()  # of each group's own dots
    opinions: tuple[Opinion, ...] = ()  # agree, not sure, disagree


def how_chosen(session: Session, workshop: Workshop, idea: str) -> HowChosen | None:
    """From the vote that was revealed last; None where it was not among the choices."""
    for stage in reversed(stages_of(session, workshop.id)):
        if stage.kind != StageKind.CHOOSE or stage.revealed_at is None:
            continue
        result = result_of(session, workshop, stage)
        if isinstance(result, Agreement):
            for each in (*result.in_order, *result.apart):
                if each.choice == idea:
                    return HowChosen(opinions=each.opinions)
        else:
            for outcome in result.in_order:
                if outcome.choice == idea:
                    return HowChosen(shares=outcome.shares)
    return None
