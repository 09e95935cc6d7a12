"""Every screen finds back to the room by itself, and says in words while it cannot (K3, K4)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Room, Screens
from tests.browser.screens import AT_ONCE, Phone, Wall
from tests.conftest import Running, only_sqlite
from tests.faults.proxy import Proxy
from tests.make import World

pytestmark = only_sqlite
NOT_LIVE = 20_000  # ms until it is sure that nothing comes any more


@pytest.fixture
def network(running: Running) -> Iterator[Proxy]:
    proxy = Proxy(running.server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def through(screens: Screens, running: Running, room: World, network: Proxy) -> Room:
    return Room(screens, running, room, network.address)


def says_that_it_is_not_live(page: Page, within: float = NOT_LIVE) -> None:
    expect(page.locator("#not-live")).to_be_visible(timeout=within)


@pytest.mark.parametrize("breaks", ["cut", "no server"])
def test_after_a_lost_network_every_screen_is_right_again_within_three_seconds(
    through: Room, network: Proxy, breaks: str
):
    phone, desk, wall = through.phone(), through.desk(), through.wall()
    for screen in (phone, desk, wall):
        screen.is_marked()
        screen.is_live()
    network.cut()
    if breaks == "no server":
        network.mend()
        network.has_no_server = True
    for screen in (phone, desk, wall):
        says_that_it_is_not_live(screen.page)
    through.goes_to("welcome")
    network.mend()
    for screen in (phone, desk, wall):
        screen.is_at("Welcome", AT_ONCE)
        expect(screen.page.locator("#not-live")).to_be_hidden()
        assert screen.was_never_reloaded()


def test_a_restart_of_the_links_alone_is_not_worth_a_word(through: Room, network: Proxy):
    phone = through.phone()
    phone.is_live()
    seen = """() => { window.seen = false; const sign = document.getElementById("not-live");
        new MutationObserver(() => { window.seen = window.seen || !sign.hidden; })
            .observe(sign, { attributes: true }); }"""
    phone.page.evaluate(seen)
    with phone.page.expect_request("**/live?*") as again:
        network.drop()
    assert re.search(r"\w+-\d+", again.value.all_headers().get("last-event-id", ""))
    through.goes_to("welcome")
    phone.is_at("Welcome")
    assert phone.page.evaluate("window.seen") is False


def test_where_no_stream_comes_through_the_page_asks_and_goes_back_to_the_stream(
    through: Room, network: Proxy
):
    network.holds_streams = True
    desk, phone = through.desk(), through.phone()
    expect(desk.page.locator("#asking")).to_be_visible(timeout=NOT_LIVE)
    through.goes_to("welcome")
    desk.is_at("Welcome")
    phone.is_at("Welcome", NOT_LIVE)
    expect(phone.page.locator("#not-live")).to_be_hidden()
    through.goes_to("feelings")
    phone.is_at("How it felt")
    phone.feels(-1)
    desk.counts("1 feeling")


def test_seven_open_windows_of_one_browser_all_work(at: Room):
    first = at.wall()
    pages = [first.page, *(first.new_page() for _ in range(6))]
    for page in pages[1:]:
        page.goto(f"{at.here}/wall")
        expect(page.locator("#bar")).to_be_visible()
    at.goes_to("welcome")
    for page in pages:
        expect(page.locator("#bar")).to_contain_text("Welcome")


HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("kind", [Phone, Wall])
def test_a_page_in_the_background_is_right_again_when_it_is_looked_at(at: Room, kind: type):
    screen = at.phone() if kind is Phone else at.wall()
    screen.is_live()
    ended: list[str] = []
    screen.page.on("requestfailed", lambda request: ended.append(request.url))
    screen.page.on("requestfinished", lambda request: ended.append(request.url))
    screen.page.evaluate(HIDE, True)
    at.goes_to("welcome")
    at.settled()
    screen.page.evaluate(HIDE, False)
    screen.is_at("Welcome")
    assert any("/live?" in url for url in ended)


def test_a_server_that_cannot_just_now_is_soon_followed_by_a_stream_again(at: Room):
    phone = at.phone()
    phone.is_live()
    busy, asked = [503, 503], []
    mark = {"touchline-run": at.running.site.run}

    def answer(route: Route) -> None:
        if busy:
            route.fulfill(status=busy.pop(), headers=mark)
        else:
            route.continue_()

    phone.page.route("**/live?*", answer)
    phone.page.on("request", lambda r: asked.append(r.url) if "/since?" in r.url else None)
    phone.page.evaluate(HIDE, True)
    phone.page.evaluate(HIDE, False)
    at.goes_to("welcome")
    phone.is_at("Welcome", NOT_LIVE)
    assert busy == []
    assert asked == []
