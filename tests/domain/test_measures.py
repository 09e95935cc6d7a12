"""A measure says what it is; figures are put in once and changed only with a trace (T2)."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from app.domain.accounts import add_account
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.figures import (
    MOST,
    AlreadyThere,
    Figure,
    Put,
    add_figures,
    correct_figure,
    figures_of,
    put_figure,
    take_figure_out,
)
from app.domain.measured import drop_measure
from app.domain.measures import (
    Measure,
    MeasureChange,
    add_measure,
    changes_of,
    define_measure,
    measure_called,
    measures_of,
)
from app.domain.projects import member, start_project
from app.domain.rehearsals import wipe_rehearsal
from tests.afterwards import was_a_rehearsal
from tests.make import KEYRING, NOON, PASSWORD_HASH
from tests.measuring import a_measure, a_trial, counts, locks, measures, week

TODAY = NOON.date()


@pytest.fixture
def trial(world):
    return a_trial(world)


@pytest.fixture
def measure(world, trial):
    return measures(world, trial)


def rows(session, measure: str) -> list[tuple]:
    return [(f.day, f.value, f.people) for f in figures_of(session, measure)]


def test_a_trial_has_several_measures_outcomes_first(session, world, trial):
    for kind in ("balancing", "process", "outcome"):
        measures(world, trial, kind=kind, title=kind)
    assert [m.title for m in measures_of(session, trial)] == ["outcome", "process", "balancing"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "vanity"},
        {"better": "sideways"},
        {"every": "fortnight"},
        {"rules": "mine"},
        {"title": " "},
        {"title": "x" * 121},
        {"unit": "x" * 21},
        {"how": "x" * 401},
        {"target": float("nan")},
        {"target": float("inf")},
        {"target": 1e9},
        {"target": 0.00001},
    ],
)
def test_what_cannot_be_a_measure_is_refused(session, world, trial, wrong):
    with pytest.raises(Unusable):
        add_measure(session, world.member(session), trial, a_measure(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "vanity"},
        {"better": "sideways"},
        {"every": "fortnight"},
        {"rules": "mine"},
        {"title": ""},
        {"unit": "x" * 401},
        {"target": 1e9},
        {"trial_id": "nothing"},
    ],
)
def test_the_database_refuses_it_too(session, world, trial, wrong):
    fine = {"kind": "outcome", "title": "x", "better": "up", "every": "week", "trial_id": trial}
    session.add(Measure(**{**fine, **wrong}, made_at=NOON, made_by=world.account))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("wrong", [{"value": 1e9}, {"people": 0}, {"people": 1_000_001}])
def test_the_database_refuses_an_impossible_figure(session, world, measure, wrong):
    fine = {"measure_id": measure, "day": TODAY, "value": 1.0}
    session.add(Figure(**{**fine, **wrong}, put_at=NOON, put_by=world.account))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_figure_that_is_no_number_never_reaches_the_database(session, world, measure):
    for odd in (float("nan"), float("inf"), 1.00001):
        with pytest.raises(Unusable):
            put_figure(session, world.member(session), measure, Put(TODAY, odd))
    session.add(Figure(measure_id=measure, day=TODAY, value=float("nan"), put_at=NOON, put_by=None))
    with pytest.raises(IntegrityError):
        session.flush()


def test_what_a_measure_was_before_stays_in_the_history(session, world, measure):
    by = world.member(session)
    define_measure(session, by, measure, a_measure(better="down", unit="minutes", target=60.0))
    define_measure(session, by, measure, a_measure(better="down", unit="minutes", target=60.0))
    session.flush()
    (change,) = changes_of(session, measure)
    assert change.before == {"better": "up", "unit": "%", "target": None}
    assert change.after == {"better": "down", "unit": "minutes", "target": 60.0}
    assert (change.by, change.at) == (world.account, NOON)


def test_another_project_has_no_hand_in_a_measure(session, world, measure, trial):
    other = add_account(
        session, email="kim@example.org", password_hash=PASSWORD_HASH, name="Kim", now=NOON
    )
    project = start_project(session, other.id, title="Elsewhere", journey="Else", now=NOON)
    by = member(session, project, other, NOON)
    with pytest.raises(NotYours):
        add_measure(session, by, trial, a_measure())
    with pytest.raises(NotYours):
        put_figure(session, by, measure, Put(TODAY, 1))
    with pytest.raises(NotYours):
        measure_called(session, by, measure)


def test_a_form_sent_twice_makes_one_measure(session, world, trial):
    by = world.member(session)
    first, again = (add_measure(session, by, trial, a_measure()) for _ in range(2))
    other = add_measure(session, by, trial, a_measure(title="Another"))
    assert again == first
    assert {m.id for m in measures_of(session, trial)} >= {first, other}
    assert len({first, other}) == 2


def test_the_same_figure_again_changes_nothing(session, world, measure):
    for _ in range(2):
        put_figure(session, world.member(session), measure, Put(TODAY, 44.5, 9))
    assert rows(session, measure) == [(TODAY, 44.5, 9)]
    assert changes_of(session, measure) == ()


def test_no_figure_is_written_over_in_silence(session, world, measure):
    by = world.member(session)
    put_figure(session, by, measure, Put(TODAY, 44))
    with pytest.raises(AlreadyThere) as refused:
        put_figure(session, by, measure, Put(TODAY, 54))
    assert refused.value.there == Put(TODAY, 44)
    with pytest.raises(AlreadyThere):
        put_figure(session, by, measure, Put(TODAY, 44, people=3))
    assert rows(session, measure) == [(TODAY, 44, None)]


def test_a_correction_keeps_who_when_from_and_to(session, world, measure):
    by = world.member(session)
    put_figure(session, by, measure, Put(TODAY, 44, 9))
    correct_figure(
        session, by, measure, Put(TODAY, 54, 11), seen=Put(TODAY, 44, 9), why="A slip of the pen"
    )
    session.flush()
    (change,) = changes_of(session, measure)
    assert (change.what, change.day, change.why) == ("figure", TODAY, "A slip of the pen")
    assert change.before == {"value": 44, "people": 9}
    assert change.after == {"value": 54, "people": 11}
    assert (change.by, change.at) == (world.account, NOON)
    assert rows(session, measure) == [(TODAY, 54, 11)]


def test_a_correction_of_what_a_colleague_has_just_changed_does_nothing(session, world, measure):
    by = world.member(session)
    seen = Put(TODAY, 44)
    put_figure(session, by, measure, seen)
    correct_figure(session, by, measure, Put(TODAY, 50), seen=seen)
    for stale in (seen, Put(TODAY, 50, people=9)):
        with pytest.raises(Refused, match="colleague"):
            correct_figure(session, by, measure, Put(TODAY, 54), seen=stale)
        with pytest.raises(Refused, match="colleague"):
            take_figure_out(session, by, measure, seen=stale)
    assert rows(session, measure) == [(TODAY, 50, None)]


def test_how_many_people_a_colleague_has_just_put_in_is_not_written_over(session, world, measure):
    by = world.member(session)
    put_figure(session, by, measure, Put(TODAY, 44, people=9))
    correct_figure(session, by, measure, Put(TODAY, 44, 90), seen=Put(TODAY, 44, 9))
    with pytest.raises(Refused, match="colleague"):
        correct_figure(session, by, measure, Put(TODAY, 45, 9), seen=Put(TODAY, 44, 9))
    assert rows(session, measure) == [(TODAY, 44, 90)]


def test_a_figure_taken_out_can_be_put_back_from_the_history(session, world, measure):
    by = world.member(session)
    put_figure(session, by, measure, Put(TODAY, 44, 9))
    take_figure_out(session, by, measure, seen=Put(TODAY, 44, 9))
    session.flush()
    assert rows(session, measure) == []
    (change,) = changes_of(session, measure)
    assert (change.before, change.after) == ({"value": 44, "people": 9}, {})
    put_figure(session, by, measure, Put(TODAY, **change.before))
    assert rows(session, measure) == [(TODAY, 44, 9)]


@pytest.mark.parametrize(
    ("day", "fine"),
    [
        (date(1999, 12, 31), False),
        (date(2000, 1, 1), True),
        (TODAY + timedelta(days=1), True),  # it is tomorrow somewhere already
        (TODAY + timedelta(days=2), False),
    ],
)
def test_a_figure_is_of_a_day_that_has_been(session, world, measure, day, fine):
    if fine:
        put_figure(session, world.member(session), measure, Put(day, 1))
        return
    with pytest.raises(Unusable):
        put_figure(session, world.member(session), measure, Put(day, 1))


def test_many_figures_come_in_together_or_not_at_all(session, world, measure):
    by = world.member(session)
    put_figure(session, by, measure, Put(week(2), 57))
    puts = [Put(week(1), 44), Put(week(2), 57), Put(week(3), 38)]
    assert add_figures(session, by, measure, puts) == 2
    assert add_figures(session, by, measure, puts) == 0
    (change,) = changes_of(session, measure)
    assert (change.what, change.after) == ("table", {"figures": 2})
    with pytest.raises(Refused, match="Nothing was added"):
        add_figures(session, by, measure, [Put(week(4), 1), Put(week(1), 45)])
    with pytest.raises(Unusable):
        add_figures(session, by, measure, [Put(week(5), 1), Put(date(2999, 1, 1), 1)])
    with pytest.raises(Unusable):
        add_figures(session, by, measure, [Put(week(5), 1), Put(week(5), 2)])
    assert len(rows(session, measure)) == 3


def test_a_measure_has_an_end_of_room(session, world, measure):
    by = world.member(session)
    days = [TODAY - timedelta(days=n) for n in range(MOST)]
    add_figures(session, by, measure, [Put(day, 1) for day in days])
    with pytest.raises(Refused, match="at most"):
        put_figure(session, by, measure, Put(TODAY - timedelta(days=MOST), 1))


def test_only_a_measure_without_figures_goes(session, world, measure, trial):
    by = world.member(session)
    put_figure(session, by, measure, Put(TODAY, 44))
    with pytest.raises(Refused, match="so it stays"):
        drop_measure(session, by, measure)
    take_figure_out(session, by, measure, seen=Put(TODAY, 44))
    assert drop_measure(session, by, measure) == trial
    with pytest.raises(NotYours):
        measure_called(session, by, measure)


def test_a_rehearsal_takes_its_measures_with_it(session, world, measure):
    counts(world, measure, "44 57 38 50 62 40 55 33 50 60 45 43 71")
    locks(world, measure)
    was_a_rehearsal(world)
    wipe_rehearsal(session, world.desk(session), KEYRING)
    for table in (Measure, Figure, MeasureChange):
        assert session.exec(select(func.count()).select_from(table)).one() == 0
