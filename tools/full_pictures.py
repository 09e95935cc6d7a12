"""A full room in pictures: the wall in every state, size and light; desk and phones as well.

With 5, 40 and 120 people, and words that are usual, long, or from right to left. Each picture of
the wall is measured as well (measuring.py); what is wrong is printed and kept in wrong.txt, and the
command then fails. Contact sheets help looking.

    python tools/full_pictures.py [folder] [--only 120-long] [--states map,themes]
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from full_rooms import SIDES, TITLES, FullRoom  # noqa: E402
from measuring import wrong_on  # noqa: E402
from pictures import FLAGS, HOST, SECRET, server  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from app.database import Database, open_database  # noqa: E402
from app.domain.keyring import Keyring  # noqa: E402
from app.domain.voices import Voice  # noqa: E402
from app.migrating import migrate  # noqa: E402

FOLDER = ROOT / "pictures/full"
WALLS = ((1920, 1080), (1600, 900), (1024, 768))
DESKS = ((1440, 900), (1024, 768))
PHONES = ((390, 844), (320, 640))
BUSY = 120  # people in the rooms whose desk and phones are taken too
ON_THE_WORDS_PAGE = ("feelings, quotes", "one theme", "ideas")
ON_A_SHEET = 4  # pictures beside each other
TALLEST_ON_A_SHEET = 1100  # px; a desk with 300 stories would make a sheet no browser can draw
SECONDS_FOR_A_SHEET = 120
DARK = "dark => document.documentElement.classList.toggle('dark', dark)"
STICKING_OUT = """() => {
  const page = document.documentElement, isWide = () => page.scrollWidth > page.clientWidth;
  const without = (each) => {
    const was = each.style.display;
    each.style.display = "none";
    const still = isWide();
    each.style.display = was;
    return !still;
  };
  let at = document.body, inner = isWide() ? at : null;
  while (inner) {
    at = inner;
    inner = [...at.children].find(without);
  }
  return isWide() ? `${at.outerHTML.slice(0, 200)}` : "";
}"""
NOT_LIVE = "document.getElementById('not-live').hidden = false"


@dataclass
class Album:
    """Takes the pictures, and remembers what is wrong on them and what stands on which sheet."""

    browser: Browser
    folder: Path
    sheets: dict[str, list[Path]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def lead(self, room: FullRoom, name: str, states: set[str]) -> None:
        """Through every state; into a folder of its own."""
        wall, desk, phone = self._page(), self._page(sid=room.cookie), None
        for number, state in enumerate(room.walk()):
            if states and state not in states:
                continue
            at = f"{number:02}-{state.replace(', ', '-').replace(' ', '-')}"
            wall.goto(room.wall)
            self.wall(wall, name, at)
            if state == "feelings, quotes":
                wall.keyboard.press("j")
                self.wall(wall, name, f"{at}-way-in-large")
                wall.keyboard.press("j")
                wall.evaluate(NOT_LIVE)
                self.wall(wall, name, f"{at}-not-live")
            if room.people != BUSY:
                continue
            self.whole(desk, f"{room.here}/desk", DESKS, name, f"desk-{at}")
            if state in ON_THE_WORDS_PAGE:
                self.whole(desk, f"{room.here}/words", DESKS, name, f"words-{at}")
            if phone is None and room.secrets:
                secret = room.secrets[Voice.PATIENT][0]
                phone = self._page(**{f"seat-{room.workshop}": secret})
            if phone is not None:
                self.whole(phone, f"{room.here}/phone", PHONES, name, f"phone-{at}")
        for page in filter(None, (wall, desk, phone)):
            page.context.close()

    def wall(self, page: Page, name: str, at: str) -> None:
        for width, height in WALLS:
            page.set_viewport_size({"width": width, "height": height})
            for dark in (False, True):
                page.evaluate(DARK, dark)
                look = f"{width}x{height}{'-dark' if dark else ''}"
                file = self._file(name, f"wall-{look}", at)
                page.screenshot(path=file)
                found = wrong_on(page, width, height)
                self.wrong += [f"{file.relative_to(self.folder)}: {each}" for each in found]
        page.evaluate(DARK, False)

    def whole(
        self, page: Page, address: str, sizes: tuple[tuple[int, int], ...], name: str, at: str
    ) -> None:
        surface, _, at = at.partition("-")
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            page.wait_for_timeout(250)
            file = self._file(name, f"{surface}-{width}", at)
            page.screenshot(path=file, full_page=True)
            if out := page.evaluate(STICKING_OUT):
                self.wrong.append(f"{file.relative_to(self.folder)}: too wide: {out}")

    def lay_out_sheets(self) -> None:
        """All pictures of one room and look beside each other."""
        page = self._page()
        page.set_viewport_size({"width": 2000, "height": 800})
        for name, files in self.sheets.items():
            images = "".join(
                f"<figure><figcaption>{file.stem}</figcaption><img src='{file.as_uri()}'></figure>"
                for file in files
            )
            html = self.folder / "sheet.html"
            html.write_text(
                "<meta charset=utf-8><style>body{margin:8px;background:#777;color:#fff;font:14px "
                f"sans-serif;display:grid;grid-template-columns:repeat({ON_A_SHEET},1fr);gap:8px;"
                f"align-items:start}}figure{{margin:0}}img{{width:100%;max-height:{TALLEST_ON_A_SHEET}px;"
                f"object-fit:cover;object-position:top}}</style>{images}"
            )
            page.goto(html.as_uri())
            sheet = self.folder / f"sheet-{name}.png"
            page.screenshot(path=sheet, full_page=True, timeout=SECONDS_FOR_A_SHEET * 1000)
            html.unlink()
        page.context.close()

    def _file(self, name: str, look: str, at: str) -> Path:
        folder = self.folder / name / look
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{at}.png"
        self.sheets.setdefault(f"{name}-{look}", []).append(file)
        return file

    def _page(self, **cookies: str) -> Page:
        context = self.browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.add_cookies(
            [{"name": n, "value": v, "url": f"http://{HOST}"} for n, v in cookies.items()]
        )
        return context.new_page()


def rooms(database: Database, only: str) -> Iterator[tuple[str, FullRoom]]:
    for words in TITLES:
        for people in SIDES:
            name = f"{people}-{words}"
            if only in name:
                yield (
                    name,
                    FullRoom(database, Keyring(SECRET.encode()), f"http://{HOST}", people, words),
                )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    options.add_argument("--only", default="", help="rooms whose name has this in it: 120-long")
    options.add_argument("--states", default="", help="only these states, with semicolons between")
    chosen = options.parse_args()
    folder = chosen.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    states = set(filter(None, chosen.states.split(";")))
    with tempfile.TemporaryDirectory() as data:
        url = f"sqlite:///{data}/touchline.db"
        migrate(url)
        database = open_database(url)
        with server(Path(data), f"http://{HOST}") as port, sync_playwright() as player:
            browser = player.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=[*FLAGS, f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{port}"],
            )
            album = Album(browser, folder)
            for name, room in rooms(database, chosen.only):
                album.lead(room, name, states)
                print(f"{name}: {len(album.wrong)} things are wrong so far", flush=True)
            (folder / "wrong.txt").write_text("".join(f"{each}\n" for each in album.wrong))
            album.lay_out_sheets()
            browser.close()
        database.close()
    print(
        f"{sum(map(len, album.sheets.values()))} pictures and {len(album.sheets)} sheets: {folder}"
    )
    if album.wrong:
        sys.exit("\n".join(album.wrong))


if __name__ == "__main__":
    main()
