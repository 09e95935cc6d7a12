"""Undoing the newest act on a trial (K5): each kind has its way back."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.library import (
    put_copy_away,
    put_how,
    put_on_shelf,
    take_off_shelf,
)
from app.domain.library.copying import put_copy_back
from app.domain.still_there.checks import put_check_back
from app.domain.trials.closing import put_closing, take_next_away
from app.domain.trials.doing import Note, Task
from app.domain.trials.history import TrialAct, acts_of
from app.domain.trials.owning import Owners, set_owners
from app.domain.trials.planning import put_plan
from app.domain.trials.tables import Cycle
from app.domain.trials.teammates import Teammate

Before = dict[str, Any]

FOR_MEMBERS = {"owners", "publish", "unpublish", "copy", "no_copy"}
"""What the team's link may not do, it may not undo either."""


def undo_on_trial(session: Session, by: Teammate, seen: str) -> None:
    """Take back the newest act that has a way back.

    `seen` names the act that whoever pressed was looking at; raises Refused when another one is
    the newest by now, so that nobody undoes what they have not seen.
    """
    act = last_act_on(session, by)
    if act is None or seen != name_of(act):
        raise Refused("Something else has been done meanwhile, so nothing was undone.")
    _BACK[act.what](session, by, act.before)
    act.undone_at = by.now
    session.add(act)


def last_act_on(session: Session, by: Teammate) -> TrialAct | None:
    """What whoever asks would undo; None where there is nothing, or it is not theirs to undo."""
    for act in acts_of(session, by.trial.id):
        if act.undone_at is None and act.what in _BACK:
            return act if by.is_member or act.what not in FOR_MEMBERS else None
    return None


def name_of(act: TrialAct) -> str:
    """How a page says which act it means: its moment and its kind, not its number."""
    return f"{act.at.isoformat()} {act.what}"


def _planned(session: Session, by: Teammate, before: Before) -> None:
    said = dict(before)
    cycle = session.get_one(Cycle, (by.trial.id, said.pop("number")))
    put_plan(session, by.trial, cycle, said)


def _handed_over(session: Session, by: Teammate, before: Before) -> None:
    set_owners(session, by.trial, Owners(**{n: before[n] for n in Owners.__dataclass_fields__}))


def _closed(session: Session, by: Teammate, before: Before) -> None:
    said = dict(before)
    number = said.pop("number")
    cycle = session.get_one(Cycle, (by.trial.id, number))
    if cycle.act == "adapt":
        take_next_away(session, by.trial.id, number + 1)
    put_closing(session, cycle, said)
    cycle.closed_at = cycle.closed_by = None


def _written(session: Session, by: Teammate, before: Before) -> None:
    said = dict(before)
    put_closing(session, session.get_one(Cycle, (by.trial.id, said.pop("number"))), said)


def _opened(session: Session, by: Teammate, before: Before) -> None:
    take_next_away(session, by.trial.id, before["number"])


def _task_added(session: Session, by: Teammate, before: Before) -> None:
    session.get_one(Task, before["task"]).gone_at = by.now


def _task_gone(session: Session, _by: Teammate, before: Before) -> None:
    session.get_one(Task, before["task"]).gone_at = None


def _ticked(session: Session, by: Teammate, before: Before) -> None:
    session.get_one(Task, before["task"]).done_at = by.now if before["done"] else None


def _noted(session: Session, by: Teammate, before: Before) -> None:
    session.get_one(Note, before["note"]).gone_at = by.now


def _note_gone(session: Session, _by: Teammate, before: Before) -> None:
    session.get_one(Note, before["note"]).gone_at = None


def _settled(session: Session, _by: Teammate, before: Before) -> None:
    put_check_back(session, before["check"])


def _how(session: Session, by: Teammate, before: Before) -> None:
    put_how(session, by.trial.id, before)


def _published(session: Session, by: Teammate, before: Before) -> None:
    if before:
        put_on_shelf(session, by, before)
    else:
        take_off_shelf(session, by.trial.id)


def _copied(session: Session, by: Teammate, before: Before) -> None:
    put_copy_away(session, by, before["copy"], before["tasks"])


def _copy_gone(session: Session, by: Teammate, before: Before) -> None:
    put_copy_back(session, by, before["copy"])


_BACK: dict[str, Callable[[Session, Teammate, Before], None]] = {
    "plan": _planned,
    "owners": _handed_over,
    "study": _written,
    "close": _closed,
    "correct": _written,
    "again": _opened,
    "slip": _opened,
    "task": _task_added,
    "no_task": _task_gone,
    "tick": _ticked,
    "note": _noted,
    "no_note": _note_gone,
    "check": _settled,
    "how": _how,
    "publish": _published,
    "unpublish": _published,
    "copy": _copied,
    "no_copy": _copy_gone,
}
