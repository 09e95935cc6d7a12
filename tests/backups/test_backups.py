"""A copy is whole and can be gone back to; nothing is put back under a running server (K6)."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.backups import (
    NoBackup,
    back_up,
    check,
    copied_at,
    copies_in,
    is_due,
    kept_no_longer,
)
from app.database import Database
from app.domain.stories import Story
from app.domain.withdrawal import withdraw
from app.restoring import restore
from app.settings import Settings
from tests.backups.conftest import NOW, ROOT, opened_elsewhere, stories
from tests.conftest import only_sqlite
from tests.make import KEYRING, World, a_key

pytestmark = pytest.mark.alone_in_its_database  # it looks into the files


def test_what_was_there_comes_back_and_what_came_later_is_put_aside(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    assert (settings.backups / "secret.key").read_text() == KEYRING.key.decode()
    told.tells("Bo", "It came too late for the copy")
    database.close()

    aside = restore(settings, copy, NOW)

    assert stories(settings.database) == ["It was so quiet in there"]
    assert aside is not None
    restore(settings, aside, NOW + timedelta(minutes=1))
    assert len(stories(settings.database)) == 2


@only_sqlite
def test_half_a_copy_of_a_server_that_died_goes_after_a_day(told: World, settings: Settings):
    settings.backups.mkdir()
    half, of_now = (settings.backups / f"touchline-{n}.db.part" for n in (1, 2))
    for each, hours in ((half, 25), (of_now, 1)):
        each.write_bytes(b"It was so quiet")
        moment = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(each, (moment, moment))
    back_up(settings, NOW)
    assert (half.exists(), of_now.exists()) == (False, True)


def test_nothing_is_put_back_under_a_running_server(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    told.tells("Bo", "Still here")
    with opened_elsewhere(settings.database), pytest.raises(NoBackup, match="stop it first"):
        restore(settings, copy, NOW)
    assert len(stories(settings.database)) == 2


@only_sqlite
def test_a_copy_holds_nothing_of_what_was_taken_back_before(told: World, settings: Settings):
    before = back_up(settings, NOW)
    with told.session() as session:
        story = session.exec(select(Story)).one()
        withdraw(session, told.sits(session, "Amina"), what="story", id=story.id, key=a_key())
        session.commit()
    after = back_up(settings, NOW + timedelta(minutes=1))
    assert b"so quiet in there" in before.read_bytes()
    assert b"so quiet in there" not in after.read_bytes()


@only_sqlite
@pytest.mark.parametrize("broken", ["", "not a database at all" * 100])
def test_a_copy_that_is_not_whole_is_refused_and_changes_nothing(
    told: World, database: Database, settings: Settings, tmp_path: Path, broken: str
):
    file = tmp_path / "broken.db"
    file.write_text(broken)
    database.close()
    with pytest.raises(NoBackup):
        restore(settings, file, NOW)
    with pytest.raises(NoBackup):
        check(tmp_path / "nowhere.db")
    assert stories(settings.database) == ["It was so quiet in there"]


@only_sqlite
def test_a_page_that_went_bad_is_noticed(told: World, settings: Settings):
    copy = back_up(settings, NOW)
    data = bytearray(copy.read_bytes())
    half = len(data) // 2
    data[half : half + 4096] = b"\xff" * 4096
    copy.write_bytes(data)
    with pytest.raises(NoBackup):
        check(copy)


@only_sqlite
def test_a_copy_is_made_when_it_is_time_and_something_changed(told: World, settings: Settings):
    now = datetime.now(UTC)
    assert is_due(settings, now)
    back_up(settings, now + timedelta(seconds=1))
    later = now + timedelta(minutes=settings.backup_minutes + 1)
    assert not is_due(settings, later)  # nothing changed
    told.tells("Bo", "Something new")
    os.utime(settings.database.removeprefix("sqlite:///"), (later.timestamp(),) * 2)
    assert not is_due(settings, now + timedelta(minutes=1))
    assert is_due(settings, later)
    assert not is_due(settings.model_copy(update={"backup_minutes": 0}), later)


def test_it_is_known_when_the_newest_copy_was_begun(told: World, settings: Settings):
    if settings.is_postgresql:
        assert copied_at(settings) is None  # somebody else copies
        return
    assert copied_at(settings) == 0
    for minutes in (0, 20, 10):
        back_up(settings, NOW + timedelta(minutes=minutes))
    assert copied_at(settings) == (NOW + timedelta(minutes=20)).timestamp() * 1000
    assert copied_at(settings.model_copy(update={"backup_minutes": 0})) is None


def test_old_copies_go_but_the_last_one_of_each_day_stays_for_its_time():
    every_six_hours = {
        Path(f"{n}"): NOW - timedelta(hours=6 * n) for n in range(4 * 40)
    }  # forty days
    gone = set(kept_no_longer(every_six_hours, NOW, timedelta(days=30)))
    kept = {p: m for p, m in every_six_hours.items() if p not in gone}
    assert all(p in kept for p, m in every_six_hours.items() if NOW - m <= timedelta(hours=24))
    assert min(kept.values()) >= NOW - timedelta(days=30)
    days = [m.date() for m in kept.values() if NOW - m > timedelta(hours=24)]
    assert len(days) == len(set(days)) >= 28
    for day in set(days):
        same_day = [m for m in every_six_hours.values() if m.date() == day]
        assert max(same_day) in kept.values()


@only_sqlite
def test_what_is_not_a_copy_is_left_alone(told: World, settings: Settings):
    settings.backups.mkdir(parents=True)
    (settings.backups / "notes.txt").write_text("ours")
    (settings.backups / "touchline-of-monday.db").write_text("ours")
    copy = back_up(settings, NOW)
    assert set(copies_in(settings.backups)) == {copy}
    back_up(settings, NOW + timedelta(days=400))
    assert not copy.exists()
    assert (settings.backups / "touchline-of-monday.db").exists()


@only_sqlite
def test_the_commands_copy_and_put_back(told: World, database: Database, settings: Settings):
    environment = os.environ | {
        "DATABASE_URL": settings.database,
        "TOUCHLINE_DATA": str(settings.touchline_data),
    }

    def touchline(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    made = touchline("backup")
    assert made.returncode == 0, made.stderr
    copy = made.stdout.split("Copied and checked: ")[1].split("\n")[0]
    refused = touchline("restore", copy)  # this test still has the database open
    assert refused.returncode == 1
    assert refused.stderr == "Touchline is running. Please stop it first.\n"
    database.close()
    done = touchline("restore", copy)
    assert done.returncode == 0, done.stderr
    assert stories(settings.database) == ["It was so quiet in there"]
    with closing(sqlite3.connect(settings.database.removeprefix("sqlite:///"))) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nobody_on_the_machine_can_read_the_databases_password(tmp_path, monkeypatch):
    tool, told = tmp_path / "pg_dump", tmp_path / "told"
    tool.write_text(f'#!/bin/sh\necho "$@" "and $PGPASSWORD" > {told}\nexit 1\n')
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    url = "postgresql+psycopg://us:p%40ss@db.example:5433/touchline"
    with pytest.raises(NoBackup):
        back_up(Settings(database_url=url, touchline_data=tmp_path), NOW)
    said, _, password = told.read_text().strip().partition(" and ")
    assert "--dbname=postgresql://us@db.example:5433/touchline" in said
    assert "p%40ss" not in said
    assert password == "p@ss"


def test_an_old_copy_goes_also_where_nothing_changes_any_more(
    told: World, database: Database, settings: Settings
):
    if settings.database.startswith("postgresql"):
        return  # nothing is copied by itself there
    longest = timedelta(days=settings.backup_days)
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)
    first = back_up(settings, later)
    assert not is_due(settings, later + longest)
    assert is_due(settings, later + longest + timedelta(hours=1))
    back_up(settings, later + longest + timedelta(hours=1))
    assert not first.exists()
    assert len(copies_in(settings.backups)) == 1


@only_sqlite
def test_what_was_put_aside_goes_as_old_copies_do(
    told: World, database: Database, settings: Settings
):
    copy = back_up(settings, NOW)
    database.close()
    aside = restore(settings, copy, NOW)
    assert aside is not None
    copy.unlink()
    later = NOW + timedelta(days=settings.backup_days)
    back_up(settings, later)
    assert aside.exists()
    for file in aside.parent.glob("touchline.db*"):
        os.utime(file, (0, 0))
    assert is_due(settings, later + timedelta(hours=1))  # also where nothing has changed
    back_up(settings, later + timedelta(hours=1))
    assert not aside.exists()
