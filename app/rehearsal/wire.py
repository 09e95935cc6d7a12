"""A small HTTP/1.1 client: three hundred phones in one process must cost less than the server."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import SystemRandom
from typing import cast
from urllib.parse import urlencode, urlsplit
from weakref import WeakSet

from httptools import HttpParserError, HttpResponseParser

PATIENCE, MOST_PATIENCE = 10.0, 60.0  # seconds for an answer, at first and in the end
SILENCE = 15.0  # seconds without a ping after which a stream counts as dead
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 3.0  # seconds between tries

Fields = Iterable[tuple[str, str]]

_chance = SystemRandom()


class Unreachable(Exception):
    """No answer came. What was sent may or may not have been saved: send it again."""


class TooSlow(Unreachable):
    """No answer came in time."""


@dataclass
class Answer:
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")

    @property
    def is_final(self) -> bool:
        """Whether sending it again would be answered alike."""
        return self.status < 500 and self.status != 429

    @property
    def is_yes(self) -> bool:
        return self.status < 400


def pauses() -> Iterator[float]:
    """Ever longer, never the same for two phones: after a break they must not come all at once."""
    longest = SHORTEST_PAUSE
    while True:
        yield _chance.uniform(longest / 2, longest)
        longest = min(longest * 2, LONGEST_PAUSE)


def spread(milliseconds: int) -> float:
    """Somewhere within, in seconds."""
    return _chance.uniform(0, milliseconds / 1000)


class Server:
    """Where it is; raises ValueError for an address that is none."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("The address must begin with http:// or https://.")
        self.host = parts.hostname
        self.tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.port = parts.port or (443 if self.tls else 80)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.netloc = parts.netloc
        self._connections: WeakSet[Connection] = WeakSet()

    async def connect(self) -> "Connection":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE):
                _, connection = await loop.create_connection(
                    Connection, self.host, self.port, ssl=self.tls
                )
        except (OSError, TimeoutError) as error:
            raise Unreachable(str(error)) from error
        self._connections.add(connection)
        return connection

    def hang_up(self) -> None:
        """Every connection, when all is over."""
        for connection in list(self._connections):
            connection.close()


class Connection(asyncio.Protocol):
    """One request at a time; httptools reads the answers."""

    def __init__(self) -> None:
        self.answer = Answer()
        self.hear: Callable[[bytes], None] | None = None
        self.heard_at = 0.0
        self._parts: list[bytes] = []
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._begun: asyncio.Future[None] | None = None
        self._whole: asyncio.Future[None] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes, patience: float) -> Answer:
        self._send(request)
        assert self._whole is not None
        try:
            async with asyncio.timeout(patience):
                await self._whole
        except TimeoutError as error:
            self.close()
            raise TooSlow("no answer in time") from error
        self.answer.body = b"".join(self._parts)
        if not self._parser.should_keep_alive():
            self.close()
        return self.answer

    async def listen(self, request: bytes, hear: Callable[[bytes], None]) -> int:
        """The status; at 200, `hear` gets every piece until the stream ends or is silent."""
        self.hear = hear
        self._send(request)
        assert self._begun is not None
        assert self._whole is not None
        try:
            async with asyncio.timeout(PATIENCE):
                await self._begun
            if self.answer.status == 200:
                await self._until_silent(self._whole)
        except TimeoutError as error:
            raise Unreachable("no answer in time") from error
        finally:
            self.close()
        return self.answer.status

    async def _until_silent(self, whole: asyncio.Future[None]) -> None:
        self.heard_at = time.monotonic()
        while (left := self.heard_at + SILENCE - time.monotonic()) > 0:
            await asyncio.wait([whole], timeout=left)
            if whole.done():
                with suppress(Unreachable):
                    whole.result()
                return

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _send(self, request: bytes) -> None:
        if self._transport is None or not self.is_open:
            raise Unreachable("the connection was closed")
        loop = asyncio.get_running_loop()
        self.answer, self._parts = Answer(), []
        self._begun, self._whole = loop.create_future(), loop.create_future()
        self._transport.write(request)

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        for waiting in (self._begun, self._whole):
            if waiting is not None and not waiting.done():
                waiting.set_exception(Unreachable("the connection was lost"))
                waiting.exception()  # not everybody waits for both

    # What httptools calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        self.answer.headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        self.answer.status = self._parser.get_status_code()
        if self._begun is not None and not self._begun.done():
            self._begun.set_result(None)

    def on_body(self, body: bytes) -> None:
        if self.hear is None:
            self._parts.append(body)
        else:
            self.heard_at = time.monotonic()
            self.hear(body)

    def on_message_complete(self) -> None:
        if self._whole is not None and not self._whole.done():
            self._whole.set_result(None)


class Browser:
    """One phone's browser: cookies, and one connection that it keeps."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}
        self._connection: Connection | None = None
        self._patience = PATIENCE

    async def get(self, path: str) -> Answer:
        return await self._ask(self._head("GET", path) + b"\r\n")

    async def post(self, path: str, fields: Fields, *, by_htmx: bool = False) -> Answer:
        body = urlencode(list(fields)).encode()
        head = self._head("POST", path)
        head += b"content-type: application/x-www-form-urlencoded\r\n"
        head += b"content-length: %d\r\norigin: %s\r\n" % (len(body), self.server.origin.encode())
        head += b"hx-request: true\r\n" if by_htmx else b""
        return await self._ask(head + b"\r\n" + body)

    async def patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Again and again, until there is an answer that counts."""
        for pause in pauses():
            with suppress(Unreachable):
                answer = await ask()
                if answer.is_final:
                    return answer
            await asyncio.sleep(pause)
        raise AssertionError("pauses never end")

    async def listen(self, path: str, known: str, hear: Callable[[bytes], None]) -> int:
        """The stream, on a connection of its own. Raises Unreachable if it cannot begin."""
        head = self._head("GET", path) + b"accept: text/event-stream\r\n"
        head += f"last-event-id: {known}\r\n".encode() if known else b""
        connection = await self.server.connect()
        return await connection.listen(head + b"\r\n", hear)

    async def _ask(self, request: bytes) -> Answer:
        if self._connection is None or not self._connection.is_open:
            self._connection = await self.server.connect()
        try:
            answer = await self._connection.ask(request, self._patience)
        except TooSlow:
            # A server that is only slow would never get done with what nobody waits for any more.
            self._patience = min(2 * self._patience, MOST_PATIENCE)
            raise
        self._patience = PATIENCE
        self._keep_cookies(answer)
        return answer

    def _head(self, method: str, path: str) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"host: {self.server.netloc}"]
        lines += [f"cookie: {cookies}"] if cookies else []
        lines += ["user-agent: touchline-rehearsal"]
        return "".join(f"{line}\r\n" for line in lines).encode("latin-1")

    def _keep_cookies(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie.strip()] = content.strip()
