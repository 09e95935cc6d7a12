"""What may be kept outside when a project ends: what was decided, tried and counted, and the words
whose authors agreed to the service's report. No names, no addresses, no ids."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.domain.anonymity import ROOM
from app.domain.decisions import decisions_in
from app.domain.ended import end_of
from app.domain.journey import touchpoints_of
from app.domain.library import how_of
from app.domain.measured import Measured, measured_in
from app.domain.projects import Member
from app.domain.replies import replies_in
from app.domain.seats import voices_in
from app.domain.still_there import said_by
from app.domain.trials import Cycle, TrialShown, trials_of
from app.domain.words_beside import words_at
from app.domain.workshops import Workshop, workshop_of

CYCLE = (
    "change", "prediction", "place", "scale", "stop_rule", "what_happened", "compared", "learned",
    "act", "reason", "tell", "answer", "because",
)  # fmt: skip


def archive(session: Session, by: Member) -> dict[str, Any]:
    """For a file; everything in it can be written as JSON."""
    project = by.project
    rooms = [room for room in workshop_of(session, project.id) if room.rehearsal_since is None]
    real = {room.id for room in rooms}
    end = end_of(session, project.id)
    replies = replies_in(session, project.id)
    return {
        "project": project.title,
        "journey": project.journey,
        "began": _day(project.created_at),
        "ended": _day(end.ended_at) if end else None,
        "touchpoints": [
            {
                "title": at.title,
                "source": at.source,
                "kind": at.kind,
                "words": [
                    {"text": said.text, "group": said.group}
                    for said in words_at(session, rooms, at.id)
                ],
            }
            for at in touchpoints_of(session, project.id)
        ],
        "workshops": [_room(session, room) for room in rooms],
        "other_answers": [
            {"state": each.state, "who": each.who, "reason": each.reason}
            for each in replies.values()
        ],
        "trials": [
            _trial(session, each)
            for each in trials_of(session, project.id)
            if each.workshop_id in real
        ],
    }


def _room(session: Session, room: Workshop) -> dict[str, Any]:
    made = decisions_in(session, room.id).values()
    return {
        "title": room.title,
        "on": _day(room.doors_opened_at or room.created_at),
        "people": {str(voice): n for voice, n in voices_in(session, room.id).items()},
        "decisions": [{"outcome": each.outcome, "reason": each.reason} for each in made],
    }


def _trial(session: Session, shown: TrialShown) -> dict[str, Any]:
    trial = shown.trial
    return {
        "title": trial.title,
        "touchpoint": shown.touchpoint,
        "aim": trial.aim,
        "owner": trial.owner,
        "co_owner": trial.co_owner,
        "tries": [_cycle(each) for each in shown.cycles],
        "measures": [_measure(each) for each in measured_in(session, trial.id)],
        "how": how_of(session, trial.id),
        "still_there": [
            {"side": s.side, "people": s.people, "felt": s.felt, "slipped": s.slipped}
            for s in said_by(session, trial.id, ROOM)
            if s.people
        ],
    }


def _cycle(cycle: Cycle) -> dict[str, Any]:
    said = {name: getattr(cycle, name) or "" for name in CYCLE}
    days = {"starts_on": _day(cycle.starts_on), "review_on": _day(cycle.review_on)}
    return {"number": cycle.number, **said, **days, "closed": _day(cycle.closed_at)}


def _measure(found: Measured) -> dict[str, Any]:
    of = found.measure
    return {
        "kind": of.kind,
        "title": of.title,
        "unit": of.unit,
        "better": of.better,
        "target": of.target,
        "figures": [
            {"day": str(f.day), "value": f.value, "people": f.people} for f in found.figures
        ],
    }


def _day(when: date | datetime | None) -> str | None:
    return when.strftime("%Y-%m-%d") if when else None
