"""PostgreSQL's own tools: pg_dump copies, pg_restore reads a copy, psql puts it back."""

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from app.rounds import SaidPlainly
from app.settings import Settings

UNKNOWN_BEFORE_17 = b"\nSET transaction_timeout = 0;\n"  # what newer tools say to any server
# Also the tables of a newer shape than the copy's, whatever refers to what; no right is needed but
# to be their owner.
DROP_ALL = """
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', each.tablename);
  END LOOP;
END $$;
"""


class NoBackup(SaidPlainly):
    """Why there is no copy, or no way back, in one sentence."""


def dump(settings: Settings, to: Path) -> None:
    _run_at(settings, ["pg_dump", "--format=custom", "--no-owner", f"--file={to}"])


def check_dump(copy: Path) -> None:
    """Reads it to its end. Raises NoBackup."""
    if b"TABLE DATA public alembic_version" not in _run(["pg_restore", "--list", str(copy)]):
        raise NoBackup(f"{copy} is not a copy of Touchline’s database.")
    _run(["pg_restore", f"--file={os.devnull}", str(copy)])


def put_back(settings: Settings, copy: Path) -> None:
    """In the place of all that is there, in one transaction: all of it, or nothing changes."""
    wanted = _run(["pg_restore", "--no-owner", "--file=-", str(copy)])
    wanted = wanted.replace(UNKNOWN_BEFORE_17, b"\n", 1)  # it stands before everything else
    command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run_at(settings, [*command, "--file=-"], DROP_ALL.encode() + wanted)


def plain(settings: Settings) -> str:
    """The database's address as PostgreSQL's own tools read it."""
    return settings.database.replace("postgresql+psycopg://", "postgresql://")


def _run_at(settings: Settings, command: list[str], said: bytes = b"") -> None:
    """At our database. Its password is no argument: those can be read by everybody on a machine."""
    parts = urlsplit(plain(settings))
    who, at, where = parts.netloc.rpartition("@")
    name, _, password = who.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}{at}{where}"))
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    _run([*command, f"--dbname={address}"], secret, said)


def _run(command: list[str], secret: dict[str, str] | None = None, said: bytes = b"") -> bytes:
    env = {**os.environ, **(secret or {})}
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, check=True, env=env, input=said
        )
    except FileNotFoundError as error:
        raise NoBackup(
            f"The command {command[0]} is needed for PostgreSQL, and was not found."
        ) from error
    except subprocess.CalledProcessError as error:
        told = " ".join(error.stderr.decode(errors="replace").split()) or "no reason was given"
        raise NoBackup(f"{command[0]} failed: {told}") from error
    return done.stdout
