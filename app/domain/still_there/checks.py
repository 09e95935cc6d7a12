"""Checks 3, 6 and 12 months after a change was adopted, and when a trend falls (T5)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from app.domain.errors import NotYours, Refused, Unusable
from app.domain.measured import may_fall, measured
from app.domain.measures import measures_of
from app.domain.still_there.tables import RESULTS, Check
from app.domain.text import maybe_written
from app.domain.trials import (
    PARAGRAPH,
    Cycle,
    Teammate,
    TrialShown,
    cycles_of,
    now_in,
    remember,
    reopen,
)

AFTER = (3, 6, 12)  # months (domain.md 5.5)
FALLS = "falls"


@dataclass(frozen=True)
class CheckShown:
    """`name` says which one a form means."""

    name: str
    months: int  # 0: a falling trend asked for it
    due_on: date
    result: str  # yes | slipped | gone; empty until it is settled
    words: str

    def is_due(self, today: date) -> bool:
        return not self.result and self.due_on <= today


def checks_of(session: Session, shown: TrialShown) -> tuple[CheckShown, ...]:
    """Of the newest adopted cycle, in the order in which they are due; none before that."""
    adopted = _adopted(shown.cycles)
    if adopted is None:
        return ()
    rows = session.exec(
        select(Check).where(Check.trial_id == shown.trial.id, Check.cycle == adopted.number)
    ).all()
    kept = [_shown(row) for row in rows]
    known = {row.months for row in rows}
    falls = _falls_since(session, shown.trial.id) if shown.cycle.act == "adopt" else None
    if falls and not any(row.months == 0 and row.due_on >= falls for row in rows):
        kept.append(CheckShown(FALLS, 0, falls, "", ""))
    to_come = [
        CheckShown(f"after-{months}", months, _after(adopted, months), "", "")
        for months in AFTER
        if months not in known and shown.cycle.act == "adopt"
    ]
    return tuple(sorted((*kept, *to_come), key=lambda each: (each.due_on, each.months)))


def due_checks(session: Session, shown: TrialShown, today: date) -> tuple[CheckShown, ...]:
    """While it is kept: what the team has not looked at yet."""
    if shown.cycle.act != "adopt":
        return ()
    return tuple(each for each in checks_of(session, shown) if each.is_due(today))


def settle_check(session: Session, by: Teammate, *, check: str, result: str, words: str) -> None:
    """Say whether it still happens. "Slipped" and "gone" need words, and open the next try."""
    if result not in RESULTS:
        raise Unusable("Please say whether it still happens.")
    words = maybe_written(words, PARAGRAPH)
    if result != "yes" and not words:
        raise Unusable("Please say what happened to it.")
    adopted = _adopted(cycles_of(session, by.trial.id))
    months = next((each for each in AFTER if check == f"after-{each}"), 0)
    if adopted is None or (check != FALLS and not months):
        raise NotYours("There is no such check.")
    due = _after(adopted, months) if months else _falls_since(session, by.trial.id)
    if due is None:
        raise Refused("The newest figures do not fall any more, so there is nothing to check.")
    if months and due > by.now.date():
        raise Refused("This check is not due yet.")  # whoever looks too soon would end the asking
    same = (Check.cycle == adopted.number, Check.months == months, Check.due_on == due)
    known = session.exec(select(Check).where(Check.trial_id == by.trial.id, *same)).first()
    if known is not None:
        if (known.result, known.words) == (result, words):
            return
        raise Refused("Somebody else has just settled this check.")
    if now_in(session, by.trial.id).number != adopted.number:
        raise Refused("This is being tried again already, so there is nothing to check.")
    row = Check(
        trial_id=by.trial.id,
        cycle=adopted.number,
        months=months,
        due_on=due,
        result=result,
        words=words,
        settled_at=by.now,
        settled_by=by.account_id,
    )
    session.add(row)
    session.flush()
    remember(session, by, "check", check=row.id)
    if result != "yes":
        reopen(session, by, because=words, began="slip")


def put_check_back(session: Session, check: str) -> None:
    """The way back from settling it: as if nobody had looked."""
    session.delete(session.get_one(Check, check))


def _adopted(cycles: Iterable[Cycle]) -> Cycle | None:
    """The newest that was adopted; none while it is not kept and never was."""
    return next((cycle for cycle in reversed(list(cycles)) if cycle.act == "adopt"), None)


def _falls_since(session: Session, trial: str) -> date | None:
    """The day of the newest figure of a measure that slips away, one point after the other (T5)."""
    falling = (measured(session, m) for m in measures_of(session, trial) if may_fall(session, m))
    days = [each.figures[-1].day for each in falling if each.chart.asks_for_check]
    return max(days, default=None)


def _after(adopted: Cycle, months: int) -> date:
    """The same day of a later month, or its last."""
    assert adopted.closed_at is not None
    day = adopted.closed_at.date()
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _shown(row: Check) -> CheckShown:
    return CheckShown(row.id, row.months, row.due_on, row.result, row.words)
