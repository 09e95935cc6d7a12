"""Taking hows out altogether, with the trials they belong to."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select, update

from app.domain.library.index import take_out_of_index
from app.domain.library.tables import Copy, How, Published


def forget_hows(session: Session, trials: Sequence[str]) -> None:
    """A copy that one of them used stays in its project."""
    those = col(Published.trial_id).in_(trials)
    for how in session.exec(select(Published.id).where(those)).all():
        take_out_of_index(session, how)
    session.exec(delete(Published).where(those))
    session.exec(delete(How).where(col(How.trial_id).in_(trials)))
    session.exec(update(Copy).where(col(Copy.trial_id).in_(trials)).values(trial_id=None))
