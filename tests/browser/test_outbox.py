"""What a phone gives is kept on it until the server has it, and arrives once, whatever happens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from sqlmodel import select

from app.domain.stories import Story
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.conftest import only_sqlite

pytestmark = only_sqlite
KEPT = "Kept on this phone. Not sent yet: trying again."
WAITS = "Kept on this phone, not sent yet"
WORDS = "Nobody told us where to go"
LESS_THAN_THE_NEXT = 9000  # ms: a later try is waited for ten seconds long
LEFT = """async () => {
    const open = indexedDB.open("touchline");
    await new Promise((done) => { open.onsuccess = done; });
    const all = [JSON.stringify(localStorage)];
    for (const name of ["acts", "drafts"]) {
        const asked = open.result.transaction(name).objectStore(name).getAll();
        await new Promise((done) => { asked.onsuccess = done; });
        all.push(JSON.stringify(asked.result));
    }
    return all.join();
}"""


def told(at: Room) -> list[str]:
    """Every story that is stored and was not taken back, in the order they came."""
    with at.world.database.read() as session:
        stories = session.exec(select(Story)).all()
    return [s.text for s in sorted(stories, key=lambda s: s.told_at) if s.withdrawn_at is None]


def no_network(page: Page) -> Callable[[], None]:
    """Nothing that is given arrives; the answer brings the network back."""

    def away(route: Route) -> None:
        if route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/phone/**", away)
    return lambda: page.unroute("**/phone/**", away)


def the_sign(phone: Phone, words: str) -> None:
    expect(phone.page.locator("#outbox [data-said]")).to_have_text(words)


@pytest.fixture
def amina(at: Room) -> Phone:
    at.goes_to("feelings")
    return at.phone()


def test_what_waits_outlives_a_reload_and_then_says_that_it_is_saved(at: Room, amina: Phone):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    amina.is_told(KEPT)
    the_sign(amina, WAITS)
    expect(amina.box).to_have_value("")

    amina.page.reload()
    the_sign(amina, WAITS)
    expect(amina.page.locator("#outbox")).to_contain_text(WORDS)
    assert told(at) == []
    back()

    the_sign(amina, "Saved")
    amina.is_told("Sent and saved.")
    amina.sees("You said here")
    assert told(at) == [WORDS]
    expect(amina.page.locator("#outbox")).to_be_hidden()
    amina.page.reload()
    expect(amina.page.locator("#outbox")).to_be_hidden()
    assert told(at) == [WORDS]


def test_two_tabs_send_everything_once_and_in_order(at: Room, amina: Phone):
    other = amina.new_page()
    other.goto(amina.page.url)
    back, other_back = no_network(amina.page), no_network(other)
    sent: list[str] = []
    for page, words in ((amina.page, "One"), (other, "Two"), (amina.page, "Three")):
        page.locator("[data-own] textarea").fill(words)
        page.get_by_role("button", name="Save and go on").click()
        expect(page.locator("#outbox")).to_contain_text(words)
    expect(other.locator("#outbox li")).to_have_count(3)
    for page in (amina.page, other):
        page.on("requestfinished", lambda r: sent.append(r.url) if "feelings" in r.url else None)
    back()
    other_back()
    expect(other.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert told(at) == ["One", "Two", "Three"]
    assert len(sent) == 3


def test_what_a_closed_tab_has_kept_is_sent_by_an_older_one(at: Room, amina: Phone):
    other = amina.new_page()
    other.goto(amina.page.url)
    no_network(other)
    other.locator("[data-own] textarea").fill(WORDS)
    other.get_by_role("button", name="Save and go on").click()
    expect(amina.page.locator("#outbox")).to_contain_text(WORDS)
    assert told(at) == []
    other.close()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


PRESSES = """() => {
    window.row = document.querySelector("#outbox li");
    row.querySelector("[data-take-back]").click();
    return row.isConnected && !row.querySelector("button");
}"""


def test_what_is_taken_back_is_gone_once_that_is_kept(at: Room, amina: Phone):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    amina.is_told(KEPT)
    expect(amina.page.locator("#outbox")).to_contain_text(WORDS)
    assert amina.page.evaluate(PRESSES), "gone before it is kept, or to be pressed again"
    amina.page.wait_for_function("() => !row.isConnected")
    amina.page.reload()
    back()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert told(at) == []


def test_another_seat_on_this_phone_neither_sees_nor_sends_what_waits(at: Room, amina: Phone):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    amina.is_told(KEPT)
    amina.writes("And half typed")

    def sits(name: str) -> None:
        cookie = {"name": f"seat-{at.world.workshop}", "value": at.world.secrets[name]}
        amina.context.add_cookies([{**cookie, "url": at.address}])

    sits("Bo")
    back()  # the page of Amina is still open, and sends: it is told that this is another seat
    expect(amina.page.locator("#outbox")).to_be_hidden()
    expect(amina.box).to_have_value("")
    amina.does_not_see(WORDS)
    amina.writes("From Bo")
    amina.sends()
    amina.is_told("aved.")
    assert told(at) == ["From Bo"]

    sits("Amina")
    amina.page.reload()
    amina.is_told("Sent and saved.")
    expect(amina.box).to_have_value("And half typed")
    assert told(at) == ["From Bo", WORDS]


def test_words_changed_after_a_lost_answer_stand_in_place_of_the_first(at: Room, amina: Phone):
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    amina.page.route("**/phone/feelings", lose_the_answer)
    amina.writes("Nobody told us wear to go")
    amina.sends()
    the_sign(amina, WAITS)
    assert told(at) == ["Nobody told us wear to go"]
    amina.page.unroute("**/phone/feelings")
    back = no_network(amina.page)
    amina.page.get_by_role("button", name="Change it").click()
    expect(amina.box).to_have_value("Nobody told us wear to go")
    amina.box.fill(WORDS)
    amina.sends()
    expect(amina.page.locator("#outbox li")).to_have_count(2)
    back()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert told(at) == [WORDS]


def test_on_a_bad_line_a_first_try_that_hangs_is_soon_given_up_for_a_new_one(
    at: Room, amina: Phone
):
    """TCP that has lost a packet four times waits for eleven seconds; a new connection does not."""
    tries: list[Route] = []

    def hang_once(route: Route) -> None:
        tries.append(route)
        if len(tries) > 1:
            route.continue_()

    amina.page.route("**/phone/feelings", hang_once)
    amina.writes(WORDS)
    with amina.page.expect_response("**/phone/feelings", timeout=LESS_THAN_THE_NEXT):
        amina.sends()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]
    assert len(tries) == 2


def test_what_is_taken_back_before_it_was_sent_never_arrives(at: Room, amina: Phone):
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    amina.page.get_by_role("button", name="Take back").click()
    expect(amina.page.locator("#outbox")).to_contain_text("Taking back: Waiting for the letter")
    back()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert told(at) == []


def test_a_page_of_the_wifi_itself_is_no_proof_that_anything_was_saved(at: Room, amina: Phone):
    portal = "<html><body>Welcome to Hospital Guest Wi-Fi. Please accept our terms.</body></html>"
    amina.page.route("**/phone/feelings", lambda route: route.fulfill(body=portal))
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    amina.page.unroute("**/phone/feelings")
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


FORBIDDEN = """
    Object.defineProperty(window, "localStorage", { get() { throw new Error("forbidden"); } });
    Object.defineProperty(window, "indexedDB", { get() { throw new Error("forbidden"); } });
"""
FULL = """
    const full = () => { throw new DOMException("full", "QuotaExceededError"); };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
"""


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_where_nothing_can_be_kept_it_says_so_and_sends_all_the_same(at: Room, storage: str):
    at.goes_to("feelings")
    amina = at.stranger(Phone)
    amina.context.add_init_script(storage)
    seat = f"seat-{at.world.workshop}"
    amina.context.add_cookies(
        [{"name": seat, "value": at.world.secrets["Amina"], "url": at.address}]
    )
    amina.opens(f"{at.here}/phone")
    back = no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, "Only on this page, not sent yet: please keep it open")
    back()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


def test_leaving_asks_about_what_is_not_sent_and_then_takes_everything_along(
    at: Room, amina: Phone
):
    no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, WAITS)
    expect(amina.box).to_have_value("")
    amina.writes("Half typed")
    amina.page.get_by_role("link", name="My words").click()
    leave = amina.page.get_by_role("button", name="Leave")
    leave.click()
    amina.sees("If you leave now, it is lost.")
    leave.click()
    expect(amina.page.locator("#code")).to_be_visible()
    left = amina.page.evaluate(LEFT)
    assert WORDS not in left
    assert "Half typed" not in left


OF_ANOTHER = """async () => {
    const draft = { name: "touchline:draft:another:offer:1", text: "Of another", at: Date.now() };
    localStorage.setItem(draft.name, JSON.stringify(draft));
    const open = indexedDB.open("touchline");
    await new Promise((done) => { open.onsuccess = done; });
    const change = open.result.transaction("drafts", "readwrite");
    change.objectStore("drafts").put(draft);
    await new Promise((done) => { change.oncomplete = done; });
}"""


def test_on_a_phone_that_is_shared_nothing_stays(at: Room, amina: Phone):
    amina.writes("Half typed")
    amina.page.get_by_role("link", name="My words").click()
    amina.page.evaluate(OF_ANOTHER)
    amina.page.get_by_label("Other people use this phone too").check()
    amina.page.get_by_role("link", name="Now").click()
    expect(amina.box).to_have_value("")
    no_network(amina.page)
    amina.writes(WORDS)
    amina.sends()
    the_sign(amina, "Only on this page, not sent yet: please keep it open")
    left = amina.page.evaluate(LEFT)
    assert WORDS not in left
    assert "Half typed" not in left
    assert "Of another" not in left
    amina.page.reload()
    expect(amina.page.locator("#outbox")).to_be_hidden()
    assert told(at) == []
