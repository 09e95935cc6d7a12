"""What the server does again and again goes on after any fault, and never keeps it from ending."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from app.backups import copies_in
from app.rounds import Rounds
from tests.conftest import only_sqlite
from tests.running import Running


def test_a_round_goes_on_after_a_fault_which_is_told_once_until_it_works_again(
    caplog: pytest.LogCaptureFixture,
):
    outcomes = [OSError("Amina said"), OSError("Amina said"), ValueError(), None, OSError(), None]

    async def run() -> None:
        through = asyncio.Event()

        async def act() -> None:
            if not outcomes:
                return through.set()
            error = outcomes.pop(0)
            if error:
                raise error

        rounds = Rounds()
        rounds.begin("The copies", 0, act)
        await asyncio.wait_for(through.wait(), 5)
        await rounds.end()

    asyncio.run(run())
    assert [record.getMessage() for record in caplog.records] == [
        "The copies: OSError. Trying again.",
        "The copies: ValueError. Trying again.",
        "The copies: OSError. Trying again.",
    ]


def test_the_rounds_end_whatever_one_of_them_ended_with():
    async def run() -> None:
        async def breaks() -> None:
            raise ConnectionError

        rounds = Rounds()
        rounds.keep(breaks())
        await asyncio.sleep(0)
        await rounds.end()

    asyncio.run(run())


@only_sqlite
def test_a_folder_that_cannot_even_be_looked_at_does_not_keep_the_server_from_stopping_in_order(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """As on a network disk that is away; here its name is too long."""
    monkeypatch.setattr("app.main.SECONDS_BETWEEN_BACKUP_LOOKS", 0.01)
    running = Running(url, tmp_path / "data", backup_folder=tmp_path / ("long" * 100))
    told = threading.Event()
    until = time.monotonic() + 5
    while "The copies: OSError. Trying again." not in caplog.text and time.monotonic() < until:
        told.wait(0.01)
    assert caplog.text.count("The copies: OSError") == 1
    assert running.site.writer.saves
    running.stop()
    assert not running.site.writer.saves, "the last ones to wait were saved, and it has ended"


@only_sqlite
def test_a_copy_that_failed_is_made_as_soon_as_it_can_be(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("app.main.SECONDS_BETWEEN_BACKUP_LOOKS", 0.01)
    folder = tmp_path / "copies"
    folder.write_text("in the way")
    running = Running(url, tmp_path / "data", backup_folder=folder)
    waiting = threading.Event()
    until = time.monotonic() + 10
    while "No copy could be made" not in caplog.text and time.monotonic() < until:
        waiting.wait(0.01)
    folder.unlink()
    while not copies_in(folder) and time.monotonic() < until:
        waiting.wait(0.01)
    running.stop()
    assert copies_in(folder)
    assert caplog.text.count("No copy could be made") == 1
