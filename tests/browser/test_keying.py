"""Five cards typed in from paper by keyboard alone (J4)."""

from playwright.sync_api import Browser, expect
from sqlmodel import select

from app.domain.cards import keep_cards
from app.domain.feelings import Placement, Word
from app.domain.seats import Seat
from app.domain.stories import Story
from tests.browser.screens import Desk
from tests.conftest import Running, only_sqlite
from tests.make import World

pytestmark = only_sqlite


def test_five_cards_are_typed_in_without_a_mouse(running: Running, room: World, chromium: Browser):
    room.goes_to("feelings")
    with room.session() as session:
        keep_cards(session, room.desk(session), up_to=9, keyring=room.keyring)
        session.commit()
    desk = Desk(chromium, running.address, {"sid": room.cookie})
    keys = desk.page.keyboard
    desk.opens(f"/w/{room.workshop}/desk/keying")
    number = desk.page.locator("#number")

    for each, voice in enumerate("ppccs", 1):
        expect(number).to_be_focused()
        expect(number).to_have_value(str(each) if each > 1 else "")
        keys.type(str(each))  # in place of the number that waits
        for said in ("Tab", voice, "Tab", "Tab", "Space", "Tab", "Space"):
            keys.press(said)
        keys.press("Enter")
        desk.sees(f"Card {each} is saved.")

    desk.tabs_to(desk.page.get_by_role("link", name="How it felt", exact=True))
    keys.press("Enter")
    expect(desk.page.locator("#height-1")).to_be_visible()
    expect(number).to_be_focused()
    keys.type("1")
    for each in range(1, 6):
        expect(number).to_be_focused()
        expect(number).to_have_value(str(each))
        for n in range(3):
            keys.press("Tab")
            keys.type(str((each + n) % 6))
            keys.press("Tab")
            keys.type("calm, mithered" if n == 0 else "")
            keys.press("Tab")
            keys.type(f"Story {each}" if n == 2 else "")
        keys.press("Enter")
        desk.sees(f"Card {each} is saved.")

    with room.session() as session:
        assert len(session.exec(select(Seat)).all()) == 3 + 5
        assert len(session.exec(select(Placement)).all()) == 15
        assert len(session.exec(select(Word)).all()) == 10
        told = {story.text for story in session.exec(select(Story))}
    assert told == {f"Story {each}" for each in range(1, 6)}
    assert desk.complaints == []


def test_a_second_sheet_of_a_card_is_saved_by_a_second_enter(
    running: Running, room: World, chromium: Browser
):
    room.goes_to("feelings")
    with room.session() as session:
        keep_cards(session, room.desk(session), up_to=2, keyring=room.keyring)
        session.commit()
    desk = Desk(chromium, running.address, {"sid": room.cookie})
    here, keys = f"/w/{room.workshop}/desk/keying", desk.page.keyboard
    desk.opens(f"{here}?sheet=coming&number=1")
    for said in ("Tab", "p", "Tab", "Tab", "Space", "Enter"):
        keys.press(said)
    desk.sees("Card 1 is saved.")
    for height in ("1", "5"):
        desk.opens(f"{here}?sheet={room.stages['feelings']}&number=1")
        for said in ("Tab", height, "Enter"):
            keys.press(said)
        if height == "5":
            desk.sees("If the number is right, save once more.")
            keys.press("Enter")
        desk.sees("Card 1 is saved.")
    with room.session() as session:
        assert [p.height for p in session.exec(select(Placement))] == [2]
    assert desk.complaints == []
