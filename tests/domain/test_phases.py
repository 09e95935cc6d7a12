"""Baselines and phases: only a person decides, says why, and can take it back (T3)."""

from datetime import timedelta

import pytest

from app.domain.charts import Kind, Variation
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.figures import Put, add_figures, put_figure, take_figure_out
from app.domain.measures import changes_of
from app.domain.phases import begin_phase, end_phase, lock_baseline, unlock_baseline
from tests.domain.charts.series import ACTIVE, CALLED, CONTACTED, EXPLAINED, fired, said
from tests.measuring import a_trial, counts, locks, measures, read, week


@pytest.fixture
def measure(world):
    return measures(world, a_trial(world))


def does(world, verb, measure, *given):
    with world.session() as session:
        verb(session, world.member(session), measure, *given)
        session.commit()


def test_nothing_moves_a_locked_baseline_but_a_person(world, measure):
    counts(world, measure, CALLED)
    before = read(world, measure)
    assert before.chart.phases[0].baseline == 22
    locks(world, measure)
    locked = read(world, measure)
    assert (round(float(locked.usual), 1), locked.chart.phases[0].baseline) == (48.1, 12)
    assert locked.chart.variation is Variation.IMPROVEMENT_HIGH
    assert (round(float(locked.lately), 1), locked.changed_on) == (83.7, week(13))


def test_the_four_demo_series_say_what_they_were_made_to_say(world):
    trial = a_trial(world)
    for figures, better, expected in (
        (CALLED, "up", [("shift_better", 10), ("outside_better", 4)]),
        (EXPLAINED, "down", [("shift_better", 10)]),
        (CONTACTED, "down", [("no_change", 10)]),
        (ACTIVE, "up", [("trend_worse", 7), ("was_better", 11)]),
    ):
        made = measures(world, trial, title=figures[:20], better=better, unit="")
        counts(world, made, figures)
        locks(world, made)
        assert said(read(world, made).chart) == expected


def test_a_lock_needs_twelve_figures_and_a_reason_and_is_one_of_its_phase(world, measure):
    counts(world, measure, CALLED)
    with pytest.raises(Refused, match="at least"):
        does(world, lock_baseline, measure, week(11), "Before the change")
    with pytest.raises(Unusable):
        does(world, lock_baseline, measure, week(12), " ")
    does(world, lock_baseline, measure, week(12), "Before the change")
    does(world, lock_baseline, measure, week(12), "Before the change")
    with pytest.raises(Refused, match="already"):
        does(world, lock_baseline, measure, week(14), "I like it better")
    does(world, unlock_baseline, measure, week(12), "The wrong week")
    does(world, lock_baseline, measure, week(14), "The change began a little later")
    with world.database.read() as session:
        kept = [(c.what, c.day, c.why) for c in changes_of(session, measure)][:3]
    assert kept == [
        ("locked", week(14), "The change began a little later"),
        ("unlocked", week(12), "The wrong week"),
        ("locked", week(12), "Before the change"),
    ]
    with pytest.raises(NotYours):
        does(world, unlock_baseline, measure, week(12), "Again")


def test_a_late_figure_joins_the_baseline_it_belongs_to(world, measure):
    counts(world, measure, CALLED)
    locks(world, measure)
    with world.session() as session:
        late = Put(week(3) + timedelta(days=1), 41)
        put_figure(session, world.member(session), measure, late)
        session.commit()
    assert read(world, measure).chart.phases[0].baseline == 13


def test_a_new_phase_has_a_reason_and_leaves_the_old_one_as_it_was(world, measure):
    counts(world, measure, CALLED)
    locks(world, measure)
    old = read(world, measure).chart.phases[0]
    does(world, begin_phase, measure, week(13), "The call is now how we work")
    found = read(world, measure)
    assert [phase.why for phase in found.phases] == ["", "The call is now how we work"]
    before, after = found.chart.phases
    assert (before.centre, before.lower, before.upper) == (old.centre, old.lower, old.upper)
    assert (after.kind, after.first, after.last) == (Kind.RUN, 12, 21)
    assert fired(found.chart) == {}
    does(world, end_phase, measure, week(13), "Too soon")
    assert len(read(world, measure).phases) == 1


def test_a_phase_begins_only_where_both_sides_have_figures_and_cuts_no_baseline(world, measure):
    with pytest.raises(Refused):
        does(world, begin_phase, measure, week(1), "Nothing is there")
    counts(world, measure, CALLED)
    locks(world, measure)
    for day in (week(1), week(1) - timedelta(days=1), week(22) + timedelta(days=1)):
        with pytest.raises(Refused, match="begins on or before"):
            does(world, begin_phase, measure, day, "Somewhere")
    with pytest.raises(Refused, match="cut a locked baseline"):
        does(world, begin_phase, measure, week(12), "In the middle")
    with pytest.raises(Unusable):
        does(world, begin_phase, measure, week(13), "")
    does(world, begin_phase, measure, week(22), "The last one")
    does(world, begin_phase, measure, week(22), "The last one")
    assert len(read(world, measure).phases) == 2
    with pytest.raises(NotYours):
        does(world, end_phase, measure, week(20), "There is none")


def test_a_phase_with_a_locked_baseline_is_not_taken_back_first(world, measure):
    counts(world, measure, "9 11 " * 10)
    with world.session() as session:
        by = world.member(session)
        more = [Put(week(1) - timedelta(weeks=n), 20 + n % 2) for n in range(1, 14)]
        add_figures(session, by, measure, more)
        session.commit()
    does(world, begin_phase, measure, week(1), "A new ward")
    does(world, lock_baseline, measure, week(12), "Settled")
    with pytest.raises(Refused, match="Take that back first"):
        does(world, end_phase, measure, week(1), "No")
    does(world, unlock_baseline, measure, week(12), "No")
    does(world, end_phase, measure, week(1), "No")


def test_where_figures_are_taken_out_of_a_baseline_what_is_left_holds(world, measure):
    counts(world, measure, CALLED)
    locks(world, measure)
    with world.session() as session:
        take_figure_out(session, world.member(session), measure, seen=Put(week(2), 57))
        session.commit()
    found = read(world, measure)
    assert found.chart.phases[0].baseline == 11
    assert found.gaps == {1}


@pytest.mark.parametrize(
    ("every", "days", "gap"),
    [
        ("day", 3, False),
        ("day", 4, True),
        ("week", 10, False),
        ("week", 11, True),
        ("month", 45, False),
        ("month", 46, True),
        ("now_and_then", 400, False),
    ],
)
def test_a_missing_period_is_a_gap(world, every, days, gap):
    measure = measures(world, a_trial(world), every=every)
    with world.session() as session:
        puts = [Put(week(1), 1), Put(week(1) + timedelta(days=days), 2)]
        if days < 100:
            add_figures(session, world.member(session), measure, puts)
        session.commit()
    assert read(world, measure).gaps == ({1} if gap else set())


@pytest.mark.parametrize(
    ("unit", "people", "few"),
    [("%", 4, True), ("%", 5, False), ("minutes", 4, False), ("%", None, False)],
)
def test_a_percentage_of_fewer_than_five_people_is_only_dots(world, unit, people, few):
    measure = measures(world, a_trial(world), unit=unit)
    counts(world, measure, CALLED, people)
    assert (said(read(world, measure).chart) == [("few_people", 22)]) is few
