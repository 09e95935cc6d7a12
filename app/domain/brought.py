"""What other events of a project bring: their priorities, where the authors agreed (P1)."""

from sqlmodel import Session, col, select

from app.domain.decisions import Decision
from app.domain.ideas import Idea, Sort
from app.domain.journey import Touchpoint
from app.domain.moderation import WrittenShown
from app.domain.seats import Consent, Seat, Use
from app.domain.voices import Voice
from app.domain.workshops import Workshop

Brought = tuple[Idea, str, Voice]
"""A priority, its touchpoint's title, and the voice of its author."""


def brought_to(session: Session, workshop: Workshop) -> list[Brought]:
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
        .outerjoin(
            Decision,
            (col(Decision.idea_id) == col(Idea.id))
            & (col(Decision.workshop_id) == col(Idea.workshop_id)),
        )
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
    return [
        (idea, touchpoint, Voice(voice))
        for idea, touchpoint, voice, decision in rows
        if idea.workshop_id not in decided
        or (decision is not None and decision.outcome == "taken_forward")
    ]


def brought_choices(session: Session, workshop: Workshop) -> tuple[WrittenShown, ...]:
    """As choices, in an order that says nothing of who wrote them or when."""
    return tuple(
        WrittenShown(
            id=idea.id,
            kind="idea",
            text=idea.text,
            touchpoint_id=idea.touchpoint_id,
            touchpoint=touchpoint,
            voice=voice,
            state="released",
            may_show=True,
        )
        for idea, touchpoint, voice in brought_to(session, workshop)
    )
