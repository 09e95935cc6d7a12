"""No barrier that axe-core can find where paper and helpers come in, nor a page too wide."""

from app.domain.cards import keep_cards
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_printing_typing_in_and_writing_down_for_others(at: Room) -> None:
    world = at.world
    world.goes_to("feelings")
    with world.session() as session:
        keep_cards(session, world.desk(session), up_to=9, keyring=world.keyring)
        session.commit()
    checks, desk = Checks(), at.desk()
    desk.opens(f"{at.here}/desk/helpers")
    desk.page.locator("#name").fill("Joan")
    desk.page.get_by_role("button", name="Make a link").click()
    link = desk.page.locator("a[href^='/h/']").get_attribute("href")
    feelings = f"keying?sheet={world.stages['feelings']}"
    pages = ["print", "helpers", "keying", feelings, "print/pack?poster=yes&tents=1&cards=4"]
    for page in pages:
        desk.opens(f"{at.here}/desk/{page}")
        checks.look(desk, page)
    desk.page.set_viewport_size({"width": 320, "height": 700})
    for page in pages[:3]:
        desk.opens(f"{at.here}/desk/{page}")
        wide = desk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{page} is {wide} wide"

    device = Phone(desk.context.browser, desk.address)
    device.opens(str(link))
    checks.look(device, "a helper begins")
    device.page.get_by_role("button", name="Begin on this device").click()
    device.page.get_by_role("link", name="Add a person").click()
    device.page.locator("#name").fill("Bartholomew the gardener")
    device.page.locator("label:has(input[value=carer])").click()
    device.page.locator("input[name=consent]").check()
    checks.look(device, "adding somebody")
    device.page.get_by_role("button", name="Add them").click()
    checks.look(device, "their four words")
    device.page.get_by_role("button", name="They have them").click()
    device.sees("You write for")
    device.feels(-2)
    checks.look(device, "writing for somebody")
    device.page.set_viewport_size({"width": 320, "height": 700})
    assert device.page.evaluate("document.documentElement.scrollWidth") <= 320
    checks.assert_nothing()
    assert device.complaints == []
