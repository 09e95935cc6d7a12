"""What of a trial's figures anybody may see: behind each stand at least ten people (A1)."""

from datetime import timedelta

import pytest

from app.domain.figures import Put, add_figures
from app.domain.told_figures import told_figures
from app.domain.trials import trial_shown
from tests.afterwards import plans, saving
from tests.conftest import only_sqlite
from tests.make import NOON
from tests.measuring import a_trial, counts, locks, measures, read, week

pytestmark = only_sqlite
TODAY = NOON.date()
BEFORE = "44 57 38 50 62 40 55 33 50 60 45 43"
AFTER = "71 83 75 88 100 80 86 90 75 89"
PEOPLE = (9, 7, 8, 6, 8, 10, 11, 9, 8, 10, 11, 7, 7, 6, 8, 8, 7, 10, 7, 10, 8, 9)


@pytest.fixture
def trial(world):
    made = a_trial(world)
    plans(world, made, starts_on=str(week(13)))
    return made


def puts(world, measure, figures, people, first=1):
    said = [
        Put(week(n), float(f), p)
        for n, (f, p) in enumerate(zip(figures, people, strict=True), first)
    ]
    with saving(world) as session:
        add_figures(session, world.member(session), measure, said)


def told(world, trial, k=10):
    with world.database.read() as session:
        return told_figures(session, trial_shown(session, trial), TODAY, k)


def shown(world, trial, k=10):
    (one,) = told(world, trial, k)
    return [(f.people, f.value) for f in one.figures.figures] if one.figures else None


def test_a_share_of_few_people_is_joined_until_there_are_enough(world, trial):
    measure = measures(world, trial)
    puts(world, measure, f"{BEFORE} {AFTER}".split(), PEOPLE)
    locks(world, measure)
    (one,) = told(world, trial)
    assert one.is_joined
    assert all(figure.people >= 10 for figure in one.figures.figures)
    assert one.figures.figures[0].value == round((44 * 9 + 57 * 7) / 16, 1)
    assert one.chart.says == read(world, measure).chart.says  # as the team reads it
    assert {line.upper for line in one.figures.chart.phases} == {None}
    days = [figure.day for figure in one.figures.figures]
    assert any(day < week(13) for day in days)


def test_no_dot_joins_what_was_before_the_change_with_what_came_after(world, trial):
    measure = measures(world, trial)
    puts(world, measure, ["10"] * 11 + ["90"] * 10, (7,) * 21, first=2)
    assert {value for _, value in shown(world, trial)} == {10.0, 90.0}


def test_a_new_figure_changes_no_dot_that_was_shown_before(world, trial):
    measure = measures(world, trial)
    puts(world, measure, f"{BEFORE} {AFTER}".split(), PEOPLE)
    before = shown(world, trial)
    for n in range(23, 25):
        puts(world, measure, ["0"], (4,), first=n)
        assert shown(world, trial)[: len(before)] == before
        assert len(shown(world, trial)) == len(before)
    puts(world, measure, ["0"], (4,), first=25)
    assert shown(world, trial)[:-1] == before


@pytest.mark.parametrize(
    ("unit", "people", "is_shown"),
    [
        ("%", None, False),  # nobody knows how many
        ("%", 10, True),
        ("minutes", None, True),
        ("minutes", 9, False),  # a median can't be joined
        ("minutes", 10, True),
    ],
)
def test_what_has_too_few_people_or_may_have_is_only_said(world, trial, unit, people, is_shown):
    measure = measures(world, trial, unit=unit)
    counts(world, measure, BEFORE, people)
    (one,) = told(world, trial)
    assert (one.figures is not None) == is_shown
    assert not one.is_joined
    assert one.chart.says


def test_a_room_that_asked_for_more_gets_more(world, trial):
    measure = measures(world, trial, unit="minutes")
    counts(world, measure, BEFORE, 12)
    assert shown(world, trial, 10)
    assert shown(world, trial, 13) is None


def test_nothing_is_told_before_it_begins_or_before_anything_was_counted(world, trial):
    measure = measures(world, trial)
    assert told(world, trial) == ()
    counts(world, measure, BEFORE, 12)
    plans(world, trial, starts_on=str(TODAY + timedelta(days=1)), review_on="")
    assert told(world, trial) == ()


def test_a_handful_of_dots_is_no_picture(world, trial):
    measure = measures(world, trial)
    counts(world, measure, "50 60 70", 20)
    assert shown(world, trial) is None
