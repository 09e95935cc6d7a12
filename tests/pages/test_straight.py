"""Forms that go straight to their routes are read as FastAPI reads them."""

import pytest
from fastapi import Response

from app.domain.steering import set_clock
from app.domain.workshops import Workshop
from app.pages.desk.routes import STEERING, router
from app.pages.forms import Text, Words
from app.pages.guards import DeskDoor
from app.pages.straight import with_fields
from tests.conftest import Running, only_sqlite
from tests.make import World


def left(room: World) -> int | None:
    with room.database.read() as session:
        return session.get_one(Workshop, room.workshop).clock_left


@pytest.fixture
def stopped(room: World) -> int:
    """A clock that stands still; the seconds left."""
    room.goes_to("feelings")
    with room.session() as session:
        set_clock(session, room.desk(session), running=False)
        session.commit()
    seconds = left(room)
    assert seconds is not None
    return seconds


def test_everything_a_facilitator_steers_with_goes_straight():
    posts = {route.path for route in router.routes if "POST" in route.methods}
    assert {f"/w/{{workshop}}/{path}" for path in STEERING} == posts
    assert "desk/clock" in STEERING


def test_an_empty_field_is_as_one_that_was_not_sent(running: Running, room: World, stopped: int):
    desk = running.desk(room)
    address = f"/w/{room.workshop}/desk/clock"
    assert desk.post(address, data={"minutes": "1", "running": "no"}).status_code == 200
    assert left(room) == stopped + 60
    assert desk.post(address, data={"minutes": "", "running": "no"}).status_code == 200
    assert left(room) == stopped + 60
    assert desk.post(address, data={"minutes": "1", "running": ""}).status_code == 200
    assert left(room) is None  # it runs again, as without the field


@only_sqlite
def test_of_a_field_sent_twice_the_last_one_counts(running: Running, room: World, stopped: int):
    form = {"minutes": ["5", "1"], "running": "no"}
    running.desk(room).post(f"/w/{room.workshop}/desk/clock", data=form)
    assert left(room) == stopped + 60


@only_sqlite
def test_who_may_not_steer_is_refused_as_before(running: Running, room: World, stopped: int):
    form, address = {"minutes": "1", "running": "no"}, f"/w/{room.workshop}/desk/clock"
    for who in (running.client({}), running.phone(room, "Amina")):
        assert who.post(address, data=form).status_code in {401, 403, 404}
    strangers = running.desk(room)
    strangers.headers["origin"] = "https://somewhere.example"
    assert strangers.post(address, data=form).status_code == 403
    assert left(room) == stopped


@only_sqlite
def test_hundreds_of_fields_are_read_and_thousands_refused(running: Running, room: World):
    desk, address = running.desk(room), f"/w/{room.workshop}/desk/releases"
    gone = "These words are not here any more"
    many = desk.post(address, data={"item": ["nothing-0"] * 900})
    assert gone in many.text
    too_many = desk.post(address, data={"item": ["nothing-0"] * 1100})
    assert (too_many.status_code, gone in too_many.text) == (422, False)


async def asks_for_more(door: DeskDoor, minutes: int = 0) -> Response:
    return Response(str(minutes))


async def asks_for_texts(door: DeskDoor, one: Text = "", many: Words = []) -> Response:  # noqa: B006
    return Response(one + "".join(many))


def test_a_route_that_asks_for_more_than_texts_is_refused_at_the_start():
    with_fields(asks_for_texts, DeskDoor)
    with pytest.raises(TypeError, match="asks_for_more asks for more than texts"):
        with_fields(asks_for_more, DeskDoor)
