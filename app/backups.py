"""Copies of everything, made beside a running server and checked (K6).

SQLite is copied by SQLite itself (`VACUUM INTO`: one moment of the database, without the pages
that were deleted from it). PostgreSQL is copied by its own `pg_dump`.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.dumps import NoBackup as NoBackup
from app.dumps import check_dump, dump
from app.settings import Settings

STAMP = "touchline-%Y%m%dT%H%M%SZ"
PUT_ASIDE = "%Y%m%dT%H%M%SZ"
KEY = "secret.key"
ALL_OF = timedelta(hours=24)  # every copy is kept so long; then the last one of each day


def back_up(settings: Settings, now: datetime) -> Path:
    """The new copy, checked and on disk; then the old ones go that are kept no longer.

    Raises NoBackup.
    """
    folder = settings.backups
    ending = ".dump" if settings.is_postgresql else ".db"
    copy = folder / (now.astimezone(UTC).strftime(STAMP) + ending)
    make_copy(settings, copy)
    try:
        _keep_the_key(settings, folder)
        for old in kept_no_longer(copies_in(folder), now, timedelta(days=settings.backup_days)):
            old.unlink(missing_ok=True)
        for old, moment in put_aside(settings).items():
            if now - moment > timedelta(days=settings.backup_days):
                old.unlink(missing_ok=True)
        for half in folder.glob("touchline-*.part*"):  # of one that was killed meanwhile
            if now.timestamp() - half.stat().st_mtime > ALL_OF.total_seconds():
                half.unlink(missing_ok=True)
    except OSError as error:
        raise NoBackup(f"{folder} could not be tidied: {error.strerror}.") from error
    return copy


def make_copy(settings: Settings, copy: Path) -> None:
    """Whole, checked and on disk, or not there at all. Raises NoBackup."""
    aside = copy.with_name(copy.name + ".part")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.unlink(missing_ok=True)
        (dump if settings.is_postgresql else _copy)(settings, aside)
        check(aside)
        aside.chmod(0o600)
        to_disk(aside)
        aside.replace(copy)
        to_disk(copy.parent)
    except OSError as error:
        raise NoBackup(f"No copy could be made in {copy.parent}: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def check(copy: Path) -> None:
    """Raises NoBackup for a copy that is not whole, or none of ours."""
    if not copy.is_file():
        raise NoBackup(f"There is no file {copy}.")
    if is_dump(copy):
        check_dump(copy)
        return
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as found:
            whole = found.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            broken = found.execute("PRAGMA foreign_key_check").fetchone()
            ours = found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise NoBackup(f"{copy} cannot be read as a copy of Touchline’s database.") from error
    if not whole or broken or not ours:
        raise NoBackup(f"{copy} is not whole.")


def copies_in(folder: Path) -> dict[Path, datetime]:
    """Every whole copy, with its moment."""
    found = {}
    for path in folder.glob("touchline-*"):
        with suppress(ValueError):
            moment = datetime.strptime(path.stem, STAMP).replace(tzinfo=UTC)
            if path.suffix in {".db", ".dump"}:
                found[path] = moment
    return found


def put_aside(settings: Settings) -> dict[Path, datetime]:
    """What stood there when a copy was put back, with that moment; it goes as old copies do."""
    if settings.is_postgresql:
        paths, before = settings.backups.glob("touchline-before-*.dump"), "touchline-before-"
    else:
        database = file_of(settings)
        before = f"{database.name}.before-"
        paths = database.parent.glob(f"{before}*")
    found = {}
    for path in paths:
        with suppress(ValueError):
            stamp = path.name.removeprefix(before)[: len("20260601T120000Z")]
            found[path] = datetime.strptime(stamp, PUT_ASIDE).replace(tzinfo=UTC)
    return found


def kept_no_longer(
    copies: dict[Path, datetime], now: datetime, longest: timedelta
) -> Iterable[Path]:
    """All but the copies of the last day, and the last one of each day before, up to `longest`.

    What people took back is in no copy any more after that time.
    """
    last: dict[object, datetime] = {}
    for moment in copies.values():
        last[moment.date()] = max(moment, last.get(moment.date(), moment))
    for path, moment in copies.items():
        age = now - moment
        if age > longest or (age > ALL_OF and moment != last[moment.date()]):
            yield path


def makes_copies(settings: Settings) -> bool:
    """Whether the server makes them by itself."""
    return bool(settings.backup_minutes) and not settings.is_postgresql


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether the server should make a copy now: it is time, and something has changed since.

    Or an old copy has to go, which it does once there is a newer one: also on a quiet server
    nothing that was taken back is kept any longer.
    """
    if not makes_copies(settings):
        return False
    copies = copies_in(settings.backups).values()
    last = max(copies, default=None)
    kept = [*copies, *put_aside(settings).values()]
    if last is None or now - min(kept) > timedelta(days=settings.backup_days):
        return True
    database = file_of(settings)
    files = [database, database.with_name(database.name + "-wal")]
    changed = max((f.stat().st_mtime for f in files if f.exists()), default=0.0)
    return now - last >= timedelta(minutes=settings.backup_minutes) and changed >= last.timestamp()


def copied_at(settings: Settings) -> int | None:
    """When the newest whole copy was begun, in milliseconds since 1970; 0 where there is none yet.

    Nothing where the server makes none itself. Where copies fail, phones go on keeping words.
    """
    if not makes_copies(settings):
        return None
    newest = max(copies_in(settings.backups).values(), default=None)
    return round(newest.timestamp() * 1000) if newest else 0


def is_dump(copy: Path) -> bool:
    return ".dump" in copy.suffixes


def file_of(settings: Settings) -> Path:
    """SQLite's own."""
    return Path(settings.database.removeprefix("sqlite:///"))


def _copy(settings: Settings, to: Path) -> None:
    database = file_of(settings)
    if not database.exists():
        raise NoBackup(f"There is no database at {database} yet.")
    copy_file(database, to, "rw")


def copy_file(database: Path, to: Path, mode: str) -> None:
    """With what stands in its log only. Raises NoBackup."""
    address = f"{database.absolute().as_uri()}?mode={mode}"
    try:
        with closing(sqlite3.connect(address, timeout=30, uri=True)) as source:
            source.execute("VACUUM INTO ?", [str(to)])
    except sqlite3.Error as error:
        raise NoBackup(f"{database} could not be copied: {error}.") from error


def _keep_the_key(settings: Settings, folder: Path) -> None:
    """Without it a copy is worth less: the four-word phrases and what links phones to dots."""
    key = settings.touchline_data / KEY
    if not settings.touchline_secret and key.exists():
        shutil.copyfile(key, folder / KEY)
        (folder / KEY).chmod(0o600)


def to_disk(path: Path) -> None:
    """A folder as well: its new names are on disk only then."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
