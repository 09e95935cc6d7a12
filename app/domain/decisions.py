"""What a facilitator recorded for each choice; the vote was advice (V4)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from app.domain.columns import Moment, public_id

OUTCOMES = ("taken_forward", "joined", "parked", "not_now")


class Decision(SQLModel, table=True):
    """What the facilitator recorded for one choice; the vote was advice (V4)."""

    __table_args__ = (
        UniqueConstraint("workshop_id", "idea_id"),  # what one event brings, another decides on too
        CheckConstraint(
            "outcome IN ('taken_forward', 'joined', 'parked', 'not_now')", name="outcome"
        ),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    idea_id: str = Field(foreign_key="idea.id", index=True)
    outcome: str = Field(sa_type=String(15))
    joined_with: str | None = Field(default=None, foreign_key="idea.id")
    reason: str = ""
    decided_at: datetime = Field(sa_type=Moment)
    decided_by: str = Field(foreign_key="account.id")


def decisions_in(session: Session, workshop_id: str) -> dict[str, Decision]:
    """By idea."""
    found = session.exec(select(Decision).where(Decision.workshop_id == workshop_id))
    return {decision.idea_id: decision for decision in found}


def decision_on(session: Session, workshop_id: str, idea: str) -> Decision | None:
    """One event's decision on one choice."""
    wanted = select(Decision).where(Decision.workshop_id == workshop_id, Decision.idea_id == idea)
    return session.exec(wanted).first()


def that_stand(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """By idea: where several events decided on the same one, the newest counts."""
    return {each.idea_id: each for each in sorted(decisions, key=lambda d: d.decided_at)}
