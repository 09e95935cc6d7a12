"""Back to a copy of everything, without taking away what is there before the copy is safe (K6)."""

import fcntl
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from app.backups import (
    KEY,
    PUT_ASIDE,
    NoBackup,
    check,
    copy_file,
    file_of,
    is_dump,
    make_copy,
    to_disk,
)
from app.dumps import plain, put_back
from app.migrating import migrate
from app.settings import Settings

# SQLite's log, and its index; each belongs to the one file that was there when it was written.
BESIDE = ("-wal", "-shm", "-journal")
HELD_BY_ALL = 128  # the byte of the index that whoever has a database open has locked


def restore(settings: Settings, copy: Path, now: datetime) -> Path | None:
    """Everything as it was in the copy. What was there until now is put aside: where, or None.

    The server must not run. Phones that are still in the room offer again what they have a
    receipt for and the copy lacks. Raises NoBackup; what was there is then still in its place, or
    it says where.
    """
    check(copy)
    if is_dump(copy) != settings.is_postgresql:
        raise NoBackup("This copy is of the other kind of database. See DATABASE_URL.")
    stamp = now.astimezone(UTC).strftime(PUT_ASIDE)
    try:
        aside = (_from_dump if is_dump(copy) else _from_copy)(settings, copy, stamp)
        _bring_the_key(settings, copy.parent)
    except OSError as error:
        raise NoBackup(f"{copy} could not be put back: {error.strerror}.") from error
    migrate(settings.database)
    return aside


def _from_copy(settings: Settings, copy: Path, stamp: str) -> Path | None:
    database = file_of(settings)
    database.parent.mkdir(parents=True, exist_ok=True)
    _nobody_else_has(database)
    new = database.with_name(database.name + ".part")
    try:
        new.unlink(missing_ok=True)
        copy_file(copy, new, "ro")
        new.chmod(0o600)
        to_disk(new)
        aside = _exchange(database, new, f"{database.name}.before-{stamp}")
    finally:
        new.unlink(missing_ok=True)
    try:
        check(database)
    except NoBackup as error:
        there = f" What was there until now: {aside}." if aside else ""
        raise NoBackup(f"What was put back is not whole. {error}{there}") from error
    return aside


def _exchange(database: Path, new: Path, name: str) -> Path | None:
    """The log goes first: beside another file SQLite would play it into that."""
    moved: list[tuple[Path, Path]] = []
    try:
        for ending in (*BESIDE, ""):
            there = database.with_name(database.name + ending)
            if there.exists():
                aside = database.with_name(name + ending)
                there.replace(aside)
                moved.append((there, aside))
        new.replace(database)
    except OSError:
        for there, aside in reversed(moved):
            aside.replace(there)
        raise
    to_disk(database.parent)
    return moved[-1][1] if moved else None


def _nobody_else_has(database: Path) -> None:
    """Whoever has it open has locked its log's index, also when the file itself was taken away.

    It is not opened for that: SQLite throws a broken file's log away.
    """
    index = database.with_name(database.name + "-shm")
    if index.exists():
        with index.open("r+b") as held:
            try:
                fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, HELD_BY_ALL)
            except BlockingIOError as error:
                raise NoBackup("Touchline is running. Please stop it first.") from error


def _from_dump(settings: Settings, copy: Path, stamp: str) -> Path | None:
    with psycopg.connect(plain(settings)) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE tablename = 'alembic_version'"
        ).fetchone()
    if others and others[0]:
        raise NoBackup("Touchline is running. Please stop it first.")
    aside = None
    if tables and tables[0]:
        aside = settings.backups / f"touchline-before-{stamp}.dump"
        make_copy(settings, aside)
    put_back(settings, copy)
    return aside


def _bring_the_key(settings: Settings, folder: Path) -> None:
    key, kept = settings.touchline_data / KEY, folder / KEY
    if not settings.touchline_secret and kept.exists() and not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, key)
        key.chmod(0o600)
