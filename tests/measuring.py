"""A trial with a measure, and figures for it, for the tests."""

from datetime import date, timedelta

from app.domain.figures import Put, add_figures
from app.domain.measured import Measured, measured
from app.domain.measures import Defined, add_measure, measure_called
from app.domain.phases import lock_baseline
from tests.afterwards import goes_on, saving, tries
from tests.make import World

FIRST = date(2025, 12, 15)  # a Monday, 24 weeks before the tests' noon


def a_measure(**other) -> Defined:
    usual = {
        "kind": "process",
        "title": "Called by the next working day",
        "unit": "%",
        "better": "up",
        "every": "week",
        "target": None,
        "how": "The clinic list against the phone log.",
    }
    return Defined(**(usual | other))


def a_trial(world: World, title: str = "Ring before the letter comes") -> str:
    goes_on(world)
    return tries(world, world.offers("Amina", title, touchpoint=1), title="A call first")


def measures(world: World, trial: str, **other) -> str:
    """A new measure; its id."""
    with saving(world) as session:
        return add_measure(session, world.member(session), trial, a_measure(**other))


def week(number: int) -> date:
    """The first day of a week, counted from 1."""
    return FIRST + timedelta(weeks=number - 1)


def counts(world: World, measure: str, figures: str, people: int | None = None) -> None:
    """Weekly figures from week 1 on."""
    puts = [Put(week(n), float(f), people) for n, f in enumerate(figures.split(), 1)]
    with saving(world) as session:
        add_figures(session, world.member(session), measure, puts)


def locks(world: World, measure: str, weeks: int = 12) -> None:
    with saving(world) as session:
        lock_baseline(session, world.member(session), measure, week(weeks), "Before the change")


def read(world: World, measure: str) -> Measured:
    with world.database.read() as session:
        return measured(session, measure_called(session, world.member(session), measure))
