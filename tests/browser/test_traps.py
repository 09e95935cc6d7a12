"""What cost others a workshop: each trap of the libraries, held shut."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Room
from tests.browser.full_room import LETTER, FullRoom
from tests.browser.screens import AT_ONCE, IN_TIME, Phone
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite
LARGEST_FIRST_PAGE = 100_000  # bytes on the wire


@pytest.mark.parametrize("how", ["refused", "503"])
def test_a_first_connection_that_fails_is_tried_again(at: Room, how: str) -> None:
    phone = at.stranger(Phone)
    phone.context.add_cookies(
        [
            {
                "name": f"seat-{at.world.workshop}",
                "value": at.world.secrets["Amina"],
                "url": at.address,
            }
        ]
    )
    asked: list[str] = []

    def fail_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        elif how == "refused":
            route.abort("connectionrefused")
        else:
            route.fulfill(status=503, body="")

    phone.page.route("**/live?*", fail_once)
    phone.opens(f"{at.here}/phone")
    phone.is_marked()
    at.goes_to("welcome")
    phone.is_at("Welcome", IN_TIME)
    assert phone.was_never_reloaded()
    assert len(asked) == 2


def test_every_one_of_twelve_fresh_pages_opens_its_stream(at: Room) -> None:
    """As two deferred scripts, one page in twelve stayed deaf."""
    for _ in range(12):
        phone = at.stranger(Phone)
        seat = f"seat-{at.world.workshop}"
        phone.context.add_cookies(
            [{"name": seat, "value": at.world.secrets["Amina"], "url": at.address}]
        )
        with phone.page.expect_response(lambda answer: "/phone/live" in answer.url) as stream:
            phone.opens(f"{at.here}/phone")
        assert stream.value.status == 200
        phone.context.close()


def test_the_first_phone_page_is_small(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.stranger(Phone)
    wire = phone.context.new_cdp_session(phone.page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    phone.opens(f"/j/{at.world.join_secret}")
    phone.page.wait_for_load_state("networkidle")
    joining = sum(sizes)
    assert 10_000 < joining <= LARGEST_FIRST_PAGE
    phone.joins("patient")
    expect(phone.box).to_be_visible()
    phone.page.evaluate("document.fonts.ready")
    assert joining < sum(sizes) <= LARGEST_FIRST_PAGE


def test_an_open_drawer_stays_open_and_a_closed_one_closed(at: Room) -> None:
    at.goes_to("welcome")
    desk = at.desk()
    link = desk.page.locator("#room details")
    script = desk.page.locator("#work details")
    link.locator("summary").click()
    script.locator("summary").click()
    expect(link).to_have_attribute("open", "")
    expect(script).not_to_have_attribute("open", "")

    at.world.joins("Dee", "staff")
    expect(desk.page.locator("#present")).to_contain_text(re.compile(r"Staff\s*2"))
    at.goes_to("touchpoints")
    desk.is_at("Touchpoints")
    expect(desk.page.locator("#work")).to_contain_text("Read the touchpoints aloud")
    at.settled()

    expect(link).to_have_attribute("open", "")
    expect(script).not_to_have_attribute("open", "")


def test_a_push_leaves_focus_caret_and_typed_text_where_they_are(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("ideas")
    room.offers()
    at.goes_to("decisions")
    desk = at.desk()
    mine = desk.choice("One face all the way")
    box = mine.get_by_label("Why")
    box.press_sequentially("becase it is kind")
    for _ in range(len("se it is kind")):
        desk.presses("ArrowLeft")

    room.decides()
    desk.sees("In spring.")
    at.settled()
    desk.presses("u")

    expect(box).to_be_focused()
    expect(box).to_have_value("because it is kind")
    assert box.evaluate("box => box.selectionStart") == len("becau")


def test_what_was_withdrawn_leaves_every_screen_at_once(at: Room) -> None:
    at.goes_to("feelings")
    FullRoom(at).feels()
    phone, wall, desk = at.phone("Amina", "/words"), at.wall(), at.desk()
    wall.shows(LETTER)
    phone.page.get_by_role("button", name=f"Take back: {LETTER}").click()
    phone.does_not_see(LETTER)
    for screen in (wall, desk):
        screen.does_not_see(LETTER)
        assert LETTER not in screen.page.content()
    desk.counts("1 taken back")


def test_nothing_is_sent_twice_by_two_quick_taps(at: Room) -> None:
    at.goes_to("ideas")
    phone, desk = at.phone(), at.desk()
    phone.box.fill("Ring people first")
    phone.page.get_by_role("button", name="Send", exact=True).dblclick()
    desk.counts("1 idea")
    at.settled()
    expect(desk.waiting("Ring people first")).to_have_count(1)


def test_a_map_of_enough_people_has_its_lines_and_is_said_in_words(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("feelings")
    room.feels()
    at.goes_to("map")
    phone, desk, wall = at.phone(), at.desk(), at.wall()
    for screen in (phone, wall):
        expect(screen.page.locator("svg.map, .spoken")).to_have_count(0)
    desk.clicks("Show on the wall")
    expect(wall.page.locator("svg.map .course")).to_have_count(3, timeout=AT_ONCE)
    expect(wall.page.locator("svg.map .mark")).to_have_count(3 * (3 * 6 + 1))
    phone.sees("Seen differently", AT_ONCE)
    desk.page.locator(f"#at-{at.world.touchpoints[0]}").get_by_role(
        "button", name="Its words on the wall"
    ).click()
    wall.shows("unmoored")


def test_own_part_comes_back_when_the_room_goes_back(at: Room) -> None:
    """A form sent to all is empty: locked until one's own answers have arrived."""
    at.goes_to("feelings")
    phone = at.phone()
    phone.feels(-2)
    at.goes_to("map")
    phone.is_at("What we see")
    at.gives(
        "Amina",
        "placements",
        a_key(),
        stage=at.world.stages["feelings"],
        touchpoint=at.world.touchpoints[0],
        height="1",
    )
    held: list[Route] = []
    phone.page.route("**/phone/own*", lambda route: held.append(route))
    at.goes_to("feelings")
    expect(phone.page.locator("[data-own] > fieldset")).to_have_attribute("disabled", "")
    phone.sees("One moment: bringing what you gave here before.")
    while held:
        held.pop().continue_()
    phone.page.unroute("**/phone/own*")
    first = phone.page.get_by_role("navigation", name="Touchpoints").get_by_role("link").first
    first.click()
    expect(phone.page.locator("input[name=height][value='1']")).to_be_checked()


def test_every_screen_of_these_tests_would_notice_a_broken_policy(at: Room) -> None:
    """All of them complain of inline scripts and of requests elsewhere; here they do."""
    phone = at.phone()
    with phone.page.expect_event("console"):
        phone.page.evaluate(
            """() => {
                const inline = document.createElement("script");
                inline.textContent = "window.broken = true";
                document.body.append(inline);
                new Image().src = "http://elsewhere.test/picture.png";
            }"""
        )
    assert any("Security Policy" in complaint for complaint in phone.complaints)
    assert not phone.page.evaluate("window.broken")
    phone.complaints.clear()
