"""What a small group may show, and what can be worked out from it: nothing."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import (
    PUBLIC,
    ROOM,
    Group,
    Shown,
    at_least,
    decide_merging,
    group_of,
    in_batches,
    label_for,
    public_label,
    shown_groups,
)
from app.domain.voices import Voice

PATIENT, CARER, STAFF = Voice
people = st.fixed_dictionaries({voice: st.integers(0, 20) for voice in Voice})
unhurried = settings(deadline=None)


def counts(patient=0, carer=0, staff=0):
    return {PATIENT: patient, CARER: carer, STAFF: staff}


def test_five_in_the_room_and_ten_in_public():
    assert (ROOM, PUBLIC) == (5, 10)


@pytest.mark.parametrize(
    ("asked", "floor", "k"), [(5, 5, 5), (4, 5, 5), (0, 5, 5), (-3, 5, 5), (7, 5, 7), (5, 10, 10)]
)
def test_k_may_be_raised_but_never_lowered(asked, floor, k):
    assert at_least(asked, floor) == k


def test_every_function_keeps_the_floor_when_asked_for_less():
    assert decide_merging({"waiting": counts(patient=9, carer=4, staff=9)}, 1)
    assert shown_groups(counts(staff=4), merged=False, k=1).withheld == (Group.STAFF,)
    assert label_for(STAFF, False, counts(staff=4), 1) is None
    assert public_label(counts(staff=9), STAFF, 1) is None
    assert in_batches({}, {"a": 1, "b": 2}, 1) == {}


@pytest.mark.parametrize(("carers", "merged"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_carers_anywhere_join_the_patients_everywhere(carers, merged):
    places = {
        "waiting": counts(patient=14, carer=8, staff=16),
        "going home": counts(patient=14, carer=carers, staff=16),
    }
    assert decide_merging(places, 5) is merged


@pytest.mark.parametrize(("patients", "merged"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_patients_join_the_carers_just_the_same(patients, merged):
    assert decide_merging({"waiting": counts(patient=patients, carer=8)}, 5) is merged


@pytest.mark.parametrize("staff", range(12))
def test_staff_never_decide_merging(staff):
    assert not decide_merging({"waiting": counts(patient=6, carer=6, staff=staff)}, 5)


def test_a_raised_k_merges_sooner():
    assert decide_merging({"waiting": counts(patient=9, carer=7)}, 8)
    assert not decide_merging({"waiting": counts(patient=9, carer=8)}, 8)


def test_a_map_without_placements_is_not_merged():
    assert not decide_merging({}, 5)
    assert not decide_merging({"waiting": {}}, 5)


def test_staff_are_never_merged():
    assert [group_of(voice, merged=True) for voice in Voice] == [
        Group.BOTH,
        Group.BOTH,
        Group.STAFF,
    ]
    assert [group_of(voice, merged=False) for voice in Voice] == [
        Group.PATIENT,
        Group.CARER,
        Group.STAFF,
    ]


def test_large_groups_are_shown_with_their_total():
    shown = shown_groups(counts(patient=14, carer=8, staff=16), merged=False, k=5)
    assert shown == Shown({Group.PATIENT: 14, Group.CARER: 8, Group.STAFF: 16}, (), 38)


def test_merged_groups_are_counted_together():
    shown = shown_groups(counts(patient=14, carer=2, staff=16), merged=True, k=5)
    assert shown == Shown({Group.BOTH: 16, Group.STAFF: 16}, (), 32)


def test_merging_helps_only_when_there_are_enough_together():
    shown = shown_groups(counts(patient=3, carer=1, staff=6), merged=True, k=5)
    assert shown == Shown({Group.STAFF: 6}, (Group.BOTH,), None)


@pytest.mark.parametrize(
    ("staff", "is_shown", "is_withheld"),
    [(0, False, False), (1, False, True), (4, False, True), (5, True, False)],
)
def test_one_to_four_people_are_withheld_and_nobody_is_nobody(staff, is_shown, is_withheld):
    shown = shown_groups(counts(patient=9, staff=staff), merged=False, k=5)
    assert (Group.STAFF in shown.counts) is is_shown
    assert (Group.STAFF in shown.withheld) is is_withheld
    assert (shown.total is None) is is_withheld


def test_nobody_at_all_is_a_total_of_nought():
    assert shown_groups({}, merged=False, k=5) == Shown({}, (), 0)


def test_when_a_carer_withdraws_after_the_reveal_the_carers_go_and_nothing_new_is_summed():
    before = shown_groups(counts(patient=6, carer=5, staff=8), merged=False, k=5)
    after = shown_groups(counts(patient=6, carer=4, staff=8), merged=False, k=5)

    assert before.counts == {Group.PATIENT: 6, Group.CARER: 5, Group.STAFF: 8}
    assert after == Shown({Group.PATIENT: 6, Group.STAFF: 8}, (Group.CARER,), None)


def test_when_all_carers_withdraw_after_the_reveal_the_patients_are_not_shown_alone():
    after = shown_groups(counts(patient=6, staff=8), merged=True, k=5)

    assert after.counts == {Group.BOTH: 6, Group.STAFF: 8}


EIGHT = list(product([3, 9], repeat=3))


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("sizes", EIGHT)
def test_nothing_shown_can_be_taken_away_from_anything_to_find_who_is_withheld(sizes, merged):
    here = dict(zip(Voice, sizes, strict=True))
    shown = shown_groups(here, merged, 5)
    people = dict.fromkeys(Group, 0)
    for voice, n in here.items():
        people[group_of(voice, merged)] += n
    hidden = [group for group, n in people.items() if 0 < n < 5]

    assert set(shown.withheld) == set(hidden)
    assert not set(shown.counts) & set(hidden)
    assert (shown.total is None) == bool(hidden)
    if not hidden:
        assert shown.total == sum(sizes)


@pytest.mark.parametrize("small", EIGHT)
@pytest.mark.parametrize("others", [1, 2, 3, 4])
def test_what_is_shown_is_the_same_whatever_number_is_withheld(small, others):
    here = dict(zip(Voice, small, strict=True))
    changed = {voice: others if n < 5 else n for voice, n in here.items()}

    assert shown_groups(changed, False, 5) == shown_groups(here, False, 5)
    for voice in Voice:
        assert label_for(voice, False, changed, 5) == label_for(voice, False, here, 5)


@unhurried
@given(people, st.booleans(), st.integers(0, 12))
def test_no_group_below_k_is_ever_shown_or_labelled(here, merged, k):
    shown = shown_groups(here, merged, k)
    floor = max(k, 5)
    assert all(n >= floor for n in shown.counts.values())
    for voice in Voice:
        label = label_for(voice, merged, here, k)
        assert label is None or label in shown.counts


@unhurried
@given(people, st.booleans())
def test_the_same_people_are_never_shown_both_merged_and_apart(here, merged):
    shown = shown_groups(here, merged, 5)
    groups = {*shown.counts, *shown.withheld}
    apart = {Group.PATIENT, Group.CARER}
    assert not groups & ({*apart} if merged else {Group.BOTH})


@unhurried
@given(people, st.booleans(), st.integers(5, 12))
def test_words_without_a_label_could_come_from_k_people_of_two_groups(here, merged, k):
    unlabelled = [v for v in Voice if here[v] and label_for(v, merged, here, k) is None]
    groups = {group_of(voice, merged) for voice in unlabelled}
    alone = len({group_of(voice, merged) for voice in Voice if here[voice]}) == 1
    everyone_is_small = not shown_groups(here, merged, k).counts
    if unlabelled and not alone and not everyone_is_small:
        assert len(groups) >= 2
        assert sum(here[voice] for voice in unlabelled) > k


def test_words_have_the_label_that_the_map_shows():
    here = counts(patient=14, carer=8, staff=16)
    assert [label_for(voice, False, here, 5) for voice in Voice] == [
        Group.PATIENT,
        Group.CARER,
        Group.STAFF,
    ]
    here = counts(patient=14, carer=2, staff=16)
    assert [label_for(voice, True, here, 5) for voice in Voice] == [
        Group.BOTH,
        Group.BOTH,
        Group.STAFF,
    ]


def test_when_staff_are_few_the_next_smallest_group_loses_its_label_too():
    here = counts(patient=14, carer=8, staff=3)
    assert [label_for(voice, False, here, 5) for voice in Voice] == [Group.PATIENT, None, None]


def test_with_two_groups_and_one_of_them_small_no_words_have_a_label():
    assert [label_for(voice, True, counts(8, 3, 4), 5) for voice in Voice] == [None] * 3
    assert [label_for(voice, False, counts(8, 0, 4), 5) for voice in Voice] == [None] * 3


def test_of_two_equally_small_groups_always_the_same_loses_its_label():
    here = counts(patient=8, carer=8, staff=3)
    assert [label_for(voice, False, here, 5) for voice in Voice] == [None, Group.CARER, None]


def test_words_of_somebody_who_is_not_counted_at_the_place_have_no_label():
    assert label_for(CARER, False, counts(patient=8, staff=8), 5) is None


@pytest.mark.parametrize(
    ("here", "labels"),
    [
        (counts(10, 10, 10), [Group.PATIENT, Group.CARER, Group.STAFF]),
        (counts(10, 9, 10), [Group.BOTH, Group.BOTH, Group.STAFF]),
        (counts(9, 0, 10), [None, None, None]),
        (counts(5, 5, 10), [Group.BOTH, Group.BOTH, Group.STAFF]),
        (counts(5, 4, 10), [None, None, None]),
        (counts(12, 12, 9), [None, Group.CARER, None]),
        (counts(14, 12, 9), [Group.PATIENT, None, None]),
        (counts(12, 3, 9), [None, None, None]),
    ],
)
def test_a_public_page_labels_words_from_ten_people_up(here, labels):
    assert [public_label(here, voice) for voice in Voice] == labels


def test_nothing_is_drawn_until_five_have_something_new():
    four = {"a": 1, "b": 1, "c": -2, "d": 0}
    assert in_batches({}, four, 5) == {}
    assert in_batches({}, {**four, "e": 2}, 5) == {**four, "e": 2}


def test_one_late_mark_waits_and_one_changed_mark_stands_where_it_stood():
    drawn = {"a": 1, "b": 1, "c": -2, "d": 0, "e": 2}
    now = {**drawn, "a": -2, "f": -1}
    assert in_batches(drawn, now, 5) == drawn


def test_five_changed_marks_are_a_batch_as_well():
    drawn = {"a": 1, "b": 1, "c": -2, "d": 0, "e": 2}
    now = {key: height - 1 for key, height in drawn.items()}
    assert in_batches(drawn, now, 5) == now


def test_a_withdrawn_mark_goes_at_once():
    drawn = {"a": 1, "b": 1, "c": -2, "d": 0, "e": 2}
    now = {"a": 1, "b": 1, "c": -2, "d": 0, "z": 1}
    assert in_batches(drawn, now, 5) == {"a": 1, "b": 1, "c": -2, "d": 0}


def test_a_batch_is_in_order_of_its_keys_whoever_came_first():
    assert list(in_batches({}, dict.fromkeys("egacf", 0), 5)) == ["a", "c", "e", "f", "g"]


given_by = st.dictionaries(st.sampled_from("abcdefghijklmn"), st.integers(-2, 2))


@unhurried
@given(st.lists(given_by, max_size=8), st.integers(5, 7))
def test_two_pictures_in_a_row_never_differ_by_what_fewer_than_k_people_did(moments, k):
    drawn = {}
    for now in moments:
        after = in_batches(drawn, now, k)
        new = [key for key in after if drawn.get(key) != after[key]]
        assert not new or len(new) >= k
        assert set(after) <= set(now)
        drawn = after
