"""Who is writing just now: kept in memory, never stored, shown only as a number."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.changes import Change, Topic

WRITING_FOR = 8.0  # seconds that one sign of writing lasts


@dataclass
class Presence:
    """Signs of writing by workshop and seat."""

    publish: Callable[[Iterable[Change]], None]
    _writing: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def writes(self, workshop: str, seat: str) -> None:
        new = seat not in self._writing[workshop]
        self._writing[workshop][seat] = time.monotonic()
        if new:
            self.publish([(workshop, Topic.WRITING)])

    def stopped(self, workshop: str, seat: str) -> None:
        if self._writing[workshop].pop(seat, None) is not None:
            self.publish([(workshop, Topic.WRITING)])

    def writing(self, workshop: str) -> int:
        return len(self._writing.get(workshop, ()))

    def forget(self) -> None:
        """Called every few seconds: whoever gave no sign lately has stopped."""
        oldest = time.monotonic() - WRITING_FOR
        for workshop, seats in list(self._writing.items()):
            gone = [seat for seat, at in seats.items() if at < oldest]
            for seat in gone:
                del seats[seat]
            if gone:
                self.publish([(workshop, Topic.WRITING)])
            if not seats:
                del self._writing[workshop]
