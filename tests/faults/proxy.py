"""A network in between that can be broken: TCP through one port, in a thread of its own."""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

CHUNK = 64 * 1024
A_STREAM = b"text/event-stream"
NO_SERVER = (
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 11\r\nconnection: close\r\n\r\nBad gateway"
)


class Proxy:
    """Everything to `port` reaches the server, until it is told otherwise.

    `cut` ends every connection and refuses new ones, as a Wi-Fi that is gone; `stall` passes
    nothing more and says nothing, as a phone in a lift; `holds_streams` keeps event streams back
    until they end, as a hospital's proxy; `has_no_server` answers 502, as a proxy whose server is
    being started; `slow` delays each piece by so many seconds, more or less.
    """

    def __init__(self, server_port: int, seed: int = 0) -> None:
        self.server_port = server_port
        self.random = random.Random(seed)
        self.port = 0
        self.holds_streams = False
        self.has_no_server = False
        self.slow: tuple[float, float] = (0, 0)
        self.loses = 0.0  # the share of pieces that come late, as when a packet must be sent again
        self._open: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._do(self._begin())

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self._do(self._cut())

    def mend(self) -> None:
        """Everything passes again."""
        self.holds_streams = self.has_no_server = False
        self.slow, self.loses = (0, 0), 0.0
        self._do(self._begin())

    def stall(self) -> None:
        self._at_once(self._flows.clear)

    def drop(self) -> None:
        """End every connection, and take new ones."""
        self._do(self._cut())
        self._do(self._begin())

    def close(self) -> None:
        self._do(self._cut())
        self._at_once(self._loop.stop)

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

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        if self.has_no_server:
            await reader.read(CHUNK)
            writer.write(NO_SERVER)
            return await self._end(writer)
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            return await self._end(writer)
        self._open.add(up_writer)
        await asyncio.gather(
            self._pipe(reader, up_writer, from_server=False),
            self._pipe(up_reader, writer, from_server=True),
        )

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_server: bool
    ) -> None:
        held = b""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while data := await reader.read(CHUNK):
                await self._flows.wait()
                await self._delay()
                if from_server and self.holds_streams and (held or A_STREAM in data):
                    held += data
                    continue
                writer.write(held + data)
                held = b""
                await writer.drain()
            writer.write(held)
        await self._end(writer)

    async def _delay(self) -> None:
        middle, spread = self.slow
        if middle:
            late = 2 * middle if self.random.random() < self.loses else 0
            await asyncio.sleep(
                max(0, self.random.uniform(middle - spread, middle + spread) + late)
            )

    async def _end(self, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, OSError):
            await writer.drain()
            writer.close()
        self._open.discard(writer)
