"""What has happened in a project since its workshops, day by day: for a feed (R3).

Only what the team and the room decided. Nobody's words are in it, and no time of day.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain.decisions import Decision, that_stand
from app.domain.ideas import Idea
from app.domain.journey import touchpoints_of
from app.domain.projects import Project
from app.domain.replies import replies_in
from app.domain.reporting import leaves_room
from app.domain.trials import trials_of
from app.domain.workshops import workshop_of

MOST = 60


@dataclass(frozen=True)
class Happening:
    """One thing that happened; `sign` tells it from others and says nothing of where it is kept."""

    sign: tuple[str, ...]  # to be hashed with the installation's key
    on: date
    kind: str  # chosen | parked | not_now | joined | passed_on | cannot | begun | adopt | …
    touchpoint: str
    title: str = ""
    reason: str = ""
    who: str = ""


def happenings(session: Session, project: Project, today: date) -> tuple[Happening, ...]:
    """The newest first, and nothing before its day; of workshops that have ended, no rehearsals."""
    rooms = [
        w.id
        for w in workshop_of(session, project.id)
        if w.ended_at is not None and w.rehearsal_since is None
    ]
    places = {t.id: t.title for t in touchpoints_of(session, project.id)}
    found = [*_decided(session, rooms, places), *_replied(session, project.id, rooms, places)]
    for each in trials_of(session, project.id):
        if each.workshop_id not in rooms:
            continue
        title, at = leaves_room(each)[0], each.touchpoint
        for cycle in each.cycles:
            sign = (each.trial.id, str(cycle.number))
            begun = cycle.starts_on
            if begun and begun <= today and cycle.began == "first":
                found.append(Happening((*sign, "begun"), begun, "begun", at, title))
            if cycle.act and cycle.closed_at:
                reason = cycle.answer or cycle.reason
                day = cycle.closed_at.date()
                found.append(Happening((*sign, cycle.act), day, cycle.act, at, title, reason))
    return tuple(sorted(found, key=lambda h: (h.on, h.sign), reverse=True)[:MOST])


def _decided(session: Session, rooms: list[str], places: dict[str, str]) -> list[Happening]:
    rows = session.exec(
        select(Decision, Idea.touchpoint_id)
        .join(Idea, col(Idea.id) == col(Decision.idea_id))
        .where(col(Decision.workshop_id).in_(rooms), col(Idea.withdrawn_at).is_(None))
    ).all()
    at = {decision.idea_id: place for decision, place in rows}
    return [
        Happening(
            (made.id, made.outcome),
            made.decided_at.date(),
            "chosen" if made.outcome == "taken_forward" else made.outcome,
            places.get(at[idea], ""),
            reason=made.reason,
        )
        for idea, made in that_stand(decision for decision, _ in rows).items()
    ]


def _replied(
    session: Session, project: str, rooms: list[str], places: dict[str, str]
) -> list[Happening]:
    replies = replies_in(session, project)
    ideas = session.exec(select(Idea).where(col(Idea.id).in_(list(replies))))
    return [
        Happening(
            (idea.id, replies[idea.id].state),
            replies[idea.id].answered_at.date(),
            replies[idea.id].state,
            places.get(idea.touchpoint_id, ""),
            reason=replies[idea.id].reason,
            who=replies[idea.id].who,
        )
        for idea in ideas
        if idea.workshop_id in rooms
    ]
