"""A server that dies is followed by another at once, whenever it dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.migrating import migrate
from app.pages.account.routes import NOBODY, passwords
from tests.faults.serving import Kept

HEALTH = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"


def asked(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(HEALTH)
        return connection.recv(1000)


def test_who_comes_while_nobody_serves_waits_and_is_answered(kept: Kept):
    kept.start()
    killed = kept.serving
    for _ in range(3):
        before = kept.serving
        os.kill(before, signal.SIGKILL)
        assert asked(kept.port).startswith(b"HTTP/1.1 200")
        assert kept.serving != before
    assert killed != kept.serving
    assert kept.said().count("ended by signal 9") == 3
    assert kept.said().count("Touchline is running.") == 1

    # And nobody serves on when the one that watches is gone.
    serving = kept.serving
    assert kept.process is not None
    kept.process.kill()
    kept.process.wait()
    until = time.monotonic() + 10
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(serving, 0)
            time.sleep(0.01)
    with pytest.raises(ConnectionRefusedError):
        asked(kept.port)


def test_it_stops_in_good_order_when_told_to(kept: Kept):
    kept.start()
    serving = kept.serving
    assert kept.stop() == -signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(serving, 0)


@pytest.mark.parametrize("statement", [40, 150])
def test_a_first_start_that_is_killed_in_the_middle_is_begun_again(tmp_path: Path, statement: int):
    url = f"sqlite:///{tmp_path / 'touchline.db'}"
    script = "import sys, tests.faults.test_starting as t; t.die_at(sys.argv[1], int(sys.argv[2]))"
    child = subprocess.run([sys.executable, "-c", script, url, str(statement)], check=False)
    assert child.returncode == -signal.SIGKILL
    migrate(url)


def die_at(url: str, statement: int) -> None:
    """Migrates, and dies at this statement."""
    seen = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate(url)


def test_somebody_unknown_costs_as_much_time_as_somebody_known():
    assert not passwords.current_hasher.check_needs_rehash(NOBODY)
