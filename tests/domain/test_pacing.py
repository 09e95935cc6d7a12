"""Against the plan, and what could be left out (S4)."""

from datetime import timedelta

from app.domain.pacing import could_be_left_out, pace
from app.domain.steering import end_workshop, move, pause, set_clock
from app.domain.workshops import Workshop, stages_of
from tests.make import NOON, World

MINUTE = timedelta(minutes=1)


def now_at(session, world: World, to: str, minutes: int) -> None:
    move(session, world.desk(session, NOON + minutes * MINUTE), world.stages[to])
    session.flush()


def behind(session, world: World, minutes: int) -> timedelta:
    found = pace(session.get_one(Workshop, world.workshop), stages_of(session, world.workshop))
    assert found is not None
    return found.behind(NOON + minutes * MINUTE)


def test_a_room_that_moves_when_it_should_is_on_time(session, world: World):
    assert pace(world.desk(session).workshop, stages_of(session, world.workshop)) is None
    now_at(session, world, "welcome", 0)
    assert behind(session, world, 3) == 0 * MINUTE
    now_at(session, world, "touchpoints", 10)
    assert behind(session, world, 12) == 0 * MINUTE


def test_a_late_move_and_a_minute_more_put_it_behind(session, world: World):
    now_at(session, world, "welcome", 0)
    now_at(session, world, "touchpoints", 14)
    assert behind(session, world, 14) == 4 * MINUTE
    set_clock(session, world.desk(session, NOON + 15 * MINUTE), minutes=1)
    assert behind(session, world, 15) == 5 * MINUTE


def test_a_clock_that_has_run_out_counts_on(session, world: World):
    now_at(session, world, "welcome", 0)
    assert behind(session, world, 10) == 0 * MINUTE
    assert behind(session, world, 13) == 3 * MINUTE


def test_a_pause_costs_its_time(session, world: World):
    now_at(session, world, "welcome", 0)
    pause(session, world.desk(session, NOON + 2 * MINUTE), paused=True)
    assert behind(session, world, 6) == 4 * MINUTE
    pause(session, world.desk(session, NOON + 6 * MINUTE), paused=False)
    assert behind(session, world, 7) == 4 * MINUTE


def test_jumping_over_a_stage_saves_its_time(session, world: World):
    now_at(session, world, "welcome", 0)
    now_at(session, world, "feelings", 10)  # touchpoints: ten minutes
    assert behind(session, world, 10) == -10 * MINUTE


def test_only_what_the_method_can_do_without_could_be_left_out(session, world: World):
    def could() -> set[str]:
        workshop = session.get_one(Workshop, world.workshop)
        return {str(s.kind) for s in could_be_left_out(workshop, stages_of(session, workshop.id))}

    assert could() == set()
    now_at(session, world, "welcome", 0)
    assert "touchpoints" in could()
    assert not could() & {"feelings", "map", "choose", "decisions", "checkout", "ideas"}
    now_at(session, world, "touchpoints", 1)
    assert "touchpoints" not in could()
    end_workshop(session, world.desk(session))
    assert pace(world.desk(session).workshop, stages_of(session, world.workshop)) is None
