"""The words page in a browser: by pointer and by keyboard, with a phone and a wall beside it."""

import re

import pytest
from playwright.sync_api import expect

from app.domain.voices import Voice
from tests.browser.conftest import Room
from tests.browser.screens import Desk
from tests.conftest import only_sqlite

pytestmark = only_sqlite


class WordsPage(Desk):
    """Everything written, for whoever reads it."""

    def card(self, text: str):
        return self.page.locator(".cards > li").filter(has_text=text)

    def selects(self, *texts: str) -> None:
        for text in texts:
            self.card(text).get_by_role("checkbox").check()


@pytest.fixture
def told(at: Room) -> Room:
    at.goes_to("feelings")
    for name, text in (("Amina", "Nobody told us"), ("Bo", "I waited outside"), ("Cy", "No time")):
        at.world.tells(name, text)
    return at


def words(at: Room) -> WordsPage:
    page = at.screens.add(WordsPage, at.address, {"sid": at.world.cookie})
    page.opens(f"{at.here}/words")
    return page


def test_some_are_grouped_and_named_by_keyboard_alone(told: Room):
    desk = words(told)
    for text in ("Nobody told us", "No time"):
        box = desk.card(text).get_by_role("checkbox")
        desk.tabs_to(box)
        desk.presses("Space")
        expect(box).to_be_checked()
    name = desk.page.get_by_label("A new theme")
    name.focus()
    desk.page.keyboard.type("Being told")
    desk.presses("Tab", "Enter")
    expect(desk.page.locator("#themes")).to_contain_text("2 words and stories")
    expect(desk.card("No time")).to_contain_text("Being told")
    expect(desk.card("No time").get_by_role("checkbox")).not_to_be_checked()
    expect(desk.page.locator("#theme-choices option")).to_have_text(["Being told"])
    desk.page.locator("form[data-key=undo] button").click()
    expect(desk.page.locator("#themes")).not_to_contain_text("Being told")


def test_what_an_author_keeps_off_the_screen_stays_when_all_are_released(told: Room):
    told.world.joins("Dora", Voice.PATIENT, may_show=False)
    told.world.tells("Dora", "Only for you")
    desk, wall = words(told), told.wall()
    desk.page.get_by_label("All shown").check()
    desk.page.get_by_role("button", name="Release them").click()
    desk.is_told("Done. 1 stays off the screen: its author wants that.")
    wall.shows("Nobody told us")
    expect(desk.card("Only for you")).not_to_contain_text("released")
    told.settled(wall)
    wall.does_not_see("Only for you")


def test_all_shown_are_released_at_once_and_stay_where_they_stood(told: Room):
    desk, wall = words(told), told.wall()
    desk.page.get_by_label("All shown").check()
    desk.page.get_by_role("button", name="Release them").click()
    expect(desk.page.locator(".cards .pill", has_text="released by Sam")).to_have_count(3)
    wall.shows("I waited outside")


def test_a_sift_is_this_desks_own_and_stays_after_a_reload(told: Room):
    desk, other = words(told), words(told)
    desk.card("No time").get_by_role("button", name=re.compile("^Hold")).click()
    expect(desk.card("No time")).to_contain_text("held by Sam")
    desk.page.get_by_label("State").select_option("held")
    expect(desk.page.locator(".cards > li")).to_have_count(1)
    expect(other.page.locator(".cards > li")).to_have_count(3)
    expect(other.card("No time")).to_contain_text("held by Sam")
    desk.page.reload()
    expect(desk.page.locator(".cards > li")).to_have_count(1)


def test_a_question_reaches_the_author_and_the_changed_words_come_back(told: Room):
    desk, amina, bo = words(told), told.phone("Amina"), told.phone("Bo")
    card = desk.card("Nobody told us")
    card.locator("summary").click()
    card.get_by_label("To its author, who stays unnamed").fill("Who is nobody?")
    card.get_by_role("button", name="Ask to reword").click()
    expect(amina.page.locator("#asked")).to_contain_text("Who is nobody?")
    expect(bo.page.locator("#asked section")).to_have_count(0)
    changed = amina.page.get_by_label("Your words, to change or to leave")
    changed.fill("The desk did not tell us")
    amina.page.reload()
    expect(changed).to_have_value("The desk did not tell us")
    amina.page.get_by_role("button", name="Send my changed words").click()
    amina.is_told("Thank you. A facilitator can read it now.")
    expect(desk.card("The desk did not tell us")).to_contain_text("reworded")


def test_a_quiet_word_is_offered_and_answered(told: Room):
    desk, bo = words(told), told.phone("Bo")
    card = desk.card("I waited outside")
    card.locator("summary").click()
    card.get_by_label("To its author, who stays unnamed").fill("Priya, by the window")
    card.get_by_role("button", name="Offer a quiet word").click()
    expect(bo.page.locator("#asked")).to_contain_text("Priya, by the window")
    bo.page.get_by_role("button", name="Yes, please").click()
    expect(desk.page.locator("#quiet")).to_contain_text("Yes, please")


def test_one_item_is_large_on_the_wall_and_the_clicker_goes_through_them(told: Room):
    desk, wall = told.desk(), told.wall(steers=True)
    for text in ("Nobody told us", "I waited outside"):
        desk.releases(text)
    wall.page.bring_to_front()
    wall.presses("f")
    large = wall.page.locator("#one blockquote")
    expect(large).to_be_visible()
    first = large.inner_text()
    wall.presses("PageDown")
    expect(large).not_to_have_text(first)
    wall.presses("PageUp")
    expect(large).to_have_text(first)
    wall.is_at("How it felt")
    wall.presses("Escape")
    expect(large).to_have_count(0)
    wall.presses("PageDown")
    wall.is_at("What we see")


def test_themes_are_shown_on_the_wall_and_withdrawn_words_leave_it(told: Room):
    desk, wall, amina = words(told), told.wall(), told.phone("Amina", "/words")
    desk.selects("Nobody told us", "No time")
    desk.page.get_by_label("A new theme").fill("Being told")
    desk.page.get_by_role("button", name="Group these").click()
    expect(desk.page.locator("#themes")).to_contain_text("Being told")
    desk.page.get_by_label("All shown").check()
    with desk.page.expect_response(lambda answer: answer.request.method == "POST"):
        desk.page.get_by_role("button", name="Release them").click()
    desk.page.get_by_role("button", name="Show the themes on the wall").click()
    wall.shows("Being told")
    expect(wall.page.locator("#theme-wall .note")).to_have_count(2)
    amina.page.get_by_role("button", name="Take back: Nobody told us").click()
    expect(wall.page.locator("#theme-wall .note")).to_have_count(1)
    expect(desk.page.locator("#themes")).to_contain_text("1 word or story")
