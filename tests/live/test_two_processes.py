"""Two processes on one PostgreSQL: what one alone would know or limit, both know and limit."""

import asyncio
import json
import time
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session

from app.domain.changes import Topic, announce
from app.domain.steering import move
from app.live.presence import AWAY_AFTER
from app.main import Site
from app.settings import BadSettings, Settings
from app.writer import CHANNEL, payloads
from tests.conftest import Running, only_postgresql
from tests.live.test_live import Ear, tell
from tests.make import World
from tests.pages.test_ready import closed, well

pytestmark = only_postgresql


class Both:
    """One serves some of a room, the other the rest."""

    def __init__(self, one: Running, other: Running) -> None:
        self.one, self.other = one, other

    def know(self) -> None:
        """Until each has heard all that the other has said so far."""
        for running in (self.one, self.other, self.one):
            assert running.site.bus is not None
            within(running, running.site.bus.caught_up())


def within(running: Running, work: Coroutine[Any, Any, None]) -> None:
    loop = running.server.servers[0].get_loop()
    asyncio.run_coroutine_threadsafe(work, loop).result(15)


@pytest.fixture
def both(running: Running, url: str, tmp_path: Path) -> Iterator[Both]:
    other = Running(url, tmp_path / "other")
    both = Both(running, other)
    both.know()
    yield both
    other.stop()


def test_phones_of_one_room_on_two_processes_see_the_same(both: Both, room: World):
    ears = [
        Ear(running.phone(room, name), room, "phone")
        for running, name in ((both.one, "Amina"), (both.other, "Bo"))
    ]
    desk = Ear(both.other.desk(room), room, "desk")
    both.one.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert all(ear.hears(">Welcome<") for ear in [*ears, desk])
    room.goes_to("feelings")
    tell(both.one.phone(room, "Amina"), room, "Nobody told us")
    assert desk.hears("Nobody told us")


def test_who_writes_at_one_is_counted_and_may_be_late_at_the_other(both: Both, room: World):
    room.goes_to("feelings")
    here = f"/w/{room.workshop}"
    amina = both.one.phone(room, "Amina")
    assert amina.post(f"{here}/phone/writing").status_code == 204
    both.know()
    presence = both.other.site.presence
    assert presence.writing(room.workshop) == 1
    asked = both.other.desk(room).post(f"{here}/desk/stage", data={"to": "next"})
    assert "1 person is still writing" in asked.text
    both.other.desk(room).post(f"{here}/desk/stage", data={"to": "next", "sure": "yes"})
    both.know()
    assert both.one.site.presence.late(room.workshop) == presence.late(room.workshop)
    assert presence.late(room.workshop).people == 1
    tell(amina, room, "In time")
    both.know()
    assert presence.late(room.workshop).people == presence.writing(room.workshop) == 0


def test_a_phone_that_the_other_process_serves_is_there(both: Both, room: World):
    presence = both.other.site.presence
    presence._since -= 2 * AWAY_AFTER
    sign = "a seat that nobody heard of"
    assert not presence.is_there(room.workshop, sign)
    Ear(both.one.phone(room, "Amina"), room, "phone")
    both.know()
    (amina,) = both.one.site.presence._streams[room.workshop]
    assert presence.is_there(room.workshop, amina)
    heard_at = presence._left[room.workshop].pop(amina)
    assert not presence.is_there(room.workshop, amina)
    assert both.one.site.bus is not None
    both.one.site.bus._told_at = 0.0  # a minute later it is told again
    time.sleep(0.5)
    both.know()
    assert presence._left[room.workshop][amina] > heard_at


def test_the_newest_stream_of_a_phone_ends_the_older_at_the_other(both: Both, room: World):
    older = Ear(both.one.phone(room, "Amina"), room, "phone")
    another = Ear(both.one.phone(room, "Bo"), room, "phone")
    newest = Ear(both.other.phone(room, "Amina"), room, "phone")
    assert older.ended.wait(5)
    assert "event: replaced" in older.heard
    both.one.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert newest.hears(">Welcome<")
    assert another.hears(">Welcome<")


def test_a_wall_and_a_phone_at_one_make_the_others_list_well(both: Both, room: World):
    list_, desk = closed(room), both.other.desk(room)
    assert not well(desk.get(list_).text, "wall")
    Ear(both.one.wall(room), room, "wall")
    both.one.site.reached.note(room.workshop, "192.0.2.7")
    both.know()
    page = desk.get(list_).text
    assert well(page, "wall")
    assert well(page, "phone")


def test_guessing_at_two_processes_gives_no_more_tries(both: Both, room: World):
    form = {"email": "sam@example.org", "password": "wrong-wrong-wrong"}
    clients = [both.one.client(), both.other.client()]
    clients[0].get("/account/sign-in")
    clients[1].cookies.update(clients[0].cookies)
    answers = []
    for turn in range(14):
        answers.append(clients[turn % 2].post("/account/sign-in", data=form).status_code)
        both.know()
    assert answers.count(422) < 14
    assert answers[-2:] == [429, 429]


def test_a_rehearsal_begun_at_one_is_over_when_the_other_wipes_it(both: Both, room: World):
    both.one.site.rehearsals.start(room.workshop, "NOBODY", 1)
    assert both.one.site.rehearsals.command_of(room.workshop)
    both.other.site.rehearsals.stop(room.workshop)
    both.know()
    assert not both.one.site.rehearsals.command_of(room.workshop)


def test_both_show_the_same_first_code_and_are_the_same_to_phones(both: Both, room: World):
    assert both.one.site.first_code == both.other.site.first_code
    runs = {
        running.phone(room, "Amina").get(f"/w/{room.workshop}/phone").headers["touchline-run"]
        for running in (both.one, both.other)
    }
    assert len(runs) == 1


def test_a_process_with_another_key_does_not_start(both: Both, url: str, tmp_path: Path):
    settings = {"database_url": url, "touchline_data": tmp_path / "third"}
    with pytest.raises(BadSettings, match="same TOUCHLINE_SECRET"):
        Site(Settings.model_validate(settings | {"touchline_secret": "another " * 5}))


def test_news_from_another_version_or_nobody_draws_everything_and_ends_nothing(
    both: Both, room: World, url: str
):
    desk = Ear(both.one.desk(room), room, "desk")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for news in (json.dumps(["new", [[room.workshop, "a topic to come"]]]), "no news", "[]"):
            connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, news])
    both.know()
    both.other.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert desk.hears(">Welcome<")


def test_a_group_from_very_many_rooms_is_saved_and_told_in_several_pieces(both: Both, room: World):
    rooms = [f"{number:016x}" for number in range(400)]
    desk = Ear(both.other.desk(room), room, "desk")

    def act(session: Session) -> None:
        for each in rooms:
            announce(session, each, Topic.STAGE)
        move(session, room.desk(session), room.stages["welcome"])

    within(both.one, both.one.site.writer.write(act))
    assert desk.hears(">Welcome<")
    said = list(payloads("x" * 32, [[each, "é" * 9] for each in rooms]))
    assert max(len(each) for each in said) < 8000
    assert sum(len(json.loads(each)[1]) for each in said) == len(rooms)


def test_a_process_says_that_it_is_not_well_while_its_database_is_away(both: Both, url: str):
    assert both.one.client().get("/healthz").status_code == 200
    database = make_url(url)
    others = url.replace("+psycopg", "").replace(f"/{database.database}", "/postgres")
    with psycopg.connect(others, autocommit=True) as connection:
        away = f"ALTER DATABASE {database.database} RENAME TO away_{database.database}"
        stop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        back = f"ALTER DATABASE away_{database.database} RENAME TO {database.database}"
        while True:
            connection.execute(stop, [database.database])
            with suppress(psycopg.errors.ObjectInUse):
                connection.execute(away)
                break
        answer = both.one.client().get("/healthz")
        assert (answer.status_code, answer.text) == (503, "The database does not answer.")
        connection.execute(back)
    assert both.one.client().get("/healthz").text == "ok"
    both.know()
