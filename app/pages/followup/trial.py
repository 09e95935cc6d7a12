"""What a trial's page shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.anonymity import Group
from app.domain.errors import NotYours
from app.domain.moderation import written_in
from app.domain.projects import Member, Project
from app.domain.reporting import leaves_room
from app.domain.results import Share
from app.domain.stories import Story
from app.domain.trials import TrialShown, trials_of
from app.domain.what_we_see import labels, result_of
from app.domain.workshops import StageKind, Workshop, stages_of, workshop_called

MOST_WORDS = 8


@dataclass(frozen=True)
class Voiced:
    """Released words behind a trial."""

    text: str
    group: Group | None


@dataclass(frozen=True)
class TrialPage:
    project: Project
    trial: TrialShown
    state: str  # planned | testing | kept | changed | stopped
    step: str  # plan | try | closed
    words: tuple[Voiced, ...]
    votes: tuple[Share, ...]  # each group's own dots; empty without a revealed vote
    is_nameless: bool  # the progress page has no name for it yet
    is_rehearsal: bool


def trial_shown(session: Session, by: Member, trial: str) -> TrialPage:
    found = next((t for t in trials_of(session, by.project.id) if t.trial.id == trial), None)
    if found is None:
        raise NotYours("There is no such trial.")
    workshop = workshop_called(session, found.workshop_id)
    step = "closed" if found.cycle.act else "try" if found.trial.prediction else "plan"
    return TrialPage(
        project=by.project,
        trial=found,
        state=found.state(by.now.date()),
        step=step,
        words=_words(session, workshop, found.trial.touchpoint_id),
        votes=_votes(session, workshop, found.trial.idea_id),
        is_nameless=not any(leaves_room(found.trial, found.idea)),
        is_rehearsal=workshop.rehearsal_since is not None,
    )


def plan_typed(shown: TrialPage) -> Mapping[str, str]:
    """The plan as it stands; where the team wrote nothing yet, the idea's own words."""
    plan = shown.trial.trial
    typed = {name: getattr(plan, name) for name in ("aim", "prediction", "place")}
    typed |= {"title": shown.trial.title, "change": plan.change or shown.trial.idea}
    typed |= {"owner": plan.owner, "co_owner": plan.co_owner}
    for name in ("starts_on", "review_on"):
        day = getattr(plan, name)
        typed[name] = day.isoformat() if day else ""
    return typed


def closing_typed(shown: TrialPage) -> Mapping[str, str]:
    cycle = shown.trial.cycle
    return {"what_happened": cycle.what_happened, "act": cycle.act or "", "reason": cycle.reason}


def _words(session: Session, workshop: Workshop, touchpoint: str) -> tuple[Voiced, ...]:
    may = labels(session, workshop)
    words = [
        Voiced(story.text, may.at(touchpoint, story.voice))
        for story in written_in(session, Story, workshop.id, released=True)
        if story.touchpoint_id == touchpoint
    ]
    return tuple(words[:MOST_WORDS])


def _votes(session: Session, workshop: Workshop, idea: str) -> tuple[Share, ...]:
    """From the vote that was revealed last."""
    for stage in reversed(stages_of(session, workshop.id)):
        if stage.kind == StageKind.CHOOSE and stage.revealed_at is not None:
            for outcome in result_of(session, workshop, stage).in_order:
                if outcome.choice == idea:
                    return outcome.shares
    return ()
