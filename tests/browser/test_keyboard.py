"""Everything by keyboard: a participant’s part, and the keys and clickers of desk and wall."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.browser.full_room import IDEAS, FullRoom
from tests.browser.screens import AT_ONCE, Desk, Phone, Wall
from tests.conftest import only_sqlite

pytestmark = only_sqlite


# On a phone


def test_somebody_joins_by_keyboard_only(at: Room) -> None:
    phone = at.stranger(Phone)
    page = phone.opens("/").page
    phone.tabs_to(page.locator("#code"))
    page.keyboard.type(at.world.code.lower())
    phone.presses("Enter")
    expect(page).to_have_url(re.compile("/j/"))

    phone.tabs_to(page.locator("input[name=voice]").first)
    phone.presses("Space", "ArrowDown")
    expect(page.locator("input[value=carer]")).to_be_checked()
    for box in ("consent", "may_show"):
        phone.tabs_to(page.locator(f"input[name={box}]"))
        phone.presses("Space")
    phone.tabs_to(page.get_by_role("button", name="Join"))
    phone.presses("Enter")

    phone.heading("You’re in")


def test_somebody_places_a_height_picks_a_word_and_writes_by_keyboard_only(at: Room) -> None:
    at.goes_to("feelings")
    desk, phone = at.desk(), at.phone()
    page = phone.page
    phone.tabs_to(page.locator("input[name=height]").first)
    phone.presses("Space")
    phone.is_told("Saved.")
    expect(page.locator("input[name=height]").first).to_be_focused()
    phone.presses("ArrowRight")
    expect(page.locator("input[name=height][value='-1']")).to_be_checked()
    phone.tabs_to(page.locator("input[name=word]").first)
    phone.presses("Space")
    expect(page.locator("input[name=word]").first).to_be_checked()
    desk.counts("1 word")
    phone.tabs_to(phone.box)
    page.keyboard.type("Nobody came")
    phone.tabs_to(page.get_by_role("button", name="Save and go on"))
    phone.presses("Enter")

    phone.sees("2 of 3")
    desk.counts("1 story")
    desk.counts("1 feeling")


def test_somebody_votes_by_keyboard_only_and_stays_where_they_were(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("ideas")
    room.offers()
    at.goes_to("choose")
    phone = at.phone()
    more = phone.page.get_by_role("button", name=f"Put a dot on: {IDEAS[1]}")

    phone.tabs_to(more)
    phone.presses("Enter")
    phone.is_told("2 dots left")
    expect(more).to_be_focused()
    phone.presses("Space")
    phone.is_told("1 dot left")
    expect(more).to_have_attribute("aria-disabled", "true")
    expect(more).to_be_focused()  # a button that cannot is still in reach
    phone.presses("Enter")
    expect(phone.dots_on(IDEAS[1])).to_have_text("2")
    less = phone.page.get_by_role("button", name=f"Take a dot away from: {IDEAS[1]}")
    phone.tabs_to(less)
    phone.presses("Enter")
    expect(phone.dots_on(IDEAS[1])).to_have_text("1")


# At the desk and at the wall


def steering(at: Room, screen: str) -> Desk | Wall:
    return at.desk() if screen == "desk" else at.wall(steers=True)


def offers(steers: Desk | Wall, button: str) -> None:
    """A key at a desk does what the button says that is there; one at a wall turns over."""
    if isinstance(steers, Desk):
        found = steers.page.get_by_role("button", name=button, exact=True)
        expect(found).to_be_visible(timeout=AT_ONCE)


@pytest.mark.parametrize("screen", ["desk", "wall"])
def test_keys_and_clickers_steer_the_room(at: Room, screen: str) -> None:
    steers = steering(at, screen)
    watching = at.wall()
    for key, title in (
        ("ArrowRight", "Welcome"),
        ("PageDown", "Touchpoints"),
        ("Space", "How it felt"),
        ("ArrowLeft", "Touchpoints"),
        ("PageUp", "Welcome"),
    ):
        steers.presses(key)
        steers.is_at(title)
        watching.is_at(title)
    clock = steers.page.locator(".clock")
    steers.presses("+", "+")
    expect(clock).to_have_text(re.compile("^11:"), timeout=AT_ONCE)
    steers.presses("-")
    expect(clock).to_have_text(re.compile("^10:"), timeout=AT_ONCE)
    steers.presses("t")
    expect(clock).to_have_attribute("data-stands", re.compile(r"\d+"), timeout=AT_ONCE)
    steers.presses("t")
    expect(clock).to_have_attribute("data-ends", re.compile(r"\d+"), timeout=AT_ONCE)
    steers.presses("p")
    watching.shows("A short pause", AT_ONCE)
    offers(steers, "Go on")
    steers.presses("p")
    watching.hides("A short pause")
    steers.presses("b")
    expect(watching.page.locator("#show")).to_be_empty(timeout=AT_ONCE)
    offers(steers, "Show the wall")
    steers.presses("b")
    watching.shows("Speak from your own experience.", AT_ONCE)
    steers.presses("ArrowRight")
    steers.is_at("Touchpoints")
    steers.presses("u")
    steers.is_at("Welcome")


@pytest.mark.parametrize("screen", ["desk", "wall"])
def test_r_shows_the_map_and_hides_it_again(at: Room, screen: str) -> None:
    room = FullRoom(at)
    at.goes_to("feelings")
    room.feels()
    at.goes_to("map")
    steers = steering(at, screen)
    watching = at.wall()
    steers.presses("r")
    expect(watching.page.locator("svg.map")).to_be_visible(timeout=AT_ONCE)
    offers(steers, "Hide from the wall")
    steers.presses("r")
    expect(watching.page.locator("svg.map")).to_have_count(0, timeout=AT_ONCE)


def test_j_and_d_change_only_the_wall_where_they_are_pressed(at: Room) -> None:
    at.goes_to("welcome")
    wall, other = at.wall(), at.wall()
    wall.presses("j")
    expect(wall.page.locator("body")).to_have_class(re.compile("join-large"))
    wall.presses("j")
    expect(wall.page.locator("body")).not_to_have_class(re.compile("join-large"))
    wall.presses("d")
    expect(wall.page.locator("html")).to_have_class(re.compile("dark"))
    wall.page.reload()
    expect(wall.page.locator("html")).to_have_class(re.compile("dark"))
    expect(other.page.locator("html")).not_to_have_class(re.compile("dark"))


def test_a_wall_opened_by_its_link_only_shows(at: Room) -> None:
    at.goes_to("welcome")
    wall = at.wall()
    wall.presses("ArrowRight", "Space", "PageDown", "p", "b", "+", "u")
    at.settled()
    wall.is_at("Welcome")
    wall.shows("Speak from your own experience.")
    assert wall.page.locator("form[action*='/desk/']").count() == 0
    at.steer("stage", to="next")
    wall.is_at("Touchpoints")


def test_space_on_a_button_presses_that_button_and_nothing_else(at: Room) -> None:
    at.goes_to("welcome")
    desk = at.desk()
    plus = desk.page.locator("form[data-key=plus] button")
    desk.tabs_to(plus)
    desk.presses("Space")
    expect(desk.page.locator(".clock")).to_have_text(re.compile("^1[01]:"), timeout=AT_ONCE)
    at.settled()
    desk.is_at("Welcome")
    desk.page.locator("summary").first.focus()
    desk.presses("Space")
    at.settled()
    desk.is_at("Welcome")


def test_letters_and_arrows_in_a_box_are_only_letters_and_arrows(at: Room) -> None:
    at.goes_to("touchpoints")
    FullRoom(at).amina_misses_a_touchpoint()
    desk = at.desk()
    box = desk.page.locator("[name=answer]")
    desk.tabs_to(box)
    desk.page.keyboard.type("put +b rt- up? ")
    desk.presses("ArrowLeft", "ArrowRight", "PageDown")
    at.settled()
    expect(box).to_have_value("put +b rt- up? ")
    desk.is_at("Touchpoints")
    expect(desk.page.locator("#keys")).to_be_hidden()
    assert at.wall().reads().find("A short pause") == -1


def test_the_sheet_of_keys_opens_and_can_switch_letters_off(at: Room) -> None:
    at.goes_to("welcome")
    desk = at.desk()
    desk.presses("?")
    sheet = desk.page.locator("#keys")
    expect(sheet).to_be_visible()
    desk.presses("ArrowRight")  # not while it is open
    sheet.get_by_label("Single letters work as keys").uncheck()
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_be_hidden()
    desk.page.locator("#bar h1").click()
    desk.presses("p")
    at.settled()
    desk.is_at("Welcome")
    expect(desk.page.locator("#bar").get_by_role("button", name="Pause")).to_be_visible()
    desk.presses("ArrowRight")  # arrows are no letters
    desk.is_at("Touchpoints")


def test_next_is_asked_once_while_somebody_is_writing(at: Room) -> None:
    at.goes_to("feelings")
    desk, phone = at.desk(), at.phone()
    phone.writes("I am still")
    desk.counts("1 still writing")
    desk.presses("ArrowRight")
    expect(desk.page.get_by_role("button", name="Move on now")).to_be_visible()
    desk.is_at("How it felt")
    desk.presses("ArrowRight")
    desk.is_at("What we see")


@pytest.mark.parametrize("screen", ["desk", "wall"])
def test_every_key_on_the_sheet_does_what_it_says_and_no_other_does_anything(
    at: Room, screen: str
) -> None:
    room = FullRoom(at)
    at.goes_to("feelings")
    room.feels()
    at.goes_to("map")
    steers, watching = steering(at, screen), at.wall()
    rows: dict[str, str] = steers.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#keys [data-keys]")].flatMap(
            row => row.dataset.keys.split(" ").map(key => [key, row.dataset.does])))"""
    )
    clock = steers.page.locator(".clock").first
    show, page = watching.page.locator("#show"), steers.page

    def turns(key: str, done, undone) -> None:
        steers.presses(key)
        done()
        at.settled(steers)
        steers.presses(key)
        undone()

    def sheet(key: str) -> None:
        steers.presses(key)
        expect(page.locator("#keys")).to_be_visible()
        steers.presses("Escape")
        expect(page.locator("#keys")).to_be_hidden()

    def a_minute(key: str, more: bool) -> None:
        before = clock.get_attribute("data-ends") or ""
        steers.presses(key)
        expect(clock).not_to_have_attribute("data-ends", before, timeout=AT_ONCE)
        moved = int(clock.get_attribute("data-ends") or 0) - int(before)
        assert abs(moved - (60_000 if more else -60_000)) < 2_000

    def stands(name: str) -> None:
        expect(clock).to_have_attribute(name, re.compile(r"\d"), timeout=AT_ONCE)

    def goes(key: str, forward: bool) -> None:
        steers.presses(key)
        watching.is_at("What matters most" if forward else "What we see")

    def stays(key: str) -> None:
        at.settled(watching)
        before = watching.drawn()
        steers.presses(key)
        at.settled()
        assert watching.drawn() == before

    does = {
        "next": lambda key: (goes(key, True), at.steer("stage", to="back", sure="yes")),
        "back": lambda key: (
            at.steer("stage", to="next", sure="yes"),
            steers.is_at("What matters most"),
            goes(key, False),
        ),
        "reveal": lambda key: turns(
            key,
            lambda: expect(watching.page.locator("svg.map")).to_be_visible(timeout=AT_ONCE),
            lambda: expect(watching.page.locator("svg.map")).to_have_count(0, timeout=AT_ONCE),
        ),
        "clock": lambda key: turns(
            key,
            lambda: stands("data-stands"),
            lambda: stands("data-ends"),
        ),
        "plus": lambda key: a_minute(key, True),
        "minus": lambda key: a_minute(key, False),
        "pause": lambda key: turns(
            key,
            lambda: watching.shows("A short pause", AT_ONCE),
            lambda: watching.hides("A short pause"),
        ),
        "blank": lambda key: turns(
            key,
            lambda: expect(show).to_be_empty(timeout=AT_ONCE),
            lambda: expect(show).not_to_be_empty(timeout=AT_ONCE),
        ),
        "undo": lambda key: (
            at.steer("stage", to="next", sure="yes"),
            steers.is_at("What matters most"),
            steers.presses(key),
            steers.is_at("What we see"),
        ),
        "join": lambda key: turns(
            key,
            lambda: expect(page.locator("body")).to_have_class(re.compile("join-large")),
            lambda: expect(page.locator("body")).not_to_have_class(re.compile("join-large")),
        ),
        "dark": lambda key: turns(
            key,
            lambda: expect(page.locator("html")).to_have_class(re.compile("dark")),
            lambda: expect(page.locator("html")).not_to_have_class(re.compile("dark")),
        ),
        "enlarge": lambda key: turns(
            key,
            lambda: expect(steers.page.locator("[data-one]").first).to_be_attached(timeout=AT_ONCE),
            lambda: expect(steers.page.locator("[data-one]")).to_have_count(0, timeout=AT_ONCE),
        ),
        "one-off": lambda key: (
            steers.presses("f"),
            expect(steers.page.locator("[data-one]").first).to_be_attached(timeout=AT_ONCE),
            steers.presses(key),
            expect(steers.page.locator("[data-one]")).to_have_count(0, timeout=AT_ONCE),
        ),
        "page-next": stays,  # one page: another test turns more
        "page-back": stays,
        "sheet": sheet,
    }  # fmt: skip
    for key, what in rows.items():
        assert what in does, f"say in this test what {key} does"
        steers.is_at("What we see")
        watching.is_at("What we see")
        does[what](key)
        at.settled(steers)
        steers.is_at("What we see")
    at.settled(watching)
    before = watching.drawn()
    for key in sorted(set("abcdefghijklmnopqrstuvwxyz0123456789") - set(rows)):
        steers.presses(key)
    at.settled()
    assert watching.drawn() == before
