"""Whoever watches lets the next one serve, and leaves nothing behind of one that died."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from app.watching import listen

ROOT = Path(__file__).parent.parent
SERVES = """
import os, subprocess, time
from app import watching

watching.SECONDS_UNTIL_CALM = 0.0

def serve(is_first):
    helper = subprocess.Popen(["sleep", "60"])
    print(os.getpid(), helper.pid, flush=True)
    time.sleep(60)

def fails():
    yield
    1 / 0

def takes_long():
    for step in range(STEPS):
        print("step", step, flush=True)
        time.sleep(0.02)
        yield

watching.keep_serving(serve, PREPARES())
"""
STEPS = 200


def started(prepares: str) -> "subprocess.Popen[str]":
    script = SERVES.replace("PREPARES", prepares).replace("STEPS", str(STEPS))
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def serving_said(lines: list[str]) -> list[int]:
    return [int(line.split()[0]) for line in lines if not line.startswith("step")]


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def dies(process: int) -> bool:
    """Within five seconds: the signal is sent before, and it takes a moment."""
    until = time.monotonic() + 5
    while lives(process) and time.monotonic() < until:
        time.sleep(0.01)
    return not lives(process)


def test_what_one_that_died_had_started_dies_with_it_and_a_failing_preparation_ends_nothing():
    with started("fails") as watcher:
        assert watcher.stdout is not None
        serving, helper = map(int, watcher.stdout.readline().split())
        assert lives(helper)
        os.kill(serving, signal.SIGKILL)
        _, next_helper = map(int, watcher.stdout.readline().split())
        assert dies(helper)
        assert lives(next_helper)
        watcher.terminate()
        _, said = watcher.communicate(timeout=10)
    assert watcher.returncode == -signal.SIGTERM
    assert dies(next_helper)
    assert "could not be prepared" in said
    assert "ended by signal 9" in said


def test_one_that_dies_while_the_next_is_prepared_is_followed_at_once_and_the_rest_comes_later():
    with started("takes_long") as watcher:
        assert watcher.stdout is not None
        lines = iter(watcher.stdout.readline, "")
        said: list[str] = []  # by two processes, in any order
        while not serving_said(said):
            said.append(next(lines))
        os.kill(serving_said(said)[0], signal.SIGKILL)
        while len(serving_said(said)) < 2:
            said.append(next(lines))
        assert f"step {STEPS - 1}\n" not in said
        while said[-1] != f"step {STEPS - 1}\n":
            said.append(next(lines))
        assert [each for each in said if each.startswith("step")] == [
            f"step {step}\n" for step in range(STEPS)
        ]
        first, following = serving_said(said)
        assert (lives(first), lives(following)) == (False, True)
        watcher.terminate()
        watcher.communicate(timeout=10)


def test_a_phone_that_vanished_without_a_word_is_given_up_within_half_a_minute():
    with listen("127.0.0.1", 0) as at, socket.create_connection(at.getsockname()):
        phone, _ = at.accept()
        with phone:
            assert phone.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
