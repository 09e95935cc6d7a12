"""What the projects' list and the project's page show."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.accounts import Account
from app.domain.decisions import Decision, decisions_in, that_stand
from app.domain.ended import ProjectEnd, end_of
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.library import CopyShown, copies_in
from app.domain.members import People, people_of
from app.domain.projects import Member, Project, Role, projects_of, role_in
from app.domain.reporting import Progress, progress
from app.domain.seats import voices_in
from app.domain.trials import TrialShown, trials_of
from app.domain.workshops import Workshop, workshop_of
from app.pages.decided import ORDER


@dataclass(frozen=True)
class WorkshopLine:
    id: str
    title: str
    state: str  # prepared | open | ended
    people: int
    is_rehearsal: bool


@dataclass(frozen=True)
class ProjectLine:
    id: str
    title: str
    journey: str
    workshops: int
    trials: int
    open: str  # a workshop whose doors are open now, or empty
    only_cares: bool  # for whoever looks: the support person


def projects_shown(session: Session, account: Account) -> tuple[ProjectLine, ...]:
    return tuple(_project_line(session, each, account) for each in projects_of(session, account.id))


def _project_line(session: Session, project: Project, account: Account) -> ProjectLine:
    workshops = workshop_of(session, project.id)
    now_open = [each.id for each in workshops if _state(each) == "open"]
    return ProjectLine(
        id=project.id,
        title=project.title,
        journey=project.journey,
        workshops=len(workshops),
        trials=len(trials_of(session, project.id)),
        open=now_open[0] if now_open else "",
        only_cares=role_in(session, project.id, account.id) is Role.SUPPORT,
    )


@dataclass(frozen=True)
class DecisionLine:
    """What was decided, and the trial it became, if it did."""

    idea_id: str
    idea: str  # empty once its author took it back
    touchpoint: str
    outcome: str
    reason: str
    trial: str
    is_rehearsal: bool

    @property
    def may_be_tried(self) -> bool:
        return self.outcome == "taken_forward" and not self.trial and bool(self.idea)


@dataclass(frozen=True)
class TrialLine:
    id: str
    title: str
    touchpoint: str
    state: str  # see trials.state
    review_on: date | None  # None once it is closed
    is_due: bool
    is_rehearsal: bool


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next; `id` is the workshop or trial it is about."""

    kind: str  # touchpoints | workshop | open | prepared | decision | plan | look | share
    id: str = ""
    title: str = ""


@dataclass(frozen=True)
class ProjectShown:
    project: Project
    next: NextStep
    touchpoints: tuple[Touchpoint, ...]
    workshops: tuple[WorkshopLine, ...]
    decisions: tuple[DecisionLine, ...]
    trials: tuple[TrialLine, ...]
    people: People
    told: Progress  # as everybody reads it
    copies: tuple[CopyShown, ...]  # from the library
    end: ProjectEnd | None

    @property
    def to_try(self) -> tuple[DecisionLine, ...]:
        return tuple(each for each in self.decisions if each.may_be_tried)

    @property
    def settled(self) -> tuple[DecisionLine, ...]:
        return tuple(each for each in self.decisions if not each.may_be_tried)


def project_shown(session: Session, by: Member) -> ProjectShown:
    rooms = workshop_of(session, by.project.id)
    rehearsals = frozenset(each.id for each in rooms if each.rehearsal_since is not None)
    found = trials_of(session, by.project.id)
    touchpoints = touchpoints_of(session, by.project.id)
    workshops = tuple(_workshop_line(session, each) for each in rooms)
    decisions = _decisions(session, rooms, touchpoints, found)
    trials = tuple(_trial_line(each, by.now.date(), rehearsals) for each in found)
    step = _next_step(touchpoints, workshops, decisions, trials)
    people = people_of(session, by)
    told = progress(session, by.project, by.now)
    copies = copies_in(session, by.project.id)
    end = end_of(session, by.project.id)
    return ProjectShown(
        by.project, step, touchpoints, workshops, decisions, trials, people, told, copies, end
    )


@dataclass(frozen=True)
class ProjectForSupport:
    """What the support person sees of a project: its rooms and who is in it."""

    project: Project
    workshops: tuple[WorkshopLine, ...]
    people: People


def project_for_support(session: Session, by: Member) -> ProjectForSupport:
    rooms = workshop_of(session, by.project.id)
    lines = tuple(_workshop_line(session, each) for each in rooms)
    return ProjectForSupport(by.project, lines, people_of(session, by))


def _workshop_line(session: Session, workshop: Workshop) -> WorkshopLine:
    return WorkshopLine(
        id=workshop.id,
        title=workshop.title,
        state=_state(workshop),
        people=sum(voices_in(session, workshop.id).values()),
        is_rehearsal=workshop.rehearsal_since is not None,
    )


def _state(workshop: Workshop) -> str:
    if workshop.ended_at is not None:
        return "ended"
    return "prepared" if workshop.doors_opened_at is None else "open"


def _decisions(
    session: Session,
    rooms: tuple[Workshop, ...],
    touchpoints: tuple[Touchpoint, ...],
    trials: tuple[TrialShown, ...],
) -> tuple[DecisionLine, ...]:
    started = {each.trial.idea_id: each.trial.id for each in trials}
    titles = {each.id: each.title for each in touchpoints}
    made = [each for room in rooms for each in decisions_in(session, room.id).values()]
    by_room = {room.id: room for room in rooms}
    lines = [
        _decision_line(
            session.get_one(Idea, idea), each, by_room[each.workshop_id], titles, started
        )
        for idea, each in that_stand(made).items()
    ]
    return tuple(sorted(lines, key=lambda line: (ORDER.index(line.outcome), line.idea_id)))


def _decision_line(
    idea: Idea, made: Decision, room: Workshop, titles: dict[str, str], started: dict[str, str]
) -> DecisionLine:
    return DecisionLine(
        idea_id=idea.id,
        idea=idea.text,
        touchpoint=titles.get(idea.touchpoint_id, ""),
        outcome=made.outcome,
        reason=made.reason,
        trial=started.get(idea.id, ""),
        is_rehearsal=room.rehearsal_since is not None,
    )


def _trial_line(each: TrialShown, today: date, rehearsals: frozenset[str]) -> TrialLine:
    return TrialLine(
        id=each.trial.id,
        title=each.title,
        touchpoint=each.touchpoint,
        state=each.state(today),
        review_on=each.review_on,
        is_due=each.is_due(today),
        is_rehearsal=each.workshop_id in rehearsals,
    )


def _next_step(
    touchpoints: tuple[Touchpoint, ...],
    workshops: tuple[WorkshopLine, ...],
    decisions: tuple[DecisionLine, ...],
    trials: tuple[TrialLine, ...],
) -> NextStep:
    """A room that is open comes first; otherwise what keeps the loop from closing."""
    by_state = {each.state: each for each in reversed(workshops)}
    if room := by_state.get("open"):
        return NextStep("open", room.id, room.title)
    if not touchpoints:
        return NextStep("touchpoints")
    if any(each.may_be_tried for each in decisions):
        return NextStep("decision")
    for due in (each for each in trials if each.is_due):
        return NextStep("look", due.id, due.title)
    for unplanned in (e for e in trials if e.state == "planned" and e.review_on is None):
        return NextStep("plan", unplanned.id, unplanned.title)
    if room := by_state.get("prepared"):
        return NextStep("prepared", room.id, room.title)
    return NextStep("share" if workshops else "workshop")
