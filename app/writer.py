"""The one writer: takes all that waits, saves it with one commit, answers, tells the rooms."""

import asyncio
import json
import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.database import Database
from app.domain.changes import Change, take_changes

LARGEST_GROUP = 200
CHANNEL = "touchline"
LONGEST_TURN = 0.5  # seconds; then another process may write in the room (PostgreSQL)
LARGEST_PAYLOAD = 7900  # bytes; PostgreSQL refuses 8000
SECONDS_BETWEEN_LOOKS = 0.5  # for what a command saved beside a running server (SQLite)

T = TypeVar("T")
Publish = Callable[[Iterable[Change]], None]


def payloads(author: str, said: Iterable[Sequence[str]]) -> Iterator[str]:
    """As JSON, in as many messages as PostgreSQL needs: `[author, [each, …]]`."""
    message = ""
    for each in map(json.dumps, said):
        if message and len(message) + len(each) + len(author) > LARGEST_PAYLOAD:
            yield f'["{author}", [{message}]]'
            message = ""
        message = f"{message}, {each}" if message else each
    if message:
        yield f'["{author}", [{message}]]'


class NotSaved(Exception):
    """The whole group could not be saved; nothing is lost if it is sent again with its id."""


class Working(Session):
    """One verb's session: its Core statements go straight to the group's connection.

    Only a verb that uses the ORM begins a transaction here; that costs more than a whole hot act.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        self._straight = connection

    def connection(self, *_args: Any, **_options: Any) -> Connection:
        return self._straight


@dataclass
class Asked(Generic[T]):
    """One verb waiting to be saved."""

    act: Callable[[Session], T]
    room: str
    answer: asyncio.Future[T]
    result: T | None = None
    error: Exception | None = None

    def attempt(self, connection: Connection) -> set[Change]:
        """Work inside a savepoint: whoever is refused takes back only its own work."""
        raw: Any = connection.connection.driver_connection  # SQLAlchemy's own take 50 times as long
        raw.execute("SAVEPOINT verb")
        with Working(connection) as session:
            try:
                self.result = self.act(session)
                if session.in_transaction() or session.new:
                    session.commit()  # to the savepoint only; the group's commit makes it durable
            except OperationalError:
                raise  # disk full, database gone: the transaction may be lost, so the group is
            except Exception as error:
                self.error = error
        raw.execute("RELEASE verb" if self.error is None else "ROLLBACK TO verb")
        return take_changes(session) if self.error is None else set()

    def settle(self) -> None:
        """Tell whoever waits, if they still do."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)  # type: ignore[arg-type]


@dataclass
class Writer:
    """One thread, one connection; routes await `write`."""

    database: Database
    publish: Publish
    publish_everything: Callable[[], None] = lambda: None
    name: str = field(default_factory=lambda: uuid4().hex)  # so that a process knows its own news
    _waiting: "queue.SimpleQueue[Asked[Any] | None]" = field(default_factory=queue.SimpleQueue)
    _later: list[Asked[Any]] = field(default_factory=list)  # for whom the turn was too short
    _thread: threading.Thread | None = None
    _version: int | None = None

    async def write(self, act: Callable[[Session], T], room: str = "") -> T:
        """Returns once the act is on disk; raises what it refused, or NotSaved."""
        asked: Asked[T] = Asked(act, room, asyncio.get_running_loop().create_future())
        self._waiting.put(asked)
        return await asked.answer

    def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=[loop], name="writer", daemon=True)
        self._thread.start()

    @property
    def saves(self) -> bool:
        """Whether its thread lives: without it everybody would wait for ever."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """Save what still waits, then end."""
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        going_on = True
        while going_on or self._later:
            if self._later:
                group, self._later = self._later, []
            else:
                group, going_on = self._next_group()
            if group:
                changes = self._save_or_fail(group)
                loop.call_soon_threadsafe(self._tell, group, changes)
            elif going_on and self._somebody_else_wrote():
                loop.call_soon_threadsafe(self.publish_everything)

    def _next_group(self) -> tuple[list[Asked[Any]], bool]:
        """Wait for one, then take all that came meanwhile; False once `stop` was reached."""
        group: list[Asked[Any]] = []
        try:
            asked = self._waiting.get(timeout=SECONDS_BETWEEN_LOOKS)
        except queue.Empty:
            return group, True
        while asked is not None:
            group.append(asked)
            if len(group) == LARGEST_GROUP or self._waiting.empty():
                return group, True
            asked = self._waiting.get()
        return group, False

    def _save_or_fail(self, group: list[Asked[Any]]) -> set[Change]:
        try:
            return self._save(group)
        except Exception as error:
            for asked in group:
                asked.error = NotSaved()
                asked.error.__cause__ = error
            return set()

    def _save(self, group: list[Asked[Any]]) -> set[Change]:
        changes: set[Change] = set()
        with self.database.writing.begin() as connection:
            if self.database.is_postgresql:
                self._take_turns(connection, {asked.room for asked in group})
            until = time.monotonic() + LONGEST_TURN
            for tried, asked in enumerate(group, start=1):
                changes |= asked.attempt(connection)
                if self.database.is_postgresql and time.monotonic() > until:
                    self._later, group[tried:] = group[tried:], []
                    break
            if changes and self.database.is_postgresql:
                # In the transaction: the other processes hear of it exactly if it is saved.
                for news in payloads(self.name, sorted(changes)):
                    connection.execute(
                        text("SELECT pg_notify(:to, :news)"), {"to": CHANNEL, "news": news}
                    )
        return changes

    def _take_turns(self, connection: Connection, rooms: set[str]) -> None:
        # Between processes: "check, then write" in one room never races, whoever serves the phone.
        for key in sorted(zlib.crc32(room.encode()) for room in rooms):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def _tell(self, group: list[Asked[Any]], changes: set[Change]) -> None:
        for asked in group:
            asked.settle()
        self.publish(changes)

    def _somebody_else_wrote(self) -> bool:
        """SQLite's data_version moves on this connection only when another one commits."""
        if self.database.is_postgresql:
            return False
        try:
            with closing(self.database.writing.raw_connection()) as raw:
                version = raw.cursor().execute("PRAGMA data_version").fetchone()[0]
        except Exception:  # SQLAlchemy's or the driver's own: a look must not end the thread
            return False
        known, self._version = self._version, version
        return known is not None and known != version
