"""What only a person decides about a chart: where a baseline ends, and where a phase begins (T3).

Nothing here ever happens by itself. Each has its reason, who and when, and can be taken back; the
history keeps both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.charts import SHORTEST_XMR
from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused
from app.domain.figures import Figure, figures_of
from app.domain.measures import WHY, keep_change, measure_called
from app.domain.text import written
from app.domain.trials import AtWork

MOST = 20  # phases of one measure


class MeasurePhase(SQLModel, table=True):
    """From this day on, figures are compared among themselves only. The first needs no row."""

    __table_args__ = (CheckConstraint(f"length(why) BETWEEN 1 AND {20 * WHY}", name="why"),)

    measure_id: str = Field(foreign_key="measure.id", primary_key=True)
    starts_on: date = Field(primary_key=True)
    why: str
    made_at: datetime = Field(sa_type=Moment)
    made_by: str | None = Field(foreign_key="account.id")


class MeasureBaseline(SQLModel, table=True):
    """Up to this day the figures of its phase fix centre and limits; later ones don't move them."""

    __table_args__ = (CheckConstraint(f"length(why) BETWEEN 1 AND {20 * WHY}", name="why"),)

    measure_id: str = Field(foreign_key="measure.id", primary_key=True)
    until: date = Field(primary_key=True)
    why: str
    made_at: datetime = Field(sa_type=Moment)
    made_by: str | None = Field(foreign_key="account.id")


@dataclass(frozen=True)
class PhaseOf:
    """One phase with its figures in order of time, none of them missing."""

    starts_on: date | None  # None for the first
    why: str
    figures: tuple[Figure, ...]
    until: date | None  # the last day of its locked baseline
    locked_why: str = ""

    @property
    def baseline(self) -> int | None:
        """How many figures the lock holds; None without a lock, or with nothing left under it."""
        if self.until is None:
            return None
        return sum(figure.day <= self.until for figure in self.figures) or None


def lock_baseline(session: Session, by: AtWork, measure: str, until: date, why: str) -> None:
    """Raises Refused where the phase has fewer than 12 figures until then, or a lock already."""
    found = measure_called(session, by, measure)
    phase = phase_on(phases_of(session, found.id), until)
    if phase is None or sum(f.day <= until for f in phase.figures) < SHORTEST_XMR:
        raise Refused(
            "A baseline needs at least %(few)s figures up to its last day.", few=SHORTEST_XMR
        )
    if phase.until == until:
        return
    if phase.until is not None:
        raise Refused("This phase has a locked baseline already. Take that back first.")
    why = written(why, WHY, one_line=True)
    session.add(
        MeasureBaseline(
            measure_id=found.id, until=until, why=why, made_at=by.now, made_by=by.account_id
        )
    )
    keep_change(session, by, found.id, "locked", day=until, why=why)


def unlock_baseline(session: Session, by: AtWork, measure: str, until: date, why: str) -> None:
    found = measure_called(session, by, measure)
    known = session.get(MeasureBaseline, (found.id, until))
    if known is None:
        raise NotYours("There is no such baseline.")
    keep_change(session, by, found.id, "unlocked", day=until, why=written(why, WHY, one_line=True))
    session.delete(known)


def begin_phase(session: Session, by: AtWork, measure: str, starts_on: date, why: str) -> None:
    """Raises Refused where a phase would be without figures, or would cut a locked baseline."""
    found = measure_called(session, by, measure)
    why = written(why, WHY, one_line=True)
    phases = phases_of(session, found.id)
    if any(phase.starts_on == starts_on for phase in phases):
        return
    if len(phases) >= MOST:
        raise Refused("A measure has at most %(most)s phases.", most=MOST)
    before = phase_on(phases, starts_on)
    days = [figure.day for figure in before.figures] if before else []
    if not days or not days[0] < starts_on <= days[-1]:
        raise Refused("A phase begins on or before a day with a figure, and after an earlier one.")
    if before and before.until and before.until >= starts_on:
        raise Refused("This would cut a locked baseline in two. Take that back first.")
    session.add(
        MeasurePhase(
            measure_id=found.id, starts_on=starts_on, why=why, made_at=by.now, made_by=by.account_id
        )
    )
    keep_change(session, by, found.id, "phase", day=starts_on, why=why)


def end_phase(session: Session, by: AtWork, measure: str, starts_on: date, why: str) -> None:
    """Take a phase back: its figures join the phase before it."""
    found = measure_called(session, by, measure)
    known = session.get(MeasurePhase, (found.id, starts_on))
    if known is None:
        raise NotYours("There is no such phase.")
    phases = phases_of(session, found.id)
    this = phase_on(phases, starts_on)
    if this is not None and this.until is not None:
        raise Refused("This phase has a locked baseline. Take that back first.")
    why = written(why, WHY, one_line=True)
    keep_change(session, by, found.id, "no_phase", day=starts_on, why=why)
    session.delete(known)


def phases_of(session: Session, measure: str) -> tuple[PhaseOf, ...]:
    """Those with figures, in order of time."""
    figures = figures_of(session, measure)
    begun = select(MeasurePhase).where(MeasurePhase.measure_id == measure)
    rows = session.exec(begun.order_by(col(MeasurePhase.starts_on))).all()
    locks = session.exec(select(MeasureBaseline).where(MeasureBaseline.measure_id == measure)).all()
    starts: list[MeasurePhase | None] = [None, *rows]
    ends = [*(row.starts_on for row in rows), date.max]
    phases = []
    for row, end in zip(starts, ends, strict=True):
        first = row.starts_on if row else date.min
        inside = tuple(figure for figure in figures if first <= figure.day < end)
        lock = max(
            (k for k in locks if first <= k.until < end), key=lambda k: k.until, default=None
        )
        if inside:
            phases.append(
                PhaseOf(
                    starts_on=row.starts_on if row else None,
                    why=row.why if row else "",
                    figures=inside,
                    until=lock.until if lock else None,
                    locked_why=lock.why if lock else "",
                )
            )
    return tuple(phases)


def phase_on(phases: tuple[PhaseOf, ...], day: date) -> PhaseOf | None:
    """The phase that a day falls into."""
    begun = [phase for phase in phases if phase.starts_on is None or phase.starts_on <= day]
    return begun[-1] if begun else None


def forget_phases(session: Session, measures: Iterable[str]) -> None:
    for table in (MeasurePhase, MeasureBaseline):
        session.exec(delete(table).where(col(table.measure_id).in_(list(measures))))
