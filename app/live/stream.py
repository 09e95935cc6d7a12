"""A plain ASGI function beside FastAPI, because each layer around `send` is paid per copy."""

import asyncio
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

from sqlmodel import Session
from starlette.types import Message, Receive, Scope, Send

from app.domain.keyring import hashed
from app.live.asking import Asking
from app.live.entrance import Entrance
from app.live.hub import Audience, Hub, Listener
from app.live.newest_tab import NewestTab
from app.live.places import DESKS, Headers, Place, Places
from app.live.presence import Presence
from app.live.wire import EXTENSION, Wire

RUN = "touchline-run"  # a header: this is Touchline and nobody's own page; and which start of it
Pairs = list[tuple[bytes, bytes]]
HEADERS: Pairs = [
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
HERE = b":\n\n"  # at once: a page that hears nothing knows that something holds the stream back
ADDRESS = re.compile(
    r"/w/(?P<place>(?P<room>[0-9a-f]{16})(?:\.[0-9a-f]{16}(?=/phone))?)"
    r"/(?P<screen>phone|desk|words|wall)/(?:live|since)"
)
SECONDS_BETWEEN_CHECKS = 30
CHECKED_TOGETHER = 50
SECONDS_TO_SAY_GOODBYE = 5
# A page that another one of the same seat has replaced comes back slowly, if at all.
REPLACED = b"event: replaced\nretry: 3000\ndata: \n\n"


# For a screen, a place and headers, what finds the cookie (empty on a wall; None: may not listen).
# A place is a workshop, or on a helper's device a workshop and whom it writes for.
WhoListens = Callable[[str, str, Headers], Callable[[Session], str | None]]


@dataclass(frozen=True)
class Asked:
    """Who wants to know what, in which room."""

    workshop: str
    place: Place
    who: Audience
    known: str
    seconds: int  # that a question may be held


class Stream:
    """GET /w/{workshop}/{screen}/live?language=…&voice=…&known=…&tab=…

    Where no stream comes through, /since asks the same for once: whatever changed, as soon as
    something does, at the latest after `wait` seconds.
    """

    def __init__(
        self,
        hub: Hub,
        entrance: Entrance,
        who_listens: WhoListens,
        languages: tuple[str, ...],
        presence: Presence,
        run: str = "",
        seconds_between_checks: float = SECONDS_BETWEEN_CHECKS,
    ) -> None:
        self.hub = hub
        self.entrance = entrance
        self.who_listens = who_listens
        self.languages = languages
        self.presence = presence
        self.seconds_between_checks = seconds_between_checks
        self.says_run(run)
        self.places = Places(presence)
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._newest = NewestTab()
        self._asking = Asking(hub, presence)

    def says_run(self, run: str) -> None:
        """Which start of the server, or life of its database, answers."""
        self.headers: Pairs = [*HEADERS, (RUN.encode(), run.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = await self._asked(scope)
        if isinstance(asked, int):
            await self._answer(send, asked)
        elif not self._may_follow(asked.place):
            await self._answer(send, 200, REPLACED)
        elif scope["path"].endswith("/since"):
            await self._answer(send, *await self._news(asked))
        else:
            await self._stream(asked, scope, receive, send)

    def _may_follow(self, place: Place) -> bool:
        return place.screen != "phone" or self._newest.is_newest(place.cookie, place.tab)

    async def _asked(self, scope: Scope) -> Asked | int:
        """Or the status with which it is refused."""
        headers = dict(scope["headers"])
        found = ADDRESS.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET" or self.hub.closing:
            return 503 if self.hub.closing else 404
        workshop, name, screen = found["room"], found["place"], found["screen"]
        try:
            cookie = await self.entrance.ask(self.who_listens(screen, name, headers))
        except Exception as error:  # such as a database that is away: it is asked again soon
            logging.error("A stream could not begin: %s", type(error).__name__)
            return 503
        if cookie is None:
            return 404
        asked: dict[str, list[str]] = parse_qs(scope["query_string"].decode("latin-1"))

        def one(wanted: str, otherwise: str = "") -> str:
            return asked.get(wanted, [otherwise])[0]

        wait = one("wait", "0")
        return Asked(
            workshop=workshop,
            place=Place(screen, name, cookie, _cookies(headers), tab=one("tab")),
            who=self._audience(screen, asked, name if name != workshop else ""),
            known=headers.get(b"last-event-id", b"").decode("latin-1") or one("known"),
            seconds=int(wait) if wait.isdecimal() else 0,
        )

    async def _stream(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        workshop = asked.workshop
        place = self.places.take(workshop, asked.place)
        if place is None:
            return await self._answer(send, 503)
        if workshop not in self._checks:
            self._checks[workshop] = asyncio.create_task(self._keep_checking(workshop))

        listener = Listener(send, _wire(scope))
        scope["headers"] = []
        # Until the listener goes, or another stream takes this place, or the door is shut.
        gone = asyncio.create_task(_until_gone(receive))
        gone.add_done_callback(lambda _: place.end())
        try:
            await send(self._begin(200, b"text/event-stream"))
            await send({"type": "http.response.body", "body": HERE, "more_body": True})
            try:
                await self.hub.join(workshop, asked.who, listener, asked.known)
                await place.over
            finally:
                self.hub.leave(workshop, asked.who, listener)
        finally:
            self.places.leave(workshop, place)
            is_ours_to_end = not gone.done() and not self.hub.closing
            gone.cancel()
        if is_ours_to_end:
            await _say_goodbye(send, REPLACED if place.is_replaced else b"")

    async def _news(self, asked: Asked) -> tuple[int, bytes]:
        place = asked.place
        by = hashed(place.cookie) if place.cookie else asked.workshop
        of = f"{'desk' if place.screen in DESKS else place.screen} {by}"
        news = await self._asking.news(
            asked.workshop,
            asked.who,
            asked.known,
            asked.seconds,
            of,
            seat=by if place.screen == "phone" else "",
        )
        return (503, b"") if news is None else (200, news)

    def _begin(self, status: int, kind: bytes) -> Message:
        headers = [(b"content-type", kind), *self.headers]
        return {"type": "http.response.start", "status": status, "headers": headers}

    async def _answer(self, send: Send, status: int, body: bytes = b"") -> None:
        await send(self._begin(status, b"text/plain; charset=utf-8"))
        await send({"type": "http.response.body", "body": body})

    async def _keep_checking(self, workshop: str) -> None:
        """While anybody listens, end the streams of those who may not any more.

        A few together, with one look at the database; and spread, as a drawing may be waiting.
        """
        while places := self.places.of(workshop):
            batches = [
                places[first : first + CHECKED_TOGETHER]
                for first in range(0, len(places), CHECKED_TOGETHER)
            ]
            for batch in batches:
                await asyncio.sleep(self.seconds_between_checks / len(batches))
                await self._check(batch)
        del self._checks[workshop]

    async def _check(self, places: list[Place]) -> None:
        asked = [self.who_listens(p.screen, p.name, p.headers) for p in places]
        try:
            found = await self.entrance.ask(lambda session: [each(session) for each in asked])
        except Exception as error:  # trouble on our side ends nobody's stream
            logging.error("Streams could not be checked: %s", type(error).__name__)
            return
        for place, cookie in zip(places, found, strict=True):
            if cookie is None:
                place.end()

    def _audience(self, screen: str, asked: dict[str, list[str]], place: str) -> Audience:
        language, voice = asked.get("language", ["en"])[0], asked.get("voice", [""])[0]
        language = language if language in self.languages else "en"
        voices = {"patient", "carer", "staff"} if screen == "phone" else set()
        return Audience(
            screen,
            language,
            voice if voice in voices else sorted(voices)[0] if voices else "",
            place,
        )


def _wire(scope: Scope) -> Wire | None:
    """An older way of HTTP has no chunks, and another server no wire: `send` knows what to do."""
    wire = scope.get("extensions", {}).get(EXTENSION)
    return wire if isinstance(wire, Wire) and scope["http_version"] == "1.1" else None


def _cookies(headers: Headers) -> Headers:
    """What the door needs for another look; a browser sends much more, and streams stay long."""
    return {name: value for name, value in headers.items() if name == b"cookie"}


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say_goodbye(send: Send, last: bytes) -> None:
    with suppress(TimeoutError):  # a phone that sleeps does not read
        async with asyncio.timeout(SECONDS_TO_SAY_GOODBYE):
            await send({"type": "http.response.body", "body": last, "more_body": False})
