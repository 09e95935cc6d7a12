"""Who is there and who is writing just now: kept in memory, never stored, shown only as numbers.

Where several processes share a database each knows what all of them hear: see app.live.bus.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.changes import Change, Topic
from app.live.signs import Sign, Tell, tell_nobody

WRITING_FOR = 8.0  # seconds that one sign of writing lasts
MAY_SEND_FOR = 60.0  # seconds in which what was being written at a move may still be sent
AWAY_AFTER = 300.0  # seconds without an open stream
WALL_FOR = 75.0  # seconds that one sign of a wall lasts that another process serves


@dataclass(frozen=True)
class Late:
    """Those who were writing when the room moved on and have not sent it yet."""

    people: int = 0
    until: int = 0  # milliseconds since 1970


@dataclass
class Presence:
    """Signs of writing and of being there, by workshop and seat."""

    publish: Callable[[Iterable[Change]], None]
    clock: Callable[[], float] = time.monotonic
    tell: Tell = tell_nobody
    replaced: Callable[[str, str, float], None] = lambda _workshop, _seat, _at: None
    _writing: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    _late: dict[str, tuple[set[str], float, int]] = field(default_factory=dict)
    _streams: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    _left: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    _walls: dict[str, float] = field(default_factory=dict)  # elsewhere
    _since: float = 0.0
    _seen_at: float = 0.0  # when those away were last looked for

    def __post_init__(self) -> None:
        self._since = self._seen_at = self.clock()

    # Writing

    def writes(self, workshop: str, seat: str) -> None:
        self.tell("writes", workshop, seat)
        self._writes(workshop, seat)

    def _writes(self, workshop: str, seat: str) -> None:
        new = seat not in self._writing[workshop]
        self._writing[workshop][seat] = self.clock()
        if new:
            self.publish([(workshop, Topic.WRITING)])

    def stopped(self, workshop: str, seat: str) -> None:
        if self._stopped(workshop, seat):
            self.tell("stopped", workshop, seat)

    def _stopped(self, workshop: str, seat: str) -> bool:
        was_writing = self._writing[workshop].pop(seat, None) is not None
        late = self._late.get(workshop, (set(), 0.0, 0))[0]
        if not was_writing and seat not in late:
            return False
        late.discard(seat)
        self.publish([(workshop, Topic.WRITING)])
        return True

    def writing(self, workshop: str) -> int:
        return len(self._writing.get(workshop, ()))

    def moved(self, workshop: str) -> None:
        """The room has moved on: whoever is writing may still send it for a minute."""
        until = round((time.time() + MAY_SEND_FOR) * 1000)
        self.tell("moved", workshop, str(until))
        self._moved(workshop, until)

    def _moved(self, workshop: str, until: int) -> None:
        writing = set(self._writing.get(workshop, ()))
        self._late[workshop] = (writing, self.clock() + MAY_SEND_FOR, until)
        self.publish([(workshop, Topic.WRITING)])

    def late(self, workshop: str) -> Late:
        seats, until, told = self._late.get(workshop, (set(), 0.0, 0))
        return Late(len(seats), told) if seats and self.clock() < until else Late()

    # Being there

    def arrives(self, workshop: str, seat: str) -> None:
        """A phone opened its stream."""
        self.tell("arrives", workshop, seat, str(time.time()))
        was_there = self.is_there(workshop, seat)
        self._streams[workshop][seat] = self._streams[workshop].get(seat, 0) + 1
        if not was_there:
            self.publish([(workshop, Topic.PRESENT)])

    def leaves(self, workshop: str, seat: str) -> None:
        streams = self._streams[workshop]
        streams[seat] = streams.get(seat, 1) - 1
        if streams[seat] <= 0:
            del streams[seat]
            self._left[workshop][seat] = self.clock()
            self.tell("there", workshop, seat)
        if not streams:
            del self._streams[workshop]

    def is_there(self, workshop: str, seat: str) -> bool:
        """A stream is open, or was less than five minutes ago; unknown ones since the start."""
        if seat in self._streams.get(workshop, ()):
            return True
        return self.clock() - self._left.get(workshop, {}).get(seat, self._since) < AWAY_AFTER

    def wall_opens(self, workshop: str) -> None:
        self.tell("wall", workshop)

    def has_wall_elsewhere(self, workshop: str) -> bool:
        """Within the last minute, served by another process."""
        return self.clock() - self._walls.get(workshop, -WALL_FOR) < WALL_FOR

    # What other processes tell

    def hearers(self) -> dict[str, Callable[..., object]]:
        """By the kind of sign."""
        return {
            "writes": self._writes,
            "stopped": self._stopped,
            "moved": lambda workshop, until: self._moved(workshop, int(until)),
            "there": self._there,
            "arrives": self._arrived,
            "wall": lambda workshop: self._walls.update({workshop: self.clock()}),
        }

    def lasting(self) -> list[Sign]:
        """Whose streams are open here."""
        return [
            ("there", workshop, seat)
            for workshop, seats in list(self._streams.items())
            for seat in list(seats)
        ]

    def _there(self, workshop: str, seat: str) -> None:
        was_there = self.is_there(workshop, seat)
        self._left[workshop][seat] = self.clock()
        if not was_there:
            self.publish([(workshop, Topic.PRESENT)])

    def _arrived(self, workshop: str, seat: str, at: str) -> None:
        """A seat has one place: its newest stream takes it, whoever serves it."""
        self.replaced(workshop, seat, float(at))
        self._there(workshop, seat)

    # Called every few seconds

    def forget(self) -> None:
        """Whoever gave no sign of writing lately has stopped; whoever left long ago is away."""
        now = self.clock()
        for workshop, seats in list(self._writing.items()):
            gone = [seat for seat, at in seats.items() if at < now - WRITING_FOR]
            for seat in gone:
                del seats[seat]
            if gone:
                self.publish([(workshop, Topic.WRITING)])
            if not seats:
                del self._writing[workshop]
        for workshop, (_, until, _told) in list(self._late.items()):
            if until <= now:
                del self._late[workshop]
                self.publish([(workshop, Topic.WRITING)])
        self._notice_who_is_away(now)

    def _notice_who_is_away(self, now: float) -> None:
        before, self._seen_at = self._seen_at, now
        for workshop, seats in list(self._left.items()):
            if any(before < left + AWAY_AFTER <= now for left in seats.values()):
                self.publish([(workshop, Topic.PRESENT)])
            for seat, left in list(seats.items()):
                if now - left > 2 * AWAY_AFTER and self._since < left:
                    del seats[seat]  # as long away as the unknown
            if not seats:
                del self._left[workshop]
