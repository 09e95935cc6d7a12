"""System calls of a running server: watched, failed or made its last, by strace."""

import codecs
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SECONDS_TO_ATTACH = 20.0
WRITES = "pwrite64,ftruncate"
SYNCS = "fdatasync,fsync"

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not here: apt-get install strace"
)


@contextmanager
def traced(process: int, *options: str, into: Path | None = None) -> Iterator[None]:
    """While this lasts, strace holds the process and all its threads."""
    out = ["-o", str(into)] if into else ["-o", "/dev/null"]
    command = ["strace", "-f", "-p", str(process), *out, *options]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    wanted = len(list(Path(f"/proc/{process}/task").iterdir()))
    attached = 0
    while attached < wanted:
        line = child.stderr.readline()
        if not line:
            raise AssertionError("strace could not be attached.")
        attached += 1 if line.endswith("attached\n") else 0
        found = re.search(r"attached with (\d+) threads", line)
        attached = int(found[1]) if found else attached
    rest = threading.Thread(target=child.stderr.read, daemon=True)  # or it would wait for a reader
    rest.start()
    try:
        yield
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(SECONDS_TO_ATTACH)
        rest.join()


def is_held(process: int) -> bool:
    """Whether anybody traces it."""
    status = Path(f"/proc/{process}/status").read_text()
    return "TracerPid:\t0\n" not in status


def wait_until_gone(process: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.005)
    return False


CALL = re.compile(r"^(\d+) +(\w+)\((.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
TOLD = re.compile(r"touchline-receipt: ([0-9a-f =-]+)")
FRAME_HEADER = 24  # bytes before each page in SQLite's log


@dataclass
class Order:
    """For each key: when it was written, when a commit frame followed, what was synced, told."""

    told: int = 0
    too_early: list[str] = field(default_factory=list)
    syncs: int = 0
    failed_syncs: int = 0
    commits: int = 0


def told_after_synced(trace: Path) -> Order:
    """Reads a trace of writes, syncs and answers, in the order in which they happened.

    An answer may name a key only once a sync of the log has ended well that began after the
    commit frame which covers the page that holds the key.
    """
    order = Order()
    written: set[str] = set()  # in pages of a transaction that is not committed
    committed: set[str] = set()  # commit frame written, not synced
    syncing: dict[str, set[str]] = {}  # by thread: what a sync covers that has begun
    safe: set[str] = set()
    ends_a_commit = False
    for line in trace.open(errors="replace"):
        if (found := CALL.match(line)) is not None:
            thread, call, rest = found.groups()
            if call == "pwrite64" and "-wal>" in rest:
                text = TEXT.search(rest)
                data = codecs.escape_decode(text[1].encode())[0] if text else b""
                if len(data) == FRAME_HEADER:
                    ends_a_commit = data[4:8] != b"\0\0\0\0"
                else:
                    written |= set(KEY.findall(data.decode("latin-1")))
                    if ends_a_commit:
                        order.commits += 1
                        committed |= written
                        written, ends_a_commit = set(), False
            elif call in {"fdatasync", "fsync"} and "-wal>" in rest:
                syncing[thread] = set(committed)
                _sync_ends(thread, rest, syncing, safe, committed, order)
            elif call in {"write", "writev", "sendto", "sendmsg"} and "HTTP/1.1 " in rest:
                for told in TOLD.findall(rest):
                    order.told += 1
                    keys = set(KEY.findall(told))
                    if not keys <= safe:
                        order.too_early.append(told)
        elif (again := RESUMED.match(line)) is not None and again[1] in syncing:
            _sync_ends(again[1], again[3], syncing, safe, committed, order)
    return order


def _sync_ends(
    thread: str,
    rest: str,
    syncing: dict[str, set[str]],
    safe: set[str],
    committed: set[str],
    order: Order,
) -> None:
    result = re.search(r"\) += (-?\d+)", rest)
    if result is None:
        return  # unfinished
    covered = syncing.pop(thread)
    if result[1] == "0":
        order.syncs += 1
        safe |= covered
        committed -= covered
    else:
        order.failed_syncs += 1
