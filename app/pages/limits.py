"""Guessing is limited; a whole ward behind one address is not (J2)."""

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.domain.errors import Refused
from app.domain.keyring import hashed
from app.live.signs import Tell, tell_nobody
from app.pages import cookies

PER_BROWSER = parse("10 per 2 minutes")
PER_ADDRESS = parse("120 per minute")
EVERYBODY = parse("1000 per minute")
ANYBODY = (parse("60 per minute"), parse("1000 per hour"))  # a full ward behind one address
LIMITS = {
    "browser": (PER_BROWSER,),
    "address": (PER_ADDRESS,),
    "everybody": (EVERYBODY,),
    "anybody": ANYBODY,
}


class TooMany(Refused):
    status = 429


class Limiter:
    """Counts what failed: by browser (the cookie its page brought), by address, and in all.

    The phones of a ward share one address and often one make, so each has tries of its own, and
    together they have many more. Whoever sends no cookie has only those of the address. Several
    processes tell each other: trying at another one gives nobody more tries.
    """

    def __init__(self, tell: Tell = tell_nobody) -> None:
        self._windows = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._tell = tell

    def check(self, request: Request, what: str) -> None:
        """Raises TooMany after too many failures from this browser, address or everywhere."""
        if not all(self._windows.test(limit, *key) for limit, key in self._keys(request, what)):
            raise TooMany("That was wrong too often. Please wait a minute, then try again.")

    def failed(self, request: Request, what: str) -> None:
        for limit, key in self._keys(request, what):
            self._windows.hit(limit, *key)
            self._tell("failed", *key)

    def heard(self, *key: str) -> None:
        """A failure, or a try that counts, at another process."""
        for limit in LIMITS[key[1]]:
            self._windows.hit(limit, *key)

    def spend(self, request: Request, what: str) -> None:
        """Counts every try, for forms that anybody may send; raises TooMany beyond `ANYBODY`."""
        key = [what, "anybody", _address(request)]
        if not all(self._windows.hit(limit, *key) for limit in ANYBODY):
            raise TooMany("Many answers come from here just now. Please try again in a minute.")
        self._tell("failed", *key)

    def _keys(self, request: Request, what: str) -> list[tuple[RateLimitItem, list[str]]]:
        browser = cookies.read(request, cookies.VISITOR)[:64]
        keys = [
            *([[what, "browser", hashed(browser)]] if browser else []),
            [what, "address", _address(request)],
            [what, "everybody"],
        ]
        return [(limit, key) for key in keys for limit in LIMITS[key[1]]]


def _address(request: Request) -> str:
    return hashed(request.client.host if request.client else "unknown")
