"""Undoing the last act at the desk (K5): each kind of act has its way back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.domain import putting_back
from app.domain.board import KINDS
from app.domain.cards import put_card_back
from app.domain.changes import Topic, announce
from app.domain.decisions import decision_on
from app.domain.errors import N_, NotYours, Refused
from app.domain.helpers import put_helper_back
from app.domain.history import Gone, last_act, name_of
from app.domain.journey import Proposal
from app.domain.moderation import put_back
from app.domain.preparing import put_back_preparing
from app.domain.running_order import put_back_order
from app.domain.seating import put_tables_back
from app.domain.showing import set_themes, set_words
from app.domain.steering import move_to, set_pause, show
from app.domain.teams import put_team
from app.domain.themes import undo_group, undo_rename
from app.domain.trials import trial_of
from app.domain.workshops import Facilitator, Stage, new_code, stage_called

GONE = N_("Its author has taken it back meanwhile, so there was nothing to undo.")


def undo(session: Session, by: Facilitator, seen: str = "") -> str:
    """Take back the newest act; a sentence when what it was about is gone meanwhile.

    `seen` names the act that whoever pressed was looking at; if another one is newest by now,
    nothing happens. Raises Refused when there is none.
    """
    act = last_act(session, by.workshop.id)
    if act is None:
        raise Refused("There is nothing to undo.")
    if seen and seen != name_of(act.at):
        return ""
    said = ""
    try:
        _BACK[act.what](session, by, act.before)
    except (Gone, NotYours) as error:
        said = (error.args[0] if isinstance(error, Gone) and error.args else "") or GONE
    act.undone_at = by.now
    session.add(act)
    announce(session, by.workshop.id, Topic.HISTORY)
    return said


Before = dict[str, Any]


def _moved(session: Session, by: Facilitator, before: Before) -> None:
    if before["stage_id"] is None:
        left = stage_called(session, by.workshop.id, by.workshop.stage_id)
        left.closed_at = by.now
        by.workshop.stage_id = by.workshop.clock_ends_at = None
        session.add(by.workshop)
        announce(session, by.workshop.id, Topic.STAGE, Topic.CLOCK, Topic.DONE)
        return
    move_to(session, by.workshop, stage_called(session, by.workshop.id, before["stage_id"]), by.now)
    _clock(session, by, before)


def _clock(session: Session, by: Facilitator, before: Before) -> None:
    ends = before["clock_ends_at"]
    by.workshop.clock_ends_at = datetime.fromisoformat(ends) if ends else None
    by.workshop.clock_left = before["clock_left"]
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.CLOCK, Topic.CALM)


def _revealed(session: Session, by: Facilitator, before: Before) -> None:
    stage: Stage = stage_called(session, by.workshop.id, before["stage"])
    show(session, by.workshop, stage, by.now if before["revealed"] else None)


def _moderated(session: Session, by: Facilitator, before: Before) -> None:
    """Of many, those that still stand as the act left them."""
    items = before.get("items", [before])
    back = [_put_back(session, by, each) for each in items]
    if not any(back):
        raise Gone


def _put_back(session: Session, by: Facilitator, before: Before) -> bool:
    try:
        return put_back(session, by, KINDS[before["kind"]], before)
    except NotYours:
        return False


def _grouped(session: Session, by: Facilitator, before: Before) -> None:
    if not undo_group(session, by, before):
        raise Gone


def _renamed(session: Session, by: Facilitator, before: Before) -> None:
    if not undo_rename(session, by, before):
        raise Gone


def _large(session: Session, by: Facilitator, before: Before) -> None:
    if "themes" in before:
        set_themes(session, by, before["themes"], before.get("theme"))
    else:
        set_words(session, by, before["words"])


def _paused(session: Session, by: Facilitator, before: Before) -> None:
    set_pause(session, by.workshop, before["paused"], by.now)


def _answered(session: Session, by: Facilitator, before: Before) -> None:
    proposal = session.get_one(Proposal, before["proposal"])
    if proposal.state != "answered":
        raise Gone
    proposal.state, proposal.answer, proposal.decided_at = "waiting", "", None
    session.add(proposal)
    announce(session, by.workshop.id, Topic.JOURNEY)


def _decided(session: Session, by: Facilitator, before: Before) -> None:
    if trial_of(session, before["idea"]) is not None:
        raise Refused("A trial has begun from this decision. Change the trial instead.")
    decision = decision_on(session, by.workshop.id, before["idea"])
    if decision is None:
        raise Gone
    if before["outcome"] is None:
        session.delete(decision)
    else:
        decision.outcome, decision.reason = before["outcome"], before["reason"]
        decision.joined_with = before["joined_with"]
        session.add(decision)
    announce(session, by.workshop.id, Topic.DECISIONS)


def _ended(session: Session, by: Facilitator, before: Before) -> None:
    by.workshop.ended_at = None
    if before["code"]:
        by.workshop.code, by.workshop.doors_closed_at = new_code(session), None
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.STAGE, Topic.ROOM)


def _arranged(session: Session, by: Facilitator, before: Before) -> None:
    meets_on = before.get("meets_on")
    day = date.fromisoformat(meets_on) if meets_on else None
    put_team(session, by, before["idea"], before.get("owner", ""), day)


_BACK: dict[str, Callable[[Session, Facilitator, Before], None]] = {
    "move": _moved,
    "clock": _clock,
    "pause": _paused,
    "reveal": _revealed,
    "moderate": _moderated,
    "group": _grouped,
    "rename": _renamed,
    "large": _large,
    "answer": _answered,
    "decide": _decided,
    "end": _ended,
    "doors": putting_back.doors,
    "blank": putting_back.blanked,
    "show": putting_back.shown,
    "word": putting_back.word,
    "accept": putting_back.accepted,
    "heads": putting_back.heads,
    "tables": put_tables_back,
    "team": _arranged,
    "order": put_back_order,
    "prepare": put_back_preparing,
    "card": put_card_back,
    "helper": put_helper_back,
}
