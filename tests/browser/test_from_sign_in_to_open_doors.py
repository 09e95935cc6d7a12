"""How much a facilitator must press from signing in to open doors; typing and pasting not counted.

The browser itself counts: every click that somebody makes, and every key that writes nothing.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Room
from tests.browser.screens import Desk
from tests.conftest import only_sqlite
from tests.make import PASSWORD

pytestmark = only_sqlite

MOST = 25
# Seconds for one act by the keystroke-level model (Card, Moran and Newell 1980): making up one's
# mind 1.35, pointing 1.1, pressing 0.2, a hand between keyboard and mouse 0.4.
ONE_ACT, AT_MOST = 1.35 + 1.1 + 0.2 + 0.4, 3 * 60
NINE = "\n".join(
    f"{title} | raised in {n} of 11 interviews"
    for n, title in enumerate(
        (
            "Finding a change",
            "The letter",
            "The clinic",
            "Waiting for results",
            "Being told",
            "Going home",
            "Day of surgery",
            "Chemotherapy",
            "What now?",
        ),
        start=2,
    )
)
COUNTING = """
    const counts = (event) => event.isTrusted && window.counted(event.type);
    addEventListener("pointerdown", counts, true);
    addEventListener("keydown", (event) => event.key.length > 1 && counts(event), true);
"""


def writes(page: Page, label: str, text: str) -> None:
    """A click into the box, then typing or pasting, which is not counted."""
    page.get_by_label(label).click()
    page.keyboard.insert_text(text)


def test_a_joint_event_with_nine_touchpoints_is_open_within_few_clicks(at: Room) -> None:
    desk = at.stranger(Desk)
    page, pressed = desk.page, list[str]()
    desk.context.expose_function("counted", lambda what: pressed.append(what))
    desk.context.add_init_script(COUNTING)

    def button(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    desk.opens("/account/sign-in")
    writes(page, "E-mail", "sam@example.org")
    writes(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/projects$"))

    writes(page, "What do people call it?", "Our clinic together")
    writes(page, "Which journey of care?", "From the first letter to the end")
    button("Start the project")
    writes(page, "One touchpoint on each line", NINE)
    button("Add to the journey")
    expect(page.locator(".moments li")).to_have_count(9)
    page.locator("label[for=kind-joint]").click()
    button("Make the workshop")
    expect(page).to_have_url(re.compile("/desk$"))

    page.get_by_role("link", name="Name somebody").click()
    writes(page, "Who looks after people?", "Priya")
    writes(page, "Help lines", "Patient advice: 0100 000 000")
    button("Save")
    page.get_by_role("link", name="Back to the desk").click()
    expect(page.locator("#ready-support")).to_have_class("well")
    expect(page.locator("#ready-touchpoints")).to_contain_text("9 touchpoints")
    with page.expect_popup() as wall:
        page.locator("#ready-wall").get_by_role("link", name="Open the wall").click()
    expect(page.locator("#ready-wall")).to_have_class("well")
    button("Open the doors")
    expect(wall.value.locator(".typed")).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    expect(page.locator("#work")).to_contain_text("The doors are open.")

    assert 10 < len(pressed) <= MOST, f"{len(pressed)} clicks and keys"
    assert len(pressed) * ONE_ACT <= AT_MOST, f"{len(pressed) * ONE_ACT:.0f} s of pressing"


def test_the_running_order_is_changed_by_keyboard_alone(at: Room) -> None:
    desk = at.desk()
    page = desk.page
    page.get_by_role("link", name="Change the running order").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/order$"))
    earlier = page.get_by_role("button", name="Earlier: Ideas")
    for place in (5, 4):
        earlier.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".order-line").nth(place - 1)).to_contain_text("Ideas")
        expect(earlier).to_be_focused()
    page.get_by_label("Which kind?").focus()
    page.keyboard.type("Break")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_have_value("Break")
    page.get_by_label("Minutes").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(".order-line").last).to_contain_text("12 minutes")
    page.get_by_role("button", name="Undo the last change").press("Enter")
    expect(page.locator(".order-line").last).to_contain_text("15 minutes")
