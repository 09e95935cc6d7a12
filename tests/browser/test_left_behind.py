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
OWN = "unmoored"
NOT_KEPT = f"""() => !Object.entries(localStorage).some(
    ([key, text]) => /:own:/.test(key) && /{OWN}/.test(text))"""  # as a function: no eval
EMPTY_BOX_CHANGES = """() => {
    const box = document.querySelector("[data-own] textarea");
    if (box.value) throw new Error("it is not empty");
    const face = box.form.elements.height[0];
    face.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def left(phone: Phone):
    return phone.page.locator("#tray textarea")


def sends(phone: Phone, where: str) -> None:
    with phone.page.expect_response(f"**/phone/{where}") as saved:
        phone.page.get_by_role("button", name="Send it now").click()
    assert saved.value.ok
    expect(phone.page.locator("#tray")).to_be_hidden()
    phone.is_told("Saved.")
    assert phone.page.locator("[data-own]").count() <= 1  # and none of the stage before


def types_own_word(at: Room) -> tuple[Phone, str]:
    """With one of the offered words, which is saved, beside it."""
    amina = at.phone("Amina")
    offered = amina.picks_a_word()
    amina.page.get_by_text("More words, or my own").click()
    amina.page.get_by_label("My own word").press_sequentially(OWN)
    return amina, offered


def leaves_the_box(amina: Phone) -> None:
    with amina.page.expect_response("**/phone/words") as saved:
        amina.page.get_by_label("My own word").blur()
    assert saved.value.ok


def words_of(at: Room) -> set[str]:
    with at.world.session() as session:
        return {word.text for word in session.exec(select(Word))}


def test_ones_own_word_can_still_be_sent_beside_the_others(at: Room):
    at.goes_to("feelings")
    (amina, offered), desk = types_own_word(at), at.desk()
    desk.counts(WRITING)
    desk.moves_on_for_sure()
    amina.is_at("What we see")
    expect(left(amina)).to_have_value(OWN)
    sends(amina, "words")
    assert words_of(at) == {offered, OWN}


def test_ones_own_word_is_there_after_a_reload_where_it_can_be_seen(at: Room):
    at.goes_to("feelings")
    amina, _ = types_own_word(at)
    amina.page.reload()
    expect(amina.page.get_by_label("My own word")).to_have_value(OWN)
    expect(amina.page.get_by_label("My own word")).to_be_visible()


def test_a_word_that_was_saved_is_not_offered_again(at: Room):
    at.goes_to("feelings")
    amina, offered = types_own_word(at)
    leaves_the_box(amina)
    second = amina.picks_a_word()
    amina.page.wait_for_function(NOT_KEPT)
    assert words_of(at) == {offered, second, OWN}


def test_nor_one_that_was_saved_with_an_offered_word_after_a_reload(at: Room):
    at.goes_to("feelings")
    amina, offered = types_own_word(at)
    amina.page.reload()
    expect(amina.page.get_by_label("My own word")).to_have_value(OWN)
    second = amina.picks_a_word()
    amina.page.wait_for_function(NOT_KEPT)
    assert words_of(at) == {offered, second, OWN}


def test_nor_one_whose_box_was_gone_before_the_answer_came(at: Room):
    at.goes_to("feelings")
    amina, offered = types_own_word(at)
    with amina.page.expect_response("**/phone/words"):
        amina.page.get_by_label("My own word").evaluate("box => { box.blur(); box.remove(); }")
    amina.page.wait_for_function(NOT_KEPT)
    assert words_of(at) == {offered, OWN}


def test_a_touchpoint_that_is_missing_can_still_be_proposed_where_it_belongs(at: Room):
    at.goes_to("touchpoints")
    amina, desk = at.phone("Amina"), at.desk()
    amina.page.get_by_label("Where does it belong?").select_option(label="At the very beginning")
    amina.page.get_by_label("Is one missing?").press_sequentially("The bus")
    desk.counts(WRITING)
    amina.page.reload()
    expect(amina.page.get_by_label("Is one missing?")).to_have_value("The bus")
    desk.moves_on_for_sure()
    expect(left(amina)).to_have_value("The bus")
    sends(amina, "proposals")
    with at.world.session() as session:
        found = session.exec(select(Proposal)).one()
    assert (found.title, found.after_id) == ("The bus", None)


def test_an_empty_box_in_another_tab_takes_no_words_away(at: Room):
    at.goes_to("feelings")
    amina = at.phone("Amina")
    other = amina.context.new_page()
    other.goto(amina.page.url)
    other.locator("[data-own] textarea").wait_for()
    amina.writes("Nobody told us")
    other.evaluate(EMPTY_BOX_CHANGES)
    other.close()
    amina.page.reload()
    expect(amina.box).to_have_value("Nobody told us")
