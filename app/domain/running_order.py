"""The running order: stages changed, added, removed and moved, before and during the day (S2)."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, delete

from app.content import fitting_words, new_stage
from app.domain.ballots import is_anything_cast
from app.domain.changes import Topic, announce
from app.domain.choosing import method_of
from app.domain.errors import Refused, Unusable
from app.domain.history import Gone, record
from app.domain.seats import Done
from app.domain.stage_settings import STAYS, rules_of, settings_from, whole
from app.domain.text import maybe_written, written
from app.domain.workshops import Facilitator, Stage, StageKind, stage_called, stages_of

TITLE, INSTRUCTION, SCRIPT = 60, 300, 1200  # characters
MOST_MINUTES, MOST_STAGES = 240, 40

_TOLD = ("kind", "title", "instruction", "script", "minutes", "settings")


def seen(stage: Stage) -> str:
    """Stands for the stage as somebody looked at it."""
    told = repr([(name, getattr(stage, name)) for name in _TOLD])
    return sha256(told.encode()).hexdigest()[:12]


def may_go(stage: Stage, now_in: str | None) -> bool:
    """Whether it can be removed: a stage that the room was in keeps what was given there."""
    return stage.opened_at is None and stage.id != now_in


def change_stage(
    session: Session, by: Facilitator, *, stage: str, typed: Mapping[str, str], as_seen: str
) -> None:
    """Its words, its minutes and its settings; not while a colleague has changed it meanwhile."""
    found = _called(session, by, stage)
    if as_seen != seen(found):
        raise Refused("A colleague has just changed this stage. Please look at it once more.")
    minutes = whole(typed.get("minutes", ""), 1, MOST_MINUTES)
    typed = _with_fitting_words(found, typed)
    title = written(typed.get("title", ""), TITLE, one_line=True)
    instruction = written(typed.get("instruction", ""), INSTRUCTION)
    script = maybe_written(typed.get("script", ""), SCRIPT)
    if minutes is None:
        raise Unusable("Please give the minutes as a number from 1 to %(most)s.", most=MOST_MINUTES)
    settings = settings_from(found, typed, is_cast=_is_cast(session, found))
    _record(session, by, found)
    found.title, found.instruction, found.script = title, instruction, script
    found.minutes, found.settings = minutes, settings
    session.add(found)
    _tell(session, by)


def add_stage(session: Session, by: Facilitator, *, kind: str, after: str = "") -> str:
    """A new stage after another one, or at the end; its id."""
    if kind not in set(StageKind):
        raise Unusable("Please choose a kind of stage.")
    _goes_on(by)
    order = stages_of(session, by.workshop.id)
    if len(order) >= MOST_STAGES:
        raise Refused("A workshop has at most %(most)s stages.", most=MOST_STAGES)
    ids = [each.id for each in order]
    at = ids.index(after) + 1 if after in ids else len(ids)
    new = new_stage(kind)
    made = Stage(
        workshop_id=by.workshop.id,
        position=at,
        kind=StageKind(kind),
        title=new.title,
        instruction=new.instruction,
        script=new.script,
        minutes=new.minutes,
        settings=new.settings,
    )
    record(session, by, "order", stage=made.id, was=None, order=ids)
    _put(session, [*order[:at], made, *order[at:]])
    _tell(session, by)
    return made.id


def remove_stage(session: Session, by: Facilitator, *, stage: str) -> None:
    found = _called(session, by, stage)
    if not may_go(found, by.workshop.stage_id):
        raise Refused("The room has been in this stage, so it stays with what was given there.")
    _record(session, by, found)
    _take_out(session, by, found)
    _tell(session, by)


def shift_stage(session: Session, by: Facilitator, *, stage: str, up: bool) -> None:
    """One place earlier or later; at the end of the list nothing happens."""
    found = _called(session, by, stage)
    order = stages_of(session, by.workshop.id)
    at = order.index(found)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    _record(session, by, found)
    order[at], order[to] = order[to], order[at]
    _put(session, order)
    _tell(session, by)


def put_back_order(session: Session, by: Facilitator, before: dict[str, Any]) -> None:
    """Undo one change. Raises Gone when the room has been in a stage that would have to go."""
    found = session.get(Stage, before["stage"])
    was = before["was"]
    if was is None:
        if found is None or not may_go(found, by.workshop.stage_id):
            raise Gone("The room has been in this stage meanwhile, so it stays.")
        _take_out(session, by, found)
    else:
        if (
            found is not None
            and rules_of(was["settings"]) != rules_of(found.settings)
            and _is_cast(session, found)
        ):
            raise Gone(STAYS)
        found = found or Stage(id=before["stage"], workshop_id=by.workshop.id, position=0, **was)
        for name, value in was.items():
            setattr(found, name, value)
        session.add(found)
        session.flush()
    known = {each.id: each for each in stages_of(session, by.workshop.id)}
    first = [known.pop(each) for each in before["order"] if each in known]
    _put(session, [*first, *known.values()])
    _tell(session, by)


def _called(session: Session, by: Facilitator, stage: str) -> Stage:
    _goes_on(by)
    return stage_called(session, by.workshop.id, stage)


def _goes_on(by: Facilitator) -> None:
    if by.workshop.ended_at is not None:
        raise Refused("This workshop has ended.")


def _is_cast(session: Session, stage: Stage) -> bool:
    return stage.kind == StageKind.CHOOSE and is_anything_cast(session, stage)


def _with_fitting_words(stage: Stage, typed: Mapping[str, str]) -> Mapping[str, str]:
    """Ready words that nobody changed follow the method; what somebody wrote stays."""
    method = typed.get("method", "")
    if stage.kind != StageKind.CHOOSE or method in {"", method_of(stage)}:
        return typed
    return {**typed, **fitting_words(method, typed)}


def _record(session: Session, by: Facilitator, stage: Stage) -> None:
    was = {name: getattr(stage, name) for name in _TOLD}
    order = [each.id for each in stages_of(session, by.workshop.id)]
    record(session, by, "order", stage=stage.id, was=was, order=order)


def _take_out(session: Session, by: Facilitator, stage: Stage) -> None:
    session.exec(delete(Done).where(col(Done.stage_id) == stage.id))
    session.delete(stage)
    session.flush()
    _put(session, stages_of(session, by.workshop.id))


def _put(session: Session, order: list[Stage]) -> None:
    for position, each in enumerate(order):
        each.position = position
        session.add(each)
    session.flush()


def _tell(session: Session, by: Facilitator) -> None:
    announce(session, by.workshop.id, Topic.STAGE)
