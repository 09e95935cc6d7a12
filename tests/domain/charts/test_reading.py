"""What a chart says: by the number of points, the last point, the target, in a sentence (T3)."""

import pytest

from app.domain.charts import Assurance, Better, Kind, Variation, exact, read_chart
from tests.domain.charts.series import (
    ACTIVE,
    CALLED,
    CONTACTED,
    EXPLAINED,
    chart,
    fired,
    said,
    stretch,
)

STEADY = " ".join(["9", "11"] * 6)


@pytest.mark.parametrize(
    ("points", "kind", "trial"),
    [
        (1, Kind.DOTS, False),
        (7, Kind.DOTS, False),
        (8, Kind.RUN, False),
        (11, Kind.RUN, False),
        (12, Kind.XMR, True),
        (19, Kind.XMR, True),
        (20, Kind.XMR, False),
    ],
)
def test_how_much_is_asked_of_a_chart_depends_on_how_many_points_it_has(points, kind, trial):
    found = chart(" ".join(str(9 + n % 3) for n in range(points)))
    (phase,) = found.phases
    assert (phase.kind, phase.is_trial) == (kind, trial)
    assert (phase.lower is None) is (kind is not Kind.XMR)


def test_under_eight_points_nothing_fires_whatever_they_are():
    found = chart("1 2 3 4 5 6 900")
    assert fired(found) == {}
    assert found.variation is Variation.TOO_SOON
    assert said(found) == [("too_soon", 7)]


def test_without_a_point_there_is_nothing_to_say_yet():
    assert said(read_chart([])) == [("nothing_yet", 0)]


def test_a_new_phase_is_too_short_to_speak_whatever_the_one_before_it_said():
    found = read_chart([stretch(CALLED, 12), stretch("90 95 91")], Better.UP)
    assert [phase.kind for phase in found.phases] == [Kind.XMR, Kind.DOTS]
    assert found.variation is Variation.TOO_SOON
    assert found.assurance is None
    assert said(found) == [("too_soon", 3)]


def test_where_few_people_stand_behind_the_figures_no_rule_is_asked():
    found = chart(CALLED, 12, few_people=True)
    assert fired(found) == {}
    assert found.phases[0].kind is Kind.DOTS
    assert said(found) == [("few_people", 22)]


def test_the_demo_says_what_it_was_made_to_say():
    a, b = chart(CALLED, 12), chart(EXPLAINED, 12, Better.DOWN)
    c, d = chart(CONTACTED, 12, Better.DOWN), chart(ACTIVE, 12)
    assert said(a) == [("shift_better", 10), ("outside_better", 4)]
    assert said(b) == [("shift_better", 10)]
    assert said(c) == [("no_change", 10)]
    assert said(d) == [("trend_worse", 7), ("was_better", 11)]
    assert [each.variation for each in (a, b, c, d)] == [
        Variation.IMPROVEMENT_HIGH,
        Variation.IMPROVEMENT_LOW,
        Variation.COMMON,
        Variation.CONCERN_LOW,
    ]
    assert [each.asks_for_check for each in (a, b, c, d)] == [False, False, False, True]


def test_the_variation_is_what_the_last_point_says_and_no_other():
    assert chart(f"{STEADY} 99", 12).variation is Variation.IMPROVEMENT_HIGH
    assert chart(f"{STEADY} 99 10", 12).variation is Variation.COMMON
    assert chart(f"{STEADY} 99", 12, Better.DOWN).variation is Variation.CONCERN_HIGH
    assert chart(f"{STEADY} 1", 12, Better.DOWN).variation is Variation.IMPROVEMENT_LOW
    assert chart(f"{STEADY} 1", 12, Better.NEITHER).variation is Variation.CHANGE_LOW


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        ("15.33", Better.UP, Assurance.FAILS),
        ("15.32", Better.UP, Assurance.HIT_OR_MISS),  # on the limit
        ("10", Better.UP, Assurance.HIT_OR_MISS),
        ("4.68", Better.UP, Assurance.HIT_OR_MISS),
        ("4.67", Better.UP, Assurance.PASSES),
        ("15.33", Better.DOWN, Assurance.PASSES),
        ("4.67", Better.DOWN, Assurance.FAILS),
        ("10", Better.DOWN, Assurance.HIT_OR_MISS),
        ("99", Better.NEITHER, None),
        (None, Better.UP, None),
    ],
)
def test_the_limits_against_the_target_say_whether_it_will_be_met(target, better, expected):
    found = chart(STEADY, better=better, target=exact(target) if target else None)
    assert found.assurance is expected


def test_without_limits_nothing_is_said_about_a_target():
    assert chart("9 11 9 11 9 11 9 11 9", target=exact(50)).assurance is None
    assert chart("9 " * 14, target=exact(50)).assurance is None


@pytest.mark.parametrize(
    ("figures", "better", "expected"),
    [
        (f"{STEADY} {'9 ' * 7}", Better.UP, [("shift_worse", 7)]),
        (f"{STEADY} {'9 ' * 7}", Better.NEITHER, [("shift_lower", 7)]),
        (f"{STEADY} 7 8 9 10 11 12 13", Better.NEITHER, [("trend_higher", 7)]),
        (f"{STEADY} 90", Better.UP, [("outside_better", 1)]),
        (f"{STEADY} 14 14 11 14", Better.UP, [("two_of_three_better", 3)]),
        (f"{STEADY} 9 11", Better.UP, [("no_change", 2)]),
        (f"{STEADY} {'11 ' * 7} 9", Better.UP, [("back", 0), ("was_better", 8)]),
        ("7 " * 12, Better.UP, [("constant", 12)]),
        ("1 1 1 1 1 9 9 9 9 9", Better.UP, [("few_crossings", 0)]),
    ],
)
def test_the_sentence_comes_from_the_rule_that_fired_at_the_last_point(figures, better, expected):
    assert said(chart(figures, 12, better)) == expected


def test_without_a_locked_baseline_the_calm_sentence_compares_with_nothing():
    assert said(chart(STEADY)) == [("common", 0)]


def test_what_ended_long_ago_is_not_spoken_of_any_more():
    shift = f"{STEADY} {'11 ' * 7}"
    assert said(chart(f"{shift} {'9 11 ' * 5} 9", 12))[0] == ("back", 0)
    assert said(chart(f"{shift} {'9 11 ' * 6}", 12)) == [("no_change", 19)]


def test_only_a_trend_in_the_wrong_direction_asks_for_a_check():
    rising = f"{STEADY} 7 8 9 10 11 12 13"
    assert chart(rising, 12, Better.DOWN).asks_for_check
    assert not chart(rising, 12, Better.UP).asks_for_check
    assert not chart(rising, 12, Better.NEITHER).asks_for_check
    assert not chart(f"{rising} 12", 12, Better.DOWN).asks_for_check


def test_a_shift_in_the_wrong_direction_asks_for_no_check_by_itself():
    found = chart(f"{STEADY} {'9 ' * 7}", 12)
    assert found.variation is Variation.CONCERN_LOW
    assert not found.asks_for_check
