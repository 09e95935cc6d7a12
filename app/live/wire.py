"""The socket behind a stream, for copies that need nothing that a response needs."""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "touchline.wire"


class Wire(HttpToolsProtocol):
    """uvicorn's protocol, which also tells the application how to write to its socket.

    `send` looks at each message anew, and is a coroutine: 3 µs for every copy to every phone.
    A copy is the same chunk for all, so a stream that has begun can have it written as it is.
    """

    is_open = True  # False while its socket is full, and for ever once it is gone
    on_change: Callable[[], None] | None = None  # called after each change of that
    _is_lost = False

    def on_message_begin(self) -> None:
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope["extensions"] = {EXTENSION: self}

    def pause_writing(self) -> None:
        super().pause_writing()
        self._change(is_open=False)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._change(is_open=not self._is_lost)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_lost = True
        self._change(is_open=False)
        super().connection_lost(exc)

    def _change(self, *, is_open: bool) -> None:
        self.is_open = is_open
        if self.on_change is not None:
            self.on_change()


def chunk(body: bytes) -> bytes:
    """As HTTP/1.1 writes a piece of a body whose end is not known (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(body), body)
