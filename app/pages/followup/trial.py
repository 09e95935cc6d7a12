"""What a trial's page shows, to members of the project and to whoever has the team's link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.domain.anonymity import Group
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.moderation import Written, written_in
from app.domain.projects import Project
from app.domain.reporting import leaves_room
from app.domain.seats import Consent, Use
from app.domain.still_there import CheckShown, due_checks, links_of
from app.domain.stories import Story
from app.domain.trials import (
    Closing,
    Cycle,
    State,
    Task,
    Teammate,
    TrialShown,
    notes_of,
    tasks_of,
    trial_shown,
)
from app.domain.trials.doing import NoteShown
from app.domain.trials.links import link_name, link_of
from app.domain.what_we_see import labels
from app.domain.workshops import workshop_called
from app.pages.followup.chosen import HowChosen, how_chosen
from app.pages.followup.history import ActLine, Undoable, handed_over, history_shown, undoable

MOST_WORDS = 8


@dataclass(frozen=True)
class Voiced:
    """Released words behind a trial."""

    text: str
    group: Group | None


@dataclass(frozen=True)
class LinkShown:
    """That there is a team's link, never what it is."""

    name: str
    made_at: datetime


@dataclass(frozen=True)
class TrialPage:
    project: Project
    trial: TrialShown
    today: date
    kind: str  # of moment
    state: State
    step: str  # plan | try | closed
    idea: str  # empty where whoever looks may not read it
    words: tuple[Voiced, ...]
    chosen: HowChosen | None  # None without a revealed vote
    tasks: tuple[Task, ...]
    notes: tuple[NoteShown, ...]
    history: tuple[ActLine, ...]
    handed: tuple[ActLine, ...]
    undo: Undoable | None
    link: LinkShown | None
    due: tuple[CheckShown, ...]  # checks that nobody has settled yet
    is_asking: bool  # a card hangs there
    is_nameless: bool  # the progress page has no name for it yet
    is_rehearsal: bool

    @property
    def title(self) -> str:
        return self.trial.trial.title or self.idea

    @property
    def earlier(self) -> tuple[Cycle, ...]:
        """Tries that are over, but for the one that is shown as the newest."""
        return tuple(each for each in self.trial.closed if each is not self.trial.cycle)

    def said(self, cycle: Cycle) -> dict[str, str]:
        """What stands in the form that corrects a try."""
        return {name: getattr(cycle, name) or "" for name in Closing.__dataclass_fields__}

    @property
    def open_tasks(self) -> int:
        return sum(task.done_at is None for task in self.tasks)


def trial_page(session: Session, by: Teammate) -> TrialPage:
    found = trial_shown(session, by.trial.id)
    workshop = workshop_called(session, found.workshop_id)
    today = by.now.date()
    link = link_of(session, by.trial.id)
    return TrialPage(
        project=by.project,
        trial=found,
        today=today,
        kind=session.get_one(Touchpoint, by.trial.touchpoint_id).kind,
        state=found.state(today),
        step=step_of(found),
        idea=found.idea if _may_read(session, by)(Idea, found.trial.idea_id) else "",
        words=words_from_the_room(session, by, found),
        chosen=how_chosen(session, workshop, found.trial.idea_id),
        tasks=tasks_of(session, by.trial.id),
        notes=notes_of(session, by.trial.id),
        history=history_shown(session, by),
        handed=handed_over(session, by),
        undo=undoable(session, by),
        link=LinkShown(link_name(link), link.made_at) if link else None,
        due=due_checks(session, found, today),
        is_asking=bool(links_of(session, by.trial.id)),
        is_nameless=not any(leaves_room(found)),
        is_rehearsal=workshop.rehearsal_since is not None,
    )


def step_of(found: TrialShown) -> str:
    """What there is to do next: plan it, try it, or nothing."""
    cycle = found.cycle
    if cycle.act:
        return "closed"
    again = cycle.began != "first" and cycle.starts_on is None
    return "plan" if again or not cycle.prediction else "try"


def _may_read(session: Session, by: Teammate) -> Callable[[type[Written], str], bool]:
    """Words shown in the room are for whoever was in it, and for members who read them anyway.

    A link can be passed on, so there only words stand whose author agreed to the report.
    """

    def may(table: type[Written], written: str) -> bool:
        if by.is_member:
            return True
        agreed = (
            select(table.id)
            .join(Consent, col(Consent.seat_id) == col(table.seat_id))
            .where(table.id == written, Consent.use == Use.REPORT)
        )
        return session.exec(agreed).first() is not None

    return may


def words_from_the_room(session: Session, by: Teammate, shown: TrialShown) -> tuple[Voiced, ...]:
    """What people said at the trial's touchpoint, as far as whoever looks may read it."""
    workshop = workshop_called(session, shown.workshop_id)
    at = by.trial.touchpoint_id
    may, label = _may_read(session, by), labels(session, workshop)
    words = [
        Voiced(story.text, label.at(at, story.voice))
        for story in written_in(session, Story, workshop.id, released=True)
        if story.touchpoint_id == at and may(Story, story.id)
    ]
    return tuple(words[:MOST_WORDS])
