"""The figures of a measure: one for a day, put in once, and changed only with a trace (T2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Float, insert
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from app.domain.columns import Moment
from app.domain.errors import N_, NotYours, Refused, Unusable
from app.domain.measures import LARGEST, keep_change, measure_called, possible
from app.domain.trials import AtWork

MOST = 5000  # figures of one measure
MOST_PEOPLE = 1_000_000
EARLIEST = date(2000, 1, 1)

TOO_EARLY = N_("This day lies before the year 2000.")
NOT_YET = N_("This day has not come yet.")
NO_PEOPLE = N_("The number of people must be a whole number from 1 to 1,000,000.")


class Figure(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint(f"value BETWEEN -{LARGEST} AND {LARGEST}", name="value"),
        CheckConstraint(f"people BETWEEN 1 AND {MOST_PEOPLE}", name="people"),
    )

    measure_id: str = Field(foreign_key="measure.id", primary_key=True)
    day: date = Field(primary_key=True)
    value: float = Field(sa_type=Float)
    people: int | None = None  # how many people it stands for
    put_at: datetime = Field(sa_type=Moment)
    put_by: str | None = Field(foreign_key="account.id")


@dataclass(frozen=True)
class Put:
    """One figure as somebody gives it."""

    day: date
    value: float
    people: int | None = None


class AlreadyThere(Refused):
    """Another figure stands for this day; `there` is what stands."""

    def __init__(self, there: Put) -> None:
        super().__init__("There is already a figure for this day. Please look at it first.")
        self.there = there


def put_figure(session: Session, by: AtWork, measure: str, put: Put) -> None:
    """Again the same changes nothing. Raises AlreadyThere instead of writing over another."""
    found = measure_called(session, by, measure)
    _check(put, by)
    known = session.get(Figure, (found.id, put.day))
    if known is not None:
        if as_put(known) != put:
            raise AlreadyThere(as_put(known))
        return
    _leave_room(session, found.id, 1)
    session.add(_row(found.id, put, by))


def correct_figure(
    session: Session, by: AtWork, measure: str, put: Put, *, seen: Put, why: str = ""
) -> None:
    """`seen` is what stood there when somebody decided to change it; if it is not, nothing is done.

    What was there before stays in the history, with who and when.
    """
    found = measure_called(session, by, measure)
    _check(put, by)
    known = _as_seen(session, found.id, seen)
    before = as_put(known)
    if before == put:
        return
    known.value, known.people = put.value, put.people
    known.put_at, known.put_by = by.now, by.account_id
    session.add(known)
    keep_change(
        session,
        by,
        found.id,
        "figure",
        day=put.day,
        before=_kept(before),
        after=_kept(put),
        why=why,
    )


def take_figure_out(
    session: Session, by: AtWork, measure: str, *, seen: Put, why: str = ""
) -> None:
    """It stays in the history, from where it can be put back."""
    found = measure_called(session, by, measure)
    known = _as_seen(session, found.id, seen)
    keep_change(session, by, found.id, "figure", day=seen.day, before=_kept(seen), why=why)
    session.delete(known)


def add_figures(session: Session, by: AtWork, measure: str, puts: Sequence[Put]) -> int:
    """All that are new, or none: how many. One statement, so that the writer is soon free.

    Raises Refused when a day has another figure by now.
    """
    found = measure_called(session, by, measure)
    known = {each.day: each for each in map(as_put, figures_of(session, found.id))}
    if any(put.day in known and known[put.day] != put for put in puts):
        raise Refused(
            "Meanwhile a colleague has put in another figure for one of these days. "
            "Nothing was added. Please read the table again."
        )
    new = [put for put in puts if put.day not in known]
    for put in new:
        _check(put, by)
    if not new:
        return 0
    if len({put.day for put in new}) < len(new):
        raise Unusable("A day is there twice.")
    _leave_room(session, found.id, len(new))
    who = {"measure_id": found.id, "put_at": by.now, "put_by": by.account_id}
    rows = [{**who, "day": p.day, "value": p.value, "people": p.people} for p in new]
    session.connection().execute(insert(Figure), rows)
    keep_change(session, by, found.id, "table", after={"figures": len(new)})
    return len(new)


def figures_of(session: Session, measure: str) -> tuple[Figure, ...]:
    """In order of time."""
    wanted = select(Figure).where(Figure.measure_id == measure)
    return tuple(session.exec(wanted.order_by(col(Figure.day))))


def as_put(figure: Figure) -> Put:
    return Put(figure.day, figure.value, figure.people)


def wrong_with(put: Put, today: date) -> str:
    """What makes it impossible, as a sentence to translate; empty when it can be kept."""
    if put.day < EARLIEST:
        return TOO_EARLY
    if put.day > today + timedelta(days=1):  # it is tomorrow somewhere already
        return NOT_YET
    if put.people is not None and not 1 <= put.people <= MOST_PEOPLE:
        return NO_PEOPLE
    return ""


def forget_figures(session: Session, measures: Iterable[str]) -> None:
    session.exec(delete(Figure).where(col(Figure.measure_id).in_(list(measures))))


def _check(put: Put, by: AtWork) -> None:
    possible(put.value)
    if wrong := wrong_with(put, by.now.date()):
        raise Unusable(wrong)


def _row(measure: str, put: Put, by: AtWork) -> Figure:
    return Figure(
        measure_id=measure,
        day=put.day,
        value=put.value,
        people=put.people,
        put_at=by.now,
        put_by=by.account_id,
    )


def _as_seen(session: Session, measure: str, seen: Put) -> Figure:
    known = session.get(Figure, (measure, seen.day))
    if known is None:
        raise NotYours("There is no figure for this day.")
    if as_put(known) != seen:
        raise Refused("A colleague has just changed this figure. Please look again.")
    return known


def _kept(put: Put) -> dict[str, float | int | None]:
    return {"value": put.value, "people": put.people}


def _leave_room(session: Session, measure: str, more: int) -> None:
    there = session.exec(select(func.count()).where(Figure.measure_id == measure)).one()
    if there + more > MOST:
        raise Refused("A measure has at most %(most)s figures.", most=MOST)
