"""The picture of benefit and effort: no mark lies on another, and each in its corner."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.anonymity import Group
from app.domain.weighing import LINE, Corner, Middle, Placed, Weighed
from app.pages.weighing import FAR, NEAR, Frame, picture

halves = st.integers(2, 8).map(lambda n: Fraction(n, 2))


def placed(choice: str, values: list[tuple[Fraction, Fraction]]) -> Placed:
    groups = tuple(
        Weighed(group, Middle(help_, 5, False), Middle(effort, 5, False))
        for group, (help_, effort) in zip(Group, values, strict=False)
    )
    return Placed(choice, Corner.BETWEEN, groups)


@pytest.mark.parametrize("frame", [FAR, NEAR], ids=["far", "near"])
@settings(deadline=None)
@given(values=st.lists(st.lists(st.tuples(halves, halves), min_size=1, max_size=3), max_size=8))
def test_marks_stand_apart_inside_and_on_their_side_of_the_lines(frame: Frame, values):
    choices = [placed(f"c{n}", each) for n, each in enumerate(values)]
    drawn = picture(choices, {each.choice: n for n, each in enumerate(choices)}, frame)
    wanted = [pair for each in values for pair in each]
    assert len(drawn.marks) == len(wanted)
    for mark, (help_, effort) in zip(drawn.marks, wanted, strict=True):
        for at, line, value, start, long in (
            (mark.x, drawn.middle_x, effort, frame.left, frame.across),
            (mark.y, drawn.middle_y, Fraction(5) - help_, frame.top, frame.high),
        ):
            assert start + frame.half - 1 <= at <= start + long - frame.half + 1
            if value == LINE:
                assert abs(at - line) < 1
            else:
                assert (at > line) == (value > LINE)
                assert abs(at - line) >= frame.half - 1
    crowded = max((wanted.count(pair) for pair in wanted), default=0)
    if crowded <= 6 and all(LINE not in pair for pair in wanted):
        for n, one in enumerate(drawn.marks):
            for other in drawn.marks[:n]:
                apart = max(abs(one.x - other.x), abs(one.y - other.y))
                assert apart >= 2 * frame.half


def test_a_group_that_may_not_be_shown_on_both_questions_has_no_mark():
    here = Placed("c", Corner.FEW, (Weighed(Group.STAFF, Middle(Fraction(3), 6, False), None),))
    assert picture([here], {"c": 1}).marks == ()
