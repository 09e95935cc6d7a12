"""Following a room by its stream, through every break."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from app.rehearsal.wire import Browser, Unreachable, pauses

STEADY = 5.0  # seconds after which a stream counts as one that held

OnEvent = Callable[[str, str], None]  # its name, "message" without one, and its data


class Following:
    """One open stream at a time. `on_live` hears that it began (again), `on_lost` that it broke."""

    def __init__(
        self,
        browser: Browser,
        path: str,
        *,
        on_event: OnEvent,
        on_live: Callable[[], None] = lambda: None,
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self.browser = browser
        self.path = path
        self.on_event = on_event
        self.on_live = on_live
        self.on_lost = on_lost
        self.seen = ""  # the last event heard, for when the stream breaks
        self._unread = b""
        self._is_live = False

    async def keep_listening(self) -> None:
        """Runs until cancelled."""
        tries = pauses()
        while True:
            began = time.monotonic()
            with suppress(Unreachable):
                await self.browser.listen(self.path, self.seen, self._hear)
            self._unread = b""
            if self._is_live:
                self._is_live = False
                self.on_lost()
            if time.monotonic() - began > STEADY:
                tries = pauses()
            await asyncio.sleep(next(tries))

    def _hear(self, body: bytes) -> None:
        if not self._is_live:
            self._is_live = True
            self.on_live()
        *events, self._unread = (self._unread + body).split(b"\n\n")
        for event in events:
            self._read(event)

    def _read(self, event: bytes) -> None:
        name, data = b"message", []
        for line in event.split(b"\n"):
            field, _, value = line.partition(b": ")
            if field == b"data":
                data.append(value)
            elif field == b"event":
                name = value
            elif field == b"id":
                self.seen = value.decode("latin-1")
        self.on_event(name.decode(), b"\n".join(data).decode())
