"""What a drawing looks at is what verbs would have read."""

from sqlmodel import Session

from app.domain.projects import Project
from app.domain.steering import move
from app.domain.workshops import (
    Stage,
    Workshop,
    room_called,
    running_order,
    stages_of,
    workshop_called,
)
from tests.make import World


def values(entity: Workshop | Project | Stage | None) -> dict[str, object]:
    assert entity is not None
    return {name: getattr(entity, name) for name in type(entity).model_fields}


def test_a_room_in_its_lobby_is_in_no_stage(session: Session, world: World):
    workshop, project, stage = room_called(session, world.workshop)
    assert stage is None
    assert values(workshop) == values(workshop_called(session, world.workshop))
    assert values(project) == values(session.get_one(Project, workshop.project_id))


def test_a_room_is_read_with_all_that_verbs_would_read(session: Session, world: World):
    desk, stage = world.desk(session), stages_of(session, world.workshop)[2]
    move(session, desk, stage.id)
    session.flush()
    workshop, _, here = room_called(session, world.workshop)
    assert values(here) == values(stage)
    assert values(workshop) == values(desk.workshop)
    assert workshop.clock_ends_at is not None
    assert workshop.clock_ends_at.tzinfo is not None


def test_the_running_order_is_whole_and_in_order(session: Session, world: World):
    wanted = [values(stage) for stage in stages_of(session, world.workshop)]
    assert [values(stage) for stage in running_order(session, world.workshop)] == wanted
    assert len(wanted) > 5


def test_what_is_looked_at_is_saved_nowhere(session: Session, world: World):
    workshop, _, _ = room_called(session, world.workshop)
    workshop.title = "Another"
    assert workshop not in session
    session.flush()
    assert room_called(session, world.workshop)[0].title != "Another"
