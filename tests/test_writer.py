"""One writer: a group is one transaction, and a refusal is nobody else's business."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.database import Database, open_database
from app.domain.changes import Change, Topic
from app.domain.errors import Refused
from app.domain.stories import Story, tell_story
from app.writer import NotSaved, Writer
from tests.conftest import only_postgresql, only_sqlite
from tests.make import KEYRING, NOON, World, a_key

# They listen to what it does, and break it.
pytestmark = pytest.mark.alone_in_its_database


@pytest.fixture
def room(world: World) -> World:
    world.goes_to("feelings")
    return world


def told(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Story.text)))


def tell(room: World, text: str, key: str = "") -> Callable[[Session], None]:
    """Amina tells a story."""
    key = key or a_key()

    def act(session: Session) -> None:
        tell_story(
            session,
            room.sits(session, "Amina"),
            stage=room.stages["feelings"],
            touchpoint=room.touchpoints[0],
            text=text,
            key=key,
        )

    return act


def write_as_one_group(
    database: Database, *acts: Callable[[Session], object]
) -> tuple[list[object], list[set[Change]]]:
    """All acts wait before the writer starts, so it takes them together."""

    async def run() -> list[object]:
        writer = Writer(database, lambda changes: heard.append(set(changes)))
        asked = [asyncio.create_task(writer.write(act)) for act in acts]
        await asyncio.sleep(0)
        writer.start()
        answers = await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.to_thread(writer.stop)
        await asyncio.sleep(0)
        return answers

    heard: list[set[Change]] = []
    return asyncio.run(run()), [changes for changes in heard if changes]


def test_a_group_is_one_commit_and_one_telling(database, room):
    commits: list[int] = []
    event.listen(database.writing, "commit", lambda connection: commits.append(1))

    answers, heard = write_as_one_group(database, *[tell(room, f"Story {n}") for n in range(5)])

    assert answers == [None] * 5
    assert len(told(database)) == 5
    assert len(commits) == 1
    assert heard == [{(room.workshop, Topic.STORIES)}]


def test_a_refusal_takes_back_only_its_own_work_and_tells_nobody(database, room):
    def half_done(session: Session) -> None:
        tell(room, "Never to be seen")(session)
        session.flush()
        raise Refused("No.")

    answers, _ = write_as_one_group(database, tell(room, "Before"), half_done, tell(room, "After"))

    assert [type(answer) for answer in answers] == [type(None), Refused, type(None)]
    assert told(database) == ["After", "Before"]
    only_refused, silence = write_as_one_group(database, half_done)
    assert isinstance(only_refused[0], Refused)
    assert silence == []


def test_a_bug_in_one_verb_hurts_only_that_verb(database, room):
    answers, _ = write_as_one_group(database, lambda session: 1 / 0, tell(room, "Fine"))
    assert isinstance(answers[0], ZeroDivisionError)
    assert told(database) == ["Fine"]


def test_the_same_key_again_changes_nothing_and_other_words_are_refused(database, room):
    key = a_key()
    again = [tell(room, "Once", key), tell(room, "Once", key), tell(room, "Twice", key)]

    answers, _ = write_as_one_group(database, *again)

    assert answers[:2] == [None, None]
    assert isinstance(answers[2], Refused)
    assert told(database) == ["Once"]


def test_a_commit_that_fails_fails_its_whole_group_and_the_next_one_works(database, room):
    def full(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, OSError("disk full"))

    event.listen(database.writing, "commit", full)
    answers, heard = write_as_one_group(database, tell(room, "One"), tell(room, "Two"))
    event.remove(database.writing, "commit", full)

    assert all(isinstance(answer, NotSaved) for answer in answers)
    assert (told(database), heard) == ([], [])
    assert write_as_one_group(database, tell(room, "One"))[0] == [None]


def test_a_kill_between_savepoint_and_commit_loses_the_whole_group(url, database, room):
    script = "import sys, tests.test_writer as t; t.die_before_commit(*sys.argv[1:])"
    asked = [url, room.workshop, room.secrets["Amina"], room.stages["feelings"]]
    child = subprocess.run([sys.executable, "-c", script, *asked, room.touchpoints[0]], check=False)

    assert child.returncode == -signal.SIGKILL
    assert told(database) == []


def die_before_commit(url: str, workshop: str, amina: str, stage: str, touchpoint: str) -> None:
    database = open_database(url)
    event.listen(
        database.writing, "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL)
    )
    room = World(database, NOON, KEYRING, workshop=workshop, touchpoints=(touchpoint,))
    room.secrets, room.stages = {"Amina": amina}, {"feelings": stage}
    write_as_one_group(database, *[tell(room, f"Story {n}") for n in range(3)])


@only_sqlite
def test_a_full_disk_fails_the_whole_group(database, room):
    with database.writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    answers, _ = write_as_one_group(database, *[tell(room, f"{n}" * 250) for n in range(99)])

    assert all(isinstance(answer, NotSaved) for answer in answers)
    assert told(database) == []


@only_postgresql
def test_the_writers_of_two_processes_take_turns(url, database, room):
    """Both check, then write: without turns both would find no such story and one would break."""
    key = a_key()
    others = open_database(url)

    async def run() -> list[object]:
        writers = [Writer(database, len), Writer(others, len)]  # type: ignore[arg-type]
        for writer in writers:
            writer.start()
        asked = [
            writer.write(tell(room, "Once", key), room.workshop)
            for writer in writers
            for _ in range(50)
        ]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        for writer in writers:
            await asyncio.to_thread(writer.stop)
        return answers

    assert asyncio.run(run()) == [None] * 100
    assert told(database) == ["Once"]
    others.close()


@only_sqlite
def test_what_a_command_saved_beside_a_running_server_is_noticed(url, database, room):
    async def run() -> bool:
        noticed = asyncio.Event()
        writer = Writer(database, lambda changes: None, noticed.set)
        writer.start()
        await writer.write(tell(room, "By the server"))
        await asyncio.sleep(1.2)  # a look or two: nothing was saved by anybody else
        quiet = not noticed.is_set()
        others = open_database(url)
        with Session(others.writing) as session:
            tell(room, "By a command")(session)
            session.commit()
        await asyncio.wait_for(noticed.wait(), 5)
        await asyncio.to_thread(writer.stop)
        others.close()
        return quiet

    assert asyncio.run(run())


@only_sqlite
def test_a_look_that_fails_while_nobody_gives_anything_does_not_end_the_writer(database, room):
    """As on a disk that fails, or in a database that is locked: the driver's own error."""

    async def run() -> bool:
        writer = Writer(database, lambda changes: None)
        writer.start()
        await writer.write(lambda session: None)
        connection: Any = database.writing.raw_connection()
        raw = connection.driver_connection
        connection.close()
        failed = threading.Event()

        def refuses(action: int, what: str | None, *_rest: object) -> int:
            if (action, what) != (sqlite3.SQLITE_PRAGMA, "data_version"):
                return sqlite3.SQLITE_OK
            failed.set()
            return sqlite3.SQLITE_DENY

        raw.set_authorizer(refuses)
        assert await asyncio.to_thread(failed.wait, 5)
        await asyncio.wait_for(writer.write(tell(room, "Afterwards")), 5)
        alive = writer.saves
        await asyncio.to_thread(writer.stop)
        return alive and not writer.saves

    assert asyncio.run(run())
    assert told(database) == ["Afterwards"]


@only_postgresql
def test_a_long_group_takes_several_turns_and_others_get_theirs_in_between(
    url, database, room, monkeypatch
):
    monkeypatch.setattr("app.writer.LONGEST_TURN", 0.05)
    commits: list[int] = []
    event.listen(database.writing, "commit", lambda connection: commits.append(1))

    def slow(number: int) -> Callable[[Session], int]:
        def act(session: Session) -> int:
            session.connection().exec_driver_sql("SELECT pg_sleep(0.02)")
            tell(room, f"Story {number}")(session)
            return number

        return act

    answers, heard = write_as_one_group(database, *[slow(n) for n in range(12)])

    assert answers == list(range(12)), "everybody is answered, in order, also after a stop"
    assert len(told(database)) == 12
    assert len(commits) >= 3
    assert len(heard) == len(commits)
