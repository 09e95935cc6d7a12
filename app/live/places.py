"""Whose streams are open: one of each seat, a few of each desk, and not any number in a room."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field

from app.domain.keyring import hashed
from app.live.presence import Presence
from app.live.signs import Sign

MOST_IN_A_WORKSHOP, MOST_OF_A_DESK = 2000, 6
DESKS = ("desk", "words")

Headers = dict[bytes, bytes]


@dataclass(eq=False)
class Place:
    """One open stream among those of its workshop."""

    screen: str
    name: str  # the room, or of somebody helped the room and their handle
    cookie: str
    headers: Headers = field(default_factory=dict)
    tab: str = ""
    over: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    is_replaced: bool = False
    since: float = field(default_factory=time.time)  # seconds since 1970

    def end(self) -> None:
        """Of use once; after that it has ended already."""
        if not self.over.done():
            self.over.set_result(None)


class Places:
    """Those of this process. Others hear of it when a seat comes here, or a wall is open."""

    def __init__(self, presence: Presence) -> None:
        self.presence = presence
        self._places: dict[str, set[Place]] = defaultdict(set)
        self._phones: dict[tuple[str, str], Place] = {}  # by workshop and its seat's hash

    def of(self, workshop: str) -> list[Place]:
        return list(self._places.get(workshop, ()))

    def take(self, workshop: str, place: Place) -> Place | None:
        """None where there are too many. A seat has one place: its newest stream takes it."""
        screen, cookie, seat = place.screen, place.cookie, hashed(place.cookie)
        if screen == "phone" and (older := self._phones.get((workshop, seat))) is not None:
            self._replace(workshop, older, by=place)
        # Where a desk is signed in counts, whichever of its workshops it looks at.
        every = [p for there in self._places.values() for p in there] if screen in DESKS else []
        desks = sum(p.screen in DESKS and p.cookie == cookie for p in every)
        count = len(self._places.get(workshop, ()))
        if count >= MOST_IN_A_WORKSHOP or desks >= MOST_OF_A_DESK:
            return None
        self._places[workshop].add(place)
        if screen == "phone":
            self._phones[workshop, seat] = place
            self.presence.arrives(workshop, seat)
        if screen == "wall":
            self.presence.wall_opens(workshop)
        return place

    def leave(self, workshop: str, place: Place) -> None:
        places = self._places.get(workshop, set())
        if place in places and place.screen == "phone":
            seat = hashed(place.cookie)
            del self._phones[workshop, seat]
            self.presence.leaves(workshop, seat)
        places.discard(place)
        if not places:
            self._places.pop(workshop, None)

    def replaced(self, workshop: str, seat: str, at: float) -> None:
        """Another process serves a stream of this seat since then."""
        place = self._phones.get((workshop, seat))
        if place is not None and place.since < at:
            self._replace(workshop, place)

    def walls(self) -> list[Sign]:
        """Told to the other processes now and then."""
        return [
            ("wall", workshop)
            for workshop, places in list(self._places.items())
            if any(place.screen == "wall" for place in places)
        ]

    def _replace(self, workshop: str, older: Place, by: Place | None = None) -> None:
        self.leave(workshop, older)
        older.is_replaced = by is None or not by.tab or older.tab != by.tab
        older.end()
