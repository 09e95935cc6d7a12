"""The results of a vote: shares of each group's own dots, four lists, one order, and no sum."""

from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import Group, Shown, group_of
from app.domain.results import Outcome, Results, Share, results
from app.domain.voices import Voice

PATIENT, CARER, STAFF = Voice
unhurried = settings(deadline=None)


def ballots(voice, *each):
    """One ballot for each string; every letter is a dot on that choice."""
    return [
        (f"{voice}{number}", voice, choice)
        for number, chosen in enumerate(each)
        for choice in chosen
    ]


def found(*dots, choices="ABCD", merged=False, k=5):
    return results(tuple(choices), [dot for some in dots for dot in some], merged=merged, k=k)


def listed(outcomes):
    return "".join(outcome.choice for outcome in outcomes)


def percents(given, group):
    return {
        outcome.choice: share.percent
        for outcome in given.in_order
        for share in outcome.shares
        if share.group is group
    }


def test_each_share_is_of_that_groups_own_dots():
    given = found(
        ballots(PATIENT, "AAB", "AAB", "AAB", "AAC", "AAC"), ballots(STAFF, *["ABC"] * 20)
    )
    assert percents(given, Group.PATIENT) == {"A": 67, "B": 20, "C": 13, "D": 0}
    assert percents(given, Group.STAFF) == {"A": 33, "B": 33, "C": 33, "D": 0}


def test_half_a_percent_is_rounded_up():
    given = found(ballots(STAFF, *["A"] * 1, *["B"] * 7), choices="AB")
    assert percents(given, Group.STAFF) == {"A": 13, "B": 88}


def test_people_are_counted_once_however_many_dots_they_put():
    given = found(ballots(PATIENT, *["AAB"] * 5), ballots(STAFF, *["AAA"] * 4))
    assert given.people == Shown({Group.PATIENT: 5}, (Group.STAFF,), None)


def test_twelve_dots_of_four_staff_are_withheld_and_nothing_is_compared():
    given = found(ballots(PATIENT, *["AAB"] * 5), ballots(STAFF, *["DDC"] * 4))
    assert not given.compared
    assert listed(given.in_order) == "ABCD"
    assert all([share.group for share in each.shares] == [Group.PATIENT] for each in given.in_order)
    assert four_lists(given) == [(), (), (), ()]


def four_lists(given):
    return [
        given.both_want_it,
        given.patients_and_carers_more,
        given.staff_more,
        given.less_asked_for,
    ]


@pytest.mark.parametrize("voice", [PATIENT, CARER, STAFF])
def test_where_only_one_side_voted_there_is_one_list_in_agreement_order(voice):
    given = found(ballots(voice, "B", "B", "B", "A", "A"))
    assert (given.compared, given.too_few) == (False, False)
    assert listed(given.in_order) == "BACD"


def test_fewer_than_k_people_in_all_are_too_few_to_show_anything():
    given = found(ballots(PATIENT, "A", "B"), ballots(STAFF, "A", "C"))
    withheld = Shown({}, (Group.PATIENT, Group.STAFF), None)
    assert given == Results(withheld, True, False, (), (), (), (), ())


def test_eight_people_in_two_small_groups_are_too_few_as_well():
    given = found(ballots(PATIENT, *["A"] * 4), ballots(STAFF, *["A"] * 4))
    assert given.too_few
    assert given.in_order == ()


def test_where_nobody_voted_there_is_nothing_and_nobody_withheld():
    given = found()
    assert given.too_few
    assert given.people == Shown({}, (), 0)
    assert found(choices="").too_few


def test_five_people_are_enough():
    assert not found(ballots(STAFF, *["A"] * 5)).too_few
    assert found(ballots(STAFF, *["A"] * 5), k=6).too_few


def test_few_carers_vote_together_with_the_patients():
    given = found(
        ballots(PATIENT, *["A"] * 6),
        ballots(CARER, "B", "B"),
        ballots(STAFF, *["A"] * 5),
        merged=True,
    )
    assert percents(given, Group.BOTH) == {"A": 75, "B": 25, "C": 0, "D": 0}
    assert given.people == Shown({Group.BOTH: 8, Group.STAFF: 5}, (), 13)


def test_dots_on_a_choice_withdrawn_since_count_for_nothing():
    gone = found(ballots(STAFF, *["AX"] * 5), ballots(PATIENT, *["X"] * 9))
    assert gone == found(ballots(STAFF, *["A"] * 5))


def test_both_want_it_at_exactly_an_even_share_each():
    given = found(ballots(PATIENT, *["ABCD"] * 5), ballots(STAFF, *["ABCD"] * 5))
    assert listed(given.both_want_it) == "ABCD"


def test_both_want_it_needs_every_group_that_is_shown():
    carers = ballots(CARER, "B", "B", "B", "B", "A")
    others = (ballots(PATIENT, *["AB"] * 5), ballots(STAFF, *["AB"] * 5))
    assert listed(found(*others, carers).both_want_it) == "B"
    assert listed(found(*others, carers[:-1]).both_want_it) == "AB"


def test_below_an_even_share_it_is_asked_for_less():
    given = found(
        ballots(PATIENT, *["A"] * 19, *["B"] * 6), ballots(STAFF, *["A"] * 19, *["B"] * 6)
    )
    assert (listed(given.both_want_it), listed(given.less_asked_for)) == ("A", "BCD")


@pytest.mark.parametrize(
    ("staff_on_a", "where"),
    [(5, "patients_and_carers_more"), (6, "less_asked_for"), (10, "both_want_it")],
)
def test_patients_want_it_more_at_exactly_twice_the_staffs_share(staff_on_a, where):
    given = found(
        ballots(PATIENT, *["A"] * 10, *["B"] * 30),
        ballots(STAFF, *["A"] * staff_on_a, *["B"] * (40 - staff_on_a)),
    )  # patients 25 %, which is even among four; staff 12.5, 15 or 25 %
    assert "A" in listed(getattr(given, where))


@pytest.mark.parametrize(("patients_on_a", "where"), [(5, "staff_more"), (6, "less_asked_for")])
def test_staff_want_it_more_at_exactly_twice_the_patients_share(patients_on_a, where):
    given = found(
        ballots(STAFF, *["A"] * 10, *["B"] * 30),
        ballots(PATIENT, *["A"] * patients_on_a, *["B"] * (40 - patients_on_a)),
    )
    assert "A" in listed(getattr(given, where))


def test_twice_as_much_of_little_is_not_wanted_more():
    given = found(
        ballots(PATIENT, *["A"] * 4, *["B"] * 16), ballots(STAFF, *["B"] * 20)
    )  # 20 % is below an even share of 25 %
    assert listed(given.less_asked_for) == "ACD"


def test_what_both_want_is_in_no_other_list_though_one_side_wants_it_twice_as_much():
    given = found(
        ballots(PATIENT, *["A"] * 5), ballots(STAFF, *["A"] * 5, *["B"] * 5, *["C"] * 5, *["D"] * 5)
    )
    assert listed(given.both_want_it) == "A"
    assert listed(given.patients_and_carers_more) == ""


def test_the_side_of_patients_and_carers_is_the_dots_of_both_over_all_dots_of_both():
    given = found(
        ballots(PATIENT, *["A"] * 5, *["B"] * 10),
        ballots(CARER, *["B"] * 5),
        ballots(STAFF, *["B"] * 8, *["A"] * 1, *["C"] * 1),
    )  # pooled 5 of 20 = 25 %, though patients put 33 % and carers none
    assert listed(given.patients_and_carers_more) == "A"

    more_carers = found(
        ballots(PATIENT, *["A"] * 5, *["B"] * 10),
        ballots(CARER, *["B"] * 6),
        ballots(STAFF, *["B"] * 8, *["A"] * 1, *["C"] * 1),
    )
    assert listed(more_carers.patients_and_carers_more) == ""


def test_withheld_carers_are_not_in_the_share_of_their_side():
    rest = (ballots(PATIENT, *["A"] * 5, *["B"] * 15), ballots(STAFF, *["B"] * 20))
    with_four = found(*rest, ballots(CARER, *["DDD"] * 4))
    assert with_four.people.withheld == (Group.CARER,)
    assert listed(with_four.patients_and_carers_more) == "A"
    assert four_lists(with_four) == four_lists(found(*rest))


def test_agreement_goes_by_the_lowest_share_however_many_come_from_one_group():
    given = found(
        ballots(STAFF, *["A"] * 60, *["B"] * 30, *["C"] * 10),
        ballots(PATIENT, *["B"] * 3, *["C"] * 2),
    )
    assert listed(given.in_order) == "BCAD"


def test_where_the_lowest_are_alike_the_next_lowest_decides():
    given = found(
        ballots(PATIENT, "A", "A", "A", "B", "B"),
        ballots(CARER, *["C"] * 5),
        ballots(STAFF, "A", "A", "B", "B", "B"),
    )  # lowest are all nought; next lowest A 40 %, B 40 %, C 0; then A 60 %, B 60 %
    assert [(each.choice, each.rank, each.tied) for each in given.in_order] == [
        ("A", 1, True),
        ("B", 1, True),
        ("C", 3, False),
        ("D", 4, False),
    ]


def test_ties_have_one_rank_and_stand_in_the_order_given():
    given = found(ballots(STAFF, "A", "A", "B", "C", "C", "D"), choices="DCBA")
    assert [(each.choice, each.rank, each.tied) for each in given.in_order] == [
        ("C", 1, True),
        ("A", 1, True),
        ("D", 3, True),
        ("B", 3, True),
    ]


def test_shares_that_only_look_alike_are_no_tie():
    given = found(ballots(STAFF, *["A"] * 101, *["B"] * 100, *["C"] * 99), choices="ABC")
    assert [(each.rank, each.tied) for each in given.in_order] == [
        (1, False),
        (2, False),
        (3, False),
    ]


def test_the_lists_hold_the_same_outcomes_in_the_same_order():
    given = found(ballots(PATIENT, *["AABC"] * 5), ballots(STAFF, *["ABBD"] * 5))
    for each in four_lists(given):
        assert list(each) == [outcome for outcome in given.in_order if outcome in each]


def test_there_is_no_place_for_a_number_over_all_groups_but_the_people():
    assert {field.name for field in fields(Outcome)} == {"choice", "rank", "tied", "shares"}
    assert {field.name for field in fields(Share)} == {"group", "percent"}


letters = st.sampled_from("ABCDE")
ballot = st.lists(letters, min_size=1, max_size=3)
rooms = st.fixed_dictionaries({voice: st.lists(ballot, max_size=9) for voice in Voice})


def of(room, **asked):
    return found(
        *(ballots(voice, *given) for voice, given in room.items()), choices="ABCDE", **asked
    )


@unhurried
@given(rooms, st.booleans(), st.data())
def test_however_a_withheld_group_voted_everything_comes_out_the_same(room, merged, data):
    shown = of(room, merged=merged)
    hidden = {voice for voice in Voice if group_of(voice, merged) in shown.people.withheld}
    altered = {
        voice: [data.draw(ballot) for _ in given] if voice in hidden else given
        for voice, given in room.items()
    }
    assert of(altered, merged=merged) == shown


@unhurried
@given(rooms, st.booleans())
def test_each_choice_is_once_in_the_order_and_once_in_the_lists_if_there_are_lists(room, merged):
    given = of(room, merged=merged)
    in_lists = sorted(outcome.choice for each in four_lists(given) for outcome in each)

    assert sorted(each.choice for each in given.in_order) == ([] if given.too_few else [*"ABCDE"])
    assert in_lists == ([*"ABCDE"] if given.compared else [])


@unhurried
@given(rooms, st.booleans())
def test_shares_are_those_of_shown_groups_and_add_up_to_one(room, merged):
    given = of(room, merged=merged)
    for group in given.people.counts:
        shares = percents(given, group)
        assert sorted(shares) == [*"ABCDE"]
        assert abs(sum(shares.values()) - 100) <= 3
    for each in given.in_order:
        assert [share.group for share in each.shares] == list(given.people.counts)


@unhurried
@given(rooms, st.booleans())
def test_ranks_say_how_many_stand_before(room, merged):
    given = of(room, merged=merged)
    for place, each in enumerate(given.in_order):
        assert each.rank == next(
            number
            for number, other in enumerate(given.in_order, start=1)
            if other.rank == each.rank
        )
        assert each.rank <= place + 1
        assert each.tied is ([other.rank for other in given.in_order].count(each.rank) > 1)


@unhurried
@given(rooms, st.booleans(), st.integers(2, 5))
def test_a_group_that_comes_many_times_over_with_the_same_votes_changes_nothing(
    room, merged, times
):
    staff_again = {**room, STAFF: room[STAFF] * times}
    few, many = of(room, merged=merged), of(staff_again, merged=merged)
    if Group.STAFF in few.people.counts:
        assert (many.in_order, four_lists(many)) == (few.in_order, four_lists(few))


@unhurried
@given(rooms, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_in_which_dots_arrived_cannot_be_seen(room, merged, chance):
    dots = [dot for voice, given in room.items() for dot in ballots(voice, *given)]
    shuffled = chance.sample(dots, len(dots))
    assert results(tuple("ABCDE"), shuffled, merged=merged, k=5) == results(
        tuple("ABCDE"), dots, merged=merged, k=5
    )


@unhurried
@given(rooms)
def test_the_lists_keep_to_their_definitions(room):
    given = of(room)
    dots = {voice: [choice for each in given for choice in each] for voice, given in room.items()}

    def share(choice, *voices):
        own = [dot for voice in voices for dot in dots[voice]]
        return Fraction(own.count(choice), len(own))

    shown = [voice for voice in Voice if Group(voice.value) in given.people.counts]
    theirs = [voice for voice in shown if voice is not STAFF]
    even = Fraction(1, 5)
    for each in given.both_want_it:
        assert all(share(each.choice, voice) >= even for voice in shown)
    for each in given.patients_and_carers_more:
        side = share(each.choice, *theirs)
        assert side >= even
        assert side >= 2 * share(each.choice, STAFF)
    for each in given.staff_more:
        side = share(each.choice, STAFF)
        assert side >= even
        assert side >= 2 * share(each.choice, *theirs)
    for each in given.less_asked_for:
        assert any(share(each.choice, voice) < even for voice in shown)
