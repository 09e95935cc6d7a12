"""The phone points out what may tell who somebody is, and never stands in the way (A3)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain.moderation import own_written
from app.domain.stories import Story
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.browser.sentences import NOT_TELLING, TELLING
from tests.conftest import only_sqlite

JS = Path(__file__).parent.parent.parent / "app/static/js"

pytestmark = only_sqlite


def finds(page: Page, sentences: tuple[str, ...]) -> dict[str, list[str]]:
    """What the phone's own module finds in each sentence, in this browser."""
    source = "\n".join((JS / f"{name}.js").read_text() for name in ("telling-words", "identifying"))
    plain = re.sub(r"^import .*$|^export ", "", source, flags=re.M)
    script = f"(texts) => {{ {plain}\n return texts.map((text) => identifying(text, 'en')); }}"
    return dict(zip(sentences, page.evaluate(script, list(sentences)), strict=True))


def test_at_least_nine_in_ten_of_fifty_sentences_are_judged_rightly(at: Room):
    page = at.phone().page
    telling, others = finds(page, TELLING), finds(page, NOT_TELLING)
    missed = [text for text, found in telling.items() if not found]
    wrongly = {text: found for text, found in others.items() if found}
    assert len(TELLING) == len(NOT_TELLING) == 25
    assert len(missed) + len(wrongly) <= 5, (missed, wrongly)


@pytest.fixture
def amina(at: Room) -> Phone:
    at.goes_to("feelings")
    return at.phone()


def told(at: Room, database) -> list[str]:
    with database.read() as session:
        mine = own_written(session, Story, at.world.sits(session, "Amina"))
        return [each.text for each in mine]


def test_it_is_pointed_out_on_the_phone_and_can_be_changed(at: Room, amina: Phone, database):
    sent: list[str] = []
    amina.page.on("request", lambda request: sent.append(request.post_data or ""))
    amina.writes("Sister Janet was rude")
    amina.sends()
    expect(amina.page.locator(".noticed mark")).to_have_text(["Sister Janet"])
    assert "Janet" not in "".join(sent)
    amina.page.get_by_role("button", name="Change it").click()
    expect(amina.box).to_be_focused()
    expect(amina.box).to_have_value("Sister Janet was rude")
    amina.box.fill("A sister was rude")
    amina.sends()
    amina.is_told("Saved.")
    assert told(at, database) == ["A sister was rude"]


def test_an_older_saved_does_not_stand_beside_words_that_wait(at: Room, amina: Phone):
    amina.feels(-2)
    amina.is_told("Saved.")
    amina.writes("Sister Janet on ward 4 was kind")
    amina.sends()
    expect(amina.page.locator(".noticed")).to_be_visible()
    expect(amina.page.locator("#notice")).to_be_empty()


def test_nothing_stands_at_the_top_where_nothing_stood(at: Room, amina: Phone):
    amina.writes("Sister Janet on ward 4 was kind")
    amina.sends()
    expect(amina.page.locator(".noticed")).to_be_visible()
    assert amina.page.evaluate("document.getElementById('notice').matches(':empty')")


def test_it_can_be_sent_as_it_is_and_not_a_letter_is_changed(at: Room, amina: Phone, database):
    amina.writes("Dr Patel held my hand")
    amina.sends()
    amina.page.get_by_role("button", name="Send it as it is").click()
    amina.is_told("Saved.")
    assert told(at, database) == ["Dr Patel held my hand"]


def test_a_feeling_is_never_held_up(at: Room, amina: Phone, database):
    amina.feels(-2)
    amina.writes("I felt small")
    amina.sends()
    expect(amina.page.get_by_text("2 of 3", exact=True)).to_be_visible()
    expect(amina.page.locator(".noticed")).to_have_count(0)
    assert told(at, database) == ["I felt small"]
