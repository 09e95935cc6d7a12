"""Benefit and effort: the middle answers of each group, and the corner of each choice (V5)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import Group, group_of
from app.domain.answers import Question, Said
from app.domain.voices import Voice
from app.domain.weighing import Corner, Middle, Placed, Weighing, weighing

PATIENT, CARER, STAFF = Voice
unhurried = settings(deadline=None)
CHOICES = "AB"


def people(voice: Voice, *each: str, choice: str = "A") -> list[Said]:
    """One ballot for each two signs: how much it helps and how hard it is; a blank says nothing."""
    return [
        Said(f"{voice}{number}", voice, choice, question, int(sign))
        for number, signs in enumerate(each)
        for question, sign in zip((Question.HELP, Question.EFFORT), signs, strict=True)
        if sign != " "
    ]


def found(*said: list[Said], merged: bool = False, k: int = 5) -> Weighing:
    return weighing(tuple(CHOICES), [one for some in said for one in some], merged=merged, k=k)


def at(result: Weighing, choice: str = "A") -> Placed:
    return next(each for each in result.placed if each.choice == choice)


@pytest.mark.parametrize(
    ("signs", "corner"),
    [("41", Corner.SOON), ("34", Corner.PLAN), ("22", Corner.TIME), ("13", Corner.AGAIN)],
)
def test_a_choice_stands_where_all_groups_put_it(signs: str, corner: Corner):
    result = found(people(PATIENT, *[signs] * 5), people(STAFF, *[signs] * 7))
    assert at(result).corner is corner
    assert result.lists[0] == (corner, (at(result),))


def test_the_middle_answer_counts_and_not_the_average():
    (patients,) = at(found(people(PATIENT, "11", "11", "21", "41", "41"))).groups
    assert patients.help == Middle(Fraction(2), 5, True)
    assert patients.effort == Middle(Fraction(1), 5, False)


def test_two_middle_answers_leave_it_between_two_steps():
    (staff,) = at(found(people(STAFF, "11", "11", "21", "31", "41", "41"))).groups
    assert staff.help is not None
    assert staff.help.value == Fraction(5, 2)
    assert at(found(people(STAFF, "11", "11", "21", "31", "41", "41"))).corner is Corner.BETWEEN


def test_groups_on_two_sides_of_a_line_see_it_differently():
    result = found(people(PATIENT, *["41"] * 5), people(STAFF, *["44"] * 50))
    assert at(result).corner is Corner.DIFFERENT


def test_a_quarter_on_each_side_is_split():
    less = at(found(people(STAFF, *["11"], *["41"] * 4))).groups[0].help
    more = at(found(people(STAFF, *["11"], *["41"] * 4, *["11"]))).groups[0].help
    assert less == Middle(Fraction(4), 5, False)
    assert more == Middle(Fraction(4), 6, True)


def test_who_cannot_tell_how_hard_it_is_still_says_how_much_it_helps():
    result = found(people(PATIENT, *["1 "] * 6), people(STAFF, *["41"] * 6))
    patients, staff = at(result).groups
    assert patients.help == Middle(Fraction(1), 6, False)
    assert patients.effort is None
    assert at(result).corner is Corner.DIFFERENT  # about the help: theirs is heard


def test_too_few_answers_leave_a_choice_without_a_place():
    result = found(people(PATIENT, *["4 "] * 6))
    assert at(result).corner is Corner.FEW
    assert at(result, "B").corner is Corner.FEW


def test_with_nobody_to_show_there_is_nothing_at_all():
    result = found(people(PATIENT, *["41"] * 4), people(STAFF, *["14"] * 4))
    assert result.too_few
    assert result.placed == ()


signs = st.text("1234 ", min_size=2, max_size=2)
rooms = st.fixed_dictionaries({voice: st.lists(signs, max_size=9) for voice in Voice})


def of(room: dict[Voice, list[str]], merged: bool = False) -> Weighing:
    return found(*(people(voice, *each) for voice, each in room.items()), merged=merged)


@unhurried
@given(rooms, st.integers(2, 20))
def test_a_group_that_comes_many_times_over_with_the_same_answers_changes_no_corner(room, times):
    few, many = of(room), of({**room, STAFF: room[STAFF] * times})
    staff = [each for placed in few.placed for each in placed.groups if each.group is Group.STAFF]
    if staff and all(each.help and each.effort for each in staff[:1]):
        assert at(many).corner is at(few).corner


@unhurried
@given(rooms, st.booleans(), st.data())
def test_what_a_group_says_where_it_is_withheld_changes_nothing(room, merged, data):
    shown = of(room, merged)
    weighed = {each.group: each for each in at(shown).groups} if shown.placed else {}

    def altered(voice: Voice, said: str) -> str:
        here = weighed.get(group_of(voice, merged))
        seen = (here.help, here.effort) if here else (None, None)
        return "".join(
            sign if sign == " " or middle is not None else data.draw(st.sampled_from("1234"))
            for sign, middle in zip(said, seen, strict=True)
        )

    other = {voice: [altered(voice, said) for said in each] for voice, each in room.items()}
    assert of(other, merged) == shown


@unhurried
@given(rooms, st.booleans())
def test_no_number_rests_on_fewer_than_five_and_each_choice_has_one_place(room, merged):
    result = of(room, merged)
    assert sorted(e.choice for e in result.placed) == ([] if result.too_few else [*CHOICES])
    for each in result.placed:
        for weighed in each.groups:
            assert weighed.group in Group
            for middle in (weighed.help, weighed.effort):
                assert middle is None or (middle.people >= 5 and 1 <= middle.value <= 4)


@unhurried
@given(rooms)
def test_which_group_is_called_staff_makes_no_difference_to_the_corner(room):
    turned = {PATIENT: room[STAFF], CARER: room[PATIENT], STAFF: room[CARER]}
    assert [e.corner for e in of(turned).placed] == [e.corner for e in of(room).placed]
