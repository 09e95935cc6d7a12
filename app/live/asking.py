"""For pages to which no stream comes through: what they would have heard, as one whole answer."""

import asyncio
from contextlib import suppress

from starlette.types import Message

from app.live.hub import Audience, Hub, Listener
from app.live.message import PING
from app.live.presence import Presence

MOST_SECONDS_HELD = 10  # that a question may wait for news
MOST_HELD = 4000  # questions, in all rooms
SECONDS_BETWEEN_QUESTIONS = 10  # for so long a room is drawn on for whoever asks


class Asking:
    """Answers in the words of the stream: a page reads both alike."""

    def __init__(self, hub: Hub, presence: Presence) -> None:
        self.hub = hub
        self.presence = presence
        self._held = 0

    async def news(
        self, workshop: str, who: Audience, known: str, seconds: int, seat: str = ""
    ) -> bytes | None:
        """What changed since the revision `known`; held for so many seconds until something does.

        `seat` says which phone is there, by the hash of its cookie. None when too many are asking.
        """
        if self._held >= MOST_HELD:
            return None
        basket = Basket()
        listener = Listener(basket.send)
        self._held += 1
        if seat:
            self.presence.arrives(workshop, seat)
        try:
            await self.hub.join(workshop, who, listener, known)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, MOST_SECONDS_HELD)):
                    await basket.has_news.wait()
        finally:
            self._held -= 1
            self.hub.leave_later(workshop, who, listener, SECONDS_BETWEEN_QUESTIONS)
            if seat:
                self.presence.leaves(workshop, seat)
        return b"".join(basket.heard)


class Basket:
    """What one page would have heard, until there is news."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.has_news = asyncio.Event()

    async def send(self, message: Message) -> None:
        body: bytes = message["body"]
        self.heard.append(body)
        is_over = not message.get("more_body", False)  # the server stops
        if is_over or (body and not body.startswith(PING)):
            self.has_news.set()
