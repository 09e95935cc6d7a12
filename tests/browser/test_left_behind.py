"""Whatever box somebody was typing in when the room moved on: the words are still theirs."""

from playwright.sync_api import expect
from sqlmodel import select

from app.domain.feelings import Word
from app.domain.journey import Proposal
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.conftest import only_sqlite

pytestmark = only_sqlite
WRITING = "1 still writing"


def left(phone: Phone):
    return phone.page.locator("#tray textarea")


def sends(phone: Phone) -> None:
    phone.page.get_by_role("button", name="Send it now").click()
    expect(phone.page.locator("#tray")).to_be_hidden()


def types_own_word(at: Room) -> tuple[Phone, str]:
    """With one of the offered words, which is saved, beside it."""
    amina = at.phone("Amina")
    offered = amina.picks_a_word()
    amina.page.get_by_text("More words, or my own").click()
    amina.page.get_by_label("My own word").press_sequentially("unmoored")
    return amina, offered


def words_of(at: Room) -> set[str]:
    with at.world.session() as session:
        return {word.text for word in session.exec(select(Word))}


def test_ones_own_word_can_still_be_sent_beside_the_others(at: Room):
    at.goes_to("feelings")
    (amina, offered), desk = types_own_word(at), at.desk()
    desk.counts(WRITING)
    desk.moves_on_for_sure()
    amina.is_at("What we see")
    expect(left(amina)).to_have_value("unmoored")
    sends(amina)
    at.settled()
    assert words_of(at) == {offered, "unmoored"}


def test_ones_own_word_is_there_after_a_reload_where_it_can_be_seen(at: Room):
    at.goes_to("feelings")
    amina, _ = types_own_word(at)
    amina.page.reload()
    expect(amina.page.get_by_label("My own word")).to_have_value("unmoored")
    expect(amina.page.get_by_label("My own word")).to_be_visible()


def test_a_word_that_was_saved_is_not_offered_again(at: Room):
    at.goes_to("feelings")
    amina, offered = types_own_word(at)
    amina.page.get_by_label("My own word").blur()
    second = amina.picks_a_word()
    at.goes_to("map")
    amina.is_at("What we see")
    expect(amina.page.locator("#tray")).to_be_hidden()
    assert words_of(at) == {offered, second, "unmoored"}


def test_a_touchpoint_that_is_missing_can_still_be_proposed_where_it_belongs(at: Room):
    at.goes_to("touchpoints")
    amina, desk = at.phone("Amina"), at.desk()
    amina.page.get_by_label("Where does it belong?").select_option(label="At the very beginning")
    amina.page.get_by_label("Is one missing?").press_sequentially("The bus")
    desk.counts(WRITING)
    desk.moves_on_for_sure()
    expect(left(amina)).to_have_value("The bus")
    sends(amina)
    at.settled()
    with at.world.session() as session:
        found = session.exec(select(Proposal)).one()
    assert (found.title, found.after_id) == ("The bus", None)
