"""SQLite or PostgreSQL: one connection that writes, and short sessions that read."""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, create_engine

from app.domain import tables  # noqa: F401  (every table, for whoever opens the database)

# A hung holder of a room's lock must not stop the room for ever.
POSTGRESQL_WAITS = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=10s"
# Nor must a network that swallows everything: whoever waits hears within about ten seconds.
LINE: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


LIFE = text(
    "SELECT md5(concat(pg_postmaster_start_time(), (SELECT oid FROM pg_database"
    " WHERE datname = current_database()), 'receipt'::regclass::oid))"
)


@dataclass(frozen=True)
class Database:
    """Where things are kept."""

    url: str
    writing: Engine
    reading: Engine

    @property
    def is_postgresql(self) -> bool:
        return self.writing.dialect.name == "postgresql"

    def read(self) -> Session:
        """A session for one look; close it before doing anything else."""
        return Session(self.reading)

    def life(self) -> str:
        """Another after the database was started anew or put back from a copy (PostgreSQL).

        `restore` makes every table anew, under another number.
        """
        with self.read() as session:
            return str(session.connection().execute(LIFE).scalar_one())

    def empty_log(self) -> None:
        """What SQLite has written into the file lies in its log as well, until this empties it.

        So that what was taken back is in neither. Whoever reads or writes meanwhile comes first;
        then it is emptied the next time. Not with the writing connection, which others wait for.
        """
        if not self.is_postgresql:
            with self.reading.connect() as connection, suppress(sqlite3.OperationalError):
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA busy_timeout=200")
                try:
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    raw.execute("PRAGMA busy_timeout=5000")

    def close(self) -> None:
        self.writing.dispose()
        self.reading.dispose()


def open_database(url: str) -> Database:
    """Opens; does not migrate (see app.migrating)."""
    # The one writing connection lives in a pool of one, so that it is opened again if it is lost.
    one: dict[str, Any] = {"pool_size": 1, "max_overflow": 0}
    # An error's message goes to the log; what people wrote must not.
    every: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        writing = create_engine(url, **one, **every)
        # A few stay open, as opening one costs more than most looks; a crowd opens more at once,
        # and never queues for one.
        reading = create_engine(url, pool_size=8, max_overflow=-1, pool_use_lifo=True, **every)
        for engine in (writing, reading):
            event.listen(engine, "connect", prepare_sqlite)
        event.listen(reading, "begin", partial(_say, "BEGIN"))
        event.listen(writing, "begin", partial(_say, "BEGIN IMMEDIATE"))
    else:
        every["connect_args"] = {"options": POSTGRESQL_WAITS, **LINE}
        crowd: dict[str, Any] = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
        writing = create_engine(url, pool_pre_ping=True, **one, **every)
        # A page reads many times, and shows one moment.
        reading = create_engine(url, isolation_level="REPEATABLE READ", **crowd, **every)
    _set_savepoints_straight(writing)
    return Database(url, writing, reading)


def _say(statement: str, connection: Connection, name: str = "") -> None:
    """To the driver itself: on the way through SQLAlchemy it takes longer than most acts."""
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(f"{statement} {name}")
    except connection.dialect.loaded_dbapi.Error as error:
        known: Any = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, known) from error


def _set_savepoints_straight(engine: Engine) -> None:
    """Each verb that uses the ORM works inside one (see app.writer)."""
    dialect: Any = engine.dialect
    dialect.do_savepoint = partial(_say, "SAVEPOINT")
    dialect.do_rollback_to_savepoint = partial(_say, "ROLLBACK TO SAVEPOINT")
    dialect.do_release_savepoint = partial(_say, "RELEASE SAVEPOINT")


def prepare_sqlite(connection: Any, _record: object) -> None:
    """Durable, and no transactions by the driver: only an explicit BEGIN makes a group one."""
    connection.isolation_level = None
    for pragma in (
        "busy_timeout=5000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
