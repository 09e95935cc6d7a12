"""A long form at the desk gives back what was typed, in this tab alone, until it is saved."""

from playwright.sync_api import expect

from tests.afterwards import goes_on, plans, tries
from tests.browser.conftest import Room
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_what_is_half_typed_comes_back_until_it_is_saved(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    desk, here = at.desk(), f"/p/{world.project}/trials/{trial}"
    desk.opens(here)
    note = desk.page.locator("#notes [name=text]")
    note.fill("It rang and nobody")
    desk.page.get_by_text("Change the plan").click()
    desk.page.locator("#plan [name=place]").fill("Ward 7")
    desk.page.reload()
    expect(note).to_have_value("It rang and nobody")
    expect(desk.page.locator("#plan [name=place]")).to_have_value("Ward 7")
    expect(desk.page.locator("#notes [data-back]")).to_be_visible()
    expect(desk.page.locator("#tasks [data-back]")).to_be_hidden()
    assert at.desk().opens(here).page.locator("#notes [name=text]").input_value() == ""
    desk.page.context.set_offline(True)
    desk.page.get_by_role("button", name="Write it down").click()
    desk.page.context.set_offline(False)
    desk.page.go_back()
    expect(note).to_have_value("It rang and nobody")
    desk.page.get_by_role("button", name="Write it down").click()
    expect(desk.page.locator(".diary").first).to_contain_text("It rang and nobody")
    expect(note).to_have_value("")
    plans(world, trial, place="Ward 8")  # a colleague
    desk.page.reload()
    expect(desk.page.locator("#plan [name=place]")).to_have_value("Ward 8")
