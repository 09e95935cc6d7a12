"""python -m bench.coming: a room comes in, and moves from stage to stage.

Phones do what phones do: the way in, the form, the page, the stream; and after each move the part
that is their own, within the time the room gives them. Files are left out: browsers keep them.
"""

import asyncio
import gc
import re
import sqlite3
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

import uvloop

from app.rehearsal.wire import Browser, Server, Unreachable
from bench.machine import Process, allow_many_files, described, pace, touchline
from bench.room import SECRET, SPEAKING, VOICES, Room, furnish
from bench.seen import quantile
from bench.table import Row, keep, table

PHONES, WITHIN = 500, 10.0  # seconds
MOVES = ("map", "priorities", "ideas", "choose")
SECONDS_FOR_A_MOVE = 6.0
HEAD = ("", "to hold", "measured", "CPU of the server")
MOVED = re.compile(rb"event: stage-moved\ndata: (\d+)")
KNOWN = re.compile(rb"known=([0-9a-f]*-?\d*)")


@dataclass
class Phone:
    """One phone; times are seconds of this process's clock."""

    browser: Browser
    voice: str
    listening: "asyncio.Task[int] | None" = None
    live: asyncio.Event = field(default_factory=asyncio.Event)
    stage: str = ""  # where the desk moves next
    moved_at: float = 0.0
    own_at: float = 0.0
    chance: Random = field(default_factory=Random)
    fetching: "asyncio.Task[None] | None" = None

    async def comes_in(self, way_in: str) -> float:
        """Seconds from opening the address until the page is there and follows the room."""
        began = time.perf_counter()
        await self.browser.get(way_in)
        form = [("voice", self.voice), ("consent", "yes"), ("may_show", "yes")]
        seated = await self.browser.post(way_in, [*form, ("name", ""), ("key", str(uuid4()))])
        if seated.status != 303:
            raise RuntimeError(f"A phone could not join: {seated.status}.")
        self.at = seated.header("location")
        page = await self.browser.get(self.at)
        known = KNOWN.search(page.body)
        stream = f"{self.at}/live?language=en&voice={self.voice}&known="
        stream += known[1].decode() if known else ""
        self.listening = asyncio.create_task(self.browser.listen(stream, "", self._hears))
        await asyncio.wait_for(self.live.wait(), 30)
        return time.perf_counter() - began

    def _hears(self, body: bytes) -> None:
        self.live.set()
        if (found := MOVED.search(body)) and self.stage:
            self.moved_at = time.perf_counter()
            self.fetching = asyncio.create_task(self._fetch(int(found[1]) / 1000))

    async def _fetch(self, within: float) -> None:
        await asyncio.sleep(self.chance.uniform(0, within))
        answer = await self.browser.get(f"{self.at}/own?stage={self.stage}&touchpoint=")
        if answer.status in {200, 204}:
            self.own_at = time.perf_counter()


class Coming:
    """A real server, and phones that come in."""

    def __init__(self, process: Process, room: Room, folder: Path) -> None:
        self.process, self.room = process, room
        self.server = Server(f"http://127.0.0.1:{process.port}")
        self.way_in = way_in(folder, room)
        stored = sqlite3.connect(folder / "touchline.db")
        kinds = "SELECT kind, id FROM stage WHERE workshop_id = ?"
        self.stages = dict(stored.execute(kinds, (room.workshop,)))
        stored.close()
        self.phones: list[Phone] = []

    async def come(self, phones: int, within: float) -> tuple[list[float], float, float]:
        """Seconds of each, seconds until all are in, and CPU seconds of the server."""
        new = [Phone(Browser(self.server), str(VOICES[n % len(VOICES)])) for n in range(phones)]
        self.phones += new
        cpu, began = self.process.cpu(), time.perf_counter()

        async def one(phone: Phone, wait: float) -> float:
            await asyncio.sleep(wait)
            return await phone.comes_in(self.way_in)

        times = await asyncio.gather(
            *(one(phone, within * n / phones) for n, phone in enumerate(new))
        )
        return times, time.perf_counter() - began, self.process.cpu() - cpu

    async def move(self, kind: str) -> tuple[float, float, float]:
        """Seconds until the last phone shows the stage, until the last has its own part; CPU."""
        for phone in self.phones:
            phone.stage, phone.moved_at, phone.own_at = self.stages[kind], 0.0, 0.0
        desk = Browser(self.server)
        name, _, value = self.room.desk_cookie.partition("=")
        desk.cookies[name] = value
        cpu, began = self.process.cpu(), time.perf_counter()
        at = f"/w/{self.room.workshop}/desk/stage"
        answer = await desk.post(at, [("to", self.stages[kind])], by_htmx=True)
        if not answer.is_yes:
            raise RuntimeError(f"The desk could not move: {answer.status}.")
        await asyncio.sleep(SECONDS_FOR_A_MOVE)
        used = self.process.cpu() - cpu
        if not all(phone.moved_at and phone.own_at for phone in self.phones):
            raise RuntimeError("A phone has not seen the stage in time.")
        shared = max(phone.moved_at for phone in self.phones) - began
        return shared, max(phone.own_at for phone in self.phones) - began, used

    async def leave(self) -> None:
        for phone in self.phones:
            if phone.listening is not None:
                phone.listening.cancel()
                with suppress(asyncio.CancelledError, Unreachable):
                    await phone.listening
        self.phones.clear()
        self.server.hang_up()


def way_in(folder: Path, room: Room) -> str:
    """As the QR code has it."""
    stored = sqlite3.connect(folder / "touchline.db")
    asked = "SELECT join_secret FROM workshop WHERE id = ?"
    (secret,) = stored.execute(asked, (room.workshop,)).fetchone()
    stored.close()
    return f"/j/{secret}"


async def measured(coming: Coming) -> list[Row]:
    rows = []
    for within, to_hold in ((WITHIN, "all in, p99 ≤ 1 s"), (0.0, "–")):
        times, took, cpu = await coming.come(PHONES, within)
        p50, p99 = (1000 * quantile(times, share) for share in (0.5, 0.99))
        how = f"within {within:.0f} s" if within else "at the same moment"
        rows.append(
            (
                f"{PHONES} phones join {how}",
                to_hold,
                f"all in after {took:.1f} s; each p50 {p50:.0f}, p99 {p99:.0f} ms",
                f"{cpu:.1f} s, {1000 * cpu / PHONES:.1f} ms a phone",
            )
        )
        if not within:
            continue
        for phone in coming.phones:
            phone.live.set()
        for kind in MOVES:
            shared, own, used = await coming.move(kind)
            rows.append(
                (
                    f"the stage moves to “{kind}” for {PHONES} phones",
                    "on all ≤ 1 s, own parts ≤ 3 s",
                    f"on all after {1000 * shared:.0f} ms, own parts after {own:.1f} s",
                    f"{used:.1f} s",
                )
            )
        await coming.leave()
    await coming.leave()
    return rows


def main() -> None:
    allow_many_files()
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as name:
        folder, before = Path(name), pace()
        room = furnish(folder, SPEAKING)
        with touchline(folder, SECRET) as process:
            gc.freeze()
            gc.disable()
            rows = uvloop.run(measured(Coming(process, room, folder)))
        paces = f"{before} before, {pace()} after"
    said = f"""## A room comes in and moves on

{table(HEAD, rows)}

Measured on {datetime.now(UTC):%d %B %Y}, {described()}, by `python -m bench.coming`. Each phone
opens the way in, sends the form, loads its page and follows the room; after a move it fetches its
own part at a moment of its own, within the time the room tells it (6 ms a phone). A small piece of
Python took {paces}: the machine's own pace.
"""
    print(said)
    keep(said)


if __name__ == "__main__":
    main()
