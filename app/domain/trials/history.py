"""What was done with a trial, so that it can be read and the newest of it undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, String
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.columns import Moment
from app.domain.trials.teammates import Teammate


class TrialAct(SQLModel, table=True):
    """One act, with what it needs to be undone. Never what anybody answered."""

    __tablename__ = "trial_act"
    __table_args__ = (CheckConstraint("hand IN ('desk', 'link', 'answers')", name="hand"),)

    id: int | None = Field(default=None, primary_key=True)  # their order; never leaves the server
    trial_id: str = Field(foreign_key="trial.id", index=True)
    hand: str = Field(sa_type=String(10))
    account_id: str | None = Field(default=None, foreign_key="account.id")
    what: str
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


def remember(session: Session, by: Teammate, what: str, **before: Any) -> None:
    """Note an act. Each kind has a sentence in `pages/followup/history.py`, and a way back in
    `domain/trial_undoing.py` or a word there that it has none."""
    act = TrialAct(
        trial_id=by.trial.id,
        hand=by.hand,
        account_id=by.account_id,
        what=what,
        before=before,
        at=by.now,
    )
    session.add(act)


def acts_of(session: Session, trial: str) -> list[TrialAct]:
    """The newest first."""
    wanted = select(TrialAct).where(TrialAct.trial_id == trial)
    return list(session.exec(wanted.order_by(col(TrialAct.id).desc())))
