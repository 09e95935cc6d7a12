"""What was worked out lately, kept for as long as it is asked for.

What nobody asks for any more is forgotten within two spans of time, and not only when others push
it out: what its author took back must not go on standing in the memory of the process.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

SECONDS_KEPT = 20.0

V = TypeVar("V")


class Lately(Generic[V]):
    """Remembers by key. Made once, at the top of a module; `forget` reaches all of them."""

    everything: "list[Lately[object]]" = []  # noqa: RUF012

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._now: dict[Hashable, V] = {}
        self._before: dict[Hashable, V] = {}
        self._since = clock()
        Lately.everything.append(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        found = self._now.get(key)
        if found is None:
            found = self._before.get(key)
            self._now[key] = found = make() if found is None else found
        return found

    def __len__(self) -> int:
        return len({*self._now, *self._before})

    def forget(self) -> None:
        """To be called often; acts once in a span."""
        if self._clock() - self._since >= SECONDS_KEPT:
            self._since = self._clock()
            self._before, self._now = self._now, {}


def forget() -> None:
    """Everywhere."""
    for each in Lately.everything:
        each.forget()
