"""Copies of everything, made beside a running server and checked; and the way back (K6).

SQLite is copied by SQLite itself (`VACUUM INTO`: one moment of the database, without the pages
that were deleted from it). PostgreSQL is copied by its own `pg_dump`.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

from app.migrating import migrate
from app.rounds import SaidPlainly
from app.settings import Settings

STAMP = "touchline-%Y%m%dT%H%M%SZ"
PUT_ASIDE = "%Y%m%dT%H%M%SZ"
KEY = "secret.key"
ALL_OF = timedelta(hours=24)  # every copy is kept so long; then the last one of each day


class NoBackup(SaidPlainly):
    """Why there is no copy, or no way back, in one sentence."""


def back_up(settings: Settings, now: datetime) -> Path:
    """The new copy, checked and on disk; then the old ones go that are kept no longer.

    Raises NoBackup; a copy that is not whole is never left under a copy's name.
    """
    folder = settings.backups
    copy = folder / (now.astimezone(UTC).strftime(STAMP) + _ending(settings))
    aside = copy.with_name(copy.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.unlink(missing_ok=True)
        (_dump if _is_postgresql(settings) else _copy)(settings, aside)
        check(aside)
        aside.chmod(0o600)
        _to_disk(aside)
        aside.replace(copy)
        _to_disk(folder)
        _keep_the_key(settings, folder)
        for old in kept_no_longer(copies_in(folder), now, timedelta(days=settings.backup_days)):
            old.unlink(missing_ok=True)
        for old, moment in put_aside(settings).items():
            if now - moment > timedelta(days=settings.backup_days):
                old.unlink(missing_ok=True)
    except OSError as error:
        raise NoBackup(f"No copy could be made in {folder}: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return copy


def check(copy: Path) -> None:
    """Raises NoBackup for a copy that is not whole, or none of ours."""
    if not copy.is_file():
        raise NoBackup(f"There is no file {copy}.")
    if _is_dump(copy):
        told = _run(["pg_restore", "--list", str(copy)])
        if "TABLE DATA public alembic_version" not in told:
            raise NoBackup(f"{copy} is not a copy of Touchline’s database.")
        return
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as found:
            whole = found.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            broken = found.execute("PRAGMA foreign_key_check").fetchone()
            ours = found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise NoBackup(f"{copy} cannot be read as a copy of Touchline’s database.") from error
    if not whole or broken or not ours:
        raise NoBackup(f"{copy} is not whole.")


def restore(settings: Settings, copy: Path, now: datetime) -> Path | None:
    """Everything as it was in the copy. What was there until now is put aside: where, or None.

    The server must not run. Phones that are still in the room offer again what they have a
    receipt for and the copy lacks.
    """
    check(copy)
    if _is_dump(copy) != _is_postgresql(settings):
        raise NoBackup("This copy is of the other kind of database. See DATABASE_URL.")
    try:
        aside = (_from_dump if _is_dump(copy) else _from_copy)(settings, copy, now)
        _bring_the_key(settings, copy.parent)
    except OSError as error:
        raise NoBackup(f"{copy} could not be put back: {error.strerror}.") from error
    migrate(settings.database)
    return aside


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
    found = {}
    if not _is_postgresql(settings):
        database = _file(settings)
        for path in database.parent.glob(f"{database.name}.before-*"):
            with suppress(ValueError):
                moment = datetime.strptime(path.name.rpartition("-")[2], PUT_ASIDE)
                found[path] = moment.replace(tzinfo=UTC)
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


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether the server should make a copy now: it is time, and something has changed since.

    Or an old copy has to go, which it does once there is a newer one: also on a quiet server
    nothing that was taken back is kept any longer.
    """
    if not settings.backup_minutes or _is_postgresql(settings):
        return False
    copies = copies_in(settings.backups).values()
    last = max(copies, default=None)
    kept = [*copies, *put_aside(settings).values()]
    if last is None or now - min(kept) > timedelta(days=settings.backup_days):
        return True
    database = _file(settings)
    files = [database, database.with_name(database.name + "-wal")]
    changed = max((f.stat().st_mtime for f in files if f.exists()), default=0.0)
    return now - last >= timedelta(minutes=settings.backup_minutes) and changed >= last.timestamp()


def _is_postgresql(settings: Settings) -> bool:
    return settings.database.startswith("postgresql")


def _is_dump(copy: Path) -> bool:
    return ".dump" in copy.suffixes


def _ending(settings: Settings) -> str:
    return ".dump" if _is_postgresql(settings) else ".db"


def _file(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def _plain(settings: Settings) -> str:
    return settings.database.replace("postgresql+psycopg://", "postgresql://")


def _copy(settings: Settings, to: Path) -> None:
    database = _file(settings)
    if not database.exists():
        raise NoBackup(f"There is no database at {database} yet.")
    try:
        with closing(sqlite3.connect(database, timeout=30)) as source:
            source.execute("VACUUM INTO ?", [str(to)])
    except sqlite3.Error as error:
        raise NoBackup(f"The database could not be copied: {error}.") from error


def _from_copy(settings: Settings, copy: Path, now: datetime) -> Path | None:
    database, aside = _file(settings), None
    database.parent.mkdir(parents=True, exist_ok=True)
    if database.exists():
        _nobody_else_has(database)
        stamp = now.astimezone(UTC).strftime(PUT_ASIDE)
        aside = database.with_name(f"{database.name}.before-{stamp}")
        database.replace(aside)
    new = database.with_name(database.name + ".part")
    shutil.copyfile(copy, new)
    new.chmod(0o600)
    _to_disk(new)
    new.replace(database)
    _to_disk(database.parent)
    return aside


def _nobody_else_has(database: Path) -> None:
    """Leaving the write-ahead log is possible only for somebody who is alone with a database."""
    try:
        with closing(sqlite3.connect(database, timeout=0)) as found:
            found.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise NoBackup("Touchline is running. Please stop it first.") from error
    except sqlite3.DatabaseError:
        pass  # what is there is broken: that is why somebody restores


def _dump(settings: Settings, to: Path) -> None:
    _run_at(settings, ["pg_dump", "--format=custom", "--no-owner", f"--file={to}"])


def _from_dump(settings: Settings, copy: Path, _now: datetime) -> None:
    with psycopg.connect(_plain(settings)) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
    if others and others[0]:
        raise NoBackup("Touchline is running. Please stop it first.")
    whole = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
    _run_at(settings, ["pg_restore", *whole, str(copy)])


def _run_at(settings: Settings, command: list[str]) -> None:
    """At our database. Its password is no argument: those can be read by everybody on a machine."""
    parts = urlsplit(_plain(settings))
    who, at, where = parts.netloc.rpartition("@")
    name, _, password = who.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}{at}{where}"))
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    _run([*command, f"--dbname={address}"], secret)


def _run(command: list[str], secret: dict[str, str] | None = None) -> str:
    env = {**os.environ, **(secret or {})}
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, check=True, env=env
        )
    except FileNotFoundError as error:
        raise NoBackup(
            f"The command {command[0]} is needed for PostgreSQL, and was not found."
        ) from error
    except subprocess.CalledProcessError as error:
        said = " ".join(str(error.stderr).split()) or "no reason was given"
        raise NoBackup(f"{command[0]} failed: {said}") from error
    return done.stdout


def _keep_the_key(settings: Settings, folder: Path) -> None:
    """Without it a copy is worth less: the four-word phrases and what links phones to dots."""
    key = settings.touchline_data / KEY
    if not settings.touchline_secret and key.exists():
        shutil.copyfile(key, folder / KEY)
        (folder / KEY).chmod(0o600)


def _bring_the_key(settings: Settings, folder: Path) -> None:
    key, kept = settings.touchline_data / KEY, folder / KEY
    if not settings.touchline_secret and kept.exists() and not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, key)
        key.chmod(0o600)


def _to_disk(path: Path) -> None:
    """A folder as well: its new names are on disk only then."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
