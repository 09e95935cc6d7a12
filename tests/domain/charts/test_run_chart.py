"""Run charts: the median, rows on one side of it, and how often it is crossed (T3)."""

import pytest

from app.domain.charts import Better, Kind, Rule, Variation
from app.domain.charts.run_chart import fewest_crossings, run_chart
from tests.domain.charts.series import (
    ACTIVE,
    CALLED,
    CONTACTED,
    EXPLAINED,
    chart,
    fired,
    named,
    stretch,
)


def places(found) -> list[tuple[int, ...]]:
    return [each.points for each in found]


def test_the_median_comes_from_the_baseline_where_that_is_locked():
    assert run_chart(stretch("1 2 3 4 90 90 90", 4)).median == 2.5
    assert run_chart(stretch("1 2 3 4 90 90 90")).median == 4


def test_six_in_a_row_on_one_side_are_a_shift_and_five_are_not():
    assert places(run_chart(stretch("1 1 1 1 1 9 9 9 9 9")).shifts) == []
    six = run_chart(stretch("1 1 1 1 1 1 9 9 9 9 9 9")).shifts
    assert places(six) == [(0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11)]
    assert [each.side for each in six] == [-1, 1]


def test_points_on_the_median_neither_break_a_row_nor_count():
    assert places(run_chart(stretch("1 1 1 5 1 1 1 5 9", 9)).shifts) == []
    found = run_chart(stretch("5 5 5 9 9 9 5 9 9 9", 3))
    assert places(found.shifts) == [(3, 4, 5, 7, 8, 9)]


@pytest.mark.parametrize(
    ("figures", "trend"),
    [
        ("1 2 3 4", []),
        ("1 2 3 4 5", [(0, 1, 2, 3, 4)]),
        ("5 4 3 2 1", [(0, 1, 2, 3, 4)]),
        ("1 2 2 3 4", []),  # equal neighbours count once
        ("1 2 2 3 4 5", [(0, 1, 2, 3, 4, 5)]),
        ("1 2 3 4 5 5", [(0, 1, 2, 3, 4, 5)]),
        ("9 1 2 3 4 5 1", [(1, 2, 3, 4, 5)]),
    ],
)
def test_five_that_rise_or_fall_are_a_trend(figures, trend):
    assert places(run_chart(stretch(figures)).trends) == trend


def test_a_trend_is_for_information_and_flags_no_point():
    found = chart("5 1 6 2 3 4 5.5 5.6 2")
    (phase,) = found.phases
    assert phase.kind is Kind.RUN
    assert [each.rule for each in phase.information] == [Rule.TREND]
    assert phase.fired == ()
    assert set(phase.labels) == {None}
    assert not found.asks_for_check


def test_runs_are_counted_without_the_points_on_the_median():
    runs = run_chart(stretch("1 9 5 9 1 1 5 9 1")).runs
    assert (runs.useful, runs.runs, runs.crossings, runs.longest) == (7, 5, 4, 2)


def test_too_few_crossings_are_those_of_the_published_table():
    # Anhøj and Olesen's lower limits for 10 to 24 useful points.
    table = [2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8]
    assert [fewest_crossings(n) for n in range(10, 25)] == table


def test_one_crossing_fewer_than_the_table_is_few_and_the_table_itself_is_not():
    assert run_chart(stretch("1 1 1 1 1 9 9 9 9 9")).runs.is_few  # one crossing
    assert not run_chart(stretch("1 1 1 9 9 9 9 9 1 1")).runs.is_few  # two
    assert not run_chart(stretch("5 5 5 5 5 5 5 5")).runs.is_few  # nothing to cross


def test_a_saw_tooth_has_too_many_runs():
    assert run_chart(stretch("1 9 1 9 1 9 1 9 1 9")).runs.is_many
    assert not run_chart(stretch("1 9 1 9 1 9 1 9 9 1")).runs.is_many


def test_around_the_baseline_median_a_shift_fires_in_the_demo_where_it_should():
    longest = {
        name: run_chart(stretch(figures, 12)).runs.longest
        for name, figures in {
            "called": CALLED, "explained": EXPLAINED, "contacted": CONTACTED, "active": ACTIVE
        }.items()
    }  # fmt: skip
    assert longest["contacted"] == 2
    assert all(longest[name] >= 6 for name in ("called", "explained", "active"))
    for figures, fires in ((CALLED, 1), (EXPLAINED, 1), (CONTACTED, 0), (ACTIVE, 1)):
        assert len(run_chart(stretch(figures, 12)).shifts) == fires


def test_a_shift_labels_its_points_in_a_run_chart():
    found = chart("9 7 8 7 9 1 1 1 1 1 1", 5, Better.DOWN)
    assert found.phases[0].kind is Kind.RUN
    assert fired(found) == {"shift": [6, 7, 8, 9, 10, 11]}
    assert named(found.labels) == [""] * 5 + ["shift"] * 6
    assert found.variation is Variation.IMPROVEMENT_LOW
