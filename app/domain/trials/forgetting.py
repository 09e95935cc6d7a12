"""Taking trials out altogether: for a rehearsal that is wiped."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete

from app.domain.trials.doing import Note, Task
from app.domain.trials.history import TrialAct
from app.domain.trials.links import TeamLink
from app.domain.trials.tables import Cycle, Trial


def forget_trials(session: Session, trials: Sequence[str]) -> None:
    """With all that belongs to them."""
    parts: tuple[Any, ...] = (TrialAct, TeamLink, Task, Note, Cycle)
    for table in parts:
        session.exec(delete(table).where(col(table.trial_id).in_(trials)))
    session.exec(delete(Trial).where(col(Trial.id).in_(trials)))
