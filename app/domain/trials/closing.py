"""Study and act: what came of it beside what was expected, and what the team does now (T1)."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.errors import NotYours, Refused, Unusable
from app.domain.text import maybe_written, written
from app.domain.trials.doing import Task
from app.domain.trials.history import remember
from app.domain.trials.tables import ACTS, COMPARED, PARAGRAPH, Cycle
from app.domain.trials.teammates import Teammate, cycles_of, now_in, open_cycle

CARRIED = ("change", "prediction", "place", "scale", "stop_rule")
"""What a plan takes along into the next cycle; its days are chosen anew."""


@dataclass(frozen=True)
class Closing:
    """What is said when a try is closed."""

    what_happened: str
    compared: str  # yes | partly | no: whether it came as expected
    act: str  # adopt | adapt | abandon
    reason: str
    learned: str = ""
    tell: str = ""  # who must be told what
    answer: str = ""  # when it is abandoned: what we say to those who asked for it


def close_cycle(session: Session, by: Teammate, closing: Closing) -> None:
    """Needs what happened, a comparison, a decision and its reason; when it is abandoned, also what
    is said to those who asked for it. To adapt opens the next cycle, with the plan carried over.

    The same words sent again change nothing.
    """
    said = _cleaned(closing)
    cycle = now_in(session, by.trial.id)
    if said in [_says(each) for each in cycles_of(session, by.trial.id) if each.act]:
        return
    if cycle.act:
        raise Refused("Somebody else has closed this try. What you wrote is still here.")
    if not cycle.prediction:
        raise Refused("Please write what you expected before you say what happened.")
    _is_whole(said)
    remember(session, by, "close", number=cycle.number, **_says(cycle))
    put_closing(session, cycle, said)
    cycle.closed_at, cycle.closed_by = by.now, by.account_id
    if said["act"] == "adapt":
        open_next(session, cycle, began="adapt")


def write_study(session: Session, by: Teammate, closing: Closing) -> None:
    """What is known so far, to be closed later; nothing of it is asked for yet."""
    cycle = open_cycle(session, by)
    said = {**_cleaned(closing), "act": None}
    if said["compared"] not in ("", *COMPARED):
        raise Unusable("Please say whether it came as you expected.")
    if said == _says(cycle):
        return
    remember(session, by, "study", number=cycle.number, **_says(cycle))
    put_closing(session, cycle, said)


def correct_cycle(session: Session, by: Teammate, number: int, closing: Closing) -> None:
    """Other words for a try that is closed. What was decided stays: it is undone, not reworded."""
    cycle = _called(session, by, number)
    said = _cleaned(closing)
    if cycle.act is None or said["act"] != cycle.act:
        raise Refused("What was decided stays as it was. You can undo it, or begin a new try.")
    _is_whole(said)
    if said == _says(cycle):
        return
    remember(session, by, "correct", number=number, **_says(cycle))
    put_closing(session, cycle, said)


def reopen(session: Session, by: Teammate, *, because: str, began: str = "again") -> None:
    """A new cycle after one that was kept or stopped, with the plan carried over.

    `began` is "slip" when it had faded. Raises Refused while a try is open.
    """
    cycle = now_in(session, by.trial.id)
    if not cycle.act:
        raise Refused("A try is open already.")
    because = written(because, PARAGRAPH)
    open_next(session, cycle, began=began, because=because)
    remember(session, by, began, number=cycle.number + 1)


def open_next(session: Session, last: Cycle, *, began: str, because: str = "") -> None:
    carried = {name: getattr(last, name) for name in CARRIED}
    number = last.number + 1
    session.add(
        Cycle(trial_id=last.trial_id, number=number, began=began, because=because, **carried)
    )
    session.flush()
    _move_tasks(session, last.trial_id, last.number, number)


def put_closing(session: Session, cycle: Cycle, said: dict[str, Any]) -> None:
    """Without a record of its own: also the way back."""
    for name, value in said.items():
        setattr(cycle, name, value)
    session.add(cycle)


def take_next_away(session: Session, trial: str, number: int) -> None:
    """The way back from opening a cycle in which nothing has happened."""
    cycle = session.get_one(Cycle, (trial, number))
    _move_tasks(session, trial, number, number - 1)
    session.delete(cycle)
    session.flush()


def _move_tasks(session: Session, trial: str, old: int, new: int) -> None:
    """Those that are still to be done."""
    wanted = select(Task).where(
        Task.trial_id == trial, Task.cycle == old, col(Task.done_at).is_(None)
    )
    for task in session.exec(wanted):
        task.cycle = new
        session.add(task)


def _called(session: Session, by: Teammate, number: int) -> Cycle:
    cycle = session.get(Cycle, (by.trial.id, number))
    if cycle is None:
        raise NotYours("There is no such try.")
    return cycle


def _says(cycle: Cycle) -> dict[str, Any]:
    return {name: getattr(cycle, name) for name in Closing.__dataclass_fields__}


def _cleaned(closing: Closing) -> dict[str, Any]:
    said: dict[str, Any] = asdict(closing)
    for name in ("what_happened", "reason", "learned", "tell", "answer"):
        said[name] = maybe_written(said[name], PARAGRAPH)
    return said


def _is_whole(said: dict[str, Any]) -> None:
    chosen = said["act"] in ACTS and said["compared"] in COMPARED
    if not chosen or not said["what_happened"] or not said["reason"]:
        raise Refused(
            "To close this try, please say what happened, whether you expected that, what you do "
            "now, and why."
        )
    if said["act"] == "abandon" and not said["answer"]:
        raise Refused("Please write what you say to those who asked for it.")
