"""Streams that end: signed out, replaced, too many; and a region that fails among others."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.domain.changes import Topic
from app.live.hub import Audience, Drawn, Hub, Listener
from app.live.places import MOST_IN_A_WORKSHOP, MOST_OF_A_DESK, Place
from app.live.stream import Stream
from app.pages.look import Look
from app.pages.regions import REGIONS, Region
from app.pages.templating import languages
from tests.conftest import Running, only_sqlite
from tests.live.test_live import Ear
from tests.make import World

CANARY = "a canary that nobody may read"


@pytest.fixture
def checked(running: Running) -> Running:
    """Its streams are checked several times a second."""
    site = running.site
    site.stream = Stream(
        site.hub,
        site.entrance,
        site._who_listens,
        languages(),
        site.presence,
        seconds_between_checks=0.3,
    )
    return running


@only_sqlite
def test_signing_out_ends_the_stream_of_the_desk_alone(checked, room):
    desk = Ear(checked.desk(room), room, "desk")
    wall = Ear(checked.wall(room), room, "wall")
    phone = Ear(checked.phone(room, "Amina"), room, "phone")
    time.sleep(1)
    assert not desk.ended.is_set()

    checked.desk(room).post("/account/sign-out")

    assert desk.ended.wait(5)
    assert not wall.ended.wait(1)
    assert not phone.ended.is_set()


@only_sqlite
def test_a_seat_that_is_wiped_hears_no_more(checked, room):
    amina = Ear(checked.phone(room, "Amina"), room, "phone")
    bo = Ear(checked.phone(room, "Bo"), room, "phone")
    with room.database.writing.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        connection.execute(
            text("UPDATE seat SET secret_hash = id WHERE id IN (SELECT id FROM seat LIMIT 3)")
        )
    assert amina.ended.wait(5)
    assert bo.ended.wait(5)


@only_sqlite
def test_the_newest_stream_of_a_phone_ends_the_older_and_no_other(running, room):
    first = Ear(running.phone(room, "Amina"), room, "phone")
    other = Ear(running.phone(room, "Bo"), room, "phone")
    second = Ear(running.phone(room, "Amina"), room, "phone")
    assert first.ended.wait(5)
    assert "retry: 3000" in first.heard  # it comes back slowly, if at all
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert second.hears(">Welcome<")
    assert other.hears(">Welcome<")


@only_sqlite
def test_a_desk_has_a_few_streams_and_not_more(running, room):
    ears = [Ear(running.desk(room), room, "desk") for _ in range(MOST_OF_A_DESK)]
    at = f"/w/{room.workshop}/desk/live"
    assert running.desk(room).get(at).status_code == 503
    assert not any(ear.ended.is_set() for ear in ears)
    Ear(running.wall(room), room, "wall")


@only_sqlite
def test_a_workshop_has_at_most_so_many_streams(running, room):
    async def fill() -> None:
        for _ in range(MOST_IN_A_WORKSHOP):
            running.site.stream.places.take(room.workshop, Place("wall", room.workshop, ""))

    asyncio.run_coroutine_threadsafe(fill(), running.server.servers[0].get_loop()).result(15)
    assert running.wall(room).get(f"/w/{room.workshop}/wall/live").status_code == 503


def test_one_region_that_fails_stops_no_other_and_is_tried_again(running, room, caplog):
    fails: Iterator[bool] = iter([True, True, False])

    def view(look: Look) -> object:
        if next(fails, False):
            look.session.connection().execute(text("SELECT :words / 0 FROM nowhere"), room_words)
        return None

    room_words = {"words": CANARY}
    broken = Fragile("fragile", "wall", frozenset({Topic.STAGE}), "", view)
    running.site.artist.regions = (broken, *REGIONS)
    wall = Ear(running.wall(room), room, "wall")
    assert wall.hears('hx-target="#show"')  # on PostgreSQL too, after a statement that failed
    assert wall.hears("whole again", within=10)
    told = [r.getMessage() for r in caplog.records if "could not be drawn" in r.getMessage()]
    assert told
    assert all("wall-fragile" in line and CANARY not in line for line in told)
    assert CANARY not in caplog.text


class Fragile(Region):
    """A region without a template."""

    def draw(self, view: object, language: str) -> list:
        from app.live.message import Part

        return [Part("fragile", "<p>whole again</p>")]


def test_what_could_not_be_drawn_is_left_out(running, room: World):
    def view(look: Look) -> object:
        raise ValueError(CANARY)

    running.site.artist.regions = (
        *REGIONS,
        Fragile("fragile", "wall", frozenset({Topic.STAGE, Topic.CALM}), "", view),
    )
    who = Audience("wall", "en")
    drawn = running.site.artist.draw(room.workshop, {who: frozenset(Topic)}, None)
    assert set(drawn[who]) == {r.id for r in REGIONS if r.screen == "wall"}
    assert drawn.missing == {Topic.STAGE, Topic.CALM}


def test_a_room_that_everybody_leaves_while_it_is_drawn_is_settled():
    async def run() -> None:
        wall, listener = Audience("wall", "en"), Listener(_takes)
        hub = Hub(lambda *_: Drawn({wall: {}}))
        await hub.join("a room", wall, listener, "")
        hub.publish([("a room", Topic.STAGE)])
        settled = asyncio.create_task(hub.settled("a room"))
        await asyncio.sleep(0)
        hub.leave("a room", wall, listener)
        await asyncio.wait_for(settled, 5)

    asyncio.run(run())


async def _takes(_message: object) -> None:
    pass
