"""The state a trial is in: worked out here and nowhere else (domain.md 5.5, in our words)."""

from datetime import date
from enum import StrEnum

from app.domain.trials.tables import Cycle


class State(StrEnum):
    """In the order in which a trial goes through them."""

    PLANNED = "planned"
    TESTING = "testing"
    STUDYING = "studying"  # the day to look has come
    KEPT = "kept"
    CHANGED = "changed"  # adapted, and the next try has not begun
    STOPPED = "stopped"
    SLIPPED = "slipped"  # it had been kept and faded; the next try has not begun


STATES = tuple(str(state) for state in State)
_CLOSED = {"adopt": State.KEPT, "adapt": State.CHANGED, "abandon": State.STOPPED}
_OPENED = {"adapt": State.CHANGED, "slip": State.SLIPPED}


def state_of(cycle: Cycle, today: date) -> State:
    """From the newest cycle of a trial."""
    if cycle.act:
        return _CLOSED[cycle.act]
    if cycle.starts_on is None or cycle.starts_on > today:
        return _OPENED.get(cycle.began, State.PLANNED)
    if cycle.what_happened or (cycle.review_on is not None and cycle.review_on <= today):
        return State.STUDYING
    return State.TESTING
