"""HTTP/1.1 as a phone speaks it, lean: a thousand phones must leave a core to the server."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import cast

HOST = "127.0.0.1"


class Away(Exception):
    """No answer: what was asked may have been done or not."""


class Answer:
    """Of one request."""

    def __init__(self, head: bytes, body: bytes) -> None:
        first, *lines = head.split(b"\r\n")
        self.status = int(first[9:12])
        self.headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.decode("latin-1").partition(":") for line in lines)
        }
        self.body = body


class Line(asyncio.Protocol):
    """A connection that is kept, for one request after another."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._got = b""
        self._answer: asyncio.Future[Answer] | None = None

    @property
    def is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    @property
    def is_busy(self) -> bool:
        return self._answer is not None

    def turn(self) -> "asyncio.Future[Answer]":
        """Over when whoever uses it has an answer, or none."""
        assert self._answer is not None
        return self._answer

    async def ask(self, request: bytes, patience: float) -> Answer:
        """Raises Away."""
        if not self.is_open:
            raise Away
        assert self.transport is not None
        self._got, self._answer = b"", asyncio.get_running_loop().create_future()
        self.transport.write(request)
        try:
            async with asyncio.timeout(patience):
                return await self._answer
        except TimeoutError as error:
            self.hang_up()
            raise Away from error
        finally:
            self._answer = None

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found or self._answer is None or self._answer.done():
            return
        answer = Answer(head, body)
        if len(body) >= int(answer.headers.get("content-length", 0)):
            self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Away())


class Listening(asyncio.Protocol):
    """An open event stream. `hear` gets every piece of its body."""

    def __init__(self, request: bytes, hear: Callable[[bytes], None]) -> None:
        self.request, self.hear = request, hear
        self.over = asyncio.get_running_loop().create_future()
        self.head: Answer | None = None
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.head is not None:
            self.hear(data)
            return
        self._got += data
        head, found, body = self._got.partition(b"\r\n\r\n")
        if not found:
            return
        self.head = Answer(head, b"")
        if self.head.status != 200:
            self.transport.abort()
        elif body:
            self.hear(body)

    def connection_lost(self, error: Exception | None) -> None:
        with suppress(asyncio.InvalidStateError):
            self.over.set_result(None)


def request(method: str, path: str, port: int, cookie: str, body: str = "", **more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", f"Cookie: {cookie}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    if method == "POST":
        lines += [
            f"Origin: http://{HOST}:{port}",
            "HX-Request: true",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()
