"""A real server in a folder of its own, which can be killed, stopped and watched."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.room import SECRET

ROOT = Path(__file__).parent.parent.parent
SECONDS_TO_START = 60.0


class Kept:
    """`touchline serve` on a port that stays the same, over a database that stays the same."""

    def __init__(
        self, folder: Path, *, url: str = "", before: Sequence[str] = (), **settings: str
    ) -> None:
        self.folder = folder
        self.database = folder / "touchline.db"
        self.log = folder / "server.log"
        self.host, self.port = settings.get("HOST", "127.0.0.1"), free_port()
        self.before = list(before)  # such as strace and its options
        self.options: list[str] = []
        self.environment = os.environ | {
            "PYTHONDONTWRITEBYTECODE": "",  # a second start finds it compiled, as an image is
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "TOUCHLINE_DATA": str(folder),
            "TOUCHLINE_SECRET": SECRET,
            "DATABASE_URL": url,
            "PUBLIC_URL": "",
            "BACKUP_MINUTES": "0",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        command = [*self.before, sys.executable, "-m", "app.cli", "serve", *self.options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self.is_running:
            with suppress(OSError), socket.create_connection((self.host, self.port), 5) as asked:
                asked.sendall(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
                if asked.recv(100).startswith(b"HTTP/1.1 200"):
                    return
            time.sleep(0.02)
        raise AssertionError(f"The server did not start: {self.said()[-2000:]}")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def serving(self) -> int:
        """The process that serves: the one that was started, or the one that it watches over."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = children.read_text().split()
        return int(found[-1]) if found else self.process.pid

    def kill(self) -> None:
        """The process that serves; whoever watches over it starts the next one."""
        with suppress(ProcessLookupError):
            os.kill(self.serving, signal.SIGKILL)

    def kill_all(self) -> None:
        """Both, as when a container is killed."""
        assert self.process is not None
        serving = self.serving
        self.process.kill()
        with suppress(ProcessLookupError):
            os.kill(serving, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """In good order; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def end(self) -> None:
        if self.process is not None:
            with suppress(FileNotFoundError, ProcessLookupError):
                self.kill_all()

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def memory(self) -> int:
        """Bytes that it has in memory now, with the one that watches, what they share once."""
        assert self.process is not None
        pids = {self.process.pid, self.serving}
        return sum(_share(pid) for pid in pids)

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.serving}/fd").iterdir()))


def _share(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("No such line.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def allow_many_files() -> int:
    """For this process and those it starts; how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted
