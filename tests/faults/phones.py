"""Phones that behave as ours do: an outbox that sends in order, and a stream that comes back.

The waits are those of the scripts (`test_phones.py` compares them), and so is the order.
Not here: drafts, and the lease by which one of several tabs sends.
"""

import asyncio
import re
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.faults.told import Act
from tests.faults.wire import HOST, Answer, Away, Line, Listening, request

if TYPE_CHECKING:
    from tests.faults.crowd import Crowd

NO_ANSWER = 10.0  # seconds
HANGS = 2.0
FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT_HERE = 0.5, 3.0, 1.5  # of the outbox
HELD = 0.5
LONGEST_WAIT_TO_FOLLOW = 2.0
SILENT, DEAD_AFTER = 5.0, 12.0
SPREAD, SPREAD_WAITING = 3.0, 0.5  # in which phones look what is lost
MOST_ASKED = 500
AWAY = {429, 502, 503, 504}
LOOK_FIRST = 425
RUN, RECEIPT = "touchline-run", "touchline-receipt"

PING = b"event: ping"
OWN = re.compile(rb"event: stage-moved\ndata: (\d+)")
ID = re.compile(rb"\nid: ([\w-]+)")


class Phone:
    def __init__(self, number: int, secret: str, crowd: "Crowd") -> None:
        self.number, self.crowd = number, crowd
        self.cookie = f"seat-{crowd.room.workshop}={secret}"
        self.place = f"/w/{crowd.room.workshop}/phone"
        self.tab = f"{crowd.chance.getrandbits(64):x}"
        self.voice = ("patient", "carer", "staff")[number % 3]
        self.outbox: deque[Act] = deque()
        self.kept: list[Act] = []  # acknowledged, with receipts
        self._lives: dict[str, str] = {}  # by key: in which run it was there when last heard of
        self._looking: asyncio.Task[None] | None = None
        self._due = 0.0
        self.wake = asyncio.Event()
        self.live_at = 0.0
        self.is_live = False
        self.known = ""
        self.run = ""
        self.asked: set[str] = set()  # runs that were asked whether all is still there
        self.offered = 0  # acts offered again
        self._line: Line | None = None
        self._stream: Listening | None = None
        self._heard = asyncio.Event()
        self.errands: set[asyncio.Task[None]] = set()
        self._on_its_way = 0.0
        self._is_here = False  # our own server answered last
        self._again: set[str] = set()

    # The outbox.

    @property
    def _unsure(self) -> list[Act]:
        """What another start of the server may have lost: nothing newer goes out first."""
        return [act for act in self.kept if self._lives[act.key] != self.run]

    async def keep_sending(self) -> None:
        tries = 0
        while True:
            while not self.outbox or self._unsure:
                if self.outbox:
                    self._look_within(SPREAD_WAITING)
                self.wake.clear()
                await self.wake.wait()
            act = self.outbox[0]
            answer = await self._attempt(act)
            if answer is None:
                tries += 1
                longest = LONGEST_WAIT_HERE if self._is_here else LONGEST_WAIT
                most = min(FIRST_WAIT * 2 ** (tries - 1), longest)
                await self._pause(most * self.crowd.chance.uniform(0.5, 1))
                continue
            tries = 0
            if answer.status == LOOK_FIRST:
                if not self._unsure:
                    await self._pause(HELD)
                continue
            self.outbox.remove(act)
            if answer.status == 200:
                act.acknowledged = time.monotonic()
                act.receipt = answer.headers.get(RECEIPT, "")
                self.kept.append(act)
                self._lives[act.key] = self.run
            else:
                act.refused = answer.status
                self.crowd.refused.append((answer.status, act))
            self.crowd.settles()

    async def _pause(self, seconds: float) -> None:
        self.wake.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.wake.wait()

    async def _attempt(self, act: Act) -> Answer | None:
        fields = {"stage": self.crowd.room.stage, "touchpoint": act.touchpoint, "key": act.key}
        tells = bool(act.words)
        fields |= {"text": act.words} if tells else {"height": str(act.height)}
        more = {"Touchline_Run": self.run} if self.kept else {}
        if act.key in self._again:
            more |= {"Touchline_Again": act.receipt, "Touchline_Waited": "yes"}
        act.sent += 1
        self._on_its_way, self._is_here = time.monotonic(), False
        try:
            answer = await self._ask(
                "POST", "/stories" if tells else "/placements", urlencode(fields), **more
            )
        except Away:
            return None
        finally:
            self._on_its_way = 0.0
        self._is_here = RUN in answer.headers
        if not self._is_here or answer.status in AWAY or answer.status >= 500:
            self.crowd.unwell += answer.status == 503
            return None
        self._hear_of(answer.headers[RUN])
        return answer

    async def _ask(self, method: str, path: str, body: str = "", **more: str) -> Answer:
        loop = asyncio.get_running_loop()
        if self._line is None or not self._line.is_open:
            try:
                async with asyncio.timeout(NO_ANSWER):
                    _, self._line = await loop.create_connection(Line, HOST, self.crowd.port)
            except (OSError, TimeoutError) as error:
                raise Away from error
        line = self._line
        while line.is_busy:
            await asyncio.wait([line.turn()])
        asked = request(method, self.place + path, self.crowd.port, self.cookie, body, **more)
        return await line.ask(asked, NO_ANSWER)

    # The stream.

    async def follow(self) -> None:
        tries = 0
        while True:
            with suppress(OSError, TimeoutError):
                await self._listen()
            if self.is_live:
                self.is_live, tries = False, 0
                self.crowd.is_live(-1)
            tries += 1
            longest = min(LONGEST_WAIT_TO_FOLLOW, 0.25 * 2**tries)
            await asyncio.sleep(self.crowd.chance.uniform(0, longest))

    async def _listen(self) -> None:
        path = f"{self.place}/live?language=en&voice={self.voice}&tab={self.tab}"
        more = {"Accept": "text/event-stream"} | (
            {"Last_Event_ID": self.known} if self.known else {}
        )
        asked = request("GET", path, self.crowd.port, self.cookie, **more)
        loop = asyncio.get_running_loop()
        self._heard.clear()
        try:
            async with asyncio.timeout(SILENT):
                _, self._stream = await loop.create_connection(
                    lambda: Listening(asked, self._hear), HOST, self.crowd.port
                )
                first = asyncio.create_task(self._heard.wait())
                await asyncio.wait({first, self._stream.over}, return_when=asyncio.FIRST_COMPLETED)
                first.cancel()
            while not self._stream.over.done():
                self._heard.clear()
                await asyncio.wait({self._stream.over}, timeout=DEAD_AFTER)
                if not self._stream.over.done() and not self._heard.is_set():
                    return  # silent for too long
        finally:
            if self._stream is not None:
                self._stream.transport.abort()

    def _hear(self, data: bytes) -> None:
        self._heard.set()
        if not self.is_live and PING in data:  # what was missed comes with it
            self.is_live, self.live_at = True, time.monotonic()
            self.crowd.is_live(1)
            assert self._stream is not None
            assert self._stream.head is not None
            self._hear_of(self._stream.head.headers.get(RUN, self.run))
            if self.outbox:
                if self._on_its_way and self.live_at - self._on_its_way > HANGS and self._line:
                    self._line.hang_up()
                self.wake.set()
        self.crowd.copies += 1
        if found := ID.findall(data):
            self.known = found[-1].decode()
        if (moved := OWN.search(data)) and not self.crowd.over:
            self._later(self._bring_own(), int(moved[1]) / 1000)

    async def _bring_own(self) -> None:
        with suppress(Away):
            await self._beside("GET", f"/own?stage={self.crowd.room.stage}&touchpoint=")

    # After another start of the server.

    def _hear_of(self, run: str) -> None:
        if run and run != self.run:
            self.run = run
            if self.kept:
                self._look_within(SPREAD)

    def _look_within(self, seconds: float) -> None:
        """Within so many seconds, or sooner if that was meant already."""
        wait = self.crowd.chance.uniform(0, seconds)
        waits = self._looking is not None and not self._looking.done()
        if waits and (self._due <= time.monotonic() + wait):
            return
        if waits and self._looking is not None:
            self._looking.cancel()
        self._due = time.monotonic() + wait
        self._looking = self._later(self._look(), wait, wait)

    async def _look(self) -> None:
        """Whether all that was acknowledged is still there; what is not is offered again."""
        self._due = 0.0  # nothing overtakes it any more
        tries = 0
        while acts := self._unsure:
            run = self.run
            asked = urlencode([("sent", act.key) for act in acts[:MOST_ASKED]])
            try:
                answer = await self._beside("POST", "/known", asked)
            except Away:
                answer = None
            if answer is None or RUN not in answer.headers or answer.status != 200:
                tries += 1
                most = min(FIRST_WAIT * 2 ** (tries - 1), SPREAD)
                await asyncio.sleep(most * self.crowd.chance.uniform(0.5, 1))
                continue
            self._hear_of(answer.headers[RUN])
            if run != self.run:
                continue
            for act in acts[:MOST_ASKED]:
                self._lives[act.key] = run
                if act.key.encode() in answer.body:
                    self._offer_again(act)
        self.asked.add(self.run)
        self.wake.set()

    def _offer_again(self, act: Act) -> None:
        self.kept.remove(act)
        self._again.add(act.key)
        self.offered += 1
        self.crowd.unsettled += 1
        self.crowd.all_settled.clear()
        self.outbox = deque(sorted([*self.outbox, act], key=lambda each: each.number))

    async def _beside(self, method: str, path: str, body: str = "") -> Answer:
        """On the connection that is there, or while the outbox uses it, on another."""
        if self._line is not None and self._line.is_open and not self._line.is_busy:
            return await self._ask(method, path, body)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(NO_ANSWER):
                _, line = await loop.create_connection(Line, HOST, self.crowd.port)
        except (OSError, TimeoutError) as error:
            raise Away from error
        if self._line is None or not self._line.is_open:
            self._line = line
        try:
            asked = request(method, self.place + path, self.crowd.port, self.cookie, body)
            return await line.ask(asked, NO_ANSWER)
        finally:
            if line is not self._line:
                line.hang_up()

    def _later(self, errand: Any, within: float, at_least: float = 0.0) -> asyncio.Task[None]:
        async def wait_and_go() -> None:
            try:
                await asyncio.sleep(self.crowd.chance.uniform(at_least, within))
            except asyncio.CancelledError:
                errand.close()
                raise
            await errand

        task = asyncio.create_task(wait_and_go())
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)
        return task

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.hang_up()
        if self._stream is not None:
            self._stream.transport.abort()
