"""One browser for all tests here, and rooms to open in it."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.screens import IN_TIME, Desk, Phone, Screen, Wall
from tests.conftest import PROCESSES, Running
from tests.make import World

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP basement.test 127.0.0.1",
]

expect.set_options(timeout=IN_TIME)

S = TypeVar("S", bound=Screen)
Open = Callable[..., S]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
    if PROCESSES > 1:  # then all are on PostgreSQL: once is enough
        items[:] = [item for item in items if not item.name.endswith("[postgresql]")]


# For this package alone: while it is open, an event loop runs in this thread, and other tests
# start loops of their own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "The browser tests need Chromium, as the command 'chromium'."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield browser
        browser.close()


class Screens:
    """Every screen a test opened; closed after it, and asked whether it met anything forbidden."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.open: list[Screen] = []

    def add(self, kind: type[S], address: str, cookies: dict[str, str] | None = None, **kw) -> S:
        screen = kind(self.chromium, address, cookies, **kw)
        self.open.append(screen)
        return screen

    def close(self) -> list[str]:
        for screen in self.open:
            screen.context.close()
        return [complaint for screen in self.open for complaint in screen.complaints]


@pytest.fixture
def screens(chromium: Browser) -> Iterator[Screens]:
    screens = Screens(chromium)
    yield screens
    assert screens.close() == []


class Room:
    """A running site with an open workshop, and screens in it."""

    def __init__(self, screens: Screens, running: Running, world: World, address: str = "") -> None:
        self.screens, self.running, self.world = screens, running, world
        self.address = address or running.address
        self.here = f"/w/{world.workshop}"

    def phone(self, name: str = "Amina", path: str = "", **kw) -> Phone:
        """Somebody who has joined already, at a place on their phone."""
        cookies = {f"seat-{self.world.workshop}": self.world.secrets[name]}
        phone = self.screens.add(Phone, self.address, cookies, **kw)
        phone.opens(f"{self.here}/phone{path}")
        return phone

    def desk(self, **kw) -> Desk:
        desk = self.screens.add(Desk, self.address, {"sid": self.world.cookie}, **kw)
        desk.opens(f"{self.here}/desk")
        return desk

    def wall(self, *, steers: bool = False) -> Wall:
        """Opened by its link, or by the facilitator at the desk."""
        cookies = {"sid": self.world.cookie} if steers else {}
        wall = self.screens.add(Wall, self.address, cookies)
        wall.opens(f"{self.here}/wall" + ("" if steers else f"?key={self.world.wall_key}"))
        return wall

    def stranger(self, kind: type[S] = Phone, **kw) -> S:  # type: ignore[assignment]
        return self.screens.add(kind, self.address, **kw)

    def steer(self, act: str, **fields: str) -> None:
        """Somebody else at the desk."""
        with self.running.desk(self.world) as client:
            answer = client.post(f"{self.here}/desk/{act}", data=fields)
        assert answer.status_code == 200, answer.text

    def goes_to(self, kind: str) -> None:
        self.steer("stage", to=self.world.stages[kind], sure="yes")

    def rehearse(self) -> None:
        """As if those in the room were invented."""
        with self.world.session() as session:
            workshop = self.world.desk(session).workshop
            workshop.rehearsal_since = self.world.now
            session.add(workshop)
            session.commit()

    def gives(self, name: str, act: str, key: str, **fields: object) -> None:
        """Somebody else's phone, without a screen."""
        with self.running.phone(self.world, name) as client:
            answer = client.post(f"{self.here}/phone/{act}", data={**fields, "key": key})
        assert answer.status_code == 200, answer.text

    def settled(self, *drawn_by: Screen) -> None:
        """Until everything saved so far has been sent to every screen, and drawn by these."""
        self.running.settled(self.world.workshop)
        if drawn_by:
            since = int(time.time() * 1000)
            self.running.pings()
            for screen in drawn_by:
                screen.has_heard(since)


@pytest.fixture
def at(screens: Screens, running: Running, room: World) -> Room:
    return Room(screens, running, room)
