"""The guide of a rehearsal follows the room, is in nobody's way, and closes when one closes it."""

from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_the_guide_follows_the_room_by_itself_and_can_be_closed_by_keyboard(at: Room) -> None:
    at.rehearse()
    desk = at.desk()
    press = desk.page.locator("#guide .press b")
    expect(press).to_have_text("Press “Begin: Welcome”")
    elsewhere = desk.page.get_by_text("Count heads, set tables")
    elsewhere.click()
    at.goes_to("feelings")
    expect(press).to_have_text("Wait, and walk round the tables")
    at.world.tells("Amina", "Nobody came")
    at.goes_to("map")
    expect(press).to_have_text("Press “Show on the wall”")
    expect(desk.page.locator("summary:focus")).to_have_text("Count heads, set tables")

    guide = desk.page.locator("#guide summary")
    assert desk.page.locator("#guide").evaluate("e => getComputedStyle(e).position") == "static"
    guide.focus()
    desk.page.keyboard.press("Enter")
    expect(press).to_be_hidden()
    at.steer("reveal", revealed="yes")
    expect(desk.page.get_by_role("button", name="Hide from the wall")).to_be_visible()
    expect(press).to_contain_text("Go to a touchpoint")
    expect(press).to_be_hidden()
    desk.opens(f"{at.here}/desk")
    expect(press).to_be_hidden()
    desk.page.locator("#guide summary").focus()
    desk.page.keyboard.press("Enter")
    expect(press).to_be_visible()
