"""A room full of phones: what all of them do at once, and what is known of all."""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.phones import Phone
from tests.faults.told import Act, History


@dataclass(frozen=True)
class Room:
    """Where the phones are."""

    workshop: str
    stage: str
    touchpoints: tuple[str, ...]


@dataclass
class Crowd:
    """Phones of one room, and what is known of all of them."""

    port: int
    room: Room
    history: History
    phones: list[Phone] = field(default_factory=list)
    live: int = 0
    copies: int = 0
    refused: list[tuple[int, Act]] = field(default_factory=list)
    unwell: int = 0  # answers that say that it is not the moment (503)
    over: bool = False
    _tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.history.seed + 1)
        self.all_live = asyncio.Event()
        self.all_settled = asyncio.Event()
        self.unsettled = 0
        self.phones = [Phone(n, secret, self) for n, secret in enumerate(self.history.secrets)]

    async def __aenter__(self) -> "Crowd":
        """Outboxes only; whoever is to listen arrives."""
        self._tasks += [asyncio.create_task(phone.keep_sending()) for phone in self.phones]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._leave()

    async def arrive(self, at_once: int = 100) -> None:
        """All open their streams, a few at a time."""
        for first in range(0, len(self.phones), at_once):
            for phone in self.phones[first : first + at_once]:
                self._tasks.append(asyncio.create_task(phone.follow()))
            await asyncio.sleep(0.05)
        await asyncio.wait_for(self.all_live.wait(), 120)

    async def _leave(self) -> None:
        self.over = True
        tasks = [*self._tasks, *(errand for phone in self.phones for errand in phone.errands)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.drop()
        await asyncio.sleep(0.2)

    def gives(self, phone: int) -> Act:
        """One more act of a phone, which waits in its outbox until it is acknowledged."""
        act = self.history.next_of(phone, self.room.touchpoints)
        act.given = time.monotonic()
        self.unsettled += 1
        self.all_settled.clear()
        self.phones[phone].outbox.append(act)
        self.phones[phone].wake.set()
        return act

    async def burst(self, each: int, seconds: float) -> None:
        """Everybody gives so many, at moments spread over so many seconds."""
        moments = sorted(
            (self.chance.uniform(0, seconds), phone)
            for phone in range(len(self.phones))
            for _ in range(each)
        )
        began = time.monotonic()
        for moment, phone in moments:
            if (pause := began + moment - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            self.gives(phone)

    async def settled(self, patience: float = 120) -> None:
        """Until every outbox is empty."""
        if self.unsettled:
            await asyncio.wait_for(self.all_settled.wait(), patience)

    def settles(self) -> None:
        self.unsettled -= 1
        if self.unsettled == 0:
            self.all_settled.set()

    def is_live(self, more: int) -> None:
        self.live += more
        (self.all_live.set if self.live == len(self.phones) else self.all_live.clear)()

    def drop(self) -> None:
        """Every connection at once, as when the Wi-Fi goes."""
        for phone in self.phones:
            phone.hang_up()

    def back_after(self, moment: float) -> list[float]:
        """Seconds after which each phone was live again."""
        return sorted(phone.live_at - moment for phone in self.phones)
