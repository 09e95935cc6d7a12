"""What the project page and a trial's page show."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.domain.anonymity import Group
from app.domain.choosing import Decision, decisions_in
from app.domain.errors import NotYours
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.moderation import written_in
from app.domain.projects import Member, Project
from app.domain.seats import voices_in
from app.domain.stories import Story
from app.domain.trials import TrialShown, trials_of
from app.domain.what_we_see import labels
from app.domain.workshops import Workshop, workshop_of


@dataclass(frozen=True)
class WorkshopLine:
    id: str
    title: str
    state: str  # prepared | open | ended
    people: int
    is_rehearsal: bool


@dataclass(frozen=True)
class DecisionLine:
    """What was decided, and the trial it became, if it did."""

    decision: Decision
    idea: str
    trial: str


@dataclass(frozen=True)
class ProjectShown:
    project: Project
    touchpoints: tuple[Touchpoint, ...]
    workshops: tuple[WorkshopLine, ...]
    decisions: tuple[DecisionLine, ...]
    trials: tuple[TrialShown, ...]


def project_shown(session: Session, by: Member) -> ProjectShown:
    workshops = workshop_of(session, by.project.id)
    trials = trials_of(session, by.project.id)
    started = {each.trial.idea_id: each.trial.id for each in trials}
    decisions = [
        DecisionLine(made, session.get_one(Idea, idea).text, started.get(idea, ""))
        for workshop in workshops
        for idea, made in decisions_in(session, workshop.id).items()
    ]
    return ProjectShown(
        project=by.project,
        touchpoints=touchpoints_of(session, by.project.id),
        workshops=tuple(_line(session, each) for each in workshops),
        decisions=tuple(sorted(decisions, key=lambda line: line.decision.outcome, reverse=True)),
        trials=trials,
    )


def _line(session: Session, workshop: Workshop) -> WorkshopLine:
    state = "prepared"
    if workshop.ended_at is not None:
        state = "ended"
    elif workshop.doors_opened_at is not None:
        state = "open"
    return WorkshopLine(
        id=workshop.id,
        title=workshop.title,
        state=state,
        people=sum(voices_in(session, workshop.id).values()),
        is_rehearsal=workshop.rehearsal_since is not None,
    )


@dataclass(frozen=True)
class Voiced:
    """Released words behind a trial."""

    text: str
    group: Group | None


@dataclass(frozen=True)
class TrialPage:
    project: Project
    trial: TrialShown
    words: tuple[Voiced, ...]


def trial_shown(session: Session, by: Member, trial: str) -> TrialPage:
    found = next((t for t in trials_of(session, by.project.id) if t.trial.id == trial), None)
    if found is None:
        raise NotYours("There is no such trial.")
    workshop = session.exec(select(Workshop).where(Workshop.id == found.workshop_id)).one()
    may = labels(session, workshop)
    at = found.trial.touchpoint_id
    words = tuple(
        Voiced(story.text, may.at(at, story.voice))
        for story in written_in(session, Story, workshop.id, released=True)
        if story.touchpoint_id == at
    )
    return TrialPage(by.project, found, words[:8])
