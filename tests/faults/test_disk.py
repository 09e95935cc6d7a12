"""R6: a disk that is full, read-only or away: a plain sentence, and all is well again by itself."""

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode

import pytest
import uvloop

from bench.room import furnish
from tests.faults.checker import check
from tests.faults.conftest import Say
from tests.faults.crowd import Crowd, Room
from tests.faults.serving import Kept, allow_many_files
from tests.faults.told import History
from tests.faults.tracing import SYNCS, WRITES, needs_strace, traced
from tests.faults.wire import HOST, Answer, Line, Listening, request

PLAIN = "This could not be saved just now. Please try again in a moment"
PHONES = 30
SECONDS_TO_RECOVER = 3.0

needs_mount = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount"
)


class Look:
    """A room at work: phones that give, a wall that listens, a desk that acts."""

    def __init__(self, kept: Kept, seed: int) -> None:
        self.kept = kept
        made = furnish(kept.folder, PHONES)
        secrets = [seat.cookie.partition("=")[2] for seat in made.seats]
        self.history = History(seed, secrets)
        room = Room(made.workshop, made.stage, made.touchpoints)
        self.crowd = Crowd(kept.port, room, self.history)
        self.desk = made.desk_cookie
        self.place = f"/w/{made.workshop}"
        self.heard = 0

    def everybody_gives(self) -> None:
        for phone in range(PHONES):
            self.crowd.gives(phone)

    async def ask(self, method: str, path: str, **fields: str) -> Answer:
        """What the desk sees."""
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(Line, HOST, self.kept.port)
        body = urlencode(fields)
        answer = await line.ask(
            request(method, self.place + path, self.kept.port, self.desk, body), 20
        )
        line.hang_up()
        return answer

    @asynccontextmanager
    async def wall(self) -> AsyncIterator[None]:
        def hear(data: bytes) -> None:
            self.heard += data.count(b"event: ping")

        asked = request("GET", f"{self.place}/wall/live?language=en", self.kept.port, self.desk)
        loop = asyncio.get_running_loop()
        _, screen = await loop.create_connection(
            lambda: Listening(asked, hear), HOST, self.kept.port
        )
        yield
        assert not screen.over.done(), "the wall's stream ended"
        screen.transport.abort()


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of 16 megabytes."""
    folder = Path(mkdtemp(prefix="touchline-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


async def in_trouble(look: Look, trouble: object, lasts: float) -> tuple[int, float, str]:
    """How many were told to wait, the seconds until all was saved, and the desk's sentence."""
    crowd = look.crowd
    async with crowd, look.wall():
        look.everybody_gives()
        await crowd.settled(20)
        before = len(look.history.acknowledged)
        with trouble:  # type: ignore[attr-defined]
            look.everybody_gives()
            began = time.monotonic()
            heard = look.heard
            refused = await look.ask("POST", "/desk/clock", minutes="1")
            page = await look.ask("GET", "/desk")
            phone = await crowd.phones[0]._beside("GET", "")
            await asyncio.sleep(max(0.0, began + lasts - time.monotonic()))
            assert (page.status, phone.status) == (200, 200), "a page could not be read"
            assert look.heard > heard, "the wall heard nothing meanwhile"
            assert len(look.history.acknowledged) == before, "acknowledged without a disk"
            assert refused.status == 503, refused.body
            assert PLAIN in refused.body.decode()
        over = time.monotonic()
        await crowd.settled(30)
        recovered = time.monotonic() - over
        assert (await look.ask("POST", "/desk/clock", minutes="1")).status == 200
        return crowd.unwell, recovered, re.sub(r"<[^>]+>", "", refused.body.decode()).strip()


def told(look: Look, done: str, lasts: float, trouble: object, figure: Say) -> None:
    waited, recovered, _sentence = uvloop.run(in_trouble(look, trouble, lasts))
    verdict = check(look.history, look.kept.database)
    assert verdict.is_good, verdict
    figure(
        "R6",
        done,
        "0 lost, plain words, reads go on, recovers without a restart",
        f"{verdict}; {waited} told to wait, pages and wall went on, all saved "
        f"{recovered:.1f} s after it was over",
    )


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte is free until this ends."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 4096)
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def locked(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@needs_mount
@pytest.mark.faults
def test_a_full_disk(small: Path, tmp_path: Path, seed: int, figure: Say):
    allow_many_files()
    kept = Kept(small)
    kept.log = tmp_path / "server.log"
    look = Look(kept, seed)
    kept.start()
    try:
        told(look, "disk full (tmpfs) for 7 s", 7, full(small), figure)
    finally:
        kept.end()


@needs_strace
@pytest.mark.faults
def test_a_disk_that_became_read_only(kept: Kept, seed: int, figure: Say):
    """As Linux does after an error on the disk: who has files open gets EROFS for each write."""
    look = Look(kept, seed)
    kept.start()
    calls = f"{WRITES},{SYNCS}"
    trouble = traced(kept.serving, "-e", f"trace={calls}", "-e", f"inject={calls}:error=EROFS")
    told(look, "disk read-only for 7 s (EROFS)", 7, trouble, figure)


@needs_strace
@pytest.mark.faults
def test_a_disk_that_does_not_sync(kept: Kept, seed: int, figure: Say):
    look = Look(kept, seed)
    kept.start()
    trouble = traced(kept.serving, "-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:error=EIO")
    told(look, "every sync failing for 7 s (EIO)", 7, trouble, figure)


@pytest.mark.faults
def test_a_database_that_somebody_locked(kept: Kept, seed: int, figure: Say):
    look = Look(kept, seed)
    kept.start()
    told(look, "database locked for 10 s", 10, locked(kept.database), figure)


@needs_mount
@pytest.mark.faults
def test_a_start_on_a_read_only_disk_says_so(small: Path, tmp_path: Path):
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    kept = Kept(small)
    kept.log = tmp_path / "server.log"
    kept.start(wait=False)
    assert kept.process is not None
    assert kept.process.wait(30) == 1
    said = kept.said().strip()
    assert "The setting TOUCHLINE_DATA" in said
    assert len(said.splitlines()) == 1
