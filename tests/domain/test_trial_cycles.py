"""Cycles in series: each closed with a comparison, its plan carried on; all can be undone (T1)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.errors import NotYours, Refused, Unusable
from app.domain.trial_undoing import last_act_on, name_of, undo_on_trial
from app.domain.trials import (
    Owners,
    State,
    acts_of,
    add_task,
    close_cycle,
    correct_cycle,
    cycles_of,
    hand_over,
    note_down,
    notes_of,
    now_in,
    plan_stands,
    plan_trial,
    reopen,
    take_note_away,
    take_task_away,
    tasks_of,
    tick_task,
    trial_shown,
    write_study,
)
from tests.afterwards import a_closing, a_plan, plans, saving, tries, works_on
from tests.make import NOON, a_key

TODAY = NOON.date()


@pytest.fixture
def trial(world):
    world.goes_to("ideas")
    return tries(world, world.offers("Amina", "Ring first"), title="A call first", owner="nurses")


@pytest.fixture
def another(world, trial):
    return tries(world, world.offers("Bo", "Another"))


@pytest.fixture
def by(session, world, trial):
    return works_on(world, session, trial)


def state(session, trial, today=TODAY):
    return trial_shown(session, trial).state(today)


def undoes(session, by):
    undo_on_trial(session, by, name_of(last_act_on(session, by)))
    session.flush()


def test_to_adapt_opens_the_next_try_with_the_plan_carried_over_and_its_days_open(
    session, trial, by
):
    plan_trial(session, by, replace(a_plan(), scale="clinic", stop_rule="If anybody is hurt"))
    add_task(session, by, what="Print cards", who="Jo", by_when=None, key=a_key())
    add_task(session, by, what="Ask the ward", who="", by_when=None, key=a_key())
    tick_task(session, by, task=tasks_of(session, trial)[0].id, done=True)
    close_cycle(session, by, a_closing("adapt"))

    first, second = cycles_of(session, trial)
    carried = ("change", "prediction", "place", "scale", "stop_rule")
    assert [getattr(second, n) for n in carried] == [getattr(first, n) for n in carried]
    assert (second.starts_on, second.review_on, second.what_happened) == (None, None, "")
    assert sorted(task.cycle for task in tasks_of(session, trial)) == [1, 2]
    assert state(session, trial) is State.CHANGED


@pytest.mark.parametrize(("act", "cycles"), [("adopt", 1), ("abandon", 1), ("adapt", 2)])
def test_a_closing_sent_twice_closes_once(session, trial, by, act, cycles):
    for _ in range(2):
        close_cycle(session, by, a_closing(act))
    assert len(cycles_of(session, trial)) == cycles
    assert [each.what for each in acts_of(session, trial)].count("close") == 1


def test_whoever_comes_second_with_another_decision_is_told(session, by):
    close_cycle(session, by, a_closing("adopt"))
    with pytest.raises(Refused, match="Somebody else has closed"):
        close_cycle(session, by, a_closing("abandon"))


def test_to_abandon_needs_a_word_to_those_who_asked_for_it(session, by):
    with pytest.raises(Refused, match="those who asked for it"):
        close_cycle(session, by, a_closing("abandon", answer=" "))
    close_cycle(session, by, a_closing("adopt", answer=""))


@pytest.mark.parametrize(
    ("starts", "review", "happened", "expected"),
    [
        (None, None, "", State.PLANNED),
        (1, 15, "", State.PLANNED),
        (0, 15, "", State.TESTING),
        (-14, 1, "", State.TESTING),
        (-14, 0, "", State.STUDYING),
        (-14, 9, "Half of them", State.STUDYING),
        (-14, None, "", State.TESTING),
    ],
)
def test_the_state_of_an_open_try_follows_its_days(
    session, trial, by, starts, review, happened, expected
):
    cycle = now_in(session, trial)
    cycle.starts_on = None if starts is None else TODAY + timedelta(days=starts)
    cycle.review_on = None if review is None else TODAY + timedelta(days=review)
    cycle.what_happened = happened
    assert state(session, trial) is expected


@pytest.mark.parametrize(("began", "expected"), [("slip", State.SLIPPED), ("again", State.PLANNED)])
def test_what_was_kept_can_be_opened_again_with_a_reason(session, trial, by, began, expected):
    with pytest.raises(Refused, match="open already"):
        reopen(session, by, because="It fades", began=began)
    close_cycle(session, by, a_closing("adopt"))
    with pytest.raises(Unusable):
        reopen(session, by, because=" ", began=began)
    reopen(session, by, because="It fades", began=began)

    assert state(session, trial) is expected
    assert now_in(session, trial).because == "It fades"
    plan_trial(session, by, a_plan())
    assert state(session, trial, date(2026, 6, 2)) is State.TESTING


def test_what_is_known_so_far_can_be_kept_and_closed_later(session, trial, by):
    so_far = replace(a_closing(), act="", reason="", compared="")
    write_study(session, by, so_far)
    assert now_in(session, trial).act is None
    assert state(session, trial, date(2026, 6, 2)) is State.STUDYING
    with pytest.raises(Unusable):
        write_study(session, by, replace(so_far, compared="perhaps"))
    close_cycle(session, by, a_closing())
    with pytest.raises(Refused, match="closed"):
        write_study(session, by, so_far)


def test_a_closed_try_can_be_reworded_but_not_decided_anew(session, trial, by):
    close_cycle(session, by, a_closing("adapt"))
    correct_cycle(session, by, 1, a_closing("adapt", "Half of them, we counted again."))
    assert cycles_of(session, trial)[0].what_happened == "Half of them, we counted again."
    with pytest.raises(Refused, match="stays as it was"):
        correct_cycle(session, by, 1, a_closing("adopt"))
    with pytest.raises(Refused):  # the second is still open
        correct_cycle(session, by, 2, a_closing("adapt"))
    with pytest.raises(NotYours):
        correct_cycle(session, by, 3, a_closing("adapt"))


def test_nobody_writes_over_a_plan_that_somebody_else_has_just_saved(session, world, trial, by):
    seen = plan_stands(by.trial, now_in(session, trial))
    plan_trial(session, by, a_plan(aim="Saved first"), seen)
    with pytest.raises(Refused, match="Somebody else"):
        plan_trial(session, by, a_plan(aim="Saved second"), seen)
    plan_trial(session, by, a_plan(aim="Saved first"), seen)  # the same form sent twice
    assert by.trial.aim == "Saved first"


@pytest.mark.parametrize("scale", ["galaxy", "Patient"])
def test_only_a_known_scale_is_taken(session, by, scale):
    with pytest.raises(Unusable):
        plan_trial(session, by, replace(a_plan(), scale=scale))


# Tasks and notes


def test_a_task_or_note_sent_twice_is_one_and_its_id_is_good_for_nothing_else(session, trial, by):
    key = a_key()
    for _ in range(2):
        add_task(session, by, what="Print cards", who="Jo", by_when=None, key=key)
        note_down(session, by, text="Cards ran out", key=key)
    assert (len(tasks_of(session, trial)), len(notes_of(session, trial))) == (1, 1)
    with pytest.raises(Refused, match="other words"):
        add_task(session, by, what="Another", who="", by_when=None, key=key)
    with pytest.raises(Unusable):
        note_down(session, by, text="Cards ran out", key="7")


def test_open_tasks_come_first_the_soonest_of_them_first(session, trial, by):
    for what, day in (("late", 9), ("soon", 2), ("done", 1), ("some day", 0)):
        when = date(2026, 6, day) if day else None
        add_task(session, by, what=what, who="", by_when=when, key=a_key())
    (done,) = [task for task in tasks_of(session, trial) if task.what == "done"]
    tick_task(session, by, task=done.id, done=True)
    shown = tasks_of(session, trial)
    assert [task.what for task in shown] == ["soon", "late", "some day", "done"]
    late = [task.what for task in shown if task.is_late(date(2026, 6, 3))]
    assert late == ["soon"]


def test_nothing_is_done_in_a_try_that_is_closed(session, by):
    close_cycle(session, by, a_closing("adopt"))
    with pytest.raises(Refused, match="closed"):
        add_task(session, by, what="Print", who="", by_when=None)
    with pytest.raises(Refused, match="closed"):
        note_down(session, by, text="Too late")


def test_a_task_of_another_trial_is_not_there(another, session, world, by):
    other = works_on(world, session, another)
    add_task(session, other, what="Theirs", who="", by_when=None)
    note_down(session, other, text="Theirs")
    task, note = tasks_of(session, other.trial.id)[0], notes_of(session, other.trial.id)[0]
    for verb, what in ((tick_task, {"task": task.id, "done": True}),
                       (take_task_away, {"task": task.id}),
                       (take_note_away, {"note": note.id})):  # fmt: skip
        with pytest.raises(NotYours):
            verb(session, by, **what)


# Handing over


def test_handing_over_keeps_from_whom_to_whom_when_and_the_note(session, trial, by):
    hand_over(session, by, Owners("ward sisters", "two carers", "Ann"), note="Ask Ann for keys")
    act = acts_of(session, trial)[0]
    assert (act.what, act.at, act.before["owner"]) == ("owners", NOON, "nurses")
    assert act.before["to"]["owner_name"] == "Ann"
    assert act.before["note"] == "Ask Ann for keys"
    hand_over(session, by, Owners("ward sisters", "two carers", "Ann"))
    assert len(acts_of(session, trial)) == len(acts_of(session, trial))


# Undoing


def everything(session, trial):
    shown = trial_shown(session, trial)
    rows = [shown.trial, *shown.cycles, *tasks_of(session, trial)]
    return [row.model_dump() for row in rows] + [notes_of(session, trial)]


def test_every_act_can_be_undone_one_after_the_other(session, world, trial, by):
    steps = (
        lambda: plan_trial(session, by, a_plan(aim="Another aim", review_on="", owner="nurses")),
        lambda: hand_over(session, by, Owners("somebody else")),
        lambda: add_task(session, by, what="Print", who="Jo", by_when=TODAY),
        lambda: tick_task(session, by, task=tasks_of(session, trial)[0].id, done=True),
        lambda: tick_task(session, by, task=tasks_of(session, trial)[0].id, done=False),
        lambda: note_down(session, by, text="Cards ran out"),
        lambda: write_study(session, by, replace(a_closing(), act="")),
        lambda: close_cycle(session, by, a_closing("adapt")),
        lambda: correct_cycle(session, by, 1, a_closing("adapt", "Counted again")),
        lambda: note_down(session, by, text="In the second"),
        lambda: take_note_away(session, by, note=notes_of(session, trial)[0].id),
        lambda: take_task_away(session, by, task=tasks_of(session, trial)[0].id),
        lambda: close_cycle(session, by, a_closing("adopt", "Better")),
        lambda: reopen(session, by, because="It fades", began="slip"),
        lambda: close_cycle(session, by, a_closing("abandon")),
        lambda: reopen(session, by, because="Once more"),
    )
    stood = []
    for step in steps:
        stood.append(everything(session, trial))
        step()
        session.flush()
    for before in reversed(stood):
        undoes(session, by)
        assert everything(session, trial) == before


def test_nobody_undoes_what_they_have_not_seen(session, trial, by):
    add_task(session, by, what="Print", who="", by_when=None)
    session.flush()
    seen = name_of(last_act_on(session, by))
    note_down(session, by, text="Meanwhile")
    session.flush()
    with pytest.raises(Refused, match="Something else"):
        undo_on_trial(session, by, seen)
    with pytest.raises(Refused):
        undo_on_trial(session, by, "")


def test_a_plan_in_the_ideas_own_words_leaves_none_of_them_in_the_history(session, world, trial):
    plans(world, trial, title="Ring first", change="ring first.")
    plans(world, trial, title="Something else", change="Something else")
    with saving(world) as reading:
        assert "ring first" not in str([a.before for a in acts_of(reading, trial)]).casefold()
