"""What is measured: one act told to many, many acts at once, and what a phone costs."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from bench.machine import Process, busy_seconds
from bench.room import STORY, Room
from bench.seen import Crowd, quantile
from bench.wire import Poster, Server, Stream

WARM_UP = 20  # acts
UNTIL_CALM = 1.0  # seconds: a room draws at once when it is calm, so the last act is over by then
WARM_UP_SECONDS = 2.0  # the first drawing of each screen compiles its templates
SECONDS_TO_SEE = 10.0
POSTERS = 50
CLOCK_FORM = "minutes=1"
Requests = Callable[[int], list[bytes]]


@dataclass(frozen=True)
class Told:
    """Acts told to many phones."""

    phones: int
    p50: float  # ms from sending an act until the last phone has it
    p99: float
    core: float  # share of a core the server used
    per_act: float  # seconds of its CPU for one act
    per_copy: float  # microseconds of its CPU for one copy that arrived
    size: int  # bytes of one copy
    others: float  # share of both cores that went to anything else


@dataclass(frozen=True)
class Saved:
    """Whole acts, saved and answered."""

    kind: str
    rate: float  # a second
    p50: float
    p99: float
    core: float
    acknowledged: int
    refused: int
    others: float


@dataclass
class Given:
    """What was acknowledged, to compare with what the database has."""

    heights: dict[tuple[str, str], int] = field(default_factory=dict)  # cookie and touchpoint
    placements: int = 0
    stories: int = 0


@dataclass(frozen=True)
class Target:
    """A server that tells many: the real one, or the bare one."""

    process: Process
    streams: Requests
    act: bytes

    @property
    def server(self) -> Server:
        return Server(self.process.port)


def the_room(process: Process, room: Room) -> Target:
    server = Server(process.port)

    def streams(phones: int) -> list[bytes]:
        path = f"/w/{room.workshop}/phone/live?language=en&voice="
        return [server.get(path + seat.voice, seat.cookie) for seat in room.seats[:phones]]

    act = server.form(f"/w/{room.workshop}/desk/clock", room.desk_cookie, CLOCK_FORM)
    return Target(process, streams, act)


def the_bare(process: Process) -> Target:
    server = Server(process.port)
    return Target(process, lambda phones: [server.get("/")] * phones, server.form("/", "", ""))


@dataclass
class Crowded:
    """Phones that listen, and one who acts."""

    target: Target
    crowd: Crowd
    streams: list[Stream]
    posters: "asyncio.LifoQueue[Poster]"

    async def tell(self, per_second: float, seconds: float) -> Told:
        """Acts at a steady pace; each counts from its sending until the last phone has it."""
        await self._act(WARM_UP / 20.0, 20.0)
        await asyncio.sleep(UNTIL_CALM)
        crowd, process = self.crowd, self.target.process
        crowd.seen.clear()
        crowd.copies = 0
        busy, ours = busy_seconds(), process.cpu() + time.process_time()
        cpu, began = process.cpu(), time.perf_counter()
        acts = await self._act(seconds, per_second)
        took = time.perf_counter() - began
        used = process.cpu() - cpu
        everything = busy_seconds() - busy
        ours = process.cpu() + time.process_time() - ours
        return Told(
            phones=crowd.phones,
            p50=quantile(crowd.milliseconds(), 0.50),
            p99=quantile(crowd.milliseconds(), 0.99),
            core=used / took,
            per_act=used / acts,
            per_copy=used / max(crowd.copies, 1) * 1e6,
            size=crowd.size,
            others=max(0.0, everything - ours) / took / 2,
        )

    async def _act(self, seconds: float, per_second: float) -> int:
        acts = round(seconds * per_second)
        first, began = self.crowd.number + 1, time.perf_counter()
        waiting: set[asyncio.Task[None]] = set()
        for turn in range(acts):
            pause = began + turn / per_second - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            self.crowd.send(first + turn, time.perf_counter())
            waiting.add(asyncio.create_task(self._post()))
        await asyncio.gather(*waiting)
        await asyncio.wait_for(self.crowd.all_seen.wait(), SECONDS_TO_SEE)
        return acts

    async def _post(self) -> None:
        poster = await self.posters.get()
        status = await poster.post(self.target.act)
        self.posters.put_nowait(poster)
        if status != 200:
            raise RuntimeError(f"An act was answered with {status}.")


@asynccontextmanager
async def crowded(target: Target, phones: int):
    crowd = Crowd(phones)
    posters = await target.server.posters(POSTERS)
    idle: asyncio.LifoQueue[Poster] = asyncio.LifoQueue()
    for poster in posters:
        idle.put_nowait(poster)
    streams = await target.server.listen(target.streams(phones), crowd)
    try:
        yield Crowded(target, crowd, streams, idle)
    finally:
        for each in (*streams, *posters):
            each.transport.abort()
        await asyncio.sleep(0.5)


async def memory(target: Target, phones: int, warm: int = 50) -> float:
    """Bytes of the server's memory for one phone more, once each has been told something."""
    async with crowded(target, warm) as few:
        await few.tell(10, 1)
        before = target.process.memory()
        async with crowded(target, phones) as many:
            await many.tell(10, 1)
            return (target.process.memory() - before) / (phones + POSTERS)


async def acts(
    process: Process, room: Room, kind: str, at_once: int, seconds: float, given: Given
) -> Saved:
    """As many at once as asked for, one after another from each, of many seats."""
    server = Server(process.port)
    posters = await server.posters(at_once)
    times: list[float] = []
    refused = 0

    async def keep_acting(poster: Poster, forms: Iterator["Form"], until: float) -> None:
        nonlocal refused
        for form in forms:
            began = time.perf_counter()
            if began >= until:
                return
            status = await poster.post(form.request)
            times.append(time.perf_counter() - began)
            if status == 200:
                form.acknowledge(given)
            else:
                refused += 1

    async def everyone(seconds: float) -> None:
        until = time.perf_counter() + seconds
        hands = [
            keep_acting(poster, forms(server, room, kind, number, at_once), until)
            for number, poster in enumerate(posters)
        ]
        await asyncio.gather(*hands)

    await everyone(WARM_UP_SECONDS)
    times.clear()
    busy, ours = busy_seconds(), process.cpu() + time.process_time()
    cpu, began = process.cpu(), time.perf_counter()
    await everyone(seconds)
    took = time.perf_counter() - began
    used, everything = process.cpu() - cpu, busy_seconds() - busy
    ours = process.cpu() + time.process_time() - ours
    for poster in posters:
        poster.transport.abort()
    milliseconds = [each * 1000 for each in times]
    return Saved(
        kind=kind,
        rate=len(times) / took,
        p50=quantile(milliseconds, 0.50),
        p99=quantile(milliseconds, 0.99),
        core=used / took,
        acknowledged=len(times) - refused,
        refused=refused,
        others=max(0.0, everything - ours) / took / 2,
    )


@dataclass(frozen=True)
class Form:
    """One form, ready to send."""

    request: bytes
    cookie: str
    touchpoint: str
    height: int | None

    def acknowledge(self, given: Given) -> None:
        if self.height is None:
            given.stories += 1
        else:
            given.placements += 1
            given.heights[self.cookie, self.touchpoint] = self.height


def forms(server: Server, room: Room, kind: str, number: int, at_once: int) -> Iterator[Form]:
    """For one connection: its own seats in turn, so that no seat ever races itself."""
    chance = itertools.count(number)
    seats: Sequence[str] = [seat.cookie for seat in room.seats[number::at_once]]
    for turn, cookie in enumerate(itertools.cycle(seats)):
        at = room.touchpoints[next(chance) % len(room.touchpoints)]
        tells = kind == "stories" or (kind == "mixed" and turn % 5 == 4)
        asked: dict[str, object] = {"stage": room.stage, "touchpoint": at, "key": uuid4()}
        height = None if tells else turn % 5 - 2
        asked |= {"text": f"{STORY} {turn}"} if tells else {"height": height}
        path = f"/w/{room.workshop}/phone/{'stories' if tells else 'placements'}"
        yield Form(server.form(path, cookie, urlencode(asked)), cookie, at, height)
