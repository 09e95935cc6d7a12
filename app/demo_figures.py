"""What the trials of the demo count: invented figures, from before the change and after it."""

from datetime import date, timedelta

from sqlmodel import Session

from app.content import StarterMeasure, StarterTrial
from app.domain.figures import Put, add_figures
from app.domain.measures import Defined, add_measure
from app.domain.phases import lock_baseline
from app.domain.projects import Member


def count_things(session: Session, by: Member, trial: str, told: StarterTrial, began: date) -> None:
    """`began` is the day of the first figure after the change."""
    for each in told.measures:
        if each.figures:
            _count(session, by, trial, each, began)


def _count(session: Session, by: Member, trial: str, told: StarterMeasure, began: date) -> None:
    said = Defined(
        kind=told.kind,
        title=told.text,
        unit=told.unit,
        better=told.better,
        every="week",
        target=told.target,
        how="",
    )
    measure = add_measure(session, by, trial, said)
    days = [began + timedelta(weeks=n - told.before) for n in range(len(told.figures))]
    people = told.people or (None,) * len(days)
    puts = [Put(*each) for each in zip(days, told.figures, people, strict=True)]
    add_figures(session, by, measure, puts)
    session.flush()
    if told.before:
        why = "The weeks before the change"
        lock_baseline(session, by, measure, days[told.before - 1], why)
