"""What a stage chooses among and by which method, and what is decided about it (V4, V5)."""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256

from sqlmodel import Session

from app.domain.brought import brought_choices
from app.domain.changes import Topic, announce
from app.domain.decisions import OUTCOMES, Decision, decision_on, decisions_in
from app.domain.errors import NotYours, Refused
from app.domain.history import record
from app.domain.ideas import Idea, Sort, ideas_released
from app.domain.moderation import WrittenShown
from app.domain.text import maybe_written
from app.domain.workshops import Facilitator, Stage, StageKind, stages_of, workshop_called

REASON = 300  # characters


class Method(StrEnum):
    """How a stage chooses. Ballots, closing, reveal and decisions are the same for all."""

    DOTS = "dots"
    AGREE = "agree"  # agree, not sure or disagree with each choice
    WEIGH = "weigh"  # how much each would help, and how hard it would be


def method_of(stage: Stage) -> Method:
    return Method(stage.settings.get("method", Method.DOTS))


def sort_chosen(stage: Stage) -> Sort:
    """Whether this stage chooses over ideas or priorities."""
    return Sort(stage.settings.get("over", Sort.IDEA)) if stage.settings else Sort.IDEA


def must_choose_by(stage: Stage, *methods: Method) -> None:
    """Raises Refused where a phone still shows the form of another method."""
    if method_of(stage) not in methods:
        raise Refused("We choose in another way now. Please load the page again.")


def choices_of(session: Session, workshop_id: str, stage: Stage) -> tuple[WrittenShown, ...]:
    """What a stage chooses among: what this room offered and, if it says so, what was brought."""
    here = ideas_released(session, workshop_id, sort_chosen(stage))
    if not stage.settings.get("brought"):
        return here
    return (*brought_choices(session, workshop_called(session, workshop_id)), *here)


def to_decide(
    session: Session, workshop_id: str, stages: Iterable[Stage]
) -> tuple[WrittenShown, ...]:
    """What the room answers: the choices of its last vote, or without one all ideas."""
    votes = [stage for stage in stages if stage.kind == StageKind.CHOOSE]
    if votes:
        return choices_of(session, workshop_id, votes[-1])
    return ideas_released(session, workshop_id, Sort.IDEA)


def without_answer(session: Session, workshop_id: str) -> int:
    """How many of these nothing is decided about, where the running order promises an answer."""
    stages = stages_of(session, workshop_id)
    if all(stage.kind != StageKind.DECISIONS for stage in stages):
        return 0
    made = decisions_in(session, workshop_id)
    return sum(each.id not in made for each in to_decide(session, workshop_id, stages))


def in_own_order(choices: Iterable[WrittenShown], ballot: str) -> list[WrittenShown]:
    """In an order of its own for each seat, which stands still while somebody chooses (V1)."""
    return sorted(choices, key=lambda c: sha256((ballot + c.id).encode()).digest())


def decide(
    session: Session,
    by: Facilitator,
    *,
    idea: str,
    outcome: str,
    reason: str,
    joined_with: str = "",
) -> Decision:
    """Record what becomes of a choice, or change it; a reason is asked unless taken forward."""
    if not _may_be_decided(session, by, idea):
        raise NotYours("There is no such choice here.")
    if outcome not in OUTCOMES:
        raise Refused("Please choose what becomes of it.")
    reason = maybe_written(reason, REASON)
    if outcome in {"parked", "not_now"} and not reason:
        raise Refused("Please say why in a few words: the person who offered it will read it.")
    if outcome == "joined" and (
        joined_with == idea or not _may_be_decided(session, by, joined_with)
    ):
        raise Refused("Please choose what it is joined with.")
    decision = decision_on(session, by.workshop.id, idea)
    record(session, by, "decide", **_as_it_was(idea, decision))
    decision = decision or Decision(
        workshop_id=by.workshop.id,
        idea_id=idea,
        outcome=outcome,
        decided_at=by.now,
        decided_by=by.account_id,
    )
    decision.outcome, decision.reason = outcome, reason
    decision.joined_with = joined_with if outcome == "joined" else None
    decision.decided_at, decision.decided_by = by.now, by.account_id
    session.add(decision)
    session.flush()
    announce(session, by.workshop.id, Topic.DECISIONS)
    return decision


def _may_be_decided(session: Session, by: Facilitator, idea: str) -> bool:
    """Offered here, or brought here from another event."""
    found = session.get(Idea, idea)
    if found is not None and found.workshop_id == by.workshop.id:
        return True
    return idea in {each.id for each in brought_choices(session, by.workshop)}


def _as_it_was(idea: str, decision: Decision | None) -> dict[str, str | None]:
    if decision is None:
        return {"idea": idea, "outcome": None}
    return {
        "idea": idea,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "joined_with": decision.joined_with,
    }
