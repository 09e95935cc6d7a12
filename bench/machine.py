"""The machine: a core for the server, one for the client, and what a process used of them."""

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

MOST_FILES = 8192
SECONDS_TO_START = 30.0
SECONDS_TO_STOP = 10.0
SECONDS_TO_SETTLE, IDLE = 20, 0.05  # of CPU in a second

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]


class NotStarted(Exception):
    """A server that should be measured never listened."""


class Process:
    """A server under measurement."""

    def __init__(self, child: "subprocess.Popen[bytes]", port: int) -> None:
        self.child = child
        self.pid = child.pid
        self.port = port

    def cpu(self) -> float:
        """Seconds of CPU it has used, all threads, in user and kernel."""
        return time.clock_gettime((~self.pid) << 3 | 2)  # Linux: another process's CPU clock

    def memory(self) -> int:
        """Bytes in memory now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()


@contextmanager
def running(command: list[str], port: int, env: Mapping[str, str], log: Path) -> Iterator[Process]:
    """Start it on the server's core, wait until it listens, and stop it at the end."""
    with log.open("wb") as out:
        os.sched_setaffinity(0, {SERVER_CORE})  # inherited by the child and all its threads
        try:
            child = subprocess.Popen(
                [sys.executable, "-m", *command], env={**os.environ, **env}, stdout=out, stderr=out
            )
        finally:
            os.sched_setaffinity(0, {CLIENT_CORE})
        try:
            _wait_for(port, child, log)
            yield Process(child, port)
        finally:
            child.terminate()
            try:
                child.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextmanager
def touchline(folder: Path, secret: str) -> Iterator[Process]:
    """Touchline itself for the data in this folder, once it has done what every start brings.

    The serving process alone, without the one that watches it and does nothing else: so that all
    of its CPU is counted, and no more.
    """
    port = free_port()
    env = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "TOUCHLINE_DATA": str(folder),
        "TOUCHLINE_SECRET": secret,
        "DATABASE_URL": "",
        "PUBLIC_URL": "",
    }
    serve = ["app.cli", "serve", "--alone"]
    with running(serve, port, env, folder / "server.log") as process:
        _wait_until_idle(process)
        yield process


@contextmanager
def broadcaster(folder: Path, size: int) -> Iterator[Process]:
    """The broadcaster that does nothing but send events of this size, in bytes."""
    port = free_port()
    command = ["bench.broadcaster", str(port), str(size)]
    with running(command, port, {}, folder / "bare.log") as process:
        yield process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def allow_many_files() -> None:
    """Each open phone is an open file, here and in the server, which inherits this limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def busy_seconds() -> float:
    """CPU seconds that our cores have spent on anything, ours or not."""
    lines = Path("/proc/stat").read_text().splitlines()
    wanted = {f"cpu{core}" for core in {SERVER_CORE, CLIENT_CORE}}
    spent = 0
    for line in lines:
        name, *ticks = line.split()
        if name in wanted:
            user, nice, system, _idle, _wait, irq, softirq, steal = map(int, ticks[:8])
            spent += user + nice + system + irq + softirq + steal
    return spent / os.sysconf("SC_CLK_TCK")


def described() -> str:
    """What it was measured on, in a line; nothing that names the machine."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"{len(CORES)} cores ({model}), Linux {os.uname().release.split('-')[0]}, Python {python}"
    )


def pace() -> str:
    """How fast the machine is just now: the same small work, best and worst of ten, in ms.

    Where others share the processor it changes by a factor of two within minutes.
    """
    times = []
    for _ in range(10):
        began = time.thread_time()
        kept = {number % 1000: str(number) for number in range(200_000)}
        times.append(1000 * (time.thread_time() - began))
        del kept
    return f"{min(times):.0f}–{max(times):.0f} ms"


def _wait_until_idle(process: Process) -> None:
    used = process.cpu()
    for _ in range(SECONDS_TO_SETTLE):
        time.sleep(1)
        before, used = used, process.cpu()
        if used - before < IDLE:
            return


def _wait_for(port: int, child: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and child.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotStarted(log.read_text(errors="replace")[-2000:])
