"""Wiping a rehearsal reaches everything that hangs on a workshop."""

import re

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.domain.errors import Refused
from app.domain.feelings import place
from app.domain.journey import (
    Proposal,
    answer_proposal,
    lay_out,
    propose_touchpoint,
    touchpoints_of,
)
from app.domain.rehearsals import begin_rehearsal, wipe_rehearsal
from app.domain.seating import count_heads
from app.domain.seats import Seat
from app.domain.steering import reveal
from app.domain.tables import metadata
from app.domain.workshops import Stage, Workshop, workshop_called
from tests.conftest import only_sqlite
from tests.make import KEYRING, World, a_key

PREPARED = {"stage", "card", "helper", "copy"}  # set back to how they were, or made before the day


def rehearses(session, world: World) -> None:
    """As if those in the room were invented."""
    workshop = workshop_called(session, world.workshop)
    workshop.rehearsal_since = world.now
    session.add(workshop)
    session.flush()


def hanging_on_a_workshop() -> set[str]:
    """By foreign keys, over any number of tables; and what keeps no key, so that it tells less."""
    found, before = {"workshop"}, set()
    while found != before:
        before = set(found)
        found |= {
            table.name
            for table in metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in before
        }
    return (found - {"workshop"} - PREPARED) | {"receipt"}


@only_sqlite
def test_wiping_deletes_from_every_table_that_hangs_on_a_workshop(world, session):
    rehearses(session, world)
    emptied: set[str] = set()

    def hears(_connection, _cursor, statement: str, *_more: object) -> None:
        emptied.update(re.findall(r'^DELETE FROM "?(\w+)', statement))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", hears)
    wipe_rehearsal(session, world.desk(session), KEYRING)
    session.flush()
    event.remove(connection, "before_cursor_execute", hears)

    assert hanging_on_a_workshop() - emptied == set()


def test_what_the_day_set_goes_and_what_was_prepared_stays(world, session):
    plain = session.get_one(Workshop, world.workshop).model_dump()
    rehearses(session, world)
    by = world.desk(session)
    count_heads(session, by, people=7)
    map_stage = world.stages["map"]
    by.workshop.stage_id, by.workshop.tables = map_stage, 3
    reveal(session, by, revealed=True)
    wipe_rehearsal(session, by, KEYRING)
    session.flush()

    left = session.get_one(Workshop, world.workshop).model_dump()
    opened = {"doors_opened_at": None, "code": None, "tables": 3}
    assert left == plain | opened
    assert session.get_one(Stage, map_stage).merged is None
    assert session.exec(select(Seat)).all() == []


@only_sqlite
def test_touchpoints_lie_in_order_without_gaps_when_a_proposed_one_is_wiped(world, session):
    world.goes_to("touchpoints")
    rehearses(session, world)
    propose_touchpoint(
        session,
        world.sits(session, "Amina"),
        stage=world.stages["touchpoints"],
        after=world.touchpoints[0],
        title="Being asked by name",
        key=a_key(),
    )
    session.flush()
    waiting = session.exec(select(Proposal.id)).one()
    answer_proposal(session, world.desk(session), proposal=waiting, accepted=True, answer="")
    session.flush()
    assert len(touchpoints_of(session, world.project)) == 4
    wipe_rehearsal(session, world.desk(session), KEYRING)
    session.flush()
    found = touchpoints_of(session, world.project)
    assert tuple(t.id for t in found) == world.touchpoints
    assert [t.position for t in found] == [0, 1, 2]
    lay_out(session, world.member(session).project, "One more")
    session.flush()
    assert touchpoints_of(session, world.project)[-1].title == "One more"


@only_sqlite
def test_a_room_with_real_people_is_no_rehearsal_and_cannot_be_wiped(world, session):
    world.goes_to("feelings")
    place(
        session,
        world.sits(session, "Cy"),
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[0],
        height=1,
        key=a_key(),
    )
    with pytest.raises(Refused, match="Real people"):
        begin_rehearsal(session, world.desk(session))
    with pytest.raises(Refused, match="not a rehearsal"):
        wipe_rehearsal(session, world.desk(session), KEYRING)
