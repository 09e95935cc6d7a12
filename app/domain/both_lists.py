"""Both lists: what the separate events bring to the joint event, side by side (P1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.anonymity import Group, label_for
from app.domain.changes import Topic, announce
from app.domain.choosing import Decision
from app.domain.ideas import Idea, Sort
from app.domain.journey import Touchpoint
from app.domain.seats import Consent, Seat, Use, voices_in
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind, Workshop


@dataclass(frozen=True)
class Brought:
    """A priority from another event of the project, in its author's words."""

    id: str
    text: str
    touchpoint: str


@dataclass(frozen=True)
class BothLists:
    """Two columns; one together where either side was too few to be told apart (A1)."""

    patients: tuple[Brought, ...]  # and carers
    staff: tuple[Brought, ...]
    together: tuple[Brought, ...]


def shows_both_lists(stage: Stage | None) -> bool:
    """Whether this stage puts both lists on the screens."""
    return (
        stage is not None
        and stage.kind == StageKind.PRIORITIES
        and bool(stage.settings.get("both_lists"))
    )


def both_lists(session: Session, workshop: Workshop) -> BothLists:
    """Priorities of the project's other events that their authors let the other group see.

    Where an event has decided on its priorities, only what it takes forward is brought. Rehearsals
    bring nothing.
    """
    rows = session.exec(
        select(Idea, Touchpoint.title, Seat.voice, Decision)
        .join(Workshop, col(Workshop.id) == col(Idea.workshop_id))
        .join(Touchpoint, col(Touchpoint.id) == col(Idea.touchpoint_id))
        .join(Seat, col(Seat.id) == col(Idea.seat_id))
        .join(Consent, col(Consent.seat_id) == col(Idea.seat_id))
        .outerjoin(Decision, col(Decision.idea_id) == col(Idea.id))
        .where(
            Workshop.project_id == workshop.project_id,
            Workshop.id != workshop.id,
            col(Workshop.rehearsal_since).is_(None),
            Idea.sort == Sort.PRIORITY,
            col(Idea.released_at).is_not(None),
            col(Idea.withdrawn_at).is_(None),
            Consent.use == Use.OTHER_GROUP,
        )
        .order_by(col(Touchpoint.position), col(Idea.id))
    ).all()
    decided = {idea.workshop_id for idea, _, _, decision in rows if decision is not None}
    brought = [
        (idea, touchpoint, Voice(voice))
        for idea, touchpoint, voice, decision in rows
        if idea.workshop_id not in decided
        or (decision is not None and decision.outcome == "taken_forward")
    ]
    return _in_columns(session, workshop.k, brought)


def tell_the_joint_event(session: Session, workshop_id: str) -> None:
    """Something was taken back or its consent changed: the lists elsewhere change at once."""
    home = session.get_one(Workshop, workshop_id)
    others = select(Workshop.id).where(
        Workshop.project_id == home.project_id, Workshop.id != home.id
    )
    for other in session.exec(others):
        announce(session, other, Topic.IDEAS)


def _in_columns(session: Session, k: int, brought: Sequence[tuple[Idea, str, Voice]]) -> BothLists:
    people = {each.workshop_id: voices_in(session, each.workshop_id) for each, _, _ in brought}
    columns: dict[Group | None, list[Brought]] = {Group.BOTH: [], Group.STAFF: [], None: []}
    for idea, touchpoint, voice in brought:
        side = label_for(voice, True, people[idea.workshop_id], k)
        columns[side].append(Brought(idea.id, idea.text, touchpoint))
    if columns[None]:  # the few would stand out beside the columns of the others
        everything = [Brought(idea.id, idea.text, at) for idea, at, _ in brought]
        return BothLists((), (), tuple(everything))
    return BothLists(tuple(columns[Group.BOTH]), tuple(columns[Group.STAFF]), ())
