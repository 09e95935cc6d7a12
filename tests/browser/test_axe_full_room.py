"""No barrier that axe-core can find where a room of forty has filled every list."""

from playwright.sync_api import expect

from app.domain.board import Named, deal_with
from app.domain.keyring import Keyring
from tests.browser.conftest import Screens
from tests.browser.screens import Desk, Wall
from tests.browser.test_axe import Checks
from tests.conftest import Running, only_sqlite
from tests.make import KEYRING
from tools.full_rooms import FullRoom

pytestmark = only_sqlite
ON_THE_WALL = {
    "one large",
    "themes",
    "one theme",
    "map",
    "one touchpoint",
    "both lists",
    "results",
    "teams",
}
# Not in the small pictures of other screens, which come in meanwhile and cannot be pressed.
FOLDED = "main summary:not([inert] *), aside summary:not([inert] *)"


def opens_everything(desk: Desk) -> None:
    """So that axe sees what stands folded up; the first few of each kind are like the others."""
    for summary in desk.page.locator(FOLDED).all()[:12]:
        summary.click()


def test_the_wall_light_and_dark(screens: Screens, running: Running, database) -> None:
    room = FullRoom(database, Keyring(KEYRING.key), running.address, 40)
    checks, wall = Checks(), screens.add(Wall, running.address)
    for where in room.walk():
        if where not in ON_THE_WALL:
            continue
        wall.opens(room.wall)
        for colours in ("light", "dark"):
            checks.look(wall, f"wall, {where}, {colours}")
            wall.presses("d")
    wall.presses("?")
    expect(wall.page.locator("#keys")).to_be_visible()
    checks.look(wall, "wall, keys")
    checks.assert_nothing()


def test_the_desk_and_its_pages(screens: Screens, running: Running, database) -> None:
    room = FullRoom(database, Keyring(KEYRING.key), running.address, 40)
    checks, desk = Checks(), screens.add(Desk, running.address, {"sid": room.cookie})
    states = room.walk()
    for where in states:
        if where == "one theme":
            break
    with room.desk() as (session, by):
        some = [Named("story", story) for story in room.stories(session)[:6]]
        deal_with(session, by, "hold", some[:2])
        deal_with(session, by, "ask", some[2:4], "Is that a real name?")
        deal_with(session, by, "private", some[4:], "Priya, by the window")
    for page in (
        "desk",
        "words",
        f"words?theme={room.themes[1]}&state=released",
        "words?state=held",
    ):
        desk.opens(f"{room.here}/{page}")
        opens_everything(desk)
        checks.look(desk, page)
    expect(desk.page.locator("#quiet li")).to_have_count(2)
    desk.presses("?")
    expect(desk.page.locator("#keys")).to_be_visible()
    checks.look(desk, "words, keys")
    for page in ("desk/order", f"desk/order/{room.stages['choose']}", "desk/prepare", "care"):
        desk.opens(f"{room.here}/{page}")
        checks.look(desk, page)
    for where in states:
        if where == "map":
            break
    desk.opens(f"{room.here}/desk")
    desk.page.locator("#screens > summary").click()
    expect(desk.page.locator(".small-phone .preview")).to_be_visible()
    checks.look(desk, "desk, with the previews of a wall and a phone")
    checks.assert_nothing()
