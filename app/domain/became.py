"""What became of each thing somebody said: its state, since when, why, and the next news (5.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.domain.decisions import Decision, that_stand
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.moderation import Written
from app.domain.replies import Reply, replies_in
from app.domain.reporting import SILENT_FOR, leaves_room
from app.domain.still_there.checks import checks_of
from app.domain.stories import Story
from app.domain.trials import TrialShown, trials_of
from app.domain.workshops import Workshop

OPEN = frozenset({"chosen", "planned", "testing", "studying", "changed", "slipped", "passed_on"})
"""States after which something is still to come: silence there is said, and never long."""
TO_TRY = ("kept", "testing", "studying", "changed", "slipped", "planned", "stopped", "chosen")
"""What is told of several changes at one touchpoint: the one that has come furthest first."""


@dataclass(frozen=True)
class Where:
    """Where one thing stands now. Of an idea's own words nothing is in here."""

    state: str  # heard | chosen | a trial's state | joined | parked | not_now | passed_on | cannot
    since: date | None = None
    title: str = ""  # of the trial, in the team's own words
    owner: str = ""  # a role
    reason: str = ""
    who: str = ""  # to whom it was passed on, or who decided
    next_on: date | None = None  # the next news is due
    lasts: int = 0  # months after which it was still there

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_silent(self, today: date) -> bool:
        """Nothing came by the day it was promised, or for six weeks."""
        return self.is_open and self.next_on is not None and self.next_on < today


@dataclass(frozen=True)
class Thing:
    """One thing somebody said, and where it went."""

    kind: str  # story | idea
    sort: str  # story | idea | priority
    id: str
    touchpoint: str
    text: str
    where: Where
    also: tuple[Where, ...] = ()  # of a story: the other changes at its touchpoint
    is_released: bool = False
    is_outside: bool = False  # its author agreed to this wording outside

    @property
    def item(self) -> str:
        return f"{self.kind} {self.id}"


HEARD = Where("heard")


class Places:
    """Where everything said in one project stands, read once."""

    def __init__(self, session: Session, project_id: str, now: datetime) -> None:
        self.session, self.today = session, now.date()
        self.trials = {t.trial.idea_id: t for t in trials_of(session, project_id)}
        self.replies = replies_in(session, project_id)
        rows = session.exec(
            select(Decision, Idea.touchpoint_id)
            .join(Idea, col(Idea.id) == col(Decision.idea_id))
            .join(Workshop, col(Workshop.id) == col(Decision.workshop_id))
            .where(
                Workshop.project_id == project_id,
                col(Workshop.rehearsal_since).is_(None),
                col(Idea.withdrawn_at).is_(None),
            )
        ).all()
        self.decisions = that_stand(decision for decision, _ in rows)
        self.touchpoint_of = {decision.idea_id: at for decision, at in rows}

    def things(self, seat_id: str) -> tuple[Thing, ...]:
        """Everything of one seat that still stands, in the order it was said."""
        found: list[tuple[datetime, Thing]] = []
        for table in (Story, Idea):
            rows = self.session.exec(
                select(table, Touchpoint.title)
                .join(Touchpoint, col(Touchpoint.id) == col(table.touchpoint_id))
                .where(table.seat_id == seat_id, col(table.withdrawn_at).is_(None))
            )
            found += [(said.told_at, self._thing(said, title)) for said, title in rows]
        return tuple(thing for _, thing in sorted(found, key=lambda pair: pair[0]))

    def _thing(self, said: Written, touchpoint: str) -> Thing:
        if isinstance(said, Story):
            first, *also = self.at(said.touchpoint_id) or [HEARD]
            sort, is_outside = "story", said.outside_agreed_at is not None
        else:
            first, also = self.of_idea(said.id), []
            sort, is_outside = str(getattr(said, "sort", "idea")), False
        kind = str(type(said).__tablename__)
        released = said.released_at is not None
        return Thing(
            kind, sort, said.id, touchpoint, said.text, first, tuple(also), released, is_outside
        )

    def of_idea(self, idea: str) -> Where:
        if idea in self.trials:
            return self._tried(self.trials[idea])
        if idea in self.replies:
            return _answered(self.replies[idea])
        decision = self.decisions.get(idea)
        return _decided(decision) if decision else HEARD

    def at(self, touchpoint: str) -> list[Where]:
        """What is tried, or is going to be, at a touchpoint; what came furthest first."""
        ideas: Iterable[str] = (i for i, at in self.touchpoint_of.items() if at == touchpoint)
        found = [self.of_idea(idea) for idea in ideas]
        return sorted(
            (where for where in found if where.state in TO_TRY),
            key=lambda where: TO_TRY.index(where.state),
        )

    def _tried(self, shown: TrialShown) -> Where:
        state = str(shown.state(self.today))
        last = shown.closed[0] if shown.closed else None
        moments = [shown.trial.made_at.date()]
        moments += [c.closed_at.date() for c in shown.cycles if c.closed_at]
        if shown.cycle.starts_on and shown.cycle.starts_on <= self.today:
            moments.append(shown.cycle.starts_on)
        since = max(moments)
        checks = checks_of(self.session, shown) if state == "kept" else ()
        to_come = min((c.due_on for c in checks if not c.result), default=None)
        reason = ""
        if last is not None and state in {"kept", "stopped", "changed"}:
            reason = (last.answer if state == "stopped" else "") or last.reason
        return Where(
            state=state,
            since=since,
            title=leaves_room(shown)[0],
            owner=shown.trial.owner,
            reason=reason,
            next_on=to_come if shown.cycle.act else shown.review_on or since + SILENT_FOR,
            lasts=max((c.months for c in checks if c.result == "yes"), default=0),
        )


def _decided(decision: Decision) -> Where:
    since = decision.decided_at.date()
    if decision.outcome == "taken_forward":
        return Where("chosen", since, next_on=since + SILENT_FOR)
    return Where(decision.outcome, since, reason=decision.reason)


def _answered(answer: Reply) -> Where:
    since = answer.answered_at.date()
    next_on = (answer.reply_by or since + SILENT_FOR) if answer.state == "passed_on" else None
    return Where(answer.state, since, reason=answer.reason, who=answer.who, next_on=next_on)
