"""XmR as Making Data Count: limits, four rules, and what lies exactly on a line (T3)."""

import doctest
import importlib
import pkgutil
from fractions import Fraction

import pytest

from app.domain import charts
from app.domain.charts import PRESETS, Better, Kind, Stretch, read_chart
from app.domain.charts.xmr import limits as limits_of
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

# Mean 10 and every moving range 2: limits 10 ± 5.32, near limits 10 ± 3.5466…
STEADY = " ".join(["9", "11"] * 6)


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(charts.__path__)])
def test_every_example_in_the_rules_is_true(module):
    tried = doctest.testmod(importlib.import_module(f"app.domain.charts.{module}"))
    assert tried.failed == 0


def limits(found) -> tuple[float, float, float]:
    (phase,) = found.phases
    return tuple(round(float(each), 2) for each in (phase.lower, phase.centre, phase.upper))


def test_limits_lie_two_point_six_six_mean_ranges_from_the_mean():
    assert limits(chart(STEADY)) == (4.68, 10.0, 15.32)


@pytest.mark.parametrize(
    ("figures", "better", "expected"),
    [
        (CALLED, Better.UP, (9.63, 48.08, 86.53)),
        (EXPLAINED, Better.DOWN, (50.53, 93.33, 136.14)),
        (CONTACTED, Better.DOWN, (8.68, 21.25, 33.82)),
        (ACTIVE, Better.UP, (5.97, 20.0, 34.03)),
    ],
)
def test_limits_of_a_locked_baseline_are_those_of_the_demo(figures, better, expected):
    assert limits(chart(figures, 12, better)) == expected


def test_without_a_locked_baseline_the_change_hides_in_its_own_limits():
    found = chart(CALLED)
    assert round(float(found.phases[0].centre), 1) == 64.3
    assert all(named(found.labels))


def test_of_the_locked_series_exactly_what_was_worked_out_by_hand_fires():
    assert fired(chart(CALLED, 12)) == {
        "shift": list(range(13, 23)),
        "outside": [16, 17, 20, 22],
        "two_of_three": [14, 15, 18, 19, 21],
    }
    assert fired(chart(EXPLAINED, 12, Better.DOWN)) == {
        "shift": list(range(13, 23)),
        "two_of_three": [14, 16, 18, 19, 21, 22],
    }
    assert fired(chart(CONTACTED, 12, Better.DOWN)) == {}
    assert fired(chart(ACTIVE, 12)) == {
        "shift": list(range(13, 24)),
        "trend": list(range(18, 25)),
        "outside": [18],
        "two_of_three": [14, 16, 17, 19],
    }


def test_a_range_that_is_far_too_large_is_left_out_once_where_the_setting_says_so():
    # Ranges: ten of 2, then 40 and 40. Mean 100/12; 3.267 of it is 27.2, so both large ones go.
    figures = "9 11 9 11 9 11 9 11 9 11 9 49 9"
    width = {
        name: round(float(found.upper - found.centre), 4)
        for name, preset in PRESETS.items()
        for found in chart(figures, preset=preset).phases
    }
    assert width == {"mdc": 5.32, "mdc_unscreened": round(2.66 * 100 / 12, 4)}


def test_a_range_exactly_at_the_bound_is_left_out():
    # 11 ranges: ten of 1 and one of r, where r = 3.267 (10 + r) / 11, so r = 32.67 / 7.733 exactly.
    bound = Fraction("32.67") / Fraction("7.733")
    steps = [Fraction(n % 2) for n in range(11)]
    at = Stretch((*steps, steps[-1] + bound))
    below = Stretch((*steps, steps[-1] + bound - Fraction(1, 10**6)))
    assert limits_of(at, PRESETS["mdc"]).width == Fraction("2.66")
    assert limits_of(below, PRESETS["mdc"]).width > Fraction("2.66")


@pytest.mark.parametrize(
    ("last", "outside"), [("15.32", False), ("15.33", True), ("4.68", False), ("4.67", True)]
)
def test_a_point_on_the_limit_is_inside(last, outside):
    assert ("outside" in fired(chart(f"{STEADY} {last}", 12))) is outside


def test_seven_on_one_side_are_a_shift_and_six_are_not():
    assert "shift" not in fired(chart(f"{STEADY} 9 {'11 ' * 6}", 12))
    assert fired(chart(f"{STEADY} 9 {'11 ' * 7}", 12))["shift"] == list(range(14, 21))


def test_a_point_on_the_mean_breaks_a_shift():
    assert "shift" not in fired(chart(f"{STEADY} 9 {'11 ' * 6} 10 11", 12))


def test_seven_rising_points_are_a_trend_and_six_are_not():
    assert "trend" not in fired(chart(f"{STEADY} 8 8.5 9 9.5 10 10.5", 12))
    assert fired(chart(f"{STEADY} 8 8.5 9 9.5 10 10.5 11", 12))["trend"] == list(range(13, 20))


def test_a_tie_breaks_a_trend():
    assert "trend" not in fired(chart(f"{STEADY} 8 8.5 9 9.5 9.5 10 10.5 11", 12))


def test_where_two_trends_meet_the_later_gives_the_direction():
    found = chart(f"{STEADY} 7.5 8 8.5 9 9.5 10.5 12.5 12 11.5 11 10.5 9.5 9", 12)
    sides = [label.side for label in found.labels[12:]]
    assert named(found.labels[12:]) == ["trend"] * 13
    assert sides == [1] * 6 + [-1] * 7


@pytest.mark.parametrize(
    ("three", "flagged"),
    [
        ("9 14 14 11 9", [14, 15]),
        ("9 14 11 14 9", [14, 16]),
        ("9 11 14 14 9", [15, 16]),
        ("9 14 14 14 9", [14, 15, 16]),
        ("9 14 14 10 14", []),  # the third is on the mean: not on their side
        ("9 14 14 9 14", []),
        ("9 13.54 14 11 9", []),  # near begins beyond 13.5466…
        ("9 13.55 14 11 9", [14, 15]),
        ("9 15.32 14 11 9", [14, 15]),  # on the limit is still near
        ("9 15.33 14 11 9", []),  # beyond it is outside, and does not count here
        ("9 15.33 14 14 9", [15, 16]),
        ("11 6 6 9 11", [14, 15]),
        ("11 6 14 6 11", []),
    ],
)
def test_two_of_three_near_a_limit_are_flagged_and_the_third_is_not(three, flagged):
    assert fired(chart(f"{STEADY} {three}", 12)).get("two_of_three", []) == flagged


def test_a_point_carries_its_strongest_reason():
    # Rising from below the mean to beyond the limit: a trend, with a shift and two of three in it.
    found = chart(f"{STEADY} 9 11 12 13 13.8 14 15 16 15 12 12", 12)
    assert named(found.labels[12:]) == [
        *["trend"] * 7,
        "outside",
        "two_of_three",
        "shift",
        "shift",
    ]
    assert fired(found)["shift"] == list(range(14, 24))
    assert {17, 18, 19} <= set(fired(found)["two_of_three"])


def test_no_rule_reaches_over_the_edge_of_a_phase():
    up = "10 11 12 13"
    whole = chart(f"{STEADY} {up} 14 15 16", 12)
    assert "trend" in fired(whole)
    assert "shift" in fired(chart(f"{STEADY} {'12 ' * 7}", 12))
    apart = read_chart([stretch(f"{STEADY} {up}", 12), stretch("14 15 16 " + STEADY)])
    assert "trend" not in fired(apart)
    rows = read_chart([stretch(f"{STEADY} 9 12 12 12 12"), stretch(f"12 12 12 {STEADY}")])
    assert "shift" not in fired(rows)
    near = read_chart([stretch(f"{STEADY} 14"), stretch(f"14 {STEADY}")])
    assert fired(near) == {}


def test_each_phase_has_limits_of_its_own_and_the_old_ones_stand():
    before, both = chart(STEADY), read_chart([stretch(STEADY), stretch("29 31 " * 6)])
    assert both.phases[0] == before.phases[0]
    assert [float(phase.centre) for phase in both.phases] == [10.0, 30.0]
    assert [(phase.first, phase.last) for phase in both.phases] == [(0, 11), (12, 23)]
    assert fired(both) == {}


def test_what_comes_after_a_locked_baseline_never_moves_the_limits():
    assert limits(chart(f"{STEADY} 90 5 77 3", 12)) == limits(chart(STEADY))
    assert limits(chart(f"{STEADY} 90 5 77 3")) != limits(chart(STEADY))


def test_where_nothing_ever_varies_there_are_no_limits_and_nothing_stands_out():
    found = chart("7 " * 14)
    (phase,) = found.phases
    assert (phase.kind, phase.lower, phase.upper) == (Kind.XMR, None, None)
    assert phase.is_constant
    assert not phase.is_trial
    assert fired(found) == {}


def test_after_a_baseline_without_variation_one_other_figure_is_no_signal_and_seven_are():
    assert fired(chart("7 " * 12 + "8", 12)) == {}
    assert fired(chart("7 " * 12 + "8 " * 7, 12)) == {"shift": list(range(13, 20))}


def test_screening_never_makes_limits_collapse_where_events_are_rare():
    # One event in 24 weeks: screening would drop both ranges that are not nought.
    found = chart("0 " * 12 + "1 " + "0 " * 11)
    (phase,) = found.phases
    assert phase.is_rare
    assert not phase.is_constant
    assert round(float(phase.upper - phase.centre), 4) == round(2.66 * 2 / 23, 4)
    assert len([name for name in named(found.labels) if name == "outside"]) == 1


def test_the_step_over_a_missing_period_is_no_moving_range():
    # Five steps up while nobody counted: with the step, the ranges would have a mean of 31/11.
    halves = "9 11 9 11 9 11 18 16 18 16 18 16"
    without = read_chart([stretch(halves, gaps=(6,))])
    assert round(float(without.phases[0].upper - without.phases[0].centre), 2) == 5.32
    assert without.phases[0].upper < read_chart([stretch(halves)]).phases[0].upper


def test_points_are_counted_in_a_row_over_a_missing_period():
    found = read_chart([stretch(f"{STEADY} 9 {'11 ' * 7}", 12, gaps=(15,))])
    assert fired(found)["shift"] == list(range(14, 21))


def test_a_point_on_the_near_line_is_not_near():
    # Every range is 3: near begins beyond 2/3 of 7.98, which is 5.32.
    steady = " ".join(["8.5", "11.5"] * 6)
    assert fired(chart(f"{steady} 8.5 15.32 15.32 11", 12)) == {}
    assert fired(chart(f"{steady} 8.5 15.33 15.33 11", 12)) == {"two_of_three": [14, 15]}


def test_points_that_stand_out_in_a_later_phase_are_counted_from_the_start_of_the_chart():
    found = read_chart([stretch(STEADY), stretch(f"{STEADY} 99", 12)])
    assert fired(found) == {"outside": [25]}
    assert named(found.labels) == [""] * 24 + ["outside"]
