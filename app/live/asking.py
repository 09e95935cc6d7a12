"""For pages to which no stream comes through: what they would have heard, as one whole answer."""

import asyncio
from contextlib import suppress

from starlette.types import Message

from app.live.hub import Audience, Hub, Listener
from app.live.message import PING
from app.live.presence import Presence

MOST_SECONDS_HELD = 10  # that a question may wait for news
MOST_HELD = 4000  # questions, in all rooms
MOST_HELD_OF = {"phone": 1, "wall": 20}  # of one seat, of one room's walls
MOST_HELD_OF_A_DESK = 6
SECONDS_BETWEEN_QUESTIONS = 10  # for so long a room is drawn on for whoever asks


class Asking:
    """Answers in the words of the stream: a page reads both alike."""

    def __init__(self, hub: Hub, presence: Presence) -> None:
        self.hub = hub
        self.presence = presence
        self._held: dict[str, list[Basket]] = {}  # by who asked, the oldest first
        self._count = 0

    async def news(
        self, workshop: str, who: Audience, known: str, seconds: int, of: str, seat: str = ""
    ) -> bytes | None:
        """What changed since the revision `known`; held for so many seconds until something does.

        `of` says whose question it is: of those that one may have, the newest are held. `seat`
        says which phone is there, by the hash of its cookie. None when too many are asking, and
        for a question that gave way to a newer one.
        """
        if self._count >= MOST_HELD:
            return None
        self._count += 1
        basket = self._take_place(who.screen, of)
        listener = Listener(basket.send)
        if seat:
            self.presence.arrives(workshop, seat)
        try:
            await self.hub.join(workshop, who, listener, known)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(seconds, MOST_SECONDS_HELD)):
                    await basket.has_news.wait()
        finally:
            self._count -= 1
            self._leave_place(of, basket)
            self.hub.leave_later(workshop, who, listener, SECONDS_BETWEEN_QUESTIONS)
            if seat:
                self.presence.leaves(workshop, seat)
        return None if basket.gave_way else b"".join(basket.heard)

    def _take_place(self, screen: str, of: str) -> "Basket":
        held = self._held.setdefault(of, [])
        if len(held) >= MOST_HELD_OF.get(screen, MOST_HELD_OF_A_DESK):
            held.pop(0).give_way()
        basket = Basket()
        held.append(basket)
        return basket

    def _leave_place(self, of: str, basket: "Basket") -> None:
        held = self._held.get(of, [])
        if basket in held:
            held.remove(basket)
        if not held:
            self._held.pop(of, None)


class Basket:
    """What one page would have heard, until there is news."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.has_news = asyncio.Event()
        self.gave_way = False

    def give_way(self) -> None:
        self.gave_way = True
        self.has_news.set()

    async def send(self, message: Message) -> None:
        body: bytes = message["body"]
        self.heard.append(body)
        is_over = not message.get("more_body", False)  # the server stops
        if is_over or (body and not body.startswith(PING)):
            self.has_news.set()
