"""A trial tests one change in small; its cycle compares what was expected with what happened."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.columns import Moment, public_id
from app.domain.decisions import Decision, that_stand
from app.domain.errors import NotYours, Refused
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.projects import Member
from app.domain.teams import Team
from app.domain.text import maybe_written
from app.domain.workshops import Workshop

LINE, PARAGRAPH = 200, 600  # characters
ACTS = ("adopt", "adapt", "abandon")


class Trial(SQLModel, table=True):
    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id", index=True)
    idea_id: str = Field(foreign_key="idea.id", unique=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id")
    # Empty: the idea's own words, which their author can still take back; the change as well.
    title: str = ""
    aim: str = ""  # what, for whom, how much, by when
    change: str = ""
    prediction: str = ""
    place: str = ""  # where, and how small
    owner: str = ""  # a role rather than a name
    co_owner: str = ""  # a patient or carer
    starts_on: date | None = None
    review_on: date | None = None
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="account.id")


class Cycle(SQLModel, table=True):
    """Plan, do, study, act. Closed only with a comparison and a decision with its reason."""

    __table_args__ = (
        CheckConstraint("act IS NULL OR act IN ('adopt', 'adapt', 'abandon')", name="act"),
    )

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    number: int = Field(primary_key=True)
    what_happened: str = ""
    act: str | None = Field(default=None, sa_type=String(10))
    reason: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_by: str | None = Field(default=None, foreign_key="account.id")


@dataclass(frozen=True)
class TrialShown:
    """A trial with where it came from."""

    trial: Trial
    cycle: Cycle
    touchpoint: str
    idea: str
    workshop_id: str

    @property
    def title(self) -> str:
        return self.trial.title or self.idea

    def state(self, today: date) -> str:
        """planned | testing | kept | changed | stopped (domain 5.5, in our words)."""
        if self.cycle.act:
            return {"adopt": "kept", "adapt": "changed", "abandon": "stopped"}[self.cycle.act]
        starts = self.trial.starts_on
        return "testing" if starts and starts <= today else "planned"


def start_trial(session: Session, by: Member, idea: str) -> str:
    """From a decision "taken forward", in one click; the trial's id. Again gives the same one."""
    found = session.exec(
        select(Idea, Workshop.project_id)
        .join(Workshop)
        .where(Idea.id == idea, col(Idea.withdrawn_at).is_(None))
    ).first()
    decided = that_stand(session.exec(select(Decision).where(Decision.idea_id == idea)))
    forward = idea in decided and decided[idea].outcome == "taken_forward"
    if found is None or found[1] != by.project.id or not forward:
        raise NotYours("There is no such decision here.")
    known = trial_of(session, idea)
    if known is not None:
        return known
    team = session.get(Team, idea)
    trial = Trial(
        owner=team.owner if team else "",
        project_id=by.project.id,
        idea_id=idea,
        touchpoint_id=found[0].touchpoint_id,
        made_at=by.now,
        made_by=by.account_id,
    )
    session.add(trial)
    session.flush()
    session.add(Cycle(trial_id=trial.id, number=1))
    return trial.id


@dataclass(frozen=True)
class Plan:
    """What the team writes down before it tries."""

    title: str
    aim: str
    change: str
    prediction: str
    place: str
    owner: str
    co_owner: str
    starts_on: date | None
    review_on: date | None


def trial_of(session: Session, idea: str) -> str | None:
    """The trial that an idea became."""
    return session.exec(select(Trial.id).where(Trial.idea_id == idea)).first()


def plan_trial(session: Session, by: Member, trial: str, plan: Plan) -> None:
    found = trial_called(session, by, trial)
    cycle = session.get_one(Cycle, (found.id, 1))
    idea = session.get_one(Idea, found.idea_id)
    expected = found.prediction
    for name in ("aim", "change", "prediction"):
        setattr(found, name, maybe_written(getattr(plan, name), PARAGRAPH))
    for name in ("title", "place", "owner", "co_owner"):
        setattr(found, name, maybe_written(getattr(plan, name), LINE, one_line=True))
    for name in ("title", "change"):
        if same_words(getattr(found, name), idea.text):
            setattr(found, name, "")
    if cycle.act and found.prediction != expected:
        raise Refused("What you expected stands as it was when this try was closed.")
    if plan.starts_on and plan.review_on and plan.review_on < plan.starts_on:
        raise Refused("The review cannot be before the start. Please check the two dates.")
    found.starts_on, found.review_on = plan.starts_on, plan.review_on
    session.add(found)


def close_cycle(
    session: Session, by: Member, trial: str, *, what_happened: str, act: str, reason: str
) -> None:
    """Study and act: needs what happened, a decision and its reason (T1)."""
    found = trial_called(session, by, trial)
    cycle = session.get_one(Cycle, (found.id, 1))
    cycle.what_happened = maybe_written(what_happened, PARAGRAPH)
    cycle.reason = maybe_written(reason, PARAGRAPH)
    if not found.prediction:
        raise Refused("Please write what you expected before you say what happened.")
    if act not in ACTS or not cycle.what_happened or not cycle.reason:
        raise Refused(
            "To close this try, please say what happened, choose what you do now, and why."
        )
    cycle.act, cycle.closed_at, cycle.closed_by = act, by.now, by.account_id
    session.add(cycle)


def same_words(one: str, other: str) -> bool:
    """Whether both say the same, whatever their capitals, spaces and full stops."""
    return one.split() == other.split() or (bool(_bare(one)) and _bare(one) == _bare(other))


def _bare(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def trial_called(session: Session, by: Member, trial: str) -> Trial:
    found = session.get(Trial, trial)
    if found is None or found.project_id != by.project.id:
        raise NotYours("There is no such trial.")
    return found


def trials_of(session: Session, project_id: str) -> tuple[TrialShown, ...]:
    rows = (
        select(Trial, Cycle, Touchpoint, Idea)
        .join(Cycle, col(Cycle.trial_id) == col(Trial.id))
        .join(Touchpoint, col(Touchpoint.id) == col(Trial.touchpoint_id))
        .join(Idea, col(Idea.id) == col(Trial.idea_id))
        .where(Trial.project_id == project_id, Cycle.number == 1)
        .order_by(col(Touchpoint.position), col(Trial.made_at))
    )
    return tuple(
        TrialShown(trial, cycle, touchpoint.title, idea.text, idea.workshop_id)
        for trial, cycle, touchpoint, idea in session.exec(rows)
    )
