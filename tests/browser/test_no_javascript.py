"""Without JavaScript every form of a participant works, and gives back what it refuses."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.browser.full_room import IDEAS, LETTER, FullRoom
from tests.browser.screens import Phone
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def plain(at: Room, name: str = "Amina", path: str = "") -> Phone:
    return at.phone(name, path, scripts=False)


def loads(at: Room, phone: Phone, path: str = "") -> None:
    phone.opens(f"{at.here}/phone{path}")


def test_the_page_says_how_to_see_what_is_new(at: Room) -> None:
    phone = plain(at)
    at.goes_to("welcome")
    phone.page.get_by_role("link", name="Load it again").click()
    phone.is_at("Welcome")


def test_somebody_joins_and_comes_back_with_four_words(at: Room) -> None:
    phone = at.stranger(Phone, scripts=False)
    phone.types_the_code(f"{at.world.code[:3]} {at.world.code[3:]}".lower())
    phone.joins("staff", name="Dee")
    phone.heading("You’re in")
    phone.page.get_by_role("link", name="My words").click()
    phrase = phone.page.locator("[translate=no]").inner_text()
    assert len(phrase.split()) == 4
    phone.page.get_by_role("button", name="Leave").click()
    expect(phone.page).to_have_url(re.compile("/$"))
    loads(at, phone)
    phone.sees("Please join this workshop first.")

    phone.opens("/")
    phone.page.get_by_role("link", name="I was here before").click()
    phone.page.locator("[name=code]").fill(at.world.code)
    phone.page.locator("[name=phrase]").fill("one two three four")
    phone.page.get_by_role("button", name="Come back").click()
    phone.sees("Those four words do not fit this workshop.")
    expect(phone.page.locator("[name=phrase]")).to_have_value("one two three four")
    phone.page.locator("[name=phrase]").fill(f" {phrase.upper()} ")
    phone.page.get_by_role("button", name="Come back").click()
    phone.heading("You’re in")
    phone.page.get_by_role("link", name="My words").click()
    expect(phone.page.locator("[translate=no]")).to_have_text(phrase)


def test_a_touchpoint_is_proposed(at: Room) -> None:
    at.goes_to("touchpoints")
    phone = plain(at)
    phone.proposes("Being asked by name", after="Being told")
    phone.sees("Being asked by name")
    phone.sees("Waiting for a facilitator.")


def test_the_whole_form_of_feelings_is_saved_at_once(at: Room) -> None:
    at.goes_to("feelings")
    phone = plain(at)
    page = phone.page
    phone.face(-2).click()
    page.locator("label:has(input[name=word])").first.click()
    page.get_by_text("More words, or my own").click()
    page.get_by_label("My own word").fill("unmoored")
    phone.box.fill(LETTER)
    page.get_by_role("button", name="Save and go on").click()
    phone.sees("2 of 3")
    phone.face("skip").click()
    page.get_by_role("button", name="Save and go on").click()
    phone.sees("3 of 3")

    loads(at, phone, "/words")
    phone.sees(LETTER)
    phone.sees("unmoored")
    phone.sees("Very low")
    phone.sees("This didn’t happen to me")
    loads(at, phone, f"?touchpoint={at.world.touchpoints[0]}")
    expect(page.locator("input[name=height][value='-2']")).to_be_checked()
    expect(page.locator("input[name=word]:checked")).to_have_count(1)


def test_an_idea_too_long_comes_back_in_a_form_and_can_be_shortened(at: Room) -> None:
    at.goes_to("ideas")
    phone = plain(at)
    long = "Ring people first, please. " * 12
    phone.box.fill(long)
    phone.sends()
    phone.sees("characters too long")
    kept = phone.page.locator("textarea")
    expect(kept).to_have_value(long)
    kept.fill("Ring people first")
    phone.page.get_by_role("button", name="Send it again").click()
    phone.sees("Ring people first")
    phone.sees("Your ideas")


def test_a_story_sent_after_the_room_moved_on_for_good_is_given_back(at: Room) -> None:
    at.goes_to("feelings")
    phone = plain(at)
    phone.box.fill(LETTER)
    at.goes_to("map")
    at.steer("reveal", revealed="yes")  # closes the feelings without grace
    phone.sends()
    phone.sees("The room has moved on")
    expect(phone.page.locator("textarea")).to_have_value(LETTER)


def test_dots_are_put_and_taken_back(at: Room) -> None:
    room = FullRoom(at)
    at.goes_to("ideas")
    room.offers()
    at.goes_to("choose")
    phone = plain(at)
    phone.dot(IDEAS[0])
    phone.sees("2 dots left")
    phone.dot(IDEAS[0])
    phone.sees("1 dot left")
    phone.insists_on_a_dot(IDEAS[0])
    phone.sees("At most 2 of your dots can lie on one.")
    loads(at, phone)
    phone.dot(IDEAS[1])
    phone.sees("0 dots left")
    phone.insists_on_a_dot(IDEAS[2])
    phone.sees("All your dots are placed.")
    loads(at, phone)
    phone.page.get_by_role("button", name=f"Take a dot away from: {IDEAS[0]}").click()
    phone.sees("1 dot left")
    expect(phone.dots_on(IDEAS[0])).to_have_text("1")


def test_somebody_is_done_and_not_yet_after_all(at: Room) -> None:
    at.goes_to("ideas")
    phone = plain(at)
    phone.is_done()
    phone.page.get_by_role("button", name="Not yet after all").click()
    expect(phone.page.get_by_role("button", name="I’m done with this")).to_be_visible()


def test_consents_are_given_and_words_taken_back(at: Room) -> None:
    at.goes_to("feelings")
    at.world.tells("Amina", LETTER)
    at.world.tells("Amina", "Take this one back")
    at.goes_to("checkout")
    phone = plain(at)
    page = phone.page
    page.locator("input[name=use][value=report]").check()
    page.locator("label").filter(has_text=LETTER).locator("input").check()
    page.get_by_role("button", name="Save my choices").click()
    expect(page).to_have_url(re.compile("/words$"))
    expect(page.locator("input[name=use][value=report]")).to_be_checked()
    expect(page.locator("label").filter(has_text=LETTER).locator("input")).to_be_checked()
    page.locator("input[name=use][value=contact]").check()
    page.locator("[name=email]").fill("amina at home")
    page.locator("[name=email]").evaluate("box => { box.type = 'text' }")
    page.get_by_role("button", name="Save my choices").click()
    phone.sees("Please give one e-mail address")
    expect(page.locator("[name=email]")).to_have_value("amina at home")

    loads(at, phone, "/words")
    page.get_by_role("button", name="Take back: Take this one back").click()
    phone.does_not_see("Take this one back")
    phone.sees(LETTER)
    page.locator("summary").filter(has_text="Take back everything").click()
    page.get_by_role("button", name="Yes, take back everything").click()
    phone.does_not_see(LETTER)
    phone.sees("Nothing yet.")


def test_a_room_seen_from_another_rooms_seat_is_closed_in_words(at: Room) -> None:
    phone = at.stranger(Phone, scripts=False)
    loads(at, phone)
    phone.sees("Please join this workshop first.")
    phone.page.get_by_role("link", name="Go to the first page").click()
    phone.heading("Join a workshop")
