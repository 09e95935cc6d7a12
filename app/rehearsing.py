"""Rehearsals started at the desk: the rehearsal client as a process of its own."""

import subprocess
import sys

from app.live.signs import Tell, tell_nobody
from app.settings import Settings


class Rehearsals:
    """At most one for each workshop, whichever process started it."""

    def __init__(self, settings: Settings, tell: Tell = tell_nobody) -> None:
        self.settings = settings
        self._tell = tell
        self.port = settings.port
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, workshop: str, code: str, seats: int, pace: float = 1.0) -> None:
        self.stop(workshop)
        command = [
            sys.executable,
            "-m",
            "app.cli",
            "rehearse",
            "--url",
            self._url(),
            "--code",
            code,
        ]
        command += ["--seats", str(seats), "--pace", str(pace), "--json"]
        self._running[workshop] = subprocess.Popen(  # noqa: S603  (our own command)
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def command_of(self, workshop: str) -> tuple[str, ...]:
        """How the one in this workshop was started; empty without one."""
        process = self._running.get(workshop)
        return tuple(map(str, process.args)) if process and isinstance(process.args, list) else ()

    def stop(self, workshop: str) -> None:
        self._tell("rehearsed", workshop)
        self.heard(workshop)

    def heard(self, workshop: str) -> None:
        """Another process begins or wipes it: ours is over."""
        process = self._running.pop(workshop, None)
        if process is not None:
            process.kill()  # at its leisure it would read back from the server that waits here
            process.wait()

    def look(self) -> None:
        """So that the system may forget those that have come to their end."""
        for process in list(self._running.values()):
            process.poll()

    def stop_all(self) -> None:
        for workshop in list(self._running):
            self.heard(workshop)

    def _url(self) -> str:
        host = self.settings.host
        return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{self.port}"  # noqa: S104
