"""The trail: from a decision or a figure back to the words it came from, and on to what was told
(R4)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session, select

from app.domain.became import Places, Where
from app.domain.decisions import Decision
from app.domain.errors import NotYours
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.measured import Measured, measured_in
from app.domain.moderation import written_in
from app.domain.projects import Member, Project
from app.domain.replies import Reply, replies_in
from app.domain.stories import Story
from app.domain.trials import TrialShown, trial_of, trial_shown
from app.domain.what_we_see import labels
from app.domain.workshops import Workshop, workshop_called
from app.pages.followup.chosen import HowChosen, how_chosen
from app.pages.followup.trial import Voiced
from app.pages.guards import ProjectDoor, project_door

router = APIRouter(prefix="/p/{project}/trail")

Door = Annotated[ProjectDoor, Depends(project_door)]


@dataclass(frozen=True)
class Decided:
    """What one event decided; the newest counts."""

    event: str
    on: date
    outcome: str
    reason: str


@dataclass(frozen=True)
class Trail:
    """Step by step, in the order in which it happened."""

    project: Project
    event: str
    is_rehearsal: bool
    touchpoint: Touchpoint
    words: tuple[Voiced, ...]
    idea: str  # empty once its author took it back
    chosen: HowChosen | None
    decisions: tuple[Decided, ...]
    reply: Reply | None
    trial: TrialShown | None
    measures: tuple[Measured, ...]
    where: Where  # now


@router.get("/{idea}", name="trail")
def trail(door: Door, idea: str) -> Response:
    shown = door.read(lambda session, by: trail_of(session, by, idea))
    return door.render("followup/trail.html", shown=shown, today=door.now.date())


def trail_of(session: Session, by: Member, idea: str) -> Trail:
    found = session.get(Idea, idea)
    workshop = workshop_called(session, found.workshop_id) if found else None
    if found is None or workshop is None or workshop.project_id != by.project.id:
        raise NotYours("There is no such decision here.")
    trial = trial_of(session, idea)
    return Trail(
        project=by.project,
        event=workshop.title,
        is_rehearsal=workshop.rehearsal_since is not None,
        touchpoint=session.get_one(Touchpoint, found.touchpoint_id),
        words=_words(session, workshop, found.touchpoint_id),
        idea=found.text,
        chosen=how_chosen(session, workshop, idea),
        decisions=_decisions(session, idea),
        reply=replies_in(session, by.project.id).get(idea),
        trial=trial_shown(session, trial) if trial else None,
        measures=measured_in(session, trial) if trial else (),
        where=Places(session, by.project.id, by.now).of_idea(idea),
    )


def _words(session: Session, workshop: Workshop, touchpoint: str) -> tuple[Voiced, ...]:
    label = labels(session, workshop)
    return tuple(
        Voiced(story.text, label.at(touchpoint, story.voice))
        for story in written_in(session, Story, workshop.id, released=True)
        if story.touchpoint_id == touchpoint
    )


def _decisions(session: Session, idea: str) -> tuple[Decided, ...]:
    """The oldest first."""
    rows = session.exec(
        select(Decision, Workshop.title).join(Workshop).where(Decision.idea_id == idea)
    )
    made = sorted(rows, key=lambda row: row[0].decided_at)
    return tuple(Decided(title, d.decided_at.date(), d.outcome, d.reason) for d, title in made)
