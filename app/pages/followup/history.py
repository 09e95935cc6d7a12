"""What was done with a trial, in words, and what of it can be undone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.accounts import Account
from app.domain.errors import N_
from app.domain.trial_undoing import last_act_on, name_of
from app.domain.trials import Teammate, TrialAct, acts_of

SAID = {
    "plan": N_("Changed the plan"),
    "owners": N_("Said who leads it"),
    "study": N_("Wrote what is known so far"),
    "close": N_("Closed the try"),
    "correct": N_("Corrected what is written about a closed try"),
    "again": N_("Began a new try"),
    "slip": N_("It had slipped, so a new try was opened"),
    "task": N_("Added a task"),
    "no_task": N_("Took a task away"),
    "tick": N_("Ticked a task, or took the tick away"),
    "note": N_("Wrote down what happened"),
    "no_note": N_("Took a note away"),
    "link": N_("Made a link for the team"),
    "no_link": N_("Withdrew the team’s link"),
    "ask": N_("Made a card to ask today’s people"),
    "no_ask": N_("Withdrew a card"),
    "check": N_("Said whether it still happens"),
    "how": N_("Wrote how we did it"),
    "publish": N_("Published how we did it"),
    "unpublish": N_("Took how we did it out of the library"),
    "copy": N_("Took over how others did it"),
    "no_copy": N_("Goes on without what was taken over"),
}
UNDO = {
    "plan": N_("Undo: plan"),
    "owners": N_("Undo: who leads it"),
    "study": N_("Undo: what is known so far"),
    "close": N_("Undo: closing the try"),
    "correct": N_("Undo: correction"),
    "again": N_("Undo: new try"),
    "slip": N_("Undo: new try"),
    "task": N_("Undo: task"),
    "no_task": N_("Undo: taking the task away"),
    "tick": N_("Undo: tick"),
    "note": N_("Undo: note"),
    "no_note": N_("Undo: taking the note away"),
    "check": N_("Undo: check"),
    "how": N_("Undo: how we did it"),
    "publish": N_("Undo: publishing"),
    "unpublish": N_("Undo: taking it out of the library"),
    "copy": N_("Undo: what was taken over"),
    "no_copy": N_("Undo: going on without it"),
}
MOST = 40


@dataclass(frozen=True)
class Handed:
    """From whom to whom, as roles and names."""

    before: str
    after: str
    note: str


@dataclass(frozen=True)
class ActLine:
    at: datetime
    said: str
    hand: str  # desk | link | answers
    name: str  # of whoever did it at the desk
    handed: tuple[Handed, ...]
    is_undone: bool


@dataclass(frozen=True)
class Undoable:
    name: str
    label: str


def history_shown(session: Session, by: Teammate) -> tuple[ActLine, ...]:
    """The newest first."""
    return _lines(session, acts_of(session, by.trial.id)[:MOST])


def handed_over(session: Session, by: Teammate) -> tuple[ActLine, ...]:
    """When somebody else came to lead it, and has not gone since; the newest first."""
    acts = [a for a in acts_of(session, by.trial.id) if a.what == "owners" and a.undone_at is None]
    return tuple(line for line in _lines(session, acts) if line.handed)


def _lines(session: Session, acts: list[TrialAct]) -> tuple[ActLine, ...]:
    ids = {act.account_id for act in acts if act.account_id}
    rows = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids)))
    names = dict(rows.all())
    return tuple(
        ActLine(
            at=act.at,
            said=SAID[act.what],
            hand=act.hand,
            name=names.get(act.account_id or "", ""),
            handed=_handed(act),
            is_undone=act.undone_at is not None,
        )
        for act in acts
    )


def undoable(session: Session, by: Teammate) -> Undoable | None:
    act = last_act_on(session, by)
    return Undoable(name_of(act), UNDO[act.what]) if act else None


def _handed(act: TrialAct) -> tuple[Handed, ...]:
    if act.what != "owners":
        return ()
    before, after, note = act.before, act.before["to"], act.before["note"]
    changed = [
        Handed(_who(before, side), _who(after, side), note)
        for side in ("owner", "co_owner")
        if _who(before, side) != _who(after, side)
    ]
    return tuple(changed)


def _who(owners: dict[str, str], side: str) -> str:
    return ", ".join(filter(None, (owners[side], owners[f"{side}_name"])))
