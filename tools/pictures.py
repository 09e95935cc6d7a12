"""Takes the README's pictures, and on wish a matrix of every surface in every state."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from picture_rooms import Room, Rooms  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

from app.database import open_database  # noqa: E402
from app.demo import make_demo  # noqa: E402
from app.domain.keyring import Keyring  # noqa: E402
from app.domain.voices import Voice  # noqa: E402
from app.migrating import migrate  # noqa: E402

OUT = ROOT / "docs/pictures"
HOST = "touchline.example"  # what the pictures show; the browser is told where it is
SECRET = "only-for-pictures-only-for-pictures-only"
PHONE, DESK, WALL, PAGE = (390, 844), (1440, 900), (1600, 900), (1100, 1000)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


@dataclass(frozen=True)
class Shot:
    """One picture: of which room, on which surface, how large, and what is done first."""

    name: str
    room: tuple[str | int, ...]  # stage, people, turns…
    surface: str  # phone | join | words | desk | wall | progress | home
    size: tuple[int, int]
    act: Callable[[Page], None] = lambda page: None
    voice: Voice = Voice.PATIENT
    whole: bool = False  # the whole page, not only what fits


def half_done(page: Page) -> None:
    """Someone in the middle of saying how it felt."""
    page.locator(".steps a").nth(3).click()
    page.wait_for_timeout(500)
    page.locator("label.face").first.click()
    page.wait_for_timeout(300)
    page.locator("textarea[name=text]").fill("Nine days. I cleaned the oven twice.")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.evaluate("document.getElementById('notice').textContent = ''")


def join_as_patient(page: Page) -> None:
    page.check("[value=patient]")
    page.check("[name=consent]")
    page.evaluate("document.activeElement.blur()")


README = (
    Shot("phone-join", ("lobby", 38), "join", PHONE, join_as_patient, whole=True),
    Shot("phone-feel", ("feelings", 38), "phone", PHONE, half_done, whole=True),
    Shot("phone-choose", ("choose", 38), "phone", PHONE),
    Shot("desk", ("feelings", 38, "unread"), "desk", DESK),
    Shot("wall-lobby", ("lobby", 38), "wall", WALL),
    Shot("wall-map", ("map", 38, "revealed"), "wall", WALL),
    Shot("wall-results", ("choose", 38, "revealed"), "wall", WALL),
    Shot("progress", (), "progress", PAGE),
)
STAGES = (
    ("closed",),
    ("lobby",),
    ("welcome",),
    ("touchpoints",),
    ("feelings",),
    ("feelings", "unread"),
    ("map",),
    ("map", "revealed"),
    ("map", "shown"),
    ("priorities",),
    ("ideas",),
    ("choose",),
    ("choose", "revealed"),
    ("choose", "agree"),
    ("choose", "agree", "revealed"),
    ("choose", "weigh"),
    ("choose", "weigh", "revealed"),
    ("decisions",),
    ("checkout",),
    ("ended",),
    ("feelings", "paused"),
    ("feelings", "blank"),
    ("feelings", "rehearsal"),
)


def dark(page: Page) -> None:
    page.keyboard.press("d")


def join_large(page: Page) -> None:
    page.keyboard.press("j")


def matrix() -> Iterator[Shot]:
    """Every stage on every surface, with 38, 12 and 3 people, and with long words."""
    for stage, *turns in STAGES:
        for people, more in ((38, ()), (12, ()), (3, ()), (38, ("long",))):
            room = (stage, people, *turns, *more)
            name = "-".join(map(str, room))
            yield Shot(f"desk-{name}", room, "desk", DESK, whole=True)
            yield Shot(f"wall-{name}", room, "wall", WALL)
            if people != 12:
                yield Shot(f"wall-{name}-dark", room, "wall", WALL, dark)
            if stage == "closed":
                continue
            yield Shot(f"phone-{name}", room, "phone", PHONE, whole=True)
            yield Shot(f"phone-{name}-320", room, "phone", (320, 640), whole=True)
    yield Shot("wall-feelings-join-large", ("feelings", 38), "wall", WALL, join_large)
    yield Shot("join", ("lobby", 38), "join", PHONE, whole=True)
    yield Shot("join-320", ("lobby", 38), "join", (320, 640), whole=True)
    yield Shot("words", ("checkout", 38), "words", PHONE, whole=True)
    yield Shot("home", (), "home", PHONE, whole=True)
    yield Shot("wall-lobby-empty", ("lobby", 0), "wall", WALL)
    yield Shot("desk-lobby-empty", ("lobby", 0), "desk", DESK)
    yield Shot("desk-feelings-empty", ("feelings", 12, "empty"), "desk", DESK)
    yield Shot("wall-feelings-empty", ("feelings", 12, "empty"), "wall", WALL)


class Camera:
    """A browser beside a server of its own, with the rooms that its pictures need."""

    def __init__(
        self, browser: Browser, demo: dict[str, str], rooms: dict[tuple[str | int, ...], Room]
    ) -> None:
        self.browser, self.demo, self.rooms = browser, demo, rooms

    def take(self, shot: Shot, folder: Path) -> None:
        with self.opened(shot) as page:
            if shot.whole:  # a screen as tall as its page, so that what sticks stands at its edge
                tall = int(page.evaluate("document.documentElement.scrollHeight"))
                page.set_viewport_size({"width": shot.size[0], "height": max(shot.size[1], tall)})
                page.wait_for_timeout(100)
            page.screenshot(path=folder / f"{shot.name}.png")

    @contextmanager
    def opened(self, shot: Shot) -> Iterator[Page]:
        room = self.rooms.get(shot.room)
        context = self._context(shot.size)
        if shot.surface == "desk":
            self._keep(context, "sid", self.demo["sign_in"])
        if room and shot.surface in {"phone", "words"} and room.seats[shot.voice]:
            self._keep(context, f"seat-{room.workshop}", room.seats[shot.voice][0])
        page = context.new_page()
        page.goto(self._address(shot, room))
        page.wait_for_timeout(350)
        shot.act(page)
        page.wait_for_timeout(150)
        yield page
        context.close()

    def _address(self, shot: Shot, room: Room | None) -> str:
        if shot.surface == "home":
            return self.demo["url"]
        if room is None:
            return self.demo["progress"]
        if shot.surface == "words":
            return f"{room.phone}/words"
        return str(getattr(room, shot.surface))

    def _context(self, size: tuple[int, int]) -> BrowserContext:
        width, height = size
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=1,
            locale="en-GB",
            reduced_motion="reduce",
        )

    def _keep(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.demo["url"]}])


@contextmanager
def camera(shots: list[Shot], data: Path | None = None) -> Iterator[Camera]:
    """A camera for these pictures."""
    with tempfile.TemporaryDirectory() as folder:
        data = data or Path(folder)
        address = f"http://{HOST}"
        url = f"sqlite:///{data / 'touchline.db'}"
        migrate(url)
        database, keyring = open_database(url), Keyring(SECRET.encode())
        demo = make_demo(database, keyring, address)
        maker = Rooms(database, keyring, address)
        wanted = dict.fromkeys(shot.room for shot in shots if shot.room)
        made = {room: maker.make(*room) for room in wanted}
        demo["sign_in"] = maker.sign_in()
        database.close()
        with server(data, address) as port, sync_playwright() as player:
            browser = player.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[*FLAGS, f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{port}"],
            )
            yield Camera(browser, demo, made)
            browser.close()


@contextmanager
def server(data: Path, address: str) -> Iterator[int]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "TOUCHLINE_DATA": str(data),
        "TOUCHLINE_SECRET": SECRET,
        "PUBLIC_URL": address,
    }
    command = [sys.executable, "-m", "app.cli", "serve"]
    log = (data / "server.log").open("w")
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield port
    finally:
        process.terminate()
        process.wait()
        log.close()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    asked = urllib.request.Request(address, headers={"Host": urlsplit(f"//{HOST}").netloc})
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("The server for the pictures stopped. Is everything installed? Try make run.")
        with suppress(OSError), urllib.request.urlopen(asked, timeout=1):
            return
        time.sleep(0.1)
    sys.exit("The server for the pictures did not answer.")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--matrix", type=Path, help="also every state, into this folder")
    options.add_argument("--only", default="", help="only pictures whose name has this in it")
    chosen = options.parse_args()
    plan = [(shot, OUT) for shot in README]
    if chosen.matrix:
        plan += [(shot, chosen.matrix) for shot in matrix()]
    plan = [(shot, folder) for shot, folder in plan if chosen.only in shot.name]
    with camera([shot for shot, _ in plan]) as made:
        for shot, folder in plan:
            folder.mkdir(parents=True, exist_ok=True)
            made.take(shot, folder)
            print(f"{folder.name}/{shot.name}.png")


if __name__ == "__main__":
    main()
