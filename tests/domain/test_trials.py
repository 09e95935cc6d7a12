"""A trial: from a decision in one click, closed only with a comparison and a reason (T1)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from app.domain.accounts import add_account
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.ideas import Idea
from app.domain.moderation import take_back
from app.domain.projects import member, start_project
from app.domain.trials import (
    Cycle,
    Trial,
    close_cycle,
    now_in,
    plan_trial,
    same_words,
    start_trial,
    teammate,
    trials_of,
)
from tests.afterwards import a_closing, a_plan, closes, decides, plans, tries, works_on
from tests.make import NOON, PASSWORD_HASH


@pytest.fixture
def idea(world):
    world.goes_to("ideas")
    return world.offers("Amina", "Ring before the letter comes", touchpoint=1)


def test_a_decision_becomes_one_trial_however_often_it_is_clicked(session, world, idea):
    decides(world, idea)
    by = world.member(session)

    first, second = start_trial(session, by, idea), start_trial(session, by, idea)

    assert first == second
    (shown,) = trials_of(session, world.project)
    assert (shown.title, shown.touchpoint) == ("Ring before the letter comes", "Being told")
    assert shown.state(NOON.date()) == "planned"
    assert session.exec(select(Cycle.number)).all() == [1]


@pytest.mark.parametrize("outcome", ["parked", "not_now"])
def test_what_was_not_taken_forward_is_no_trial(session, world, idea, outcome):
    decides(world, idea, outcome, "No room.")
    with pytest.raises(NotYours):
        start_trial(session, world.member(session), idea)
    with pytest.raises(NotYours):
        start_trial(session, world.member(session), "nothing")


def test_an_idea_that_its_author_took_back_is_no_trial(session, world, idea):
    decides(world, idea)
    take_back(session, world.sits(session, "Amina"), Idea, idea)
    with pytest.raises(NotYours):
        start_trial(session, world.member(session), idea)


def test_another_project_has_no_hand_in_it(session, world, idea):
    trial = tries(world, idea)
    other = add_account(
        session, email="kim@example.org", password_hash=PASSWORD_HASH, name="Kim", now=NOON
    )
    project = start_project(session, other.id, title="Elsewhere", journey="Else", now=NOON)
    by = member(session, project, other, NOON)

    with pytest.raises(NotYours):
        start_trial(session, by, idea)
    with pytest.raises(NotYours):
        teammate(session, by, trial)


def test_a_title_in_the_ideas_own_words_stays_the_authors(session, world, idea):
    trial = tries(world, idea)

    copied = {"title": "ring before  the letter comes.", "change": "Ring before the\nletter comes"}
    plan_trial(session, works_on(world, session, trial), a_plan(**copied))

    assert (session.get_one(Trial, trial).title, now_in(session, trial).change) == ("", "")
    take_back(session, world.sits(session, "Amina"), Idea, idea)
    session.flush()
    assert trials_of(session, world.project)[0].title == ""


def test_words_are_the_same_whatever_their_capitals_and_stops():
    assert same_words("Ring  ahead!", "ring ahead")
    assert same_words("مرحبا", "مرحبا")
    assert not same_words("👍", "🙂")
    assert not same_words("Ring ahead", "Ring")
    assert not same_words("Ring ahead", "")


@pytest.mark.parametrize(
    ("starts_on", "today", "state"),
    [
        ("", "2026-06-01", "planned"),
        ("2026-06-02", "2026-06-01", "planned"),
        ("2026-06-02", "2026-06-02", "testing"),
    ],
)
def test_it_is_tested_from_its_first_day_on(session, world, idea, starts_on, today, state):
    tries(world, idea, starts_on=starts_on)
    (shown,) = trials_of(session, world.project)
    assert shown.state(date.fromisoformat(today)) == state


@pytest.mark.parametrize(
    ("act", "state"), [("adopt", "kept"), ("adapt", "changed"), ("abandon", "stopped")]
)
def test_it_ends_kept_changed_or_stopped(session, world, idea, act, state):
    closes(world, tries(world, idea, title="A call first"), act)
    (shown,) = trials_of(session, world.project)
    assert shown.state(NOON.date()) == state
    assert shown.closed[0].closed_by == world.account


def test_a_review_before_the_start_is_refused(session, world, idea):
    trial = tries(world, idea)
    with pytest.raises(Refused, match="before the start"):
        plan_trial(session, works_on(world, session, trial), a_plan(review_on="2026-05-31"))


@pytest.mark.parametrize(
    ("name", "most"), [("title", 200), ("aim", 600), ("prediction", 600), ("co_owner", 200)]
)
def test_each_part_of_the_plan_has_its_limit_in_characters_as_people_count_them(
    session, world, idea, name, most
):
    by = works_on(world, session, tries(world, idea))
    plan_trial(session, by, a_plan(**{name: "👩‍👩‍👧" * most}))
    with pytest.raises(Unusable):
        plan_trial(session, by, a_plan(**{name: "x" * (most + 1)}))


def test_without_a_prediction_nothing_is_compared(session, world, idea):
    trial = tries(world, idea, prediction="")
    with pytest.raises(Refused, match="what you expected"):
        close_cycle(session, works_on(world, session, trial), a_closing())


@pytest.mark.parametrize("missing", ["what_happened", "compared", "act", "reason"])
def test_it_closes_only_with_what_happened_a_comparison_a_choice_and_a_reason(
    session, world, idea, missing
):
    trial = tries(world, idea, title="A call first")
    said = replace(a_closing(), **{missing: " "})
    with pytest.raises(Refused, match="To close this try"):
        close_cycle(session, works_on(world, session, trial), said)


def test_afterwards_the_prediction_stands_and_the_rest_may_change(session, world, idea):
    trial = tries(world, idea, prediction="Half of them")
    closes(world, trial)

    with pytest.raises(Refused, match="stands as it was"):
        plan_trial(session, works_on(world, session, trial), a_plan(prediction="All of them"))
    session.rollback()
    plans(world, trial, prediction="Half of them", owner="the ward")

    owner = session.get_one(Trial, trial).owner
    assert (now_in(session, trial).prediction, owner) == ("Half of them", "the ward")
