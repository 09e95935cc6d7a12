"""The site as tests run it, and clients that talk to it."""

import asyncio
import ssl
import threading
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import event

from app.database import Database
from app.main import Server, Site
from app.settings import Settings
from app.watching import listen
from tests.make import KEYRING, World

AUTHORITIES = ssl.create_default_context()  # read once: each client would take 30 ms for it


def held_up_by(database: Database) -> set[str]:
    """Which lines of ours read the database in an event loop; fills while the site runs."""
    found: set[str] = set()

    def look(*_: object) -> None:
        if asyncio._get_running_loop() is not None:
            ours = [each for each in traceback.extract_stack() if "/app/pages/" in each.filename]
            found.update(f"{Path(each.filename).name}:{each.lineno}" for each in ours[-4:])

    event.listen(database.reading, "checkout", look)
    return found


class Running:
    """The site on a port of its own, in this process."""

    def __init__(self, url: str, folder: Path, address: str = "", **settings: object) -> None:
        usual = {
            "host": "127.0.0.1",
            "port": 0,
            "database_url": url,
            "touchline_data": folder,
            "touchline_secret": KEYRING.key.decode(),
        }
        self.site = Site(Settings.model_validate(usual | settings))
        self.server = Server(self.site, listen("127.0.0.1", 0))
        self.port = self.server.port
        self.address = address or f"http://127.0.0.1:{self.port}"
        self.site.artist.address = self.site.letters.address = self.address
        self.site.rehearsals.port = self.server.port
        self.held_up = held_up_by(self.site.database)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        started = threading.Event()
        while not self.server.started and self.thread.is_alive():
            started.wait(0.01)

    def settled(self, workshop: str) -> None:
        """Until everything saved so far has been sent to every screen."""
        site = self.site

        async def settle() -> None:
            await site.writer.write(lambda _session: None)
            if site.bus is not None:
                await site.bus.caught_up()
            await site.hub.settled(workshop)

        self._in_the_loop(settle())

    def pings(self) -> None:
        """Every screen, behind everything that was sent to it."""

        async def ping() -> None:
            self.site.hub.ping()

        self._in_the_loop(ping())

    def _in_the_loop(self, task: Coroutine[Any, Any, None]) -> None:
        loop = self.server.servers[0].get_loop()
        asyncio.run_coroutine_threadsafe(task, loop).result(15)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        assert not self.held_up, f"read in the loop, where every stream waits: {self.held_up}"

    def client(self, cookies: dict[str, str] | None = None, htmx: bool = False) -> httpx2.Client:
        headers = {"Origin": self.address} | ({"HX-Request": "true"} if htmx else {})
        return httpx2.Client(
            base_url=self.address, cookies=cookies, headers=headers, timeout=15, verify=AUTHORITIES
        )

    def phone(self, world: World, name: str, htmx: bool = True) -> httpx2.Client:
        return self.client({f"seat-{world.workshop}": world.secrets[name]}, htmx)

    def desk(self, world: World, htmx: bool = True) -> httpx2.Client:
        return self.client({"sid": world.cookie}, htmx)

    def wall(self, world: World) -> httpx2.Client:
        return self.client({f"wall-{world.workshop}": world.wall_key})
