"""Rooms: draws each changed region once, and hands the same bytes to everybody who listens."""

import asyncio
import logging
import time
from asyncio import Transport
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from secrets import token_hex
from typing import Any

from starlette.types import Send

from app.domain.changes import Change, Topic
from app.live.message import Part, message, ping
from app.live.wire import Wire, chunk

TICK = 0.05  # seconds between drawings of a busy room
PATIENCE, MOST_PATIENCE = 3, 0.3  # a drawing that took long waits this many times as long, seconds
SLOW_TICK = 0.8  # seconds in which what people wrote is gathered, so that it comes in batches (A1)
SPREAD_PER_PHONE, MOST_SPREAD = 6, 3000  # ms in which phones fetch their own parts
SECONDS_UNTIL_AGAIN = 1  # after a drawing that failed
SECONDS_SHARED = 2.0  # in which pages that are asked for at once show what one of them has drawn
EVERYTHING = frozenset(Topic)


@dataclass(frozen=True)
class Audience:
    """Those who see the same bytes: one kind of screen, one language, on phones one voice.

    A helper who writes for somebody is an audience alone: the addresses in it are that person's.
    """

    screen: str
    language: str
    voice: str = ""
    place: str = ""


class Drawn(dict[Audience, dict[str, list[Part]]]):
    """For each audience, the parts of each region."""

    missing: frozenset[Topic] = frozenset()  # what the regions listen to that failed to be drawn


Wanted = Mapping[Audience, frozenset[Topic]]
Draw = Callable[[str, Wanted, bool | None], Drawn]  # room, topics, slow regions (None: all)


class Pages(dict[str, Any]):
    """What the pages of an audience show alike, by template; gone when the audience is shown more.

    Or after two seconds: not every change of a page is told on the streams.
    """

    def __init__(self) -> None:
        self._until = time.monotonic() + SECONDS_SHARED

    @property
    def are_fresh(self) -> bool:
        return time.monotonic() < self._until


@dataclass(frozen=True)
class Now:
    """What an audience was shown last."""

    known: str = ""
    pages: Pages = field(default_factory=Pages)


@dataclass(eq=False)
class Listener:
    """One open stream."""

    send: Send
    wire: Wire | None = None  # its socket, where the server lets us have it
    seen: int = 0  # the last revision it was given before it was stale
    stale: bool = False  # its socket is full; it is caught up when it drains
    crowd: int = 0  # with how many it comes back, at once, to a server that was started anew

    def offer(self, body: bytes, more: bool = True) -> bool:
        """Write without waiting; False, and nothing written, when the socket is full."""
        step = self.send({"type": "http.response.body", "body": body, "more_body": more})
        try:
            step.send(None)  # type: ignore[attr-defined]
        except StopIteration:
            return True
        step.close()  # type: ignore[attr-defined]
        return False


@dataclass(eq=False)
class Channel:
    """What one audience of one room sees now."""

    is_for_crowd: bool = False  # phones, which may all come over from another process at once
    name: str = field(default_factory=lambda: token_hex(4))
    revision: int = 0
    guests: int = 0  # listening, or about to
    listeners: set[Listener] = field(default_factory=set)
    drawn: asyncio.Event = field(default_factory=asyncio.Event)
    pages: Pages = field(default_factory=Pages)
    _ready: dict[Listener, Transport] = field(default_factory=dict)  # who takes a copy as it is
    _regions: dict[str, dict[str, tuple[Part, int]]] = field(default_factory=dict)
    _catching_up: set[asyncio.Task[None]] = field(default_factory=set)
    _read: tuple[int, str] = (0, "")  # a revision, and its content

    @property
    def content(self) -> str:
        """The same wherever the same is shown: by it a phone is known to another process.

        Empty on the few other screens: theirs is long, and they just hear everything again.
        """
        if self.is_for_crowd and self._read[0] != self.revision:
            digest = blake2b(digest_size=6)
            for region in sorted(self._regions):
                for part, _ in self._regions[region].values():
                    digest.update(part.digest)
            self._read = self.revision, digest.hexdigest()
        return self._read[1]

    def now(self) -> Now:
        if not self.pages.are_fresh:
            self.pages = Pages()
        return Now(f"{self.name}-{self.revision}", self.pages)

    def show(self, regions: Mapping[str, list[Part]]) -> None:
        """Remember what is new, and give that alone to everybody."""
        before, self.revision, self.pages = self.revision, self.revision + 1, Pages()
        for region, parts in regions.items():
            known = self._regions.get(region, {})
            new = {part.id: (part, self.revision) for part in parts}
            kept = {id_: known[id_] for id_ in new if id_ in known and known[id_][0] == new[id_][0]}
            self._regions[region] = new | kept
        self.drawn.set()
        self.everyone(self._since(before), before)

    def welcome(self, listener: Listener, known: str) -> None:
        """Join, and receive whatever changed since the revision the page or the link knows."""
        name, revision, crowd, content = [*known.split("-", 3), "", "", ""][:4]
        if name == self.name:
            listener.seen = int(revision) if revision.isdecimal() else 0
        elif content and content == self.content:
            listener.seen = self.revision
        else:
            listener.crowd = int(crowd) if crowd.isdecimal() else 0
        self.listeners.add(listener)
        if listener.wire is not None:
            listener.wire.on_change = partial(self._sort, listener)
        self._sort(listener)
        listener.offer(ping())
        self._catch_up(listener)

    def forget(self, listener: Listener) -> None:
        if listener not in self.listeners:
            return  # and another one may listen on its wire by now
        self.listeners.remove(listener)
        self._ready.pop(listener, None)
        if listener.wire is not None:
            listener.wire.on_change = None

    def everyone(self, body: bytes, seen: int) -> None:
        """To all who can take it; whoever cannot has seen the revision `seen` and no more."""
        if not body:
            return
        others = self._not_ready()
        # This is paid for every copy: what can be done once for all is done before.
        copy = chunk(body)
        for transport in tuple(self._ready.values()):
            transport.write(copy)
        for listener in others:
            if listener.wire is None and listener.offer(body):
                continue
            listener.seen = seen
            self._wait_for(listener)

    def _not_ready(self) -> list[Listener]:
        """Of those who are not being caught up."""
        if len(self._ready) == len(self.listeners):
            return []
        return [one for one in self.listeners if one not in self._ready and not one.stale]

    def _sort(self, listener: Listener) -> None:
        wire = listener.wire
        if wire is not None and wire.is_open and not listener.stale:
            self._ready[listener] = wire.transport
        else:
            self._ready.pop(listener, None)

    def _since(self, revision: int, crowd: int = 0) -> bytes:
        shown = [each for region in self._regions.values() for each in region.values()]
        parts = [part for part, changed in shown if changed > revision]
        if not parts:
            return b""
        spread = min(SPREAD_PER_PHONE * max(len(self.listeners), crowd), MOST_SPREAD)
        if crowd:  # what it shows of its own is still true, and others wait for their streams
            spread *= 2
        here = f"{self.name}-{self.revision}-{len(self.listeners)}-{self.content}"
        return message(parts, here, spread)

    def _catch_up(self, listener: Listener) -> None:
        if not listener.offer(self._since(listener.seen, listener.crowd)):
            return self._wait_for(listener)
        listener.crowd = 0

    def _wait_for(self, listener: Listener) -> None:
        listener.stale = True
        self._sort(listener)
        task = asyncio.create_task(self._when_drained(listener))
        self._catching_up.add(task)
        task.add_done_callback(self._catching_up.discard)

    async def _when_drained(self, listener: Listener) -> None:
        # An empty body writes nothing, and returns as soon as there is room.
        await listener.send({"type": "http.response.body", "body": b"", "more_body": True})
        listener.stale = False
        if listener in self.listeners:
            self._sort(listener)
            self._catch_up(listener)


@dataclass(eq=False)
class Room:
    """One workshop's audiences, and the tasks that draw for them."""

    workshop: str
    draw: Draw
    channels: dict[Audience, Channel] = field(default_factory=dict)
    _changed: dict[bool, set[Topic]] = field(default_factory=lambda: {False: set(), True: set()})
    _wake: dict[bool, asyncio.Event] = field(
        default_factory=lambda: {False: asyncio.Event(), True: asyncio.Event()}
    )
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _missing: set[Topic] = field(default_factory=set)
    _again: asyncio.TimerHandle | None = None

    def open(self) -> None:
        self._tasks = [asyncio.create_task(self._keep_drawing(slow)) for slow in (False, True)]

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._again is not None:
            self._again.cancel()
        self._idle.set()  # nothing of it will be drawn any more

    def mark(self, topics: Iterable[Topic]) -> None:
        told = set(topics)
        for slow in (False, True):
            self._changed[slow] |= told
            self._wake[slow].set()
        self._idle.clear()

    async def settled(self) -> None:
        """Until everything marked so far has been drawn and sent (for tests)."""
        await self._idle.wait()

    async def _keep_drawing(self, slow: bool) -> None:
        """At once in a calm room; in a busy one, at most once a tick. Slow regions only gather."""
        while True:
            await self._wake[slow].wait()
            if slow:
                await asyncio.sleep(SLOW_TICK)
            self._wake[slow].clear()
            changed, self._changed[slow] = frozenset(self._changed[slow]), set()
            began = time.monotonic()
            try:
                await self._draw(changed, slow)
            except Exception:
                logging.exception("A region could not be drawn; trying again in a second.")
                self._changed[slow] |= changed
                self._wake[slow].set()
                await asyncio.sleep(SECONDS_UNTIL_AGAIN)
            if not any(wake.is_set() for wake in self._wake.values()):
                self._idle.set()
            if not slow:
                took = time.monotonic() - began
                await asyncio.sleep(max(TICK, min(PATIENCE * took, MOST_PATIENCE)))

    async def _draw(self, changed: frozenset[Topic], slow: bool) -> None:
        in_a_thread = asyncio.get_running_loop().run_in_executor
        async with self._drawing:
            channels = dict(self.channels)
            new = {who: EVERYTHING for who, c in channels.items() if not c.drawn.is_set()}
            known = {who: changed for who in channels if who not in new} if changed else {}
            for wanted, which in ((new, None), (known, slow)):
                if wanted:
                    drawn = await in_a_thread(None, self.draw, self.workshop, wanted, which)
                    for who, regions in drawn.items():
                        if regions or who in new:
                            channels[who].show(regions)
                    self._try_again(drawn.missing)

    def _try_again(self, missing: frozenset[Topic]) -> None:
        """In a second; what could be drawn goes on meanwhile."""
        self._missing |= missing
        if self._missing and self._again is None:
            self._again = asyncio.get_running_loop().call_later(
                SECONDS_UNTIL_AGAIN, self._mark_missing
            )

    def _mark_missing(self) -> None:
        self._again = None
        missing, self._missing = self._missing, set()
        self.mark(missing)


class Hub:
    """All rooms of this process."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._rooms: dict[str, Room] = {}
        self.closing = False

    def publish(self, changes: Iterable[Change]) -> None:
        for workshop, topic in changes:
            if workshop in self._rooms:
                self._rooms[workshop].mark([topic])

    def publish_everything(self) -> None:
        """When news may have been missed."""
        for room in self._rooms.values():
            room.mark(EVERYTHING)

    def now(self, workshop: str) -> "dict[Audience, Now]":
        """What a page about to be read can say it knows; take it before reading."""
        room = self._rooms.get(workshop)
        channels = dict(room.channels) if room else {}
        return {who: channel.now() for who, channel in channels.items() if channel.drawn.is_set()}

    async def join(self, workshop: str, who: Audience, listener: Listener, known: str) -> None:
        room = self._rooms.get(workshop)
        if room is None:
            room = self._rooms[workshop] = Room(workshop, self._draw)
            room.open()
        channel = room.channels.get(who)
        if channel is None:
            channel = room.channels[who] = Channel(is_for_crowd=who.screen == "phone")
        channel.guests += 1
        if not channel.drawn.is_set():
            room.mark([])
            await channel.drawn.wait()
        channel.welcome(listener, known)

    def leave(self, workshop: str, who: Audience, listener: Listener) -> None:
        room = self._rooms[workshop]
        channel = room.channels[who]
        channel.forget(listener)
        channel.guests -= 1
        if channel.guests == 0:
            del room.channels[who]
        if not room.channels:
            room.close()
            del self._rooms[workshop]

    def leave_later(self, workshop: str, who: Audience, listener: Listener, seconds: float) -> None:
        """Listen no more; but go on drawing for a while, for it will soon ask again."""
        self._rooms[workshop].channels[who].forget(listener)
        asyncio.get_running_loop().call_later(seconds, self.leave, workshop, who, listener)

    async def settled(self, workshop: str) -> None:
        if workshop in self._rooms:
            await self._rooms[workshop].settled()

    def guests(self, workshop: str, screen: str) -> int:
        """How many screens of a kind are listening now."""
        room = self._rooms.get(workshop)
        channels = room.channels.items() if room else ()
        return sum(len(c.listeners) for who, c in channels if who.screen == screen)

    def ping(self) -> None:
        for channel in self._channels():
            channel.everyone(ping(), channel.revision)

    def close(self) -> None:
        """End every stream, so that the server can stop; browsers come back by themselves."""
        self.closing = True
        for channel in self._channels():
            for listener in list(channel.listeners):
                with suppress(Exception):
                    listener.offer(b"", more=False)
                channel.forget(listener)

    def _channels(self) -> list[Channel]:
        return [channel for room in self._rooms.values() for channel in room.channels.values()]
