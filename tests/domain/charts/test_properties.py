"""What must hold of every series: units, the zero of a scale and its direction change nothing."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.charts import PRESETS, Better, Chart, Meaning, Stretch, read_chart

figures = st.lists(st.integers(-20, 20).map(lambda n: Fraction(n, 2)), min_size=1, max_size=40)
betters = st.sampled_from(list(Better))
presets = st.sampled_from(list(PRESETS.values()))
targets = st.none() | st.integers(-20, 20).map(Fraction)
scales = st.fractions(min_value=Fraction(1, 100), max_value=100)
OTHER = {Better.UP: Better.DOWN, Better.DOWN: Better.UP, Better.NEITHER: Better.NEITHER}


@st.composite
def stretches(draw) -> list[Stretch]:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        values = tuple(draw(figures))
        baseline = draw(st.none() | st.integers(1, len(values)))
        gaps = draw(st.frozensets(st.integers(1, len(values))))
        made.append(Stretch(values, baseline, gaps))
    return made


def moved(given: list[Stretch], by, target):
    changed = [Stretch(tuple(map(by, s.values)), s.baseline, s.gaps) for s in given]
    return changed, None if target is None else by(target)


def told(chart: Chart) -> list:
    """Everything a chart says that has no unit."""
    shape = [
        (p.kind, p.first, p.last, p.is_trial, p.is_constant, p.is_rare, p.runs, p.upper is None)
        for p in chart.phases
    ]
    return [shape, chart.assurance, chart.says, chart.asks_for_check]


def meanings(chart: Chart) -> list[Meaning | None]:
    return [label and chart.means(label) for label in chart.labels]


@given(stretches(), betters, targets, presets, scales)
def test_another_unit_changes_nothing(given, better, target, preset, scale):
    plain = read_chart(given, better, target, preset)
    stretched, goal = moved(given, lambda value: scale * value, target)
    scaled = read_chart(stretched, better, goal, preset)
    assert told(scaled) == told(plain)
    assert scaled.labels == plain.labels
    assert scaled.variation is plain.variation
    assert [p.centre for p in scaled.phases] == [scale * p.centre for p in plain.phases]


@given(stretches(), betters, targets, presets, st.fractions(-1000, 1000))
def test_another_zero_changes_nothing(given, better, target, preset, by):
    plain = read_chart(given, better, target, preset)
    raised, goal = moved(given, lambda value: value + by, target)
    shifted = read_chart(raised, better, goal, preset)
    assert told(shifted) == told(plain)
    assert shifted.labels == plain.labels
    assert shifted.variation is plain.variation


@given(stretches(), betters, targets, presets)
def test_upside_down_with_the_other_direction_of_good_means_the_same(given, better, target, preset):
    plain = read_chart(given, better, target, preset)
    turned, goal = moved(given, lambda value: -value, target)
    mirrored = read_chart(turned, OTHER[better], goal, preset)
    assert meanings(mirrored) == meanings(plain)
    assert [p.is_rare for p in mirrored.phases] == [p.is_rare for p in plain.phases]
    assert mirrored.assurance is plain.assurance
    assert mirrored.asks_for_check == plain.asks_for_check
    sides = [label and -label.side for label in mirrored.labels]
    assert sides == [label and label.side for label in plain.labels]
    if better is not Better.NEITHER:
        assert mirrored.says == plain.says


@given(figures, presets)
def test_backwards_the_same_points_stand_out(values, preset):
    plain = read_chart([Stretch(tuple(values))], preset=preset)
    backwards = read_chart([Stretch(tuple(reversed(values)))], preset=preset)
    assert [label is None for label in reversed(backwards.labels)] == [
        label is None for label in plain.labels
    ]


@given(stretches(), betters, presets)
def test_a_phase_reads_the_same_alone_as_among_others(given, better, preset):
    together = read_chart(given, better, preset=preset)
    for phase, stretch in zip(together.phases, given, strict=True):
        (alone,) = read_chart([stretch], better, preset=preset).phases
        assert phase.labels == alone.labels
        assert (phase.centre, phase.lower, phase.upper) == (alone.centre, alone.lower, alone.upper)


@given(figures, figures, presets)
def test_what_follows_a_locked_baseline_never_moves_it(before, after, preset):
    read = [
        read_chart([Stretch((*before, *more), len(before))], preset=preset).phases[0]
        for more in (after, after[:1])
    ]
    if read[0].kind is read[1].kind:
        assert len({(phase.centre, phase.lower, phase.upper) for phase in read}) == 1


@given(stretches(), betters)
def test_every_point_has_at_most_one_label_and_only_from_a_rule_that_fired(given, better):
    chart = read_chart(given, better)
    assert len(chart.labels) == sum(len(stretch.values) for stretch in given)
    for phase in chart.phases:
        flagged = {place for each in phase.fired for place in each.points}
        assert flagged == {
            phase.first + place for place, label in enumerate(phase.labels) if label is not None
        }
