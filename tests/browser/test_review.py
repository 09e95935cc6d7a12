"""Enter, lost answers, reloads and messages: small things that cost somebody their words."""

from contextlib import suppress
from typing import TypeVar

import pytest
from playwright.sync_api import Error, Route, expect
from sqlmodel import SQLModel, select

from app.domain.feelings import Placement
from app.domain.ideas import Idea
from app.domain.journey import Proposal
from tests.browser.conftest import Room
from tests.browser.full_room import IDEAS, FullRoom
from tests.browser.screens import Phone
from tests.browser.test_nothing_typed_is_lost import told
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite

KEPT = "Kept on this phone. Not sent yet: trying again."
Row = TypeVar("Row", bound=SQLModel)


def stored(at: Room, table: type[Row]) -> list[Row]:
    with at.world.database.read() as session:
        return list(session.exec(select(table)))


def loses_the_answer(route: Route) -> None:
    """The server has it, and the phone never hears."""
    route.fetch()
    with suppress(Error):  # the test is over, or lets answers through again
        route.abort("connectionreset")


def starts(at: Room, script: str = "", path: str = "") -> Phone:
    """Amina's phone, with something about its browser changed before it opens the page."""
    phone = at.stranger(Phone)
    seat = f"seat-{at.world.workshop}"
    phone.context.add_cookies(
        [{"name": seat, "value": at.world.secrets["Amina"], "url": at.address}]
    )
    phone.page.add_init_script(script)
    phone.opens(f"{at.here}/phone{path}")
    return phone


# Enter


def test_enter_in_an_answer_leaves_the_journey_as_it_is(at: Room) -> None:
    at.goes_to("touchpoints")
    at.gives(
        "Amina",
        "proposals",
        a_key(),
        stage=at.world.stages["touchpoints"],
        after="",
        title="The drive home",
    )
    desk = at.desk()
    box = desk.page.get_by_label("Or answer")
    box.fill("That is part of going home")
    box.press("Enter")
    expect(box).to_have_count(0)
    [proposal] = stored(at, Proposal)
    assert (proposal.state, proposal.answer) == ("answered", "That is part of going home")


def test_enter_in_a_reason_decides_nothing(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("ideas")
    room.offers()
    at.goes_to("decisions")
    desk = at.desk()
    box = desk.choice(IDEAS[0]).get_by_label("Why")
    box.fill("It costs nothing")
    box.press("Enter")
    desk.is_told("Please choose what becomes of it.")
    expect(box).to_have_value("It costs nothing")
    expect(desk.choice(IDEAS[0]).locator(".pill")).to_have_count(0)


# Sent, and the answer lost


def test_an_idea_whose_answer_was_lost_is_not_made_again_after_a_reload(at: Room) -> None:
    at.goes_to("ideas")
    phone = at.phone()
    phone.page.route("**/phone/ideas", loses_the_answer)
    phone.box.fill("Ring people first")
    phone.sends()
    phone.is_told(KEPT)
    phone.page.reload()
    expect(phone.page.locator("#outbox")).to_contain_text("Ring people first")
    expect(phone.box).to_have_value("")
    phone.page.unroute("**/phone/ideas")

    phone.is_told("Sent and saved.")
    assert [idea.text for idea in stored(at, Idea)] == ["Ring people first"]

    phone.offers("Ring people first")  # said again, on purpose
    assert len(stored(at, Idea)) == 2


def test_a_story_whose_answer_was_lost_is_made_once_and_one_goes_on(at: Room) -> None:
    """The phone went on: the next face is the next touchpoint's, and the first one stays."""
    at.goes_to("feelings")
    phone = at.phone()
    phone.feels(-2)
    phone.page.route("**/phone/feelings", loses_the_answer)
    phone.box.fill("Nobody came")
    phone.sends()
    phone.is_told(KEPT)
    phone.page.reload()
    phone.face(1).click()
    with phone.page.expect_response("**/phone/placements"):
        phone.page.unroute("**/phone/feelings")
    assert told(at.world) == ["Nobody came"]
    heights = {placement.touchpoint_id: placement.height for placement in stored(at, Placement)}
    assert heights == {at.world.touchpoints[0]: -2, at.world.touchpoints[1]: 1}


def test_what_had_arrived_before_the_room_moved_on_is_not_sent_again(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.route("**/phone/feelings", loses_the_answer)
    phone.box.fill("Nobody came")
    phone.sends()
    phone.is_told(KEPT)
    at.goes_to("map")
    phone.is_at("What we see")
    phone.page.reload()
    expect(phone.page.locator("#outbox")).to_contain_text("Nobody came")
    expect(phone.page.locator("#tray")).to_be_hidden()
    phone.page.unroute("**/phone/feelings")
    phone.is_told("Sent and saved.")
    assert told(at.world) == ["Nobody came"]


# One's own part


def test_ones_own_part_is_asked_for_until_it_is_there(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.feels(-2)
    at.goes_to("map")
    phone.is_at("What we see")
    asked: list[str] = []

    def away(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort("connectionrefused")
        elif len(asked) == 2:
            route.fulfill(status=503)
        else:
            route.continue_()

    phone.page.route("**/phone/own*", away)
    at.goes_to("feelings")
    expect(phone.page.locator("[data-own] > fieldset:not([disabled])")).to_be_visible()
    assert len(asked) == 3


def test_nobody_is_thrown_back_to_another_touchpoint(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.get_by_role("navigation", name="Touchpoints").get_by_role("link").nth(2).click()
    phone.sees("3 of 3")
    at.steer("pause", paused="yes")
    phone.sees("A short pause")
    with phone.page.expect_response("**/phone/own*") as brought:
        at.steer("pause", paused="no")
    assert brought.value.ok
    phone.sees("3 of 3")


def test_an_own_word_taken_back_does_not_come_again(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.get_by_text("More words, or my own").click()
    own = phone.page.get_by_label("My own word")
    own.fill("unmoored")
    own.blur()
    phone.is_told("Saved.")
    phone.opens(f"{at.here}/phone/words")
    phone.page.get_by_role("button", name="Take back the words").click()
    phone.does_not_see("unmoored")
    phone.opens(f"{at.here}/phone")
    expect(own).to_have_value("")


def test_taking_back_everything_forgets_what_was_half_written(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.feels(-2)
    phone.writes("Half a sto")
    phone.opens(f"{at.here}/phone/words")
    phone.page.get_by_text("Take back everything", exact=True).click()
    phone.page.get_by_role("button", name="Yes, take back everything").click()
    phone.sees("Nothing yet.")
    phone.opens(f"{at.here}/phone")
    expect(phone.box).to_have_value("")


# Old phones


def test_a_browser_without_request_submit_tries_again_as_well(at: Room) -> None:
    at.goes_to("ideas")
    phone = starts(at, "delete HTMLFormElement.prototype.requestSubmit")
    tried: list[Route] = []

    def away(route: Route) -> None:
        tried.append(route)
        route.abort("connectionrefused") if len(tried) < 3 else route.continue_()

    phone.page.route("**/phone/ideas", away)
    phone.offers("Ring people first")


def test_the_hint_to_load_again_is_hidden_only_by_scripts_that_run(at: Room) -> None:
    hint = "This phone shows the room only when you load the page again."
    live = at.phone()
    expect(live.page.get_by_text(hint)).to_be_hidden()
    at.phone(scripts=False).sees(hint)
    old = at.stranger(Phone)
    old.page.route("**/live.*.js", lambda route: route.fulfill(body="this is no script"))
    seat = f"seat-{at.world.workshop}"
    old.context.add_cookies([{"name": seat, "value": at.world.secrets["Amina"], "url": at.address}])
    old.opens(f"{at.here}/phone")
    old.sees(hint)
    old.complaints.clear()


# Unsent when the room moves on


def test_a_height_not_sent_when_the_room_moved_on_is_sent_still(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.route("**/phone/placements", lambda route: route.abort("connectionrefused"))
    phone.face(-2).click()
    phone.face(1).click()
    phone.is_told(KEPT)
    at.goes_to("map")
    phone.is_at("What we see")
    phone.page.unroute("**/phone/placements")
    phone.is_told("aved.")
    assert [placement.height for placement in stored(at, Placement)] == [1]


def comes_too_late(at: Room) -> Phone:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.route("**/phone/placements", lambda route: route.abort("connectionrefused"))
    phone.face(-2).click()
    phone.is_told(KEPT)
    at.steer("end", sure="yes")
    phone.page.unroute("**/phone/placements")
    phone.is_told("This could not be saved, because the room has moved on: Waiting for the letter:")
    return phone


def test_what_came_too_late_is_named(at: Room) -> None:
    phone = comes_too_late(at)
    expect(phone.page.locator("#notice")).to_contain_text("Very low")
    assert stored(at, Placement) == []


def test_what_could_not_be_saved_is_still_named_when_the_room_moves_on_again(at: Room) -> None:
    phone = comes_too_late(at)
    at.steer("undo")
    phone.is_told("How it felt. This could not be saved, because the room has moved on:")
    at.goes_to("map")
    phone.is_told("What we see. This could not be saved, because the room has moved on:")
    phone.does_not_see("How it felt. This")
    expect(phone.page.locator("#notice")).to_be_visible()


# What is said aloud, and where the focus goes


def test_the_same_message_again_is_said_again_in_its_place(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.page.evaluate(
        """() => {
            window.said = [];
            const notice = document.getElementById("notice");
            const watch = new MutationObserver(() => {
                document.body.dataset.said = window.said.push(notice.textContent);
            });
            watch.observe(notice, { subtree: true, childList: true, characterData: true });
        }"""
    )
    for height in (-2, -1, 0):
        with phone.page.expect_response("**/phone/placements"):
            phone.face(height).click()
        expect(phone.page.locator("body")).to_have_attribute("data-said", str(height + 3))
    words = phone.page.evaluate("window.said")
    assert [each.strip() for each in words] == ["Saved."] * 3
    assert words[0] != words[1] != words[2]


def test_a_new_stage_is_announced_once(at: Room) -> None:
    phone = at.phone()
    at.goes_to("feelings")
    phone.is_told("How it felt")
    phone.feels(-2)
    at.steer("pause", paused="yes")
    phone.is_told("A short pause")
    at.steer("pause", paused="no")
    phone.is_told("How it felt")


def test_going_on_leads_to_the_next_heading(at: Room) -> None:
    at.goes_to("feelings")
    phone = at.phone()
    phone.box.fill("Nobody came")
    phone.sends()
    expect(phone.page.get_by_role("heading", name="Being told")).to_be_focused()


def test_the_question_whether_to_move_on_gets_the_focus(at: Room) -> None:
    at.goes_to("feelings")
    phone, desk = at.phone(), at.desk()
    phone.writes("Half")
    desk.counts("1 still writing")
    desk.page.locator("#next button").click()
    asked = desk.page.locator("#notice p").filter(has_text="1 person is still writing.")
    expect(asked).to_be_focused()
    desk.presses("Tab")
    expect(desk.page.get_by_role("button", name="Move on now")).to_be_focused()


# Consents


@pytest.mark.parametrize("path", ["/words", ""])
def test_an_address_once_given_is_kept_when_other_choices_are_saved(at: Room, path: str) -> None:
    at.goes_to("checkout")
    phone = at.phone(path=path)
    phone.page.get_by_label("Write to me").check()
    phone.page.get_by_label("E-mail address").fill("amina@example.org")
    phone.page.get_by_role("button", name="Save my choices").click()
    phone.is_told("Saved.")
    phone.page.reload()
    phone.sees("We have an address. Leave empty to keep it.")
    phone.page.get_by_label("Used in the report").check()
    phone.page.get_by_role("button", name="Save my choices").click()
    phone.is_told("Saved.")
