"""The desk looks at the other screens, and at who has been heard (S11, S12)."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.browser.full_room import FullRoom
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_the_previews_show_what_phone_and_wall_show_and_follow_them(at: Room) -> None:
    at.goes_to("welcome")
    desk = at.desk()
    desk.page.locator("#screens > summary").click()
    small_wall, small_phone = (
        desk.page.locator(f".small-{screen} .preview") for screen in ("wall", "phone")
    )
    expect(small_wall).to_contain_text("Speak from your own experience.")
    expect(small_phone).to_contain_text("Speak from your own experience.")
    at.goes_to("feelings")
    expect(small_phone).to_contain_text("How did this feel for you?")
    desk.page.get_by_label("A phone of").select_option("staff")
    expect(small_phone).to_contain_text("How does it feel to give care here?")
    expect(small_wall.locator(".clock")).to_contain_text(":")
    assert at.running.site.hub.guests(at.world.workshop, "wall") == 0
    assert at.running.site.hub.guests(at.world.workshop, "phone") == 0

    wall, phone = at.wall(), at.phone("Cy")
    at.steer("clock", running="no")  # or the two show different seconds when they are looked at
    for where in (wall.page, small_wall):
        expect(where.locator(".clock")).to_have_attribute("data-stands", re.compile(r"\d+"))
    for region in ("#bar", "#show", "#words"):
        expect(small_wall.locator(region)).to_have_text(
            wall.page.locator(region).inner_text(), use_inner_text=True
        )
    assert "Being told" in small_wall.inner_text()
    assert (
        phone.page.locator("#task h1").inner_text() == small_phone.locator("#task h1").inner_text()
    )


def test_nothing_in_a_preview_can_be_reached_or_pressed(at: Room) -> None:
    at.goes_to("feelings")
    desk = at.desk()
    desk.page.locator("#screens > summary").click()
    expect(desk.page.locator(".small-phone .preview")).to_be_visible()
    inside = """() => [...document.querySelectorAll('[data-preview]')]
        .some(place => place.shadowRoot?.activeElement)"""
    for _ in range(60):
        desk.presses("Tab")
        assert not desk.page.evaluate(inside)


def test_who_has_been_heard_is_looked_up_when_it_is_opened(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("feelings")
    room.feels()
    desk = at.desk()
    desk.page.locator("#heard > summary").click()
    desk.sees("Have given nothing yet")
    desk.page.get_by_role("button", name="Look again").click()
    desk.sees("Only facilitators see this.")
