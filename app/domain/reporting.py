"""The progress page: you said, together we tried, what changed (R1). Anybody may read it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.domain.anonymity import PUBLIC, Group, at_least, public_label
from app.domain.choosing import Decision
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.projects import Project
from app.domain.seats import Consent, Seat, Use
from app.domain.stories import Story
from app.domain.trials import TrialShown, trials_of
from app.domain.voices import Voice
from app.domain.workshops import Workshop


@dataclass(frozen=True)
class Said:
    """Words whose author agreed to this very wording, outside; the label only where 10 share it."""

    text: str
    group: Group | None


@dataclass(frozen=True)
class Tried:
    """One change at one touchpoint."""

    title: str
    change: str
    state: str  # planned | testing | kept | changed | stopped
    owner: str
    co_owner: str
    what_happened: str
    reason: str
    review_on: date | None


@dataclass(frozen=True)
class NotChosen:
    """An answer too: what was not taken forward, and why. Never the idea's own words."""

    outcome: str
    reason: str


@dataclass(frozen=True)
class TouchpointProgress:
    touchpoint: str
    said: tuple[Said, ...]
    tried: tuple[Tried, ...]
    not_chosen: tuple[NotChosen, ...]


@dataclass(frozen=True)
class Progress:
    project: str
    journey: str
    people: int | None  # None when fewer than 10 took part
    touchpoints: tuple[TouchpointProgress, ...]
    counts: dict[str, int]  # trials by state


def progress(session: Session, project: Project) -> Progress:
    """Only what may leave the room: see anonymity.PUBLIC and Use.OUTSIDE."""
    trials = trials_of(session, project.id)
    said = _said(session, project)
    refused = _not_chosen(session, project)
    shown = [
        TouchpointProgress(
            touchpoint=t.title,
            said=said.get(t.id, ()),
            tried=tuple(_tried(each) for each in trials if each.trial.touchpoint_id == t.id),
            not_chosen=refused.get(t.id, ()),
        )
        for t in touchpoints_of(session, project.id)
    ]
    people = _people(session, project)
    counts: dict[str, int] = {}
    for each in trials:
        counts[each.state] = counts.get(each.state, 0) + 1
    return Progress(
        project=project.title,
        journey=project.journey,
        people=people if people >= at_least(PUBLIC, PUBLIC) else None,
        touchpoints=tuple(t for t in shown if t.tried or t.not_chosen),
        counts=counts,
    )


def _tried(each: TrialShown) -> Tried:
    return Tried(
        title=each.trial.title,
        change=each.trial.change,
        state=each.state,
        owner=each.trial.owner,
        co_owner=each.trial.co_owner,
        what_happened=each.cycle.what_happened,
        reason=each.cycle.reason,
        review_on=each.trial.review_on if not each.cycle.act else None,
    )


def _said(session: Session, project: Project) -> dict[str, tuple[Said, ...]]:
    rows = session.exec(
        select(Story, Seat)
        .join(Seat, col(Story.seat_id) == col(Seat.id))
        .join(Workshop, col(Story.workshop_id) == col(Workshop.id))
        .join(Consent, (col(Consent.seat_id) == col(Seat.id)) & (col(Consent.use) == Use.OUTSIDE))
        .where(
            Workshop.project_id == project.id,
            col(Workshop.rehearsal_since).is_(None),
            col(Story.outside_agreed_at).is_not(None),
            col(Story.released_at).is_not(None),
            col(Story.withdrawn_at).is_(None),
        )
        .order_by(col(Story.id))
    ).all()
    told = _people_who_told(session, project)
    said: dict[str, list[Said]] = {}
    for story, seat in rows:
        label = public_label(told.get(story.touchpoint_id, {}), Voice(seat.voice))
        said.setdefault(story.touchpoint_id, []).append(Said(story.text, label))
    return {at: tuple(words[:3]) for at, words in said.items()}


def _people_who_told(session: Session, project: Project) -> dict[str, dict[Voice, int]]:
    rows = session.exec(
        select(Story.touchpoint_id, Seat.voice, func.count(func.distinct(col(Seat.id))))
        .join(Seat, col(Story.seat_id) == col(Seat.id))
        .join(Touchpoint, col(Story.touchpoint_id) == col(Touchpoint.id))
        .where(Touchpoint.project_id == project.id)
        .group_by(col(Story.touchpoint_id), col(Seat.voice))
    )
    told: dict[str, dict[Voice, int]] = {}
    for at, voice, people in rows:
        told.setdefault(at, {})[Voice(voice)] = people
    return told


def _not_chosen(session: Session, project: Project) -> dict[str, tuple[NotChosen, ...]]:
    rows = session.exec(
        select(Idea.touchpoint_id, Decision.outcome, Decision.reason)
        .join(Idea, col(Decision.idea_id) == col(Idea.id))
        .join(Workshop, col(Decision.workshop_id) == col(Workshop.id))
        .where(
            Workshop.project_id == project.id,
            col(Workshop.rehearsal_since).is_(None),
            col(Decision.outcome).in_(("parked", "not_now")),
        )
        .order_by(col(Decision.id))
    )
    found: dict[str, list[NotChosen]] = {}
    for at, outcome, reason in rows:
        found.setdefault(at, []).append(NotChosen(outcome, reason))
    return {at: tuple(each) for at, each in found.items()}


def _people(session: Session, project: Project) -> int:
    counted = (
        select(func.count())
        .select_from(Seat)
        .join(Workshop)
        .where(Workshop.project_id == project.id, col(Workshop.rehearsal_since).is_(None))
    )
    return session.exec(counted).one()
