"""Counting: when everybody has seen an act, and how long that took."""

import asyncio
import re
from collections.abc import Iterable, Sequence

CLOCK = re.compile(rb'data-ends="(\d+)"')
MINUTE = 60_000
END = b"\n\n\r\n"  # of a server-sent event at the end of its HTTP chunk


class Crowd:
    """Who has seen which act. Act n gives the clock its n-th minute, so the screen says it."""

    def __init__(self, phones: int) -> None:
        self.phones = phones
        self.copies = 0
        self.size = 0  # bytes of the last event, as they went over the wire
        self.sent: dict[int, float] = {}
        self.seen: dict[int, float] = {}
        self.all_seen = asyncio.Event()
        self._left: dict[int, int] = {}
        self._known: dict[bytes, tuple[int, int]] = {}
        self._ends: int | None = None
        self._number = 0

    def send(self, number: int, at: float) -> None:
        self.sent[number], self._left[number] = at, self.phones
        self.all_seen.clear()

    def reads(self, data: bytes) -> tuple[int, int]:
        """The newest act in these events, and how many clocks; equal bytes are read once."""
        found = self._known.get(data)
        if found is None:
            if len(self._known) > 500:
                self._known.clear()
            found = self._known[data] = self._read(data)
        return found

    def shows(self, before: int, number: int, at: float) -> None:
        """One phone, that had seen `before`, has now seen `number` and all between."""
        left = self._left
        for act in range(before + 1, number + 1):
            if act in left:
                left[act] -= 1
                if left[act] == 0:
                    self.seen[act] = at
                    del left[act]
        if not left:
            self.all_seen.set()

    @property
    def number(self) -> int:
        return self._number

    def milliseconds(self) -> list[float]:
        return [(self.seen[act] - self.sent[act]) * 1000 for act in self.seen]

    def _read(self, data: bytes) -> tuple[int, int]:
        ends = [int(found) for found in CLOCK.findall(data)]
        if not ends:
            return 0, 0
        if self._ends is None:
            self._ends = ends[-1]
        # The server rounds to seconds, so count minutes from the last clock, not from the first.
        number = self._number + round((ends[-1] - self._ends) / MINUTE)
        if number > self._number:
            self.size = len(data) // len(ends)
            self._number, self._ends = number, ends[-1]
        return number, len(ends)


def quantile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all do not exceed; 0 of nothing."""
    ordered: Sequence[float] = sorted(values)
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
