"""Somebody at work on one trial: a member of its project, or whoever has the team's link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from app.domain.errors import NotYours, Refused
from app.domain.projects import Member, Project
from app.domain.trials.tables import Cycle, Trial

Hand = Literal["desk", "link", "answers"]
"""Who did something: a member, somebody with the team's link, or today's patients and staff."""


@dataclass(frozen=True)
class Teammate:
    """Found by the guard; every verb of a trial, of its tasks and of its measures takes one.

    A patient or carer who leads with the team may do all that a member may, but for making links
    and handing over: see `docs/decisions`, "A patient leads by a link".
    """

    trial: Trial
    project: Project
    now: datetime
    hand: Hand = "desk"
    account_id: str | None = None  # None by the link
    name: str = ""  # of the account

    @property
    def is_member(self) -> bool:
        return self.hand == "desk"


AtWork = Member | Teammate
"""Whoever may work on a trial: on any of their project, or on this one."""


def trial_called(session: Session, by: AtWork, trial: str) -> Trial:
    """Raises NotYours for a trial that is not theirs to work on."""
    found = session.get(Trial, trial)
    if isinstance(by, Teammate) and by.trial.id != trial:
        found = None
    if found is None or found.project_id != by.project.id:
        raise NotYours("There is no such trial.")
    return found


def teammate(session: Session, by: Member, trial: str) -> Teammate:
    """A member of the trial's project. Raises NotYours for anybody else."""
    found = trial_called(session, by, trial)
    return Teammate(found, by.project, by.now, "desk", by.account_id, by.name)


def cycles_of(session: Session, trial: str) -> list[Cycle]:
    """All of a trial's cycles, in order; there is at least one."""
    return list(session.exec(select(Cycle).where(Cycle.trial_id == trial).order_by(_NUMBER)))


def now_in(session: Session, trial: str) -> Cycle:
    """The newest cycle: the one that is open, if any is."""
    wanted = select(Cycle).where(Cycle.trial_id == trial).order_by(_NUMBER.desc()).limit(1)
    return session.exec(wanted).one()


def open_cycle(session: Session, by: Teammate) -> Cycle:
    """Raises Refused when the newest cycle is closed."""
    cycle = now_in(session, by.trial.id)
    if cycle.act:
        raise Refused("This try is closed. Begin a new one first.")
    return cycle


_NUMBER = col(Cycle.number)
