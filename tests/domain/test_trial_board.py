"""The board says of each trial where it is and what is overdue, and shows only what one may see."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.domain.accounts import add_account
from app.domain.errors import Unusable
from app.domain.journey import lay_out, say_kind, touchpoints_of
from app.domain.projects import Membership, Project, Role, start_project
from app.domain.trial_board import Wanted, board_of, projects_worked_on
from app.domain.trials import State, add_task, tasks_of, tick_task
from tests.afterwards import closes, saving, tries, was_a_rehearsal, works_on
from tests.make import NOON, PASSWORD_HASH, a_key
from tests.measuring import counts, measures

TODAY = NOON.date()


@pytest.fixture
def trials(world):
    """One of each state that a first try can be in, at different touchpoints."""
    world.goes_to("ideas")
    made = {}
    for n, (title, days) in enumerate(
        {
            "planned": ("", ""),
            "testing": ("2026-05-01", "2026-07-01"),
            "studying": ("2026-05-01", "2026-05-20"),
            "kept": ("2026-05-01", ""),
        }.items()
    ):
        idea = world.offers("Amina", f"idea {title}", touchpoint=n % 3)
        owner = "the ward" if title == "planned" else "the clinic"
        made[title] = tries(
            world, idea, title=title, owner=owner, starts_on=days[0], review_on=days[1]
        )
    closes(world, made["kept"])
    return made


def seen(world, **wanted):
    with world.database.read() as session:
        return board_of(session, (world.project,), TODAY, Wanted(**wanted))


def titles(board):
    return [line.title for _, lines in board.groups for line in lines]


@pytest.mark.alone_in_its_database  # it listens
def test_no_chart_is_read_whose_newest_figures_do_not_fall(world, trials):
    up = measures(world, trials["kept"], title="Called", better="up")
    down = measures(world, trials["kept"], title="Waits", better="down")
    for measure in (up, down):
        counts(world, measure, "44 57 " * 10)
    asked: list[str] = []
    with world.database.read() as session:
        event.listen(
            session.get_bind(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_rest: asked.append(statement),
        )
        board_of(session, (world.project,), TODAY, Wanted())
    assert any("FROM figure" in each for each in asked)
    assert not any("measure_phase" in each or "measurephase" in each for each in asked)


def test_trials_stand_by_state_in_the_order_of_the_method(world, trials):
    board = seen(world)
    expected = [State.PLANNED, State.TESTING, State.STUDYING, State.KEPT]
    assert [state for state, _ in board.groups] == expected
    assert board.counts == dict.fromkeys(expected, 1)
    assert (board.total, board.owners) == (4, ("the clinic", "the ward", "two patients"))


def test_a_look_that_is_past_and_a_task_that_is_late_are_overdue(world, trials):
    with saving(world) as session:
        by = works_on(world, session, trials["testing"])
        for days in (-3, -1, 0, 4):
            when = TODAY + timedelta(days=days)
            add_task(session, by, what=f"in {days}", who="", by_when=when, key=a_key())
    board = seen(world)
    late = {line.title: line.overdue for _, lines in board.groups for line in lines if line.overdue}
    assert {t: [(o.what, o.since, o.times) for o in said] for t, said in late.items()} == {
        "studying": [("look", date(2026, 5, 20), 1)],
        "testing": [("task", date(2026, 5, 29), 2)],
    }
    assert board.overdue == 2
    assert titles(seen(world, overdue=True)) == ["testing", "studying"]

    with saving(world) as session:
        by = works_on(world, session, trials["testing"])
        for task in tasks_of(session, by.trial.id)[:2]:
            tick_task(session, by, task=task.id, done=True)
    assert titles(seen(world, overdue=True)) == ["studying"]


def test_the_day_itself_is_not_overdue(world, trials):
    with world.database.read() as session:
        board = board_of(session, (world.project,), date(2026, 5, 20), Wanted())
    assert board.overdue == 0


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": "kept"}, ["kept"]),
        ({"owner": "the ward"}, ["planned"]),
        ({"owner": "two patients"}, ["planned", "testing", "studying", "kept"]),
        ({"kind": "waiting"}, ["planned", "kept"]),
        ({"kind": "waiting", "state": "kept"}, ["kept"]),
        ({"state": "galaxy"}, []),
    ],
)
def test_one_may_ask_for_some_of_them(world, trials, wanted, expected):
    with saving(world) as session:
        say_kind(session, world.project, world.touchpoints[0], "waiting")
    board = seen(world, **wanted)
    assert titles(board) == expected
    assert board.total == 4  # of all


def test_only_a_known_kind_of_moment_is_taken(session, world):
    with pytest.raises(Unusable):
        say_kind(session, world.project, world.touchpoints[0], "galaxy")


def test_a_starter_journey_knows_its_kinds(session, world):
    project = session.get_one(Project, world.project)
    lay_out(session, project, "Waiting for results\nMealtimes | seen at the ward")
    session.flush()
    assert [t.kind for t in touchpoints_of(session, world.project)][-2:] == ["waiting", "daily"]


def test_a_rehearsed_trial_is_marked(world, trials):
    was_a_rehearsal(world)
    assert all(line.is_rehearsal for _, lines in seen(world).groups for line in lines)


def test_somebody_sees_the_projects_they_work_in_and_not_those_they_only_care_in(session, world):
    kim = add_account(
        session, email="kim@example.org", password_hash=PASSWORD_HASH, name="Kim", now=NOON
    ).id
    own = start_project(session, kim, title="Own", journey="Own", now=NOON)
    assert projects_worked_on(session, kim) == (own,)
    session.add(Membership(project_id=world.project, account_id=kim, role=Role.SUPPORT))
    session.flush()
    assert projects_worked_on(session, kim) == (own,)
    session.get_one(Membership, (world.project, kim)).role = Role.CO
    session.flush()
    assert set(projects_worked_on(session, kim)) == {own, world.project}
