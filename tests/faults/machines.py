"""Machines of one computer: network namespaces with lines between them that can be cut."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.serving import Kept


def can_be_made() -> bool:
    if os.getuid() != 0 or not shutil.which("ip"):
        return False
    name = f"tl-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True)
    subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
    return made.returncode == 0


needs_machines = pytest.mark.skipif(
    not can_be_made(), reason="network namespaces need root and `ip` of iproute2"
)


class Machines:
    """`here` is the test itself; every line is a network of its own, 10.77.N.0/24."""

    def __init__(self, *names: str) -> None:
        self.names = {name: f"tl-{os.getpid()}-{name}" for name in names}
        self._lines: dict[tuple[str, str], tuple[str, str]] = {}
        for space in self.names.values():
            _ip("netns", "add", space)
            _ip("-n", space, "link", "set", "lo", "up")

    def line(self, one: str, other: str) -> str:
        """The address of the second, as the first reaches it."""
        number = len(self._lines) + 1
        ends = (f"tl{os.getpid()}a{number}", f"tl{os.getpid()}b{number}")
        _ip("link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        for end, name, last in zip(ends, (one, other), (1, 2), strict=True):
            if name in self.names:
                _ip("link", "set", end, "netns", self.names[name])
            _ip(*self._at(name), "addr", "add", f"10.77.{number}.{last}/24", "dev", end)
            _ip(*self._at(name), "link", "set", end, "up")
        self._lines[one, other] = ends
        return f"10.77.{number}.2"

    def cut(self, one: str, other: str) -> None:
        """Nothing arrives any more, and nobody is told."""
        _ip(*self._at(one), "link", "set", self._lines[one, other][0], "down")

    def mend(self, one: str, other: str) -> None:
        _ip(*self._at(one), "link", "set", self._lines[one, other][0], "up")

    def within(self, name: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.names[name])

    def end(self) -> None:
        for space in self.names.values():
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "del", space)

    def _at(self, name: str) -> tuple[str, ...]:
        return ("-n", self.names[name]) if name in self.names else ()


class Apart(Kept):
    """A server on a machine of its own."""

    def __init__(self, folder: Path, machines: Machines, name: str, host: str, url: str) -> None:
        folder.mkdir()
        super().__init__(folder, url=url, before=machines.within(name), HOST=host)


def _ip(*what: str) -> None:
    subprocess.run(["ip", *what], check=True, capture_output=True)
