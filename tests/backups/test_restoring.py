"""Going back to a copy costs nothing of what is there, and leaves a whole database (K6)."""

import os
import resource
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.backups import NoBackup, back_up, check, put_aside
from app.database import Database
from app.migrating import config, migrate
from app.restoring import restore
from app.settings import Settings
from tests.backups.conftest import NOW, ROOT, opened_elsewhere, stories
from tests.conftest import only_postgresql, only_sqlite
from tests.make import World

pytestmark = pytest.mark.alone_in_its_database

BESIDE = ("-wal", "-shm")
FIRST = ["It was so quiet in there"]


def file_of(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def with_its_log(database: Database, to: Path) -> None:
    """A copy of a database of which much stands in its log only, as after a crash."""
    with database.read() as session:  # so that the log is not emptied
        session.connection().execute(text("SELECT count(*) FROM story"))
        with database.writing.begin() as connection:
            connection.execute(text("CREATE TABLE newer (text VARCHAR)"))
            for _ in range(300):
                connection.execute(text("INSERT INTO newer VALUES (:text)"), {"text": "more" * 90})
        for ending in BESIDE:
            shutil.copy(f"{database.url.removeprefix('sqlite:///')}{ending}", f"{to}{ending}")


@only_sqlite
@pytest.mark.parametrize("left", ["only its log", "a broken file with its log"])
def test_an_old_log_is_never_played_into_the_copy(
    told: World, database: Database, settings: Settings, tmp_path: Path, left: str
):
    copy = back_up(settings, NOW)
    here = file_of(settings)
    with_its_log(database, tmp_path / "crashed.db")
    database.close()
    for ending in BESIDE:
        shutil.copy(tmp_path / f"crashed.db{ending}", f"{here}{ending}")
    here.unlink()
    if left == "a broken file with its log":
        here.write_bytes(b"broken" * 1000)

    restore(settings, copy, NOW)

    assert stories(settings.database) == FIRST
    check(here)
    with database.read() as session, pytest.raises(DBAPIError, match="newer"):
        session.connection().execute(text("SELECT * FROM newer"))
    kept = {path.name for path in put_aside(settings)}
    assert "touchline.db.before-20260601T120000Z-wal" in kept, "nor is it thrown away"
    back_up(settings, NOW + timedelta(days=settings.backup_days, seconds=1))
    assert not put_aside(settings), "it goes as old copies do"


@only_sqlite
def test_what_was_put_aside_comes_back_with_what_stands_only_in_its_log(
    told: World, database: Database, settings: Settings, tmp_path: Path
):
    copy = back_up(settings, NOW)
    with_its_log(database, tmp_path / "crashed.db")
    shutil.copy(file_of(settings), tmp_path / "crashed.db")
    database.close()
    for ending in ("", *BESIDE):
        shutil.copy(tmp_path / f"crashed.db{ending}", f"{file_of(settings)}{ending}")
    aside = restore(settings, copy, NOW)
    assert aside is not None
    restore(settings, aside, NOW + timedelta(minutes=1))
    with database.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM newer")).scalar() == 300


@only_sqlite
def test_a_disk_too_full_for_the_copy_changes_nothing(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    told.tells("Bo", "It came too late for the copy")
    database.close()
    before = file_of(settings).read_bytes()

    def with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    environment = os.environ | {
        "DATABASE_URL": settings.database,
        "TOUCHLINE_DATA": str(settings.touchline_data),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "restore", str(copy)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=with_little_room,
    )
    assert done.returncode == 1
    assert "could not be copied" in done.stderr
    assert file_of(settings).read_bytes() == before
    assert [path.name for path in file_of(settings).parent.glob("touchline.db*")] == [
        "touchline.db"
    ]


@only_sqlite
def test_what_cannot_be_moved_away_stays_where_it_is_with_its_log(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    database.close()
    here = file_of(settings)
    here.write_bytes(b"broken" * 1000)
    log = here.with_name("touchline.db-wal")
    log.write_bytes(b"the log")
    (here.parent / "touchline.db.before-20260601T120000Z").mkdir()
    with pytest.raises(NoBackup):
        restore(settings, copy, NOW)
    assert here.read_bytes() == b"broken" * 1000
    assert log.read_bytes() == b"the log"


@only_sqlite
def test_a_running_server_is_noticed_although_its_file_was_taken_away(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    database.close()
    with opened_elsewhere(settings.database):
        file_of(settings).unlink()
        with pytest.raises(NoBackup, match="stop it first"):
            restore(settings, copy, NOW)
    restore(settings, copy, NOW)
    assert stories(settings.database) == FIRST


def test_a_copy_from_before_an_update_goes_back(
    told: World, database: Database, settings: Settings
):
    """What the update has made refers to what the copy holds, and must not be in its way."""
    database.close()
    command.downgrade(config(settings.database), "-1")
    copy = back_up(settings, NOW)
    migrate(settings.database)
    with database.writing.begin() as connection:
        connection.execute(
            text("CREATE TABLE newer (story VARCHAR REFERENCES story (id), text VARCHAR)")
        )
    database.close()

    aside = restore(settings, copy, NOW)

    assert aside is not None
    assert stories(settings.database) == FIRST
    with database.read() as session, pytest.raises(DBAPIError, match="newer"):
        session.connection().execute(text("SELECT * FROM newer"))
    database.close()


@only_postgresql
def test_a_dump_that_does_not_fit_changes_nothing(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    told.tells("Bo", "It came too late for the copy")
    with database.writing.begin() as connection:
        # Something of another owner's or kind stands where a table has to be.
        connection.execute(text("ALTER TABLE dot RENAME TO dots_of_old"))
        connection.execute(text("CREATE VIEW dot AS SELECT 1 AS one"))
    database.close()
    with pytest.raises(NoBackup, match="psql failed"):
        restore(settings, copy, NOW)
    assert len(stories(settings.database)) == 2


@only_postgresql
def test_into_an_empty_database_nothing_is_put_aside(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    database.close()
    with psycopg.connect(settings.database.replace("+psycopg", "")) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    assert restore(settings, copy, NOW) is None
    assert stories(settings.database) == FIRST


@only_postgresql
def test_a_dump_without_its_end_is_no_copy(told: World, database: Database, settings: Settings):
    copy = back_up(settings, NOW)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(NoBackup):
        check(copy)
