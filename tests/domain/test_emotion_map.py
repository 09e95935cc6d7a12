"""The emotion map: medians, the five lists with each of their edges, and where things stand."""

import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import Group, group_of
from app.domain.emotion_map import (
    Box,
    Course,
    Difference,
    GroupFelt,
    Loud,
    Mark,
    QuietButDeep,
    Side,
    Split,
    SplitGroup,
    Turn,
    emotion_map,
    lines,
    next_marks,
    scatter,
    spoken,
)
from app.domain.voices import Voice

BOX = Box(left=130, top=18, width=1330, height=370, headroom=37)
PHONE = Box(left=20, top=10, width=280, height=240, headroom=24, mark=2.5, marker=5)
FOUR = ("finding", "waiting", "told", "home")
unhurried = settings(deadline=None)


def at(touchpoint, *, patient=(), carer=(), staff=()):
    given = {Voice.PATIENT: patient, Voice.CARER: carer, Voice.STAFF: staff}
    return [
        Mark(touchpoint, voice, height, key=f"{voice}{number}")
        for voice, heights in given.items()
        for number, height in enumerate(heights)
    ]


def felt(*marks, touchpoints=FOUR, words=None, stories=None, merged=False, k=5, with_marks=True):
    return emotion_map(
        touchpoints,
        [mark for some in marks for mark in some],
        words or {},
        stories or {},
        merged=merged,
        k=k,
        with_marks=with_marks,
    )


def names(found):
    return [each.touchpoint for each in found]


def column(shown, touchpoint):
    return next(each for each in shown.touchpoints if each.touchpoint == touchpoint)


def test_each_touchpoint_has_median_count_and_marks_of_every_group_in_order():
    shown = felt(
        at(
            "waiting",
            staff=[1, 0, 0, 2, 1],
            patient=[-2, -1, -2, -2, 0],
            carer=[-1, 0, 0, -1, 1, 0],
        )
    )
    assert column(shown, "waiting").groups == (
        GroupFelt(Group.PATIENT, 5, -2.0, (-2, -2, -2, -1, 0)),
        GroupFelt(Group.CARER, 6, 0.0, (-1, -1, 0, 0, 0, 1)),
        GroupFelt(Group.STAFF, 5, 1.0, (0, 0, 1, 1, 2)),
    )
    assert column(shown, "waiting").total == 16


def test_the_median_of_an_even_number_is_half_way():
    shown = felt(at("waiting", patient=[-2, -2, -1, 0, 0, 0]))
    assert column(shown, "waiting").groups[0].median == -0.5


def test_touchpoints_stand_in_the_order_of_the_journey_and_no_others():
    shown = felt(at("home", staff=[1] * 5), at("elsewhere", staff=[1] * 5))
    assert names(shown.touchpoints) == list(FOUR)


def test_merged_carers_are_in_the_patients_median():
    shown = felt(at("waiting", patient=[2] * 4, carer=[-2] * 3), merged=True)
    assert column(shown, "waiting").groups == (
        GroupFelt(Group.BOTH, 7, 2.0, (-2, -2, -2, 2, 2, 2, 2)),
    )


def test_four_staff_are_withheld_and_the_total_with_them():
    here = column(felt(at("waiting", patient=[0] * 6, staff=[2] * 4)), "waiting")
    assert [each.group for each in here.groups] == [Group.PATIENT]
    assert (here.withheld, here.total) == ((Group.STAFF,), None)


def test_without_marks_there_is_no_height_and_no_count_of_heights():
    shown = felt(at("waiting", patient=[-2, -2, 0, 2, 2]), with_marks=False)
    here = column(shown, "waiting")
    assert here.groups == (GroupFelt(Group.PATIENT, 5, 0.0, ()),)
    assert here.split == Split("waiting", (SplitGroup(Group.PATIENT, 5, None, None),))


@pytest.mark.parametrize(
    ("staff", "patients", "listed"),
    [(1, -1, True), (0, -2, True), (-1, 1, True), (1, 0, False), (1, -2, True), (0, 0, False)],
)
def test_two_steps_between_staff_and_patients_are_seen_differently(staff, patients, listed):
    shown = felt(at("waiting", patient=[patients] * 5, staff=[staff] * 5))
    assert (names(shown.seen_differently) == ["waiting"]) is listed


def test_one_and_a_half_steps_are_not_yet_seen_differently():
    shown = felt(at("waiting", patient=[-1, -1, -1, 0, 0, 0], staff=[1] * 5))
    assert shown.seen_differently == ()
    assert shown.most_different == Difference(
        "waiting", 1.0, (Side(Group.PATIENT, -0.5, 1.5, apart=False),), 1.5
    )


def test_seen_differently_says_by_whom_and_how_far():
    shown = felt(at("waiting", patient=[0] * 5, carer=[-1] * 5, staff=[1] * 5))
    sides = (
        Side(Group.PATIENT, 0.0, 1.0, apart=False),
        Side(Group.CARER, -1.0, 2.0, apart=True),
    )
    assert shown.seen_differently == (Difference("waiting", 1.0, sides, 2.0),)


def test_patients_and_carers_together_can_see_it_differently_from_staff():
    shown = felt(at("waiting", patient=[-1] * 4, carer=[-1] * 2, staff=[1] * 5), merged=True)
    assert shown.seen_differently[0].sides == (Side(Group.BOTH, -1.0, 2.0, apart=True),)


def test_patients_and_carers_apart_from_each_other_are_not_seen_differently():
    shown = felt(at("waiting", patient=[2] * 5, carer=[-2] * 5))
    assert shown.seen_differently == ()
    assert shown.most_different is None


def test_where_staff_and_patients_agree_everywhere_nothing_is_most_different():
    shown = felt(at("waiting", patient=[2] * 5, staff=[2] * 5))
    assert column(shown, "waiting").difference.gap == 0
    assert shown.most_different is None


def test_the_most_different_is_the_widest_gap_and_the_first_of_equal_ones():
    shown = felt(
        at("finding", patient=[0] * 5, staff=[2] * 5),
        at("waiting", patient=[-2] * 5, staff=[1] * 5),
        at("home", patient=[1] * 5, staff=[-2] * 5),
    )
    assert shown.most_different.touchpoint == "waiting"
    assert names(shown.seen_differently) == ["finding", "waiting", "home"]


@pytest.mark.parametrize(
    ("heights", "listed"),
    [
        ([-1, -1, 0, 0, 0, 0, 1, 1], True),
        ([-1, -1, 0, 0, 0, 0, 0, 1], False),
        ([-1, 0, 0, 0, 0, 0, 1, 1], False),
        ([-2, -2, 0, 0, 2], False),
        ([-2, -2, 0, 2, 2], True),
        ([-2, -1, -1, -1, -1, 1], False),
    ],
)
def test_split_is_a_quarter_low_and_a_quarter_high_within_one_group(heights, listed):
    assert (names(felt(at("told", staff=heights)).split) == ["told"]) is listed


def test_split_says_which_group_and_how_many():
    shown = felt(at("told", patient=[0] * 5, staff=[-2, -1, 0, 0, 1, 1, 2]))
    assert shown.split == (Split("told", (SplitGroup(Group.STAFF, 7, 2, 3),)),)


def test_two_groups_that_each_agree_are_not_split():
    assert felt(at("told", patient=[-2] * 5, staff=[2] * 5)).split == ()


def test_the_loudest_of_four_is_loud_with_its_words_and_stories():
    words, stories = dict(zip(FOUR, (3, 9, 4, 1), strict=True)), {"waiting": 2, "told": 1}
    assert felt(words=words, stories=stories).loud == (Loud("waiting", 9, 2),)


@pytest.mark.parametrize("touchpoints", [1, 2, 3])
def test_fewer_than_four_touchpoints_have_no_quarter(touchpoints):
    some = FOUR[:touchpoints]
    shown = felt(
        *(at(each, staff=[-2] * 5) for each in some),
        touchpoints=some,
        words=dict(zip(FOUR, (0, 5, 9, 9), strict=True)),
    )
    assert (shown.loud, shown.quiet_but_deep) == ((), ())


def loud_among(*volumes):
    journey = [f"t{number}" for number in range(len(volumes))]
    shown = felt(touchpoints=journey, words=dict(zip(journey, volumes, strict=True)))
    return [int(each[1:]) for each in names(shown.loud)]


def quiet_among(*volumes):
    journey = [f"t{number}" for number in range(len(volumes))]
    shown = felt(
        *(at(each, staff=[-1] * 5) for each in journey),
        touchpoints=journey,
        stories=dict(zip(journey, volumes, strict=True)),
    )
    return [int(each[1:]) for each in names(shown.quiet_but_deep)]


def test_a_quarter_is_rounded_down():
    assert loud_among(1, 2, 3, 4, 5, 6, 7) == [6]
    assert loud_among(1, 2, 3, 4, 5, 6, 7, 8) == [6, 7]
    assert loud_among(9, 8, 7, 6, 5, 4, 3, 2, 1) == [0, 1]
    assert quiet_among(9, 8, 7, 6, 5, 4, 3, 2, 1) == [7, 8]


def test_ties_at_the_edge_are_all_in():
    assert loud_among(10, 10, 10, 1, 1, 1, 1, 1) == [0, 1, 2]
    assert quiet_among(0, 0, 0, 7, 8, 9, 9, 9) == [0, 1, 2]


def test_where_most_are_alike_nobody_stands_out():
    assert loud_among(4, 4, 4, 4) == []
    assert quiet_among(0, 0, 0, 0, 0, 9, 9, 9) == []
    assert loud_among(9, 9, 9, 9, 9, 0, 0, 0) == []
    assert loud_among(0, 0, 0, 0) == []


@pytest.mark.parametrize(
    ("heights", "listed"),
    [
        ([-1] * 5, True),
        ([-1, -1, -1, 0, 0, 0], False),
        ([-2, -1, -1, 2, 2], True),
        ([0] * 5, False),
    ],
)
def test_quiet_is_deep_where_a_group_has_a_median_of_minus_one(heights, listed):
    shown = felt(at("home", carer=heights), words={"finding": 5, "waiting": 6, "told": 7})
    assert (names(shown.quiet_but_deep) == ["home"]) is listed


def test_quiet_but_deep_says_for_whom():
    shown = felt(
        at("home", patient=[-2] * 5, staff=[1] * 5),
        words={"finding": 5, "waiting": 6, "told": 7, "home": 1},
    )
    deep = GroupFelt(Group.PATIENT, 5, -2.0, (-2,) * 5)
    assert shown.quiet_but_deep == (QuietButDeep("home", 1, 0, (deep,)),)


def test_a_withheld_group_makes_nothing_deep():
    shown = felt(at("home", staff=[-2] * 4), words={"finding": 5, "waiting": 6, "told": 7})
    assert shown.quiet_but_deep == ()


@pytest.mark.parametrize(
    ("here", "listed"),
    [
        ({"patient": [1] * 5, "staff": [2] * 5}, True),
        ({"patient": [1] * 5}, True),
        ({"patient": [0, 1, 1, 0, 1, 0], "staff": [2] * 5}, False),
        ({"patient": [1] * 5, "staff": [2] * 4}, False),
        ({"patient": [-1, -1, 1, 1, 1], "staff": [2] * 5}, False),
        ({}, False),
        ({"staff": [2] * 4}, False),
    ],
)
def test_protect_what_is_good_for_every_group_split_in_none_and_shown_for_all(here, listed):
    assert (names(felt(at("told", **here)).protect_this) == ["told"]) is listed


def test_a_summary_names_highest_lowest_widest_and_what_is_missing():
    shown = felt(
        at("finding", patient=[1] * 5, staff=[2] * 5),
        at("waiting", patient=[-2] * 5, staff=[1] * 5),
        at("told", patient=[1] * 5, staff=[1] * 4),
        at("leaving", staff=[1] * 4),
        touchpoints=(*FOUR, "leaving"),
    )
    said = spoken(shown)
    assert said.courses == (
        Course(Group.PATIENT, Turn(1.0, ("finding", "told")), Turn(-2.0, ("waiting",))),
        Course(Group.STAFF, Turn(2.0, ("finding",)), Turn(1.0, ("waiting",))),
    )
    assert said.most_different.touchpoint == "waiting"
    assert (said.part_withheld, said.nobody) == (("told", "leaving"), ("home",))


def test_an_empty_map_says_nothing_and_draws_nothing():
    shown = felt()
    assert (shown.groups, spoken(shown).courses, spoken(shown).nobody) == ((), (), FOUR)
    assert (lines(shown, BOX), scatter(shown, BOX).marks) == ((), ())
    assert felt(touchpoints=()).touchpoints == ()


def test_a_live_map_waits_for_five_new_marks_of_a_group_at_a_touchpoint():
    drawn = at("waiting", patient=[0] * 5)
    late = at("waiting", patient=[0] * 5 + [2], staff=[1] * 4)
    assert next_marks(drawn, late, merged=False, k=5) == drawn

    enough = at("waiting", patient=[0] * 5 + [2], staff=[1] * 5)
    drawn_now = next_marks(drawn, enough, merged=False, k=5)
    assert sorted(m.key for m in drawn_now if m.voice is Voice.STAFF) == [
        f"staff{number}" for number in range(5)
    ]
    assert sum(mark.voice is Voice.PATIENT for mark in drawn_now) == 5


def test_a_live_map_lets_go_of_a_withdrawn_mark_at_once():
    drawn = at("waiting", patient=[0] * 6)
    assert next_marks(drawn, drawn[1:], merged=False, k=5) == drawn[1:]


heights = st.integers(-2, 2)
some = st.lists(heights, max_size=9)
journeys = st.lists(
    st.fixed_dictionaries({"patient": some, "carer": some, "staff": some}), min_size=1, max_size=9
)


def a_map(journey, **asked):
    touchpoints = [f"t{number}" for number in range(len(journey))]
    marks = [at(each, **here) for each, here in zip(touchpoints, journey, strict=True)]
    words = {each: number * 7 % 5 for number, each in enumerate(touchpoints)}
    return felt(*marks, touchpoints=touchpoints, words=words, **asked)


@unhurried
@given(journeys, st.booleans())
def test_medians_are_those_of_the_statistics_module(journey, merged):
    for here, shown in zip(journey, a_map(journey, merged=merged).touchpoints, strict=True):
        for each in shown.groups:
            group = [
                height
                for voice in Voice
                if group_of(voice, merged) is each.group
                for height in here[voice.value]
            ]
            assert each.median == median(group)
            assert each.heights == tuple(sorted(group))


@unhurried
@given(journeys, st.booleans(), st.booleans(), st.data())
def test_whatever_a_withheld_group_felt_everything_comes_out_the_same(
    journey, merged, with_marks, data
):
    shown = a_map(journey, merged=merged, with_marks=with_marks)
    altered = []
    for here, column in zip(journey, shown.touchpoints, strict=True):
        hidden = {v.value for v in Voice if group_of(v, merged) in column.withheld}
        altered.append(
            {
                voice: [data.draw(heights) for _ in given] if voice in hidden else given
                for voice, given in here.items()
            }
        )
    again = a_map(altered, merged=merged, with_marks=with_marks)

    assert again == shown
    assert spoken(again) == spoken(shown)
    assert lines(again, BOX) == lines(shown, BOX)
    assert scatter(again, BOX) == scatter(shown, BOX)


@unhurried
@given(journeys, st.booleans(), st.randoms(use_true_random=False))
def test_neither_the_order_of_arrival_nor_a_key_can_be_seen(journey, merged, chance):
    touchpoints = [f"t{number}" for number in range(len(journey))]
    marks = [
        mark for each, here in zip(touchpoints, journey, strict=True) for mark in at(each, **here)
    ]
    shuffled = [replace(mark, key=f"{chance.random()}") for mark in marks]
    chance.shuffle(shuffled)

    assert felt(shuffled, touchpoints=touchpoints, merged=merged) == felt(
        marks, touchpoints=touchpoints, merged=merged
    )


@unhurried
@given(journeys, st.booleans())
def test_what_is_protected_is_neither_split_nor_deep_and_nothing_is_loud_and_quiet(journey, merged):
    shown = a_map(journey, merged=merged)
    assert not set(names(shown.protect_this)) & set(names(shown.split))
    assert not set(names(shown.protect_this)) & set(names(shown.quiet_but_deep))
    assert not set(names(shown.loud)) & set(names(shown.quiet_but_deep))
    assert set(names(shown.seen_differently)) <= {
        at.touchpoint for at in shown.touchpoints if at.difference
    }


@unhurried
@given(journeys, st.booleans())
def test_a_mark_elsewhere_changes_no_column_here(journey, merged):
    more = [*journey[:-1], {**journey[-1], "staff": [*journey[-1]["staff"], 2]}]
    assert (
        a_map(more, merged=merged).touchpoints[:-1]
        == a_map(journey, merged=merged).touchpoints[:-1]
    )


def numbers(path):
    return [float(each) for each in re.findall(r"-?[\d.]+", path)]


def pieces(path):
    """The start, two handles and end of each cubic piece of an unbroken path."""
    given = numbers(path)
    points = list(zip(given[::2], given[1::2], strict=True))
    return [points[first : first + 4] for first in range(0, len(points) - 1, 3)]


def along(piece, part):
    weights = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
    return sum(weight * y for weight, (_, y) in zip(weights, piece, strict=True))


@unhurried
@given(st.lists(st.sampled_from([n / 2 for n in range(-4, 5)]), min_size=2, max_size=10))
def test_the_line_passes_through_the_medians_and_never_swings_past_them(medians):
    journey = [
        {"staff": [int(m - 0.5), int(m + 0.5)] * 3 if m % 1 else [int(m)] * 5} for m in medians
    ]
    line = lines(a_map(journey), BOX)[0]

    for (start, _, _, end), (before, after) in zip(
        pieces(line.path), pairwise(line.points), strict=True
    ):
        assert (start, end) == ((before.x, before.y), (after.x, after.y))
    for piece in pieces(line.path):
        ys = [along(piece, part / 20) for part in range(21)]
        falling = piece[0][1] < piece[3][1]
        for before, after in pairwise(ys):
            assert after - before >= -0.06 if falling else after - before <= 0.06
        assert min(ys) >= min(piece[0][1], piece[3][1]) - 0.06
        assert max(ys) <= max(piece[0][1], piece[3][1]) + 0.06


def test_a_line_is_broken_where_a_group_is_withheld_or_absent():
    shown = felt(
        at("a", staff=[1] * 5),
        at("b", staff=[0] * 5),
        at("c", staff=[2] * 4),
        at("d", staff=[0] * 5),
        at("e", patient=[0] * 5),
        at("f", staff=[0] * 5),
        at("g", staff=[1] * 5),
        touchpoints="abcdefg",
    )
    patients, staff = lines(shown, BOX)
    assert staff.path.count("M") == 2
    assert names(staff.points) == ["a", "b", "d", "f", "g"]
    assert (patients.path, names(patients.points)) == ("", ["e"])


def test_equal_medians_stand_side_by_side_around_the_middle_of_the_column():
    shown = felt(at("told", patient=[1] * 5, carer=[1] * 5, staff=[1] * 5))
    xs = [line.points[0].x for line in lines(shown, BOX)]
    middle = BOX.x(2, 4)
    assert xs == sorted(xs)
    assert xs[1] == middle
    assert xs[2] - middle == pytest.approx(middle - xs[0], abs=0.2)
    assert all(b - a >= BOX.marker for a, b in pairwise(xs))


def test_heights_stand_at_even_steps_with_room_above_and_below():
    assert [BOX.y(height) for height in (2, 1, 0, -1, -2)] == [55.0, 129.0, 203.0, 277.0, 351.0]
    assert [Box(0, 0, 90, 10, 1).x(column, 9) for column in (0, 4, 8)] == [5.0, 45.0, 85.0]


crowds = st.lists(heights, min_size=5, max_size=40)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries({"patient": crowds, "carer": crowds, "staff": crowds}),
        min_size=1,
        max_size=9,
    ),
    st.booleans(),
    st.sampled_from([BOX, PHONE]),
)
def test_every_mark_has_a_place_of_its_own_within_its_column_and_near_its_height(
    journey, merged, box
):
    shown = a_map(journey, merged=merged)
    drawn = scatter(shown, box)

    assert len(drawn.marks) == sum(len(given) for here in journey for given in here.values())
    assert len({(mark.x, mark.y) for mark in drawn.marks}) == len(drawn.marks)
    assert 0 < drawn.mark <= box.mark
    half = box.width / len(journey) / 2
    for mark in drawn.marks:
        middle = box.x(int(mark.touchpoint[1:]), len(journey))
        assert abs(mark.x - middle) + drawn.mark <= half + 0.1
        assert box.top + box.mark <= mark.y <= box.top + box.height - box.mark
        assert abs(mark.y - box.y(mark.height)) < box.step / 2


def test_one_hundred_and_twenty_marks_at_one_height_can_all_be_told_apart():
    shown = felt(at("told", staff=[0] * 120), touchpoints=["told", *"abcdefgh"])
    drawn = scatter(shown, BOX)
    assert len({(mark.x, mark.y) for mark in drawn.marks}) == 120
    assert 1 < drawn.mark < BOX.mark


@pytest.mark.parametrize("height", [-2, 2])
@pytest.mark.parametrize("headroom", [20, 37, 110])
def test_a_crowd_at_the_edge_stays_in_the_box_and_near_its_height(height, headroom):
    box = replace(BOX, headroom=headroom)
    shown = felt(at("told", patient=[height] * 60), touchpoints=["told", *"abcdefgh"])
    for mark in scatter(shown, box).marks:
        assert box.top + box.mark <= mark.y <= box.top + box.height - box.mark
        assert abs(mark.y - box.y(height)) < box.step / 2


def test_marks_keep_clear_of_the_medians_of_their_column():
    shown = felt(
        at("told", patient=[1] * 9, carer=[1] * 9, staff=[1] * 9), touchpoints=["told", *"abcdefgh"]
    )
    markers = [line.points[0].x for line in lines(shown, BOX)]
    for mark in scatter(shown, BOX).marks:
        assert all(abs(mark.x - x) >= BOX.marker for x in markers)
    sides = {
        group: [mark.x for mark in scatter(shown, BOX).marks if mark.group is group]
        for group in shown.groups
    }
    assert max(sides[Group.PATIENT]) < min(sides[Group.CARER])
    assert max(sides[Group.CARER]) < min(markers)
    assert max(markers) < min(sides[Group.STAFF])


def test_drawn_again_everything_stands_where_it_stood():
    shown = felt(at("told", patient=[1, 1, 0, 0, -1], staff=[1] * 7))
    assert scatter(shown, BOX) == scatter(shown, BOX)
    assert lines(shown, BOX) == lines(shown, BOX)


def test_every_number_is_rounded_to_a_tenth():
    shown = felt(
        *(at(each, patient=[0, 1, 1, 2, -1, 0], staff=[2] * 6) for each in FOUR), touchpoints=FOUR
    )
    box = Box(left=1 / 3, top=2 / 3, width=1000 / 7, height=100 / 3, headroom=10 / 3)
    everything = [value for line in lines(shown, box) for value in numbers(line.path)]
    everything += [v for line in lines(shown, box) for p in line.points for v in (p.x, p.y)]
    everything += [v for mark in scatter(shown, box).marks for v in (mark.x, mark.y)]
    assert all(value == round(value, 1) for value in everything)
