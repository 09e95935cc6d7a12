"""What the projector shows can be read from ten metres, in every state, light and dark.

Letters of at least 28 px at 1080p (the same share of other pictures: docs/decisions, 0018);
contrast of at least 4.5 to 1, or 3 to 1 for large letters and for what is drawn on the map; nothing
cut, off the screen, over other words or over the way in. Here the hardest rooms, at the sizes where
they are hardest; `make pictures` measures every room at every size, light and dark.
"""

import pytest
from playwright.sync_api import Page

from app.domain.keyring import Keyring
from tests.browser.conftest import Screens
from tests.browser.screens import Wall
from tests.conftest import Running, only_sqlite
from tests.make import KEYRING
from tools.full_rooms import FullRoom
from tools.measuring import wrong_on

# Colours are the same at every size, so the dark wall is measured at one of them; and a picture of
# 1920 × 1080 is one of 1600 × 900, larger.
LOOKS = ((1024, 768, False), (1600, 900, False), (1600, 900, True))
LARGER = ((1920, 1080, False),)
# Nobody's words stand here: measured with usual ones.
WITHOUT_WORDS = {"closed", "lobby, nobody yet", "lobby", "paused", "blank", "ended"}
NOT_LIVE = """shown => {
  document.getElementById('not-live').hidden = !shown;
}"""
DARK = "dark => document.documentElement.classList.toggle('dark', dark)"


def measured(page: Page, where: str, looks=LOOKS) -> list[str]:
    """What is wrong at each size, light and dark."""
    found = []
    for width, height, dark in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(DARK, dark)
        look = f"{where}, {width}×{height}, {'dark' if dark else 'light'}"
        found += [f"{look}: {what}" for what in wrong_on(page, width, height)]
    return found


@only_sqlite
@pytest.mark.parametrize(
    ("people", "words"), [(120, "long"), (40, "rtl")], ids=lambda each: str(each)
)
def test_everything_on_the_wall_can_be_read_and_nothing_is_cut(
    screens: Screens, running: Running, database, people: int, words: str
) -> None:
    room = FullRoom(database, Keyring(KEYRING.key), running.address, people, words)
    wall = screens.add(Wall, running.address)
    looks = (*LOOKS, *LARGER) if words == "usual" else LOOKS
    wrong: list[str] = []
    seen: list[str] = []
    for where in room.walk():
        seen.append(where)
        if words != "usual" and where in WITHOUT_WORDS:
            continue
        wall.opens(room.wall)
        wall.page.evaluate("document.fonts.ready.then(() => null)")
        wrong += measured(wall.page, where, looks)
        if where == "feelings, quotes":
            wall.presses("j")
            wrong += measured(wall.page, "the way in, large")
            wall.presses("j")
            wall.page.evaluate(NOT_LIVE, True)
            wrong += measured(wall.page, "not live")
    assert len(seen) > 30
    assert not wrong, "\n".join(wrong)
