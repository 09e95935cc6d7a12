"""Steering the room: doors, stages, clock, pause, reveal. Nothing here destroys anything."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from app.domain.anonymity import decide_merging
from app.domain.ballots import people_by_place
from app.domain.changes import Topic, announce
from app.domain.ended import not_ended
from app.domain.errors import NotYours, Refused
from app.domain.feelings import Placement
from app.domain.history import record
from app.domain.journey import touchpoint_called
from app.domain.late import take_up_late
from app.domain.seats import Seat
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    Stage,
    StageKind,
    Workshop,
    new_code,
    stage_called,
    stages_of,
)

REVEALING = (StageKind.MAP, StageKind.CHOOSE)


def open_doors(session: Session, by: Facilitator) -> None:
    """People can join; the room is in its first stage."""
    workshop = by.workshop
    if workshop.ended_at is not None:
        raise Refused("This workshop has ended.")
    not_ended(session, workshop.project_id)
    if workshop.code is None:
        record(session, by, "doors", **_doors(workshop))
    workshop.doors_opened_at = workshop.doors_opened_at or by.now
    workshop.doors_closed_at = None
    workshop.code = workshop.code or new_code(session)
    session.add(workshop)
    announce(session, workshop.id, Topic.ROOM, Topic.STAGE)


def close_doors(session: Session, by: Facilitator) -> None:
    """The typed code dies; the QR code still lets latecomers in."""
    workshop = by.workshop
    if workshop.code is None:
        return
    record(session, by, "doors", **_doors(workshop))
    workshop.doors_closed_at, workshop.code = by.now, None
    session.add(workshop)
    announce(session, workshop.id, Topic.ROOM, Topic.STAGE)


def end_workshop(session: Session, by: Facilitator, seen: str = "") -> None:
    """`seen` is the stage that whoever pressed was looking at: in another one, nothing happens."""
    workshop = by.workshop
    if seen and seen != (workshop.stage_id or NOWHERE):
        return
    record(session, by, "end", code=workshop.code)
    workshop.ended_at, workshop.code, workshop.clock_ends_at = by.now, None, None
    workshop.doors_closed_at = workshop.doors_closed_at or by.now
    session.add(workshop)
    announce(session, workshop.id, Topic.STAGE, Topic.ROOM, Topic.CLOCK)


NOWHERE = "-"  # said by a desk that has not begun


def move(session: Session, by: Facilitator, to: str, seen: str = "") -> Stage | None:
    """To "next", "back" or a stage's id: every phone and the wall follow (S3).

    `seen` is the stage that whoever pressed was looking at: when the room has moved on since (a
    double click, another facilitator), nothing happens.
    """
    if by.workshop.doors_opened_at is None:
        raise Refused("Open the doors first.")
    if by.workshop.ended_at is not None:
        raise Refused("This workshop has ended.")
    if seen and seen != (by.workshop.stage_id or NOWHERE):
        return None
    stages = stages_of(session, by.workshop.id)
    wanted = _wanted(stages, by.workshop.stage_id, to)
    record(session, by, "move", **_where(by.workshop))
    return move_to(session, by.workshop, wanted, by.now)


def move_to(session: Session, workshop: Workshop, stage: Stage, now: datetime) -> Stage:
    """Leave one stage, closed but for its grace, and be in another.

    What was revealed once stays closed: a second picture would tell of single people.
    """
    before = session.get(Stage, workshop.stage_id) if workshop.stage_id else None
    if before is not None and before.id != stage.id:
        if not before.settings.get("stays_open"):
            before.closed_at = before.closed_at or now
        session.add(before)
    stage.opened_at = stage.opened_at or now
    stage.visits += 1
    if stage.sealed_at is None:
        stage.closed_at = None
    session.add(stage)
    workshop.stage_id = stage.id
    workshop.shows_the_stage()
    workshop.clock_waits = False
    _start_clock(workshop, 60 * stage.minutes, workshop.paused_at is None, now)
    session.add(workshop)
    announce(session, workshop.id, Topic.STAGE, Topic.CLOCK, Topic.DONE, Topic.REVEAL)
    return stage


_CLOCK = (
    update(Workshop)
    .where(col(Workshop.id) == bindparam("workshop"))
    .values(clock_left=bindparam("clock_left"), clock_ends_at=bindparam("clock_ends_at"))
)


def set_clock(
    session: Session, by: Facilitator, *, minutes: int = 0, running: bool | None = True
) -> None:
    """Add or take minutes, stop, go on, or turn over (S4). At zero nothing is cut off."""
    workshop = by.workshop
    running = workshop.clock_ends_at is None if running is None else running
    if not _has_clock(workshop):
        raise Refused("There is no clock before the first stage.")
    record(session, by, "clock", **_where(workshop))
    left = seconds_left(workshop, by.now) + 60 * minutes
    found = {
        "clock_left": None if running else left,
        "clock_ends_at": by.now + timedelta(seconds=left) if running else None,
    }
    session.connection().execute(_CLOCK, {"workshop": workshop.id, **found})
    for name, value in found.items():
        set_committed_value(workshop, name, value)
    announce(session, workshop.id, Topic.CLOCK)


def pause(session: Session, by: Facilitator, *, paused: bool | None) -> None:
    """All phones and the wall go calm; the clock stands still; nothing is lost (S6)."""
    workshop = by.workshop
    paused = workshop.paused_at is None if paused is None else paused
    if paused == (workshop.paused_at is not None):
        return
    record(session, by, "pause", paused=not paused)
    set_pause(session, workshop, paused, by.now)


def set_pause(session: Session, workshop: Workshop, paused: bool, now: datetime) -> None:
    """A clock that stood still before the pause stands still after it."""
    left, is_there = seconds_left(workshop, now), _has_clock(workshop)
    if paused:
        workshop.clock_waits = is_there and workshop.clock_ends_at is None
    if is_there:
        _start_clock(workshop, left, not paused and not workshop.clock_waits, now)
    workshop.paused_at = now if paused else None
    stage = session.get(Stage, workshop.stage_id) if workshop.stage_id else None
    if stage is not None and not paused:
        stage.visits += 1  # phones have entries here: their empty forms stay locked until filled in
        session.add(stage)
    session.add(workshop)
    announce(session, workshop.id, Topic.CALM, Topic.CLOCK)


def blank(session: Session, by: Facilitator, *, blanked: bool | None) -> None:
    """The wall shows nothing for a moment."""
    blanked = by.workshop.blanked_at is None if blanked is None else blanked
    if blanked == (by.workshop.blanked_at is not None):
        return
    record(session, by, "blank", blanked=not blanked)
    by.workshop.blanked_at = by.now if blanked else None
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.CALM)


def show_touchpoint(session: Session, by: Facilitator, touchpoint: str) -> None:
    """Put one touchpoint's words large on the wall; nothing takes them away again (M6)."""
    if touchpoint:
        touchpoint_called(session, by.workshop.project_id, touchpoint)
    if touchpoint == (by.workshop.shown_touchpoint or ""):
        return
    record(session, by, "show", touchpoint=by.workshop.shown_touchpoint)
    by.workshop.shown_touchpoint, by.workshop.shown_page = touchpoint or None, 0
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.REVEAL)


def reveal(session: Session, by: Facilitator, *, revealed: bool | None) -> None:
    """Show the map or the result on the wall, or hide it again.

    Revealing closes what it is about for good: one late mark would show whose it is. Whether
    carers are shown with patients is decided now, once (A1).
    """
    stage = stage_called(session, by.workshop.id, by.workshop.stage_id)
    if stage.kind not in REVEALING:
        raise Refused("There is nothing to reveal in this stage.")
    revealed = stage.revealed_at is None if revealed is None else revealed
    if revealed == (stage.revealed_at is not None):
        return
    record(session, by, "reveal", stage=stage.id, revealed=not revealed)
    show(session, by.workshop, stage, by.now if revealed else None)


def show(session: Session, workshop: Workshop, stage: Stage, at: datetime | None) -> None:
    """Set or take back a reveal."""
    stage.revealed_at, workshop.shown_page = at, 0
    session.add(workshop)
    if at is not None:
        if stage.merged is None:
            stage.merged = _merging(session, workshop, stage)
        if stage.kind == StageKind.MAP:
            take_up_late(session, workshop, merged=stage.merged)
        _seal(session, workshop.id, stage, at)
    session.add(stage)
    announce(session, workshop.id, Topic.REVEAL, Topic.STAGE)


def _merging(session: Session, workshop: Workshop, stage: Stage) -> bool:
    if stage.kind == StageKind.CHOOSE:
        return decide_merging(people_by_place(session, stage), workshop.k)
    return decide_merging(placements_by_voice(session, workshop.id), workshop.k)


def placements_by_voice(session: Session, workshop_id: str) -> dict[str, dict[Voice, int]]:
    """By touchpoint and voice: how many people placed it (not those it did not happen to)."""
    rows = session.exec(
        select(Placement.touchpoint_id, Seat.voice)
        .join(Seat)
        .where(Placement.workshop_id == workshop_id, col(Placement.height).is_not(None))
    )
    counts: dict[str, dict[Voice, int]] = {}
    for touchpoint, voice in rows:
        at = counts.setdefault(touchpoint, dict.fromkeys(Voice, 0))
        at[Voice(voice)] += 1
    return counts


def seconds_left(workshop: Workshop, now: datetime) -> int:
    if workshop.clock_left is not None:
        return workshop.clock_left
    ends = workshop.clock_ends_at
    return round((ends - now).total_seconds()) if ends is not None else 0


def _doors(workshop: Workshop) -> dict[str, object]:
    opened, closed = workshop.doors_opened_at, workshop.doors_closed_at
    return {
        "code": workshop.code,
        "opened_at": opened.isoformat() if opened else None,
        "closed_at": closed.isoformat() if closed else None,
    }


def _wanted(stages: list[Stage], now_in: str | None, to: str) -> Stage:
    ids = [stage.id for stage in stages]
    at = ids.index(now_in) if now_in in ids else -1
    if to in ids:
        return stages[ids.index(to)]
    if to == "next":
        if at + 1 >= len(stages):
            raise Refused("This is the last stage.")
        return stages[at + 1]
    if to == "back":
        if at <= 0:
            raise Refused("This is the first stage.")
        return stages[at - 1]
    raise NotYours("There is no such stage here.")


def _where(workshop: Workshop) -> dict[str, object]:
    ends = workshop.clock_ends_at
    return {
        "stage_id": workshop.stage_id,
        "clock_ends_at": ends.isoformat() if ends else None,
        "clock_left": workshop.clock_left,
    }


def _has_clock(workshop: Workshop) -> bool:
    return workshop.clock_ends_at is not None or workshop.clock_left is not None


def _start_clock(workshop: Workshop, left: int, running: bool, now: datetime) -> None:
    workshop.clock_left = None if running else left
    workshop.clock_ends_at = now + timedelta(seconds=left) if running else None


def _seal(session: Session, workshop_id: str, revealed: Stage, at: datetime) -> None:
    sealed = [revealed]
    if revealed.kind == StageKind.MAP:
        wanted = select(Stage).where(
            Stage.workshop_id == workshop_id, Stage.kind == StageKind.FEELINGS
        )
        sealed = list(session.exec(wanted))
    for stage in sealed:
        stage.closed_at, stage.sealed_at = stage.closed_at or at, at
        session.add(stage)
