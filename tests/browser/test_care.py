"""A pause asked for on a phone, answered by the support person, noticed by nobody else (A4)."""

import pytest
from playwright.sync_api import expect

from app.domain.projects import Role
from tests.browser.conftest import Room
from tests.browser.screens import Desk, Phone
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def support(at: Room) -> Desk:
    cookie = at.world.comes_in("Priya", Role.SUPPORT)
    screen = at.screens.add(Desk, at.address, {"sid": cookie})
    screen.opens(f"{at.here}/care")
    return screen


def asks(phone: Phone) -> None:
    phone.page.get_by_role("button", name="I need a pause").click()


def test_one_tap_and_somebody_comes(at: Room) -> None:
    at.goes_to("feelings")
    phone, other, desk, priya = at.phone(), at.phone("Bo"), at.desk(), support(at)
    phone.page.evaluate("window.scrollTo(0, 2000)")
    asks(phone)
    phone.sees("You can take a pause now")
    expect(phone.page.locator("#pause")).to_be_in_viewport()
    expect(phone.page.locator("#pause")).to_be_focused()
    phone.page.get_by_label("Where are you?").fill("by the window")
    phone.page.get_by_role("button", name="Say where").click()
    priya.sees("by the window")
    desk.sees("by the window")
    priya.page.get_by_role("button", name="I’m going to them").click()
    phone.sees("Priya is coming")
    desk.sees("Priya is going")
    phone.page.get_by_role("button", name="I’m all right now").click()
    expect(phone.page.locator("#pause")).to_be_empty()
    expect(priya.page.locator(".call")).to_have_count(0)
    expect(desk.page.locator(".call")).to_have_count(0)
    assert "coming" not in other.reads()


def test_what_is_typed_in_where_is_not_taken_away_by_news(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    asks(phone)
    box = phone.page.get_by_label("Where are you?")
    box.press_sequentially("by the ")
    with phone.page.expect_response("**/phone/pause"):
        pass
    expect(box).to_be_focused()
    expect(box).to_have_value("by the ")


def test_by_keyboard_only(at: Room) -> None:
    at.goes_to("feelings")
    phone, priya = at.phone(), support(at)
    phone.tabs_to(phone.page.get_by_role("button", name="I need a pause"))
    phone.presses("Enter")
    phone.sees("You can take a pause now")
    priya.sees("Someone needs a pause")
    priya.tabs_to(priya.page.get_by_role("button", name="I’m going to them"))
    priya.presses("Enter")
    phone.sees("Priya is coming")


@pytest.mark.parametrize("mood", ["Please ring me", "A bit shaken"])
def test_how_somebody_leaves_reaches_the_support_person(at: Room, mood: str) -> None:
    at.goes_to("checkout")
    phone, priya = at.phone(), support(at)
    phone.page.get_by_text(mood).click()
    if mood == "Please ring me":
        phone.page.get_by_label("How can we reach you?").fill("Amina 020 7946 0000")
    else:
        expect(phone.page.get_by_label("How can we reach you?")).to_be_hidden()
    phone.page.get_by_role("button", name="Save how I’m leaving").click()
    if mood == "Please ring me":
        phone.sees("Somebody will ring you within one working day.")
        priya.sees("020 7946 0000")
    else:
        priya.sees("1 person leaves a bit shaken.")


def test_a_page_that_gets_no_news_says_so(at: Room) -> None:
    priya = support(at)
    priya.sees("Nobody needs you just now.")
    priya.context.set_offline(True)
    expect(priya.page.locator("#not-live")).to_be_visible(timeout=20_000)
    priya.context.set_offline(False)
    expect(priya.page.locator("#not-live")).to_be_hidden()
