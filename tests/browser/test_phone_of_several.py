"""A phone in several hands: what is one person's reaches nobody else, and does not stay."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Response, Route, expect

from tests.browser.conftest import Room
from tests.browser.screens import IN_TIME, Phone
from tests.browser.test_outbox import LEFT, WAITS, WORDS, no_network, the_sign
from tests.browser.test_outbox_schedules import a_day_later, in_both_places
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite
PORTAL = "<html><body>Welcome to Hospital Guest Wi-Fi.</body></html>"


# What is sent goes out when it is let go; the form to leave goes nowhere, so the page stays.
HOLDS = """() => {
    const real = window.fetch;
    window.fetch = (address, how) => /feelings/.test(address)
        ? new Promise((done) => { window.letGo = () => done(real(address, how)); })
        : real(address, how);
    let submitted = 0;
    document.addEventListener("submit", (event) => {
        submitted += 1;
        if (submitted === 2) event.preventDefault();
    });
}"""


@pytest.fixture
def amina(at: Room) -> Phone:
    at.goes_to("feelings")
    return at.phone()


def sits(at: Room, phone: Phone, name: str) -> None:
    """Somebody else takes the phone, in another tab."""
    cookie = {"name": f"seat-{at.world.workshop}", "value": at.world.secrets[name]}
    phone.context.add_cookies([{**cookie, "url": at.address}])


def soon(phone: Phone, is_so: Callable[[str], bool]) -> None:
    """Until what is kept on the phone is so."""
    until = time.monotonic() + IN_TIME / 1000
    while not is_so(left := phone.page.evaluate(LEFT)):
        assert time.monotonic() < until, left
        phone.page.wait_for_timeout(50)


def test_words_that_are_refused_while_another_has_the_phone_go_back_to_their_author(
    at: Room, amina: Phone
):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    sits(at, amina, "Bo")
    amina.page.reload()
    mark = {"touchline-run": at.running.site.run}
    refusal = {"status": 422, "headers": mark, "body": "This is too long."}
    amina.page.route("**/phone/feelings", lambda route: route.fulfill(**refusal))
    back()
    with amina.page.expect_response("**/phone/feelings"):
        amina.page.evaluate("window.dispatchEvent(new Event('online'))")
    soon(amina, lambda left: "late:" in left or f'"text":"{WORDS}"' in left.replace("\\", ""))
    amina.does_not_see(WORDS)
    expect(amina.box).to_have_value("")
    amina.page.reload()
    expect(amina.box).to_have_value("")
    amina.does_not_see(WORDS)

    sits(at, amina, "Amina")
    amina.page.reload()
    expect(amina.box).to_have_value(WORDS)


def test_a_page_left_open_shows_nothing_of_who_sits_there_now_nor_a_page_of_the_wifi(
    at: Room, amina: Phone
):
    there = {"stage": at.world.stages["feelings"], "touchpoint": at.world.touchpoints[0]}
    at.gives("Bo", "stories", a_key(), **there, text="From Bo")
    amina.is_live()
    at.goes_to("map")
    amina.is_at("What we see")
    answers = [PORTAL]

    def portal(route: Route) -> None:
        if answers:
            route.fulfill(body=answers.pop())
        else:
            route.continue_()

    def own(answer: Response, status: int) -> bool:
        return (
            "/own?" in answer.url and answer.status == status and "touchline-run" in answer.headers
        )

    amina.page.route("**/phone/own?*", portal)
    with amina.page.expect_response(lambda answer: own(answer, 200)):
        at.goes_to("feelings")
    expect(amina.box).to_be_visible()
    amina.does_not_see("Hospital Guest")
    assert answers == []

    at.goes_to("map")
    amina.is_at("What we see")
    sits(at, amina, "Bo")
    with amina.page.expect_response(lambda answer: own(answer, 412)):
        at.goes_to("feelings")
    amina.does_not_see("From Bo")


def test_words_on_their_way_while_somebody_leaves_do_not_come_back_to_the_phone(
    at: Room, amina: Phone
):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    amina.page.get_by_role("link", name="My words").click()
    leave = amina.page.get_by_role("button", name="Leave")
    leave.click()
    amina.sees("If you leave now, it is lost.")
    amina.page.evaluate(HOLDS)
    back()
    amina.page.evaluate("window.dispatchEvent(new Event('online'))")
    until = time.monotonic() + IN_TIME / 1000
    while not amina.page.evaluate("Boolean(window.letGo)"):
        assert time.monotonic() < until
        amina.page.wait_for_timeout(50)
    leave.click()
    with amina.page.expect_response("**/phone/feelings"):
        amina.page.evaluate("void window.letGo()")
    amina.page.wait_for_timeout(300)  # in which it would be kept as saved
    assert WORDS not in amina.page.evaluate(LEFT)


def test_after_a_day_the_first_page_of_anybody_removes_what_was_left(at: Room, amina: Phone):
    no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    expect(amina.box).to_have_value("")
    amina.writes("Half typed")
    in_both_places(amina.page, "Half typed")
    a_day_later(amina.page)
    amina.context.clear_cookies()
    amina.opens("/")
    soon(amina, lambda left: WORDS not in left and "Half typed" not in left)
