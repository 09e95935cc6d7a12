"""A trial as pages read it: with its cycles, its state, and where it came from."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain.errors import NotYours
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.trials.state import State, state_of
from app.domain.trials.tables import Cycle, Trial


@dataclass(frozen=True)
class TrialShown:
    """A trial with where it came from."""

    trial: Trial
    cycles: tuple[Cycle, ...]  # in order, at least one
    touchpoint: str
    idea: str
    workshop_id: str

    @property
    def title(self) -> str:
        return self.trial.title or self.idea

    @property
    def cycle(self) -> Cycle:
        """The newest: the one that is open, if any is."""
        return self.cycles[-1]

    @property
    def closed(self) -> tuple[Cycle, ...]:
        """Tries that are over, the newest first."""
        return tuple(cycle for cycle in reversed(self.cycles) if cycle.act)

    @property
    def first_day(self) -> date | None:
        """When it was first tried."""
        return min((c.starts_on for c in self.cycles if c.starts_on), default=None)

    @property
    def review_on(self) -> date | None:
        """The day to look at it; None where nothing is being tried."""
        return None if self.cycle.act else self.cycle.review_on

    def state(self, today: date) -> State:
        return state_of(self.cycle, today)

    def is_due(self, today: date) -> bool:
        """The day to look at it has come."""
        return self.review_on is not None and self.review_on <= today


def trial_of(session: Session, idea: str) -> str | None:
    """The trial that an idea became."""
    return session.exec(select(Trial.id).where(Trial.idea_id == idea)).first()


def trials_of(session: Session, *projects: str) -> tuple[TrialShown, ...]:
    """Of these projects, in the order of their journeys."""
    return _shown(session, col(Trial.project_id).in_(projects))


def trial_shown(session: Session, trial: str) -> TrialShown:
    for shown in _shown(session, col(Trial.id) == trial):
        return shown
    raise NotYours("There is no such trial.")


def _shown(session: Session, wanted: object) -> tuple[TrialShown, ...]:
    rows = session.exec(
        select(Trial, Touchpoint, Idea)
        .join(Touchpoint, col(Touchpoint.id) == col(Trial.touchpoint_id))
        .join(Idea, col(Idea.id) == col(Trial.idea_id))
        .where(wanted)  # type: ignore[arg-type]
        .order_by(col(Touchpoint.position), col(Trial.made_at))
    ).all()
    ids = [trial.id for trial, _, _ in rows]
    cycles: dict[str, list[Cycle]] = {trial: [] for trial in ids}
    for cycle in session.exec(
        select(Cycle).where(col(Cycle.trial_id).in_(ids)).order_by(col(Cycle.number))
    ):
        cycles[cycle.trial_id].append(cycle)
    return tuple(
        TrialShown(trial, tuple(cycles[trial.id]), touchpoint.title, idea.text, idea.workshop_id)
        for trial, touchpoint, idea in rows
    )
