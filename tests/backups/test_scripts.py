"""The scripts of compose.yaml: a copy that counts is whole; the way back is all or nothing."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import text

from app.backups import STAMP, check, copies_in
from app.database import Database
from app.settings import Settings
from tests.backups.conftest import ROOT, opened_elsewhere, stories
from tests.conftest import only_postgresql
from tests.make import World

pytestmark = [only_postgresql, pytest.mark.alone_in_its_database]


class Compose:
    """The container `backups`, as far as its scripts can tell."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        at = conninfo_to_dict(url.replace("+psycopg", ""))
        self.environment = os.environ | {
            name: str(at[key])
            for name, key in (("PGHOST", "host"), ("PGUSER", "user"), ("PGDATABASE", "dbname"))
        }

    def runs(self, script: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", str(ROOT / "deploy" / script), *words, str(self.folder)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True)

    def backs_up(self) -> Path:
        before = set(copies_in(self.folder))
        done = self.runs("backup.sh")
        assert done.returncode == 0, done.stderr
        (copy,) = set(copies_in(self.folder)) - before
        return copy

    def has_a_copy_from(self, moment: datetime) -> Path:
        copy = self.folder / f"{moment.strftime(STAMP)}.dump"
        copy.write_text("an old one")
        os.utime(copy, (moment.timestamp(), moment.timestamp()))
        return copy


@pytest.fixture
def compose(told: World, settings: Settings, tmp_path: Path) -> Compose:
    folder = tmp_path / "copies"
    folder.mkdir()
    return Compose(settings.database, folder)


def test_a_copy_is_whole_and_old_ones_go_as_the_servers_own_do(compose: Compose):
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    before = [
        compose.has_a_copy_from(noon - days * day + timedelta(hours=hours))
        for days in (40, 3, 2)
        for hours in (0, 1, 2)
    ]
    copy = compose.backs_up()
    check(copy)
    assert set(copies_in(compose.folder)) == {copy, before[5], before[8]}


@pytest.mark.parametrize("fault", ["no database", "half a copy"])
def test_copies_that_fail_never_let_the_last_good_one_go(compose: Compose, tmp_path, fault):
    old = compose.has_a_copy_from(datetime.now(UTC) - timedelta(days=40))
    if fault == "no database":
        compose.environment["PGDATABASE"] = "nowhere"
    else:
        real = shutil.which("pg_dump")
        tools = tmp_path / "tools"
        tools.mkdir()
        tool = tools / "pg_dump"
        tool.write_text(
            f'#!/bin/bash\n{real} "$@"\nfor last; do :; done\n'
            'file=${last#--file=}; truncate --size=$(( $(stat -c %s "$file") * 3 / 4 )) "$file"\n'
        )
        tool.chmod(0o700)
        compose.environment["PATH"] = f"{tools}:{os.environ['PATH']}"
    assert compose.runs("backup.sh").returncode != 0
    assert set(copies_in(compose.folder)) == {old}


def test_everything_is_as_it_was_and_what_came_later_is_put_aside(
    compose: Compose, told: World, database: Database, settings: Settings
):
    copy = compose.backs_up()
    told.tells("Bo", "It came too late for the copy")
    with database.writing.begin() as connection:  # as an update does
        connection.execute(text("CREATE TABLE newer (story VARCHAR REFERENCES story (id))"))
    database.close()

    done = compose.runs("restore.sh", copy.name)

    assert done.returncode == 0, done.stderr
    assert stories(settings.database) == ["It was so quiet in there"]
    (aside,) = compose.folder.glob("touchline-before-*.dump")
    assert compose.runs("restore.sh", aside.name).returncode == 0
    assert len(stories(settings.database)) == 2


def test_nothing_changes_where_the_copy_is_broken_or_does_not_fit_or_touchline_runs(
    compose: Compose, told: World, database: Database, settings: Settings
):
    copy = compose.backs_up()
    told.tells("Bo", "It came too late for the copy")
    with database.writing.begin() as connection:
        connection.execute(text("ALTER TABLE dot RENAME TO dots_of_old"))
        connection.execute(text("CREATE VIEW dot AS SELECT 1 AS one"))
    database.close()
    broken = compose.folder / "touchline-broken.dump"
    broken.write_bytes(copy.read_bytes()[: copy.stat().st_size * 3 // 4])
    for each in (broken, copy):
        assert compose.runs("restore.sh", each.name).returncode != 0
        assert len(stories(settings.database)) == 2
    with opened_elsewhere(settings.database):
        refused = compose.runs("restore.sh", copy.name)
    assert refused.stderr == "Touchline is running. Please stop it first.\n"
