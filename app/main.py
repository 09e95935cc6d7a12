"""Puts it together: pages by FastAPI, the stream beside it, one writer, one hub."""

import asyncio
import gc
import logging
import os
import resource
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from sqlmodel import Session
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from app.backups import back_up, copied_at, is_due, makes_copies
from app.database import open_database
from app.domain.errors import Refused
from app.domain.keyring import Keyring
from app.live.entrance import Entrance
from app.live.hub import Hub
from app.live.places import Headers
from app.live.presence import Presence
from app.live.reached import Reached
from app.live.stream import Stream
from app.live.wire import Wire
from app.migrating import migrate
from app.outside.letters import Letters
from app.outside.mail import Smtp
from app.outside.post import Post
from app.pages import lately
from app.pages.account.routes import Hashing
from app.pages.assets import Assets, manifest
from app.pages.desk.routes import STEERING
from app.pages.limits import Limiter
from app.pages.listening import DOORS, asked_at
from app.pages.middleware import Guarded
from app.pages.phone.routes import IN_BURSTS
from app.pages.refusals import HANDLERS
from app.pages.regions import Artist
from app.pages.routers import ROUTERS
from app.pages.stopping import UntilStopped
from app.pages.straight import Straight
from app.pages.templating import languages, render, translate
from app.rehearsing import Rehearsals
from app.rounds import Rounds
from app.settings import SHORTEST_SECRET, BadSettings, Settings
from app.watching import MOST_IN_LINE
from app.writer import Writer

if TYPE_CHECKING:  # only where several processes share a database
    from app.live.bus import Bus

SECONDS_BETWEEN_PINGS = 5
SECONDS_BETWEEN_FORGETTING = 2
SECONDS_BETWEEN_BACKUP_LOOKS = 30
SECONDS_BETWEEN_ROUNDS = 30  # of the outbox
SMALLEST_COMPRESSED = 2000  # bytes
TAKEN_IN_A_TURN = 32
# Drawing is work for the processor: more at once are no faster, and streams would wait behind them.
MOST_PAGES_AT_ONCE = 3
LONGEST_TURN = 0.0005  # seconds that a thread which draws may go on while another one waits


class Site:
    """The whole ASGI application."""

    def __init__(self, settings: Settings) -> None:
        manifest()  # says at once if the front-end files are missing
        migrate(settings.database)
        self.settings = settings
        self.database = open_database(settings.database)
        self.keyring = Keyring(secret_key(settings))
        # Told to phones: after another one they look whether all of theirs is still here.
        self.run = secrets.token_hex(4)
        self.bus: Bus | None = None
        self.presence = Presence(lambda changes: self.hub.publish(changes), tell=self._tell)
        self.reached = Reached(settings.address, self._tell)
        self.artist = Artist(self.database, self.presence, settings.address)
        self.hub = Hub(self.artist.draw)
        self.writer = Writer(self.database, self.hub.publish, self.hub.publish_everything)
        self.rehearsals = Rehearsals(settings, self._tell)
        self.letters = Letters(render, translate, self.keyring, settings.address)
        self.post = Post(
            self.database, self.writer, self.letters, _carrier(settings), settings.smtp_from
        )
        self.limiter = Limiter(self._tell)
        self.hashing = Hashing()
        self.first_code = self.keyring.first_code()
        self.entrance = Entrance(self.database.read)
        self.stream = Stream(
            self.hub, self.entrance, self._who_listens, languages(), self.presence, self.run
        )
        self.assets = Assets()
        self.copied = 0 if makes_copies(settings) else None
        self.pages = FastAPI(lifespan=self._lifespan, openapi_url=None, docs_url=None)
        self._fill(self.pages)
        small = GZipMiddleware(self.pages, SMALLEST_COMPRESSED, compresslevel=1)
        straight = Straight(self.pages, small, IN_BURSTS | STEERING)
        self._until_stopped = UntilStopped(straight, self.pages)
        self._guarded = Guarded(self._until_stopped, self.pages, settings.public_url, self.run)
        if self.database.is_postgresql:
            self.bus = self._join_others()

    def _fill(self, pages: FastAPI) -> None:
        for name in (
            "settings", "database", "keyring", "presence", "artist", "hub", "writer", "reached",
            "rehearsals", "limiter", "hashing", "first_code", "post", "run", "entrance",
            "copied",
        ):  # fmt: skip
            setattr(pages.state, name, getattr(self, name))
        # As they stand: including a router makes its routes anew, and looks through them twice.
        pages.router.routes.extend(route for router in ROUTERS for route in router.routes)
        for error, handler in HANDLERS.items():
            pages.add_exception_handler(error, handler)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.endswith(("/live", "/since")):
            await self.stream(scope, receive, send)
        elif scope["type"] == "http" and path.startswith("/static/vendor/"):
            await self.assets(scope, receive, send)
        else:
            await self._guarded(scope, receive, send)

    def close(self) -> None:
        """Ends what shows only; what is being saved is still answered.

        Hundreds may wait for a page, and nobody needs it any more.
        """
        self.hub.close()
        self._until_stopped.stop()

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        self.writer.start()
        to_thread.current_default_thread_limiter().total_tokens = MOST_PAGES_AT_ONCE
        sys.setswitchinterval(LONGEST_TURN)
        gc.collect()
        gc.freeze()  # what was imported stays; looking through it again and again makes pauses
        rounds = Rounds()
        rounds.begin("The pings", SECONDS_BETWEEN_PINGS, self._ping)
        rounds.begin("Forgetting", SECONDS_BETWEEN_FORGETTING, self._forget)
        rounds.begin("The outbox", SECONDS_BETWEEN_ROUNDS, self._post, at_once=True)
        rounds.begin("Emptying the log", SECONDS_BETWEEN_ROUNDS, self._empty_log)
        rounds.begin("The copies", SECONDS_BETWEEN_BACKUP_LOOKS, self._back_up)
        if self.bus is not None:
            rounds.keep(self.bus.run())
        yield
        await rounds.end()
        self.rehearsals.stop_all()
        await asyncio.to_thread(self.writer.stop)
        self.database.close()

    def _join_others(self) -> "Bus":
        """The processes that share a database know and limit what one alone would."""
        from app.live.bus import Bus

        address = self.database.url.replace("+psycopg", "")
        bus = Bus(address, self.writer.name, self.keyring.mark(), self.hub)
        if bus.other_keys():
            raise BadSettings(
                "Another Touchline uses this database with another secret key, and people could "
                "vote twice. Please give all of them the same TOUCHLINE_SECRET."
            )
        self.presence.replaced = self.stream.places.replaced
        bus.hearers = {
            **self.presence.hearers(),
            "reached": self.reached.heard,
            "failed": self.limiter.heard,
            "rehearsed": self.rehearsals.heard,
        }
        bus.lasting = [self.presence.lasting, self.reached.lasting, self.stream.places.walls]
        bus.on_line = self._look_at_the_database
        self._look_at_the_database()
        return bus

    def _tell(self, *sign: str) -> None:
        if self.bus is not None:
            self.bus.tell(*sign)

    def _look_at_the_database(self) -> None:
        """After every break: what is in it may be older than what phones know."""
        self.run = self.pages.state.run = self.database.life()
        self._guarded.says_run(self.run)
        self.stream.says_run(self.run)

    async def _ping(self) -> None:
        self.hub.ping()

    async def _forget(self) -> None:
        self.presence.forget()
        lately.forget()
        self.rehearsals.look()

    async def _post(self) -> None:
        await self.post.round(datetime.now(UTC))

    async def _empty_log(self) -> None:
        await asyncio.to_thread(self.database.empty_log)

    async def _back_up(self) -> None:
        now = datetime.now(UTC)
        if await asyncio.to_thread(is_due, self.settings, now):
            await asyncio.to_thread(back_up, self.settings, now)
        await asyncio.to_thread(self.look_at_copies)

    def look_at_copies(self) -> None:
        """Remembered for /healthz, which must not wait for the disk where they lie."""
        self.pages.state.copied = copied_at(self.settings)

    def _who_listens(
        self, screen: str, place: str, headers: Headers
    ) -> Callable[[Session], str | None]:
        door = DOORS[screen](place, asked_at(headers, self.pages))

        def cookie(session: Session) -> str | None:
            with suppress(Refused):
                door.find(session)
                return door.cookie
            return None

        return cookie


def _carrier(settings: Settings) -> Smtp | None:
    if not settings.smtp_host:
        return None
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_security,
    )


class Server(uvicorn.Server):
    """uvicorn waits for open streams before it tells the application to stop; so end them first."""

    def __init__(self, site: Site, at: socket.socket) -> None:
        config = uvicorn.Config(
            site,
            http=Wire,
            log_level="warning",
            access_log=False,  # paths hold secrets; nothing anyone did is logged
            timeout_graceful_shutdown=1,  # phones send again what is cut off, and count it once
            timeout_keep_alive=30,
            backlog=MOST_IN_LINE,
            server_header=False,
            proxy_headers=bool(site.settings.public_url),
        )
        super().__init__(config)
        self.site = site
        self.socket = at

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def serve_forever(self) -> None:
        allow_many_phones()
        # uvloop takes one phone from each in a turn of its loop, and a crowd waits for many turns.
        self.run(sockets=[self.socket, *(self.socket.dup() for _ in range(TAKEN_IN_A_TURN - 1))])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Telling the end of each page at length takes longer than all the rest.
        logging.getLogger("uvicorn.error").addFilter(_is_no_cut_off_answer)
        self.site.close()
        await super().shutdown(sockets)


def _is_no_cut_off_answer(told: logging.LogRecord) -> bool:
    return not (told.exc_info and isinstance(told.exc_info[1], asyncio.CancelledError))


def allow_many_phones() -> None:
    """Each phone holds a connection or two; the usual 1,024 open files are soon used up."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def secret_key(settings: Settings) -> bytes:
    """From the setting, or made once and kept in the data folder for its owner only.

    Raises BadSettings if there is no such folder, or no whole key in it.
    """
    if settings.touchline_secret:
        return settings.touchline_secret.encode()
    path: Path = settings.touchline_data / "secret.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_whole(path, secrets.token_hex(32))
            logging.info("A secret key was made in the data folder. Keep it with your backups.")
        key = path.read_text(errors="replace").strip()
    except OSError as error:
        raise BadSettings(
            f"The folder in TOUCHLINE_DATA cannot be used: {path}: {error.strerror}."
        ) from None
    if len(key) < SHORTEST_SECRET:
        raise BadSettings(
            f"The key in {path} is not whole. Please put it back from a backup; "
            "where nothing was said yet, delete the file and a new one is made."
        )
    return key.encode()


def _write_whole(path: Path, text: str) -> None:
    """All of it or nothing, whenever the power goes."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
