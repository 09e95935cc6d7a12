"""A lean client: protocols on sockets, because the load must cost less than what it measures."""

import asyncio
import time
from asyncio import AbstractEventLoop, Future
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bench.seen import END, Crowd

HOST = "127.0.0.1"
AT_ONCE = 50  # streams opened at a time


class Stream(asyncio.Protocol):
    """One open phone."""

    def __init__(self, request: bytes, crowd: Crowd, opened: "Future[None]") -> None:
        self.request = request
        self.crowd = crowd
        self.opened = opened
        self.seen = 0
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.rest or not data.endswith(END):
            self.rest += data
            if not self.rest.endswith(END):
                return
            data, self.rest = self.rest, b""
        number, copies = self.crowd.reads(data)
        if not copies:
            return
        if not self.opened.done():
            self.seen = number
            self.opened.set_result(None)
            return
        self.crowd.copies += copies
        if number > self.seen:
            self.crowd.shows(self.seen, number, time.perf_counter())
            self.seen = number

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"No stream: {self.rest[:200]!r} {error}"))


class Screen(asyncio.Protocol):
    """A desk or a wall: it listens, nobody measures it."""

    def __init__(self, request: bytes) -> None:
        self.request = request

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)


class Poster(asyncio.Protocol):
    """A connection that is kept, for one form after another."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self.loop = loop
        self.answer: Future[int] | None = None
        self.got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found or self.answer is None:
            return
        if len(body) >= _length(head):
            answer, self.answer, self.got = self.answer, None, b""
            if not answer.done():
                answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error or ConnectionError("The server hung up."))

    async def post(self, request: bytes) -> int:
        """The status of the answer, once all of it is here."""
        self.answer = self.loop.create_future()
        self.transport.write(request)
        return await self.answer


@dataclass(frozen=True)
class Server:
    """Where to, and in whose words."""

    port: int

    def get(self, path: str, cookie: str = "") -> bytes:
        return (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nCookie: {cookie}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()

    def form(self, path: str, cookie: str, body: str) -> bytes:
        return (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            f"Origin: http://{HOST}:{self.port}\r\nCookie: {cookie}\r\nHX-Request: true\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    async def listen(self, requests: Sequence[bytes], crowd: Crowd) -> list[Stream]:
        """Open a stream for each, and return once each shows the room."""
        loop = asyncio.get_running_loop()
        streams: list[Stream] = []
        for first in range(0, len(requests), AT_ONCE):
            batch = [
                Stream(request, crowd, loop.create_future())
                for request in requests[first : first + AT_ONCE]
            ]
            for stream in batch:
                await loop.create_connection(lambda s=stream: s, HOST, self.port)  # type: ignore[misc]
            await asyncio.wait_for(asyncio.gather(*(s.opened for s in batch)), 20)
            streams += batch
        return streams

    async def watch(self, request: bytes) -> Screen:
        loop = asyncio.get_running_loop()
        _, screen = await loop.create_connection(lambda: Screen(request), HOST, self.port)
        return screen

    async def posters(self, number: int) -> list[Poster]:
        loop = asyncio.get_running_loop()
        made = []
        for _ in range(number):
            _, poster = await loop.create_connection(lambda: Poster(loop), HOST, self.port)
            made.append(poster)
        return made


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
