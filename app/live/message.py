"""What goes over the wire: regions in the words of htmx and of server-sent events."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b


@dataclass(frozen=True)
class Part:
    """One piece of a screen, drawn."""

    id: str
    html: str
    swap: str = "outerMorph"
    is_order: bool = False  # the order of a list: must be in place before its items arrive
    event: str | None = None  # told to the page as well, when this part changes

    @cached_property
    def digest(self) -> bytes:
        """The same for the same words at the same place, in every process."""
        return blake2b(f"{self.id}\n{self.html}".encode(), digest_size=16).digest()


PING = b"event: ping\n"


def ping() -> bytes:
    """Named, so that a page can notice its absence; brings the server's clock, in ms."""
    return PING + b"data: %d\n\n" % (time.time() * 1000)


def message(parts: Iterable[Part], event_id: str, spread: int = 0) -> bytes:
    """htmx finds every target before it swaps any: so orders go in a message of their own.

    `spread` (ms) goes with the events: within it each page fetches what is its own.
    """
    told = list(parts)
    batches = [[p for p in told if p.is_order], [p for p in told if not p.is_order]]
    blocks = ["".join(_lines(_partial(p)) for p in batch) for batch in batches if batch]
    events = [f"event: {p.event}\ndata: {spread}\n\n" for p in told if p.event]
    return ("\n".join(blocks) + f"id: {event_id}\n\n" + "".join(events)).encode()


def _partial(part: Part) -> str:
    return f'<hx-partial hx-target="#{part.id}" hx-swap="{part.swap}">{part.html}</hx-partial>'


def _lines(html: str) -> str:
    return "".join(f"data: {line}\n" for line in html.split("\n"))
