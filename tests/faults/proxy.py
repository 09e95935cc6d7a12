"""A network in between that can be broken: TCP through one port, in a thread of its own."""

import asyncio
import math
import random
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

PACKET = 1400  # bytes
QUEUE = 64  # packets under way on one connection
A_STREAM = b"text/event-stream"
NO_SERVER = (
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 11\r\nconnection: close\r\n\r\nBad gateway"
)


@dataclass
class Air:
    """What is between one phone and the server, both ways.

    `round_trip` is the middle and the spread in seconds; `loss` the share of packets that are lost
    and sent again as TCP does, after a wait that doubles each time, while what came later waits;
    `rate` in bytes a second, each way. All as a phone feels it at the ends of a connection.
    """

    round_trip: tuple[float, float] = (0, 0)
    loss: float = 0.0
    rate: float = math.inf
    free_at: list[float] = field(default_factory=lambda: [0.0, 0.0])  # up, down

    def arrives(self, now: float, size: int, way: int, chance: random.Random) -> float:
        """When a packet sent now is there."""
        middle, spread = self.round_trip
        self.free_at[way] = max(now, self.free_at[way]) + size / self.rate
        late, again = 0.0, middle + 2 * spread
        while chance.random() < self.loss:
            late, again = late + again, 2 * again
        return self.free_at[way] + chance.uniform(middle - spread, middle + spread) / 2 + late


class Proxy:
    """Everything to `port` reaches the server, until it is told otherwise.

    `cut` ends every connection and refuses new ones, as a Wi-Fi that is gone; `stall` passes
    nothing more and says nothing, as a phone in a lift; `holds_streams` keeps event streams back
    until they end, as a hospital's proxy; `has_no_server` answers 502, as a proxy whose server is
    being started; `loses_answers` lets everything through to the server and nothing back; `air`
    is how far and how bad the way is.
    """

    def __init__(self, server_port: int, seed: int = 0) -> None:
        self.server_port = server_port
        self.random = random.Random(seed)
        self.port = 0
        self.air = Air()
        self.holds_streams = False
        self.has_no_server = False
        self.loses_answers = False
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, daemon=True).start()
        self._do(self._begin())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self._do(self._cut())

    def mend(self) -> None:
        """Everything passes again."""
        self.holds_streams = self.has_no_server = self.loses_answers = False
        self._do(self._begin())

    def stall(self) -> None:
        self._at_once(self._flows.clear)

    def drop(self) -> None:
        """End every connection, and take new ones."""
        self._do(self._cut())
        self._do(self._begin())

    def close(self) -> None:
        self._do(self._end_all())
        self._at_once(self._loop.stop)

    def _run(self) -> None:
        self._loop.run_forever()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _at_once(self, work: Callable[[], Any]) -> None:
        self._loop.call_soon_threadsafe(work)

    async def _begin(self) -> None:
        self._flows.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        self._open.clear()

    async def _end_all(self) -> None:
        await self._cut()
        here = asyncio.current_task()
        under_way = [task for task in asyncio.all_tasks() if task is not here]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        if self.has_no_server:
            await reader.read(PACKET)
            writer.write(NO_SERVER)
            return await self._end(writer)
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            return await self._end(writer)
        self._open.add(up_writer)
        now = self._loop.time()  # the two greet each other first, there and back
        begins = sum(self.air.arrives(now, 0, way, self.random) for way in (0, 1)) - now
        with suppress(asyncio.CancelledError):  # it is closed
            await asyncio.gather(
                self._pipe(reader, up_writer, 0, begins), self._pipe(up_reader, writer, 1, begins)
            )

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: int, begins: float
    ) -> None:
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUE)
        brings = asyncio.create_task(self._bring(on_the_way, writer, way))
        there = begins
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while data := await reader.read(PACKET):
                now = self._loop.time()
                there = max(there, self.air.arrives(now, len(data), way, self.random))
                await on_the_way.put((there, data))
        await on_the_way.put((there, b""))
        await brings
        await self._end(writer)

    async def _bring(
        self, on_the_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, way: int
    ) -> None:
        held, is_gone = b"", False
        while True:
            there, data = await on_the_way.get()
            if not data:
                break
            await asyncio.sleep(there - self._loop.time())
            await self._flows.wait()
            if way and self.loses_answers:
                continue
            held += data
            if is_gone or (way and self.holds_streams and A_STREAM in held):
                continue
            try:
                writer.write(held)
                await writer.drain()
            except ConnectionError:
                is_gone = True
            held = b""
        with suppress(ConnectionError):
            writer.write(held)

    async def _end(self, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, OSError):
            await writer.drain()
            writer.close()
        self._open.discard(writer)
