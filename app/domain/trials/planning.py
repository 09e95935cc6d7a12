"""Plan: what is tried, what the team expects, and who leads it."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlmodel import Session, col, select

from app.domain.decisions import Decision, that_stand
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.ideas import Idea
from app.domain.projects import Member
from app.domain.teams import Team
from app.domain.text import maybe_written
from app.domain.trials.history import remember
from app.domain.trials.owning import Owners, put_owners
from app.domain.trials.shown import trial_of
from app.domain.trials.tables import LINE, PARAGRAPH, SCALES, Cycle, Trial
from app.domain.trials.teammates import Teammate, now_in
from app.domain.workshops import Workshop

AIMED = ("title", "aim")  # of the whole trial
PLANNED = ("change", "prediction", "place", "scale", "stop_rule", "starts_on", "review_on")
_LINES = ("title", "place", "stop_rule")


@dataclass(frozen=True)
class Plan:
    """What the team writes down before it tries."""

    title: str
    aim: str
    change: str
    prediction: str
    place: str
    starts_on: date | None
    review_on: date | None
    scale: str = ""
    stop_rule: str = ""
    owners: Owners | None = None  # None leaves them as they are


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


def plan_trial(session: Session, by: Teammate, plan: Plan, seen: str = "") -> None:
    """Write the plan of the newest cycle.

    `seen` is the plan that whoever writes was looking at (`plan_stands`): what somebody else has
    saved meanwhile is never written over. Once a cycle is closed its prediction stands.
    """
    trial, cycle = by.trial, now_in(session, by.trial.id)
    new = _cleaned(plan, session.get_one(Idea, trial.idea_id).text)
    before = _standing(trial, cycle)
    if new != before and seen and seen != plan_stands(trial, cycle):
        raise Refused(
            "Somebody else has just changed this plan. What you wrote is still here: please put "
            "it beside what stands now, and save again."
        )
    if cycle.act and new["prediction"] != before["prediction"]:
        raise Refused("What you expected stands as it was when this try was closed.")
    if plan.starts_on and plan.review_on and plan.review_on < plan.starts_on:
        raise Refused("The review cannot be before the start. Please check the two dates.")
    if plan.owners is not None:
        put_owners(session, by, plan.owners)
    if new != before:
        remember(session, by, "plan", number=cycle.number, **before)
        put_plan(session, trial, cycle, new)


Written = dict[str, str]


def put_plan(session: Session, trial: Trial, cycle: Cycle, plan: Written) -> None:
    """Without a record of its own: also the way back."""
    for name, value in plan.items():
        day = date.fromisoformat(value) if value and name.endswith("_on") else None
        kept = day if name.endswith("_on") else value
        setattr(trial if name in AIMED else cycle, name, kept)
    session.add(trial)
    session.add(cycle)


def plan_stands(trial: Trial, cycle: Cycle) -> str:
    """Tells one state of a plan from another."""
    said = "\x1f".join([str(cycle.number), *_standing(trial, cycle).values()])
    return sha256(said.encode()).hexdigest()[:16]


def _standing(trial: Trial, cycle: Cycle) -> Written:
    of_trial = {name: getattr(trial, name) for name in AIMED}
    of_cycle = {name: str(getattr(cycle, name) or "") for name in PLANNED}
    return of_trial | of_cycle


def _cleaned(plan: Plan, idea: str) -> Written:
    """Words of the idea are left out: their author can still take them back."""
    if plan.scale and plan.scale not in SCALES:
        raise Unusable("Please choose how many people you try it with.")
    new: Written = {}
    for name in (*AIMED, *PLANNED):
        value = getattr(plan, name)
        if name.endswith("_on") or name == "scale":
            new[name] = str(value or "")
        else:
            most = LINE if name in _LINES else PARAGRAPH
            new[name] = maybe_written(value, most, one_line=name in _LINES)
    for name in ("title", "change"):
        new[name] = "" if same_words(new[name], idea) else new[name]
    return new


def same_words(one: str, other: str) -> bool:
    """Whether both say the same, whatever their capitals, spaces and full stops."""
    return one.split() == other.split() or (bool(bare(one)) and bare(one) == bare(other))


def bare(text: str) -> list[str]:
    """Its words alone, without capitals and signs."""
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()
