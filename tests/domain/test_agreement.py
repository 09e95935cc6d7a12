"""Group-aware agreement: the formula, and that no group can carry an idea by number (V5, A1)."""

from dataclasses import fields
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.agreement import Agreed, Agreement, Opinion, agreement
from app.domain.anonymity import Group, group_of
from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Question, Said
from app.domain.voices import Voice

PATIENT, CARER, STAFF = Voice
unhurried = settings(deadline=None)
SAYS = {"+": AGREES, "?": NOT_SURE, "-": DISAGREES}
CHOICES = "ABC"


def people(voice: Voice, *each: str) -> list[Said]:
    """One ballot for each string; its letters are what it says of A, B and C; a blank: nothing."""
    return [
        Said(f"{voice}{number}", voice, choice, Question.AGREE, SAYS[said])
        for number, answers in enumerate(each)
        for choice, said in zip(CHOICES, answers, strict=False)
        if said != " "
    ]


def found(*said: list[Said], merged: bool = False, k: int = 5) -> Agreement:
    return agreement(tuple(CHOICES), [one for some in said for one in some], merged=merged, k=k)


def order(result: Agreement) -> list[tuple[str, int, bool]]:
    return [(each.choice, each.rank, each.tied) for each in result.in_order]


def figures(result: Agreement) -> dict[str, Fraction]:
    return {each.choice: each.figure for each in result.in_order}


def test_the_figure_is_the_product_of_each_groups_chance_with_one_added():
    result = found(people(PATIENT, "+", "+", "+", "+", "-"), people(STAFF, *["+"] * 3, *["?"] * 5))
    assert figures(result) == {"A": Fraction(5, 7) * Fraction(4, 10)}


def test_shares_are_of_those_who_answered_in_that_group():
    result = found(people(PATIENT, "+", "+", "?", "-", "-", " +"), people(STAFF, *["+"] * 8))
    (first,) = [each for each in result.in_order if each.choice == "A"]
    assert first.opinions == (
        Opinion(Group.PATIENT, 5, 40, 20, 40),
        Opinion(Group.STAFF, 8, 100, 0, 0),
    )


def test_ideas_with_the_same_figure_share_a_place():
    result = found(people(PATIENT, *["++-"] * 5), people(STAFF, *["++-"] * 6))
    assert order(result) == [("A", 1, True), ("B", 1, True), ("C", 3, False)]


def test_an_idea_too_few_of_one_group_answered_has_no_place_and_shows_the_others():
    result = found(people(PATIENT, *["++"] * 4, "+"), people(STAFF, *["++"] * 5))
    assert order(result) == [("A", 1, False)]
    (apart, unanswered) = result.apart
    assert (apart.choice, apart.rank) == ("B", 0)
    assert [one.group for one in apart.opinions] == [Group.STAFF]
    assert unanswered.opinions == ()


def test_it_divides_the_room_when_most_of_one_group_agree_and_most_of_another_disagree():
    result = found(
        people(PATIENT, "+++", "+++", "+++", "-?-", "-?-"),
        people(STAFF, "-+-", "-+-", "-+-", "++?", "++?", "++?"),
    )
    assert {each.choice for each in result.divide} == set()  # staff: three of six, not more
    result = found(
        people(PATIENT, "+++", "+++", "+++", "-?-", "-?-"), people(STAFF, *["-+?"] * 4, "++?")
    )
    assert [each.choice for each in result.divide] == ["A"]
    assert [each.choice for each in result.not_sure_yet] == ["C"]


def test_half_of_a_group_not_sure_is_not_sure_yet():
    half = people(STAFF, "?", "?", "?", "+", "+", "-")
    assert [each.choice for each in found(half).not_sure_yet] == ["A"]


def test_with_nobody_to_show_there_is_nothing_at_all():
    result = found(people(PATIENT, *["+++"] * 4), people(STAFF, *["---"] * 4))
    assert result.too_few
    assert (result.in_order, result.apart, result.people.total) == ((), (), None)


def test_there_is_no_place_for_a_number_over_all_groups_but_the_product():
    assert {field.name for field in fields(Opinion)} == {
        "group", "people", "agree", "unsure", "disagree",
    }  # fmt: skip
    assert {field.name for field in fields(Agreed)} == {
        "choice", "rank", "tied", "figure", "opinions", "divides", "not_sure_yet",
    }  # fmt: skip


ballot = st.text("+?- ", min_size=3, max_size=3)
rooms = st.fixed_dictionaries({voice: st.lists(ballot, max_size=9) for voice in Voice})
crowds = st.integers(0, 500)
full = st.text("+?-", min_size=3, max_size=3)


def of(room: dict[Voice, list[str]], **asked: bool) -> Agreement:
    return found(*(people(voice, *each) for voice, each in room.items()), **asked)


@unhurried
@given(st.lists(full, min_size=5, max_size=9), st.lists(full, min_size=5, max_size=9), crowds)
def test_a_crowd_of_one_group_lifts_nothing_above_the_chance_of_a_group_that_rejects_it(
    patients, staff, many
):
    """However many staff come who agree with A: its figure stays below the patients' own chance.

    So where the figure of B is not below that chance, A never comes to stand above B, whoever
    comes for A alone.
    """
    before = of({PATIENT: patients, STAFF: staff})
    after = of({PATIENT: patients, STAFF: [*staff, *["+"] * many]})
    agree = sum(each[0] == "+" for each in patients)
    chance = Fraction(1 + agree, 2 + len(patients))
    assert figures(after)["A"] < chance
    for choice in "BC":
        assert figures(after)[choice] == figures(before)[choice]
        if figures(before)[choice] >= chance:
            places = [each.choice for each in after.in_order]
            assert places.index(choice) < places.index("A")


@unhurried
@given(st.integers(5, 40), st.integers(5, 40), crowds, st.data())
def test_what_both_like_stays_above_what_one_group_leans_against(patients, staff, many, data):
    """Both like B: each group's chance is three quarters or more. A: the patients' is under half.

    Then no crowd of staff for A lifts it above B, since 3/4 times 3/4 is more than 1/2.
    """
    for_a = data.draw(st.integers(0, (patients - 1) // 2))
    for_b = {n: data.draw(st.integers(-(-3 * (2 + n) // 4) - 1, n)) for n in (patients, staff)}
    room = {
        PATIENT: [
            ("+" if n < for_a else "-") + ("+" if n < for_b[patients] else "-")
            for n in range(patients)
        ],
        STAFF: ["+" + ("+" if n < for_b[staff] else "-") for n in range(staff)] + ["+"] * many,
    }
    assert next(each.choice for each in of(room).in_order) == "B"


@unhurried
@given(rooms, st.booleans(), st.permutations(list(CHOICES)))
def test_what_a_choice_is_called_or_where_it_stands_makes_no_difference(room, merged, names):
    other = {
        voice: ["".join(b[CHOICES.index(n)] for n in names) for b in each]
        for voice, each in room.items()
    }
    told, renamed = of(room, merged=merged), of(other, merged=merged)
    as_before = dict(zip(CHOICES, names, strict=True))
    assert {as_before[c]: f for c, f in figures(renamed).items()} == figures(told)
    ranks = {each.choice: (each.rank, each.tied) for each in told.in_order}
    assert {as_before[each.choice]: (each.rank, each.tied) for each in renamed.in_order} == ranks


@unhurried
@given(rooms)
def test_which_group_is_called_staff_makes_no_difference_to_the_order(room):
    turned = {PATIENT: room[STAFF], CARER: room[PATIENT], STAFF: room[CARER]}
    assert figures(of(turned)) == figures(of(room))
    assert {e.choice for e in of(turned).divide} == {e.choice for e in of(room).divide}


@unhurried
@given(rooms, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_arrived_cannot_be_seen(room, merged, chance):
    said = [one for voice, each in room.items() for one in people(voice, *each)]
    shuffled = chance.sample(said, len(said))
    assert agreement(tuple(CHOICES), shuffled, merged=merged, k=5) == of(room, merged=merged)


@unhurried
@given(rooms, st.booleans(), st.data())
def test_what_a_group_says_where_it_is_withheld_changes_nothing(room, merged, data):
    shown = of(room, merged=merged)
    seen = {
        each.choice: {one.group for one in each.opinions}
        for each in (*shown.in_order, *shown.apart)
    }

    def altered(voice: Voice, said: str) -> str:
        return "".join(
            answer
            if answer == " " or group_of(voice, merged) in seen.get(choice, ())
            else data.draw(st.sampled_from("+?-"))
            for choice, answer in zip(CHOICES, said, strict=True)
        )

    other = {voice: [altered(voice, said) for said in each] for voice, each in room.items()}
    assert of(other, merged=merged) == shown


@unhurried
@given(rooms, st.booleans())
def test_no_group_of_fewer_than_five_is_in_any_number(room, merged):
    result = of(room, merged=merged)
    for each in (*result.in_order, *result.apart):
        assert all(one.people >= 5 for one in each.opinions)
    assert sorted(e.choice for e in (*result.in_order, *result.apart)) == (
        [] if result.too_few else [*CHOICES]
    )


@pytest.mark.parametrize("many", [5, 50, 5000])
def test_one_group_alone_is_put_in_order_by_itself(many):
    result = found(people(STAFF, *["+?-"] * many))
    assert [each.choice for each in result.in_order] == ["A", "B", "C"]
    assert result.in_order[1].tied
