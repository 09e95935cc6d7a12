"""What may happen to a phone while something waits on it; the whole list is in decision 0026."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from app.domain.workshops import Stage
from tests.browser.conftest import Room
from tests.browser.screens import IN_TIME, Phone
from tests.browser.test_outbox import KEPT, LEFT, WAITS, WORDS, no_network, the_sign, told
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite


@pytest.fixture
def amina(at: Room) -> Phone:
    at.goes_to("feelings")
    return at.phone()


def waits(phone: Phone) -> Callable[[], None]:
    """A story is given without a network; the answer brings the network back."""
    back = no_network(phone.page)
    phone.writes(WORDS)
    phone.sends()
    the_sign(phone, WAITS)
    return back


def minutes_pass(at: Room, kind: str, minutes: int = 10) -> None:
    """As if the stage had closed so long ago."""
    with at.world.session() as session:
        stage = session.get_one(Stage, at.world.stages[kind])
        assert stage.closed_at is not None
        stage.closed_at -= timedelta(minutes=minutes)
        session.add(stage)
        session.commit()


def test_what_waited_while_the_room_moved_on_long_ago_arrives_all_the_same(at: Room, amina: Phone):
    back = waits(amina)
    at.goes_to("map")
    amina.is_at("What we see")
    the_sign(amina, WAITS)
    minutes_pass(at, "feelings")
    back()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


def test_a_page_frozen_with_the_screen_locked_sends_when_it_wakes(at: Room, amina: Phone):
    back = waits(amina)
    devtools = amina.context.new_cdp_session(amina.page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    back()
    at.goes_to("map")
    at.settled()
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    amina.is_at("What we see")
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


def test_a_page_that_is_thrown_away_sends_and_goes_on_when_it_is_opened_again(
    at: Room, amina: Phone
):
    waits(amina)
    amina.writes("And half typed")
    assert told(at) == []
    amina.page.close()
    amina.page = amina.new_page()
    amina.opens(f"{at.here}/phone")
    amina.is_told("Sent and saved.")
    expect(amina.box).to_have_value("And half typed")
    assert told(at) == [WORDS]


def test_the_same_words_given_twice_are_one_act_and_its_id_takes_no_other_words(
    at: Room, amina: Phone
):
    sent: list[str] = []
    amina.page.on(
        "request", lambda r: sent.append(r.post_data or "") if "feelings" in r.url else None
    )
    back = waits(amina)
    amina.writes(WORDS)
    amina.sends()
    expect(amina.box).to_have_value("")
    expect(amina.page.locator("#outbox li")).to_have_count(1)
    back()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]
    assert len(set(sent)) == 1

    other = amina.page.evaluate(
        """async ([address, body]) => {
            const headers = { "Content-Type": "application/x-www-form-urlencoded" };
            return (await fetch(address, { method: "POST", headers, body })).status;
        }""",
        [f"{at.here}/phone/feelings", sent[0].replace("Nobody", "Somebody")],
    )
    assert other == 409
    assert told(at) == [WORDS]


@pytest.mark.parametrize("days", [-730, 730], ids=["back", "forward"])
def test_a_clock_that_jumps_by_years_loses_nothing_and_changes_no_order(
    at: Room, amina: Phone, days: int
):
    back = waits(amina)
    amina.page.clock.set_system_time(datetime.now() + timedelta(days=days))
    amina.writes("Second")
    amina.sends()
    expect(amina.page.locator("#outbox li")).to_have_count(2)
    expect(amina.box).to_have_value("")
    amina.writes("Half typed")
    amina.page.reload()
    expect(amina.box).to_have_value("Half typed")
    expect(amina.page.locator("#outbox li")).to_have_count(2)
    back()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    amina.is_told("Sent and saved.")
    assert told(at) == [WORDS, "Second"]


def test_after_a_day_nothing_is_left_on_the_phone(at: Room, amina: Phone):
    waits(amina)
    amina.writes("Half typed")
    in_both_places(amina.page, "Half typed")
    a_day_later(amina.page)
    amina.page.evaluate("localStorage.setItem('touchline:draft::', 'cut off')")
    amina.page.reload()
    expect(amina.box).to_have_value("")
    expect(amina.page.locator("#outbox")).to_be_hidden()
    left = amina.page.evaluate(LEFT)
    assert WORDS not in left
    assert "Half typed" not in left
    assert "cut off" not in left

    # Where nothing else is kept, the form goes all the same with which somebody once came in.
    amina.page.evaluate(JOINED_A_DAY_AGO)
    amina.page.reload()
    expect(amina.box).to_have_value("")
    with amina.page.expect_event("console", lambda said: said.text == "true"):
        amina.page.evaluate(
            "setInterval(() => console.log(!localStorage.getItem('touchline:joined')), 50)"
        )


JOINED_A_DAY_AGO = """() => localStorage.setItem("touchline:joined", JSON.stringify({
    workshop: "another", where: "/j/there", body: "name=Cleo",
    at: Date.now() - 25 * 3600 * 1000 }))"""


def in_both_places(page: Page, words: str) -> None:
    """Once a draft is kept in localStorage and in the database as well."""
    until = time.monotonic() + IN_TIME / 1000
    while page.evaluate(LEFT).count(words) < 2:
        assert time.monotonic() < until, "The draft was not kept."
        page.wait_for_timeout(50)


def a_day_later(page: Page) -> None:
    """As if all that is kept had been given a day and a minute ago."""
    page.evaluate(
        """async (ms) => {
            const open = indexedDB.open("touchline");
            await new Promise((done) => { open.onsuccess = done; });
            for (const name of ["acts", "drafts"]) {
                const all = open.result.transaction(name).objectStore(name).getAll();
                await new Promise((done) => { all.onsuccess = done; });
                const change = open.result.transaction(name, "readwrite");
                for (const each of all.result) {
                    change.objectStore(name).put({ ...each, at: each.at - ms });
                }
                await new Promise((done) => { change.oncomplete = done; });
            }
            for (const key of Object.keys(localStorage).filter((k) => k.includes(":draft:"))) {
                const draft = JSON.parse(localStorage.getItem(key));
                localStorage.setItem(key, JSON.stringify({ ...draft, at: draft.at - ms }));
            }
        }""",
        (24 * 60 + 1) * 60 * 1000,
    )


LOOK = """(item) => {
    const pictures = Array.from(item.querySelectorAll(".sign svg"));
    const seen = pictures.filter((svg) => getComputedStyle(svg).display !== "none");
    return [item.querySelector("[data-said]").textContent, getComputedStyle(item).borderStyle,
        seen.map((svg) => svg.innerHTML).join()];
}"""


def test_the_two_signs_differ_in_words_border_and_picture_and_not_only_in_colour(
    at: Room, amina: Phone
):
    back = waits(amina)
    amina.is_told(KEPT)
    item = amina.page.locator("#outbox li")
    waiting = item.evaluate(LOOK)
    back()
    the_sign(amina, "Saved")
    saved = item.evaluate(LOOK)
    assert waiting == ["Kept on this phone, not sent yet", "dashed", waiting[2]]
    assert saved == ["Saved", "solid", saved[2]]
    assert waiting[2] != saved[2]


def test_what_was_saved_and_is_taken_back_without_a_network_is_gone_when_it_returns(
    at: Room, amina: Phone
):
    there = {"stage": at.world.stages["feelings"], "touchpoint": at.world.touchpoints[0]}
    at.gives("Amina", "stories", a_key(), **there, text=WORDS)
    amina.page.get_by_role("link", name="My words").click()
    amina.sees(WORDS)
    back = no_network(amina.page)
    amina.page.get_by_role("button", name=f"Take back: {WORDS}").click()
    amina.is_told(KEPT)
    assert told(at) == [WORDS]
    back()
    amina.is_told("Sent and saved.")
    assert told(at) == []


def test_words_to_be_changed_stand_beside_those_that_are_being_typed(at: Room, amina: Phone):
    back = waits(amina)
    expect(amina.box).to_have_value("")
    amina.writes("And half typed")
    amina.page.get_by_role("button", name="Change it").click()
    beside = amina.page.locator("#tray textarea")
    expect(beside).to_have_value(WORDS)
    expect(amina.box).to_have_value("And half typed")
    amina.page.reload()
    expect(beside).to_have_value(WORDS)
    expect(amina.box).to_have_value("And half typed")
    back()
    amina.page.get_by_role("button", name="Send it now").click()
    expect(beside).to_have_count(0)
    amina.sends()
    expect(amina.box).to_have_value("")
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    assert sorted(told(at)) == sorted([WORDS, "And half typed"])


A_LATER_RELEASE = """async () => {
    const open = indexedDB.open("touchline", 3);
    await new Promise((done) => { open.onsuccess = done; });
    open.result.close();
}"""


def test_a_phone_whose_store_was_closed_under_it_goes_on_keeping_and_sending(
    at: Room, amina: Phone
):
    """As by sleep, by somebody who clears it, or by a page of a later release."""
    amina.page.evaluate(A_LATER_RELEASE)
    back = waits(amina)
    assert WORDS in in_database(amina)
    amina.page.reload()
    the_sign(amina, WAITS)
    back()
    the_sign(amina, "Saved")
    assert told(at) == [WORDS]


def in_database(phone: Phone) -> str:
    """What it keeps, without what only localStorage has."""
    script = LEFT.replace("JSON.stringify(localStorage)", "''")
    kept: str = phone.page.evaluate(script)
    return kept


HANGS = """() => {
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...named) {
        const made = transaction.apply(this, named);
        const silent = { get: () => null, set() {}, configurable: true };
        for (const name of ["onsuccess", "onerror"]) {
            Object.defineProperty(IDBRequest.prototype, name, silent);
        }
        for (const name of ["oncomplete", "onabort", "onerror"]) {
            Object.defineProperty(made, name, silent);
        }
        return made;
    };
}"""


def test_a_store_that_never_answers_holds_nothing_back(at: Room, amina: Phone):
    amina.page.evaluate(HANGS)
    amina.writes(WORDS)
    amina.sends()
    expect(amina.box).to_have_value("")
    until = time.monotonic() + 2 * IN_TIME / 1000
    while told(at) != [WORDS]:
        assert time.monotonic() < until, "It was not sent."
        amina.page.wait_for_timeout(100)


TWICE = """(id) => {
    const form = document.getElementById(id).form;
    const same = form.cloneNode(true);
    same.querySelector("button").id = "same";
    form.after(same);
    htmx.process(same);
    form.querySelector("button").click();
    same.querySelector("button").click();
}"""


def test_two_dots_given_one_after_the_other_are_two_and_two_at_once_are_one(at: Room):
    at.goes_to("ideas")
    idea = at.world.offers("Amina", "Ring people first")
    at.world.offers("Amina", "One letter")
    at.goes_to("choose")
    bo = at.phone("Bo")
    expect(bo.dots_on("Ring people first")).to_have_text("0")
    bo.page.evaluate(TWICE, f"more-{idea}")
    bo.sees("2 dots left")
    expect(bo.page.locator(".htmx-request")).to_have_count(0)
    waits = bo.page.locator("li.idea", has_text="One letter").locator("[data-waits]")
    expect(waits).to_be_empty()
    back = no_network(bo.page)
    bo.dot("One letter")
    expect(waits).to_have_text("Waiting on this phone: +1")
    expect(bo.page.locator("#outbox [data-words]")).to_have_text("Put a dot on: One letter")
    expect(bo.page.locator("#outbox li")).to_have_count(1)
    bo.page.clock.set_system_time(datetime.now() + timedelta(seconds=5))
    bo.dot("One letter")
    expect(bo.page.locator("#outbox li")).to_have_count(2)
    expect(waits).to_have_text("Waiting on this phone: +2")
    back()
    bo.sees("0 dots left")
    expect(waits).to_be_empty()


def test_words_that_a_filter_in_between_refuses_go_back_and_hold_up_nothing(at: Room, amina: Phone):
    def filters(route: Route) -> None:
        if "fool" in (route.request.post_data or ""):
            route.fulfill(status=403, body="Blocked by policy")
        else:
            route.continue_()

    amina.page.route("**/phone/feelings", filters)
    back = no_network(amina.page)
    amina.writes("A fool told us to wait")
    amina.sends()
    the_sign(amina, WAITS)
    amina.writes(WORDS)
    amina.sends()
    expect(amina.page.locator("#outbox li")).to_have_count(2)
    back()
    expect(amina.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
    expect(amina.box).to_have_value("A fool told us to wait")
    assert told(at) == [WORDS]
    amina.is_told("Something on the way to us")
    expect(amina.page.locator("#notice")).not_to_contain_text("Sent and saved.")
