"""A laptop in a basement: plain http on a name that browsers do not trust."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Room, Screens
from tests.browser.screens import Desk, Phone
from tests.conftest import Running, only_sqlite
from tests.make import PASSWORD, World

pytestmark = only_sqlite
NAME = "basement.test"


@pytest.fixture
def basement(screens: Screens, running: Running, room: World) -> Room:
    return Room(screens, running, room, f"http://{NAME}:{running.port}")


def test_a_room_works_on_an_untrusted_name_without_https(basement: Room) -> None:
    at = basement
    phone = at.stranger(Phone)
    phone.types_the_code(at.world.code)
    assert phone.page.evaluate("window.isSecureContext") is False
    assert phone.page.evaluate("typeof crypto.randomUUID") == "undefined"
    phone.joins("patient")
    phone.is_marked()
    seat = next(c for c in phone.context.cookies() if c["name"] == f"seat-{at.world.workshop}")
    assert (seat["domain"], seat["secure"], seat["httpOnly"]) == (NAME, False, True)

    desk = at.stranger(Desk)
    desk.opens("/account/sign-in")
    desk.page.locator("[name=email]").fill("sam@example.org")
    desk.page.locator("[name=password]").fill(PASSWORD)
    desk.page.get_by_role("button", name="Sign in").click()
    expect(desk.page).to_have_url(re.compile("/projects$"))
    desk.opens(f"{at.here}/desk")
    wall = at.wall()

    for title in ("Welcome", "Touchpoints", "How it felt"):
        desk.presses("ArrowRight")
        desk.is_at(title)
    for screen in (phone, desk, wall):
        screen.is_at("How it felt")
    phone.feels(2)
    wall.says("1 of 4")
    phone.writes("Half")
    phone.page.reload()
    expect(phone.box).to_have_value("Half")
    phone.is_marked()
    phone.writes(" a story")
    phone.sends()
    expect(phone.box).to_have_value("")
    desk.releases("Half a story")
    wall.shows("Half a story")
    with at.running.site.database.read() as session:
        from sqlmodel import select

        from app.domain.receipts import Receipt

        keys = list(session.exec(select(Receipt.key)))
    assert len(keys) == len(set(keys)) > 1
    assert all(re.fullmatch(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", key) for key in keys)
    assert phone.was_never_reloaded()


def test_a_form_of_another_site_changes_nothing(basement: Room) -> None:
    """The same browser, signed in; another name asks it to post here."""
    at = basement
    desk = at.desk()
    other = f"http://127.0.0.1:{at.running.port}"
    desk.page.goto(other)
    desk.complaints.clear()
    answer = desk.page.evaluate(
        """async address => {
            const body = new URLSearchParams({open: "no"});
            const options = {method: "POST", mode: "no-cors", credentials: "include", body};
            try { return (await fetch(address, options)).type } catch (error) { return "blocked" }
        }""",
        f"{at.address}{at.here}/desk/doors",
    )
    assert answer in {"opaque", "blocked"}
    desk.complaints.clear()  # that the policy stops it as well is right
    desk.opens(f"{at.here}/desk")
    expect(desk.page.get_by_role("button", name="Close the doors")).to_be_visible()
