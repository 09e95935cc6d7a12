"""Ways back of single acts that need care (K5)."""

from datetime import timedelta

from app.domain.feelings import place
from app.domain.journey import (
    answer_proposal,
    proposals_waiting,
    propose_touchpoint,
    touchpoints_of,
)
from app.domain.steering import close_doors, open_doors
from app.domain.undoing import undo
from tests.make import NOON, World, a_key


def accepts(session, world: World) -> str:
    """Amina misses a touchpoint, and the desk puts it on the journey; its id."""
    propose_touchpoint(
        session,
        world.sits(session, "Amina"),
        stage=world.stages["touchpoints"],
        after=world.touchpoints[0],
        title="The car park",
        key=a_key(),
    )
    session.flush()
    (waiting,) = proposals_waiting(session, world.workshop)
    desk = world.desk(session)
    found = answer_proposal(session, desk, proposal=waiting.id, accepted=True, answer="")
    assert found.touchpoint_id
    return found.touchpoint_id


def test_an_accepted_touchpoint_waits_again(session, world: World):
    world.goes_to("touchpoints")
    accepts(session, world)
    assert len(touchpoints_of(session, world.project)) == 4
    assert undo(session, world.desk(session)) == ""
    assert len(touchpoints_of(session, world.project)) == 3
    assert len(proposals_waiting(session, world.workshop)) == 1


def test_an_accepted_touchpoint_where_somebody_said_something_stays(session, world: World):
    world.goes_to("touchpoints")
    at = accepts(session, world)
    session.commit()
    world.goes_to("feelings")
    stage = world.stages["feelings"]
    place(
        session,
        world.sits(session, "Bo"),
        stage=stage,
        touchpoint=at,
        height=1,
        key=a_key(),
    )
    undo(session, world.desk(session))  # the move
    assert "stays" in undo(session, world.desk(session))
    assert len(touchpoints_of(session, world.project)) == 4
    undo(session, world.desk(session))  # the button is not stuck on it
    assert world.desk(session).workshop.stage_id is None


def test_doors_that_were_closed_open_again_with_the_same_code(session, world: World):
    desk = world.desk(session, NOON + timedelta(minutes=1))
    close_doors(session, desk)
    assert desk.workshop.code is None
    undo(session, desk)
    assert desk.workshop.code == world.code
    assert desk.workshop.doors_closed_at is None


def test_opening_undone_with_people_inside_only_closes_the_doors(session, world: World):
    desk = world.desk(session)
    close_doors(session, desk)
    open_doors(session, desk)
    undo(session, desk)
    assert desk.workshop.code is None
    assert desk.workshop.doors_opened_at is not None
    assert desk.workshop.doors_closed_at is not None
