"""A measure: what a trial counts to find out whether anything changes (T2)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Float, String
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.charts import PRESETS, Better
from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.text import maybe_written, written
from app.domain.trials import AtWork, trial_called

TITLE, UNIT, HOW, WHY = 120, 20, 400, 200  # characters
MOST = 12  # measures of one trial
LARGEST = 999_999_999  # a figure, either way
DECIMALS = 4


class MeasureKind(StrEnum):
    """The family of three: each trial has at least the first, and wants all."""

    OUTCOME = "outcome"  # did people feel or get it?
    PROCESS = "process"  # did we do it?
    BALANCING = "balancing"  # what got worse meanwhile?


class Every(StrEnum):
    """How often there is a figure."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    NOW_AND_THEN = "now_and_then"  # no period, so none is ever missing


class Measure(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("kind IN ('outcome', 'process', 'balancing')", name="kind"),
        CheckConstraint("better IN ('up', 'down', 'neither')", name="better"),
        CheckConstraint("every IN ('day', 'week', 'month', 'now_and_then')", name="every"),
        CheckConstraint("rules IN ('mdc', 'mdc_unscreened')", name="rules"),
        CheckConstraint(f"target BETWEEN -{LARGEST} AND {LARGEST}", name="target"),
        CheckConstraint(f"length(title) BETWEEN 1 AND {20 * TITLE}", name="title"),
        CheckConstraint(f"length(unit) <= {20 * UNIT}", name="unit"),
        CheckConstraint(f"length(how) <= {20 * HOW}", name="how"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    trial_id: str = Field(foreign_key="trial.id", index=True)
    kind: MeasureKind = Field(sa_type=String(10))
    title: str
    unit: str = ""  # "%", "minutes"
    better: Better = Field(sa_type=String(10))
    every: Every = Field(sa_type=String(15))
    target: float | None = Field(default=None, sa_type=Float)
    how: str = ""  # what exactly is counted, by whom, from what
    rules: str = Field(default="mdc", sa_type=String(20))  # a name in charts.PRESETS
    made_at: datetime = Field(sa_type=Moment)
    made_by: str | None = Field(foreign_key="account.id")


class MeasureChange(SQLModel, table=True):
    """One thing that was changed about a measure or its figures: who, when, from, to."""

    id: int | None = Field(default=None, primary_key=True)  # their order; never leaves the server
    measure_id: str = Field(foreign_key="measure.id", index=True)
    what: str = Field(sa_type=String(20))
    day: date | None = None  # of the figure, phase or baseline it is about
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    why: str = ""
    at: datetime = Field(sa_type=Moment)
    by: str | None = Field(foreign_key="account.id")


AMONG: dict[str, tuple[str, ...]] = {
    "kind": tuple(MeasureKind),
    "better": tuple(Better),
    "every": tuple(Every),
    "rules": tuple(PRESETS),
}
"""What a measure may be."""


@dataclass(frozen=True)
class Defined:
    """What a team says about a measure."""

    kind: str
    title: str
    unit: str
    better: str
    every: str
    target: float | None
    how: str
    rules: str = "mdc"


def add_measure(session: Session, by: AtWork, trial: str, said: Defined) -> str:
    """The new measure's id; a form sent twice makes one. Raises Refused where there are many."""
    found = trial_called(session, by, trial)
    fields = _checked(said)
    for known in measures_of(session, found.id):
        if all(getattr(known, name) == value for name, value in fields.items()):
            return known.id
    count = select(func.count()).where(Measure.trial_id == found.id)
    if session.exec(count).one() >= MOST:
        raise Refused("A trial has at most %(most)s measures.", most=MOST)
    measure = Measure(
        trial_id=found.id,
        made_at=by.now,
        made_by=by.account_id,
        **fields,
    )
    session.add(measure)
    session.flush()
    return measure.id


def define_measure(session: Session, by: AtWork, measure: str, said: Defined) -> None:
    """Say it anew; what it was before stays in the history."""
    found = measure_called(session, by, measure)
    after = _checked(said)
    before = {name: getattr(found, name) for name in after}
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    for name in changed:
        setattr(found, name, after[name])
    session.add(found)
    keep_change(
        session,
        by,
        found.id,
        "definition",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def measure_called(session: Session, by: AtWork, measure: str) -> Measure:
    """Raises NotYours for a measure of a trial that is not theirs to work on."""
    found = session.get(Measure, measure)
    if found is None:
        raise NotYours("There is no such measure.")
    trial_called(session, by, found.trial_id)
    return found


def measures_of(session: Session, trial: str) -> tuple[Measure, ...]:
    """Outcome first, then process, then balancing; each kind in the order they were made."""
    found = session.exec(select(Measure).where(Measure.trial_id == trial))
    kinds = list(MeasureKind)
    return tuple(sorted(found, key=lambda m: (kinds.index(m.kind), m.made_at, m.title)))


def changes_of(session: Session, measure: str) -> tuple[MeasureChange, ...]:
    """The newest first."""
    wanted = select(MeasureChange).where(MeasureChange.measure_id == measure)
    return tuple(session.exec(wanted.order_by(col(MeasureChange.id).desc())))


def keep_change(
    session: Session,
    by: AtWork,
    measure: str,
    what: str,
    *,
    day: date | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    change = MeasureChange(
        measure_id=measure,
        what=what,
        day=day,
        before=before or {},
        after=after or {},
        why=maybe_written(why, WHY, one_line=True),
        at=by.now,
        by=by.account_id,
    )
    session.add(change)


def possible(figure: float) -> float:
    """A figure that can be kept. Raises Unusable."""
    if not isfinite(figure) or abs(figure) > LARGEST:
        raise Unusable("This figure is too large.")
    if round(figure, DECIMALS) != figure:
        raise Unusable(
            "Please give at most %(most)s digits behind the decimal point.", most=DECIMALS
        )
    return figure


def _checked(said: Defined) -> dict[str, Any]:
    fields = asdict(said)
    for name, among in AMONG.items():
        if fields[name] not in among:
            raise Unusable("Please choose one of the answers.")
    fields["title"] = written(said.title, TITLE, one_line=True)
    fields["unit"] = maybe_written(said.unit, UNIT, one_line=True)
    fields["how"] = maybe_written(said.how, HOW)
    if said.target is not None:
        fields["target"] = possible(said.target)
    return fields
