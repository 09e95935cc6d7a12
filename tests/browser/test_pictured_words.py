"""The picture set: eight words that can be looked at, heard and picked."""

from playwright.sync_api import expect

from app.content import word_set
from app.domain.preparing import Prepared, prepare
from app.domain.voices import Voice
from tests.browser.conftest import Room
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite

pytestmark = only_sqlite

HEARING = """
    window.said = [];
    speechSynthesis.speak = (words) => window.said.push(`${words.lang}: ${words.text}`);
    null;
"""


def test_a_word_is_seen_heard_and_picked(at: Room) -> None:
    words = word_set("pictures").all
    with at.world.session() as session:
        desk = at.world.desk(session)
        desk.workshop.doors_opened_at = None
        typed = Prepared("Our day", "Priya", "", "5", False, {Voice.PATIENT: "\n".join(words)})
        prepare(session, desk, typed=typed)
        desk.workshop.doors_opened_at = desk.now
        session.commit()
    at.goes_to("feelings")
    amina = at.phone("Amina")
    page = amina.page
    page.evaluate(HEARING)

    expect(page.locator(".pictured svg.picture")).to_have_count(len(words))
    page.get_by_role("button", name="Hear “safe”").click()
    assert page.evaluate("window.said") == ["en: safe"]
    page.locator(".pictured label", has_text="safe").click()
    expect(page.locator("#notice")).to_contain_text("Saved")
    checks = Checks()
    checks.look(amina, "words with pictures")
    checks.assert_nothing()

    staff = at.phone("Cy").page
    expect(staff.locator(".chips").first).to_be_visible()
    expect(staff.locator("svg.picture")).to_have_count(0)
