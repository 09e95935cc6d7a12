"""A room comes back all at once: those who wait at the door are looked up together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

LOOKED_UP_TOGETHER = 50

Headers = dict[bytes, bytes]
Arriving = tuple[str, str, Headers]
# Screens, places and headers → the cookie of each (empty on a wall); None: may not listen. A
# place is a workshop, or on a helper's device a workshop and whom it writes for.
WhoListens = Callable[[Sequence[Arriving]], Awaitable[list[str | None]]]


class Entrance:
    """One look at the database for all who came while the one before lasted, in their order."""

    def __init__(self, who_listens: WhoListens) -> None:
        self.who_listens = who_listens
        self._waiting: list[tuple[Arriving, asyncio.Future[str | None]]] = []
        self._looking: asyncio.Task[None] | None = None

    async def cookie_of(self, arriving: Arriving) -> str | None:
        """None: may not listen. Raises what the look at the database raised."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((arriving, answer))
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await answer

    async def _look(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:LOOKED_UP_TOGETHER]
                del self._waiting[:LOOKED_UP_TOGETHER]
                await self._answer(batch)
        finally:
            self._looking = None

    async def _answer(self, batch: list[tuple[Arriving, "asyncio.Future[str | None]"]]) -> None:
        try:
            found = await self.who_listens([arriving for arriving, _ in batch])
        except Exception as error:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), cookie in zip(batch, found, strict=True):
            if not answer.done():
                answer.set_result(cookie)
