"""Taking answers and checks out altogether, with the trials they belong to."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete

from app.domain.still_there.links import AskLink
from app.domain.still_there.tables import Answer, Check


def forget_answers(session: Session, trials: Sequence[str]) -> None:
    parts: tuple[Any, ...] = (Answer, Check, AskLink)
    for table in parts:
        session.exec(delete(table).where(col(table.trial_id).in_(trials)))
