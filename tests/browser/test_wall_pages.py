"""Long lists on the wall are turned by keys; what stands in front takes the clicker's arrows."""

from playwright.sync_api import expect

from app.domain.board import Named, deal_with
from app.domain.themes import group
from tests.browser.conftest import Room
from tests.conftest import only_sqlite

pytestmark = only_sqlite
TEXT = "We sat in the corridor from nine until after two and nobody said why. "


def tells_much(at: Room) -> str:
    """Released stories for several pages, in one theme; its id."""
    at.goes_to("feelings")
    stories = [
        Named("story", at.world.tells("Amina", f"{n}. {TEXT * 2}".strip())) for n in range(12)
    ]
    with at.world.session() as session:
        deal_with(session, at.world.desk(session), "release", stories)
        theme = group(session, at.world.desk(session), stories, name="Being told")
        session.commit()
        return theme


def test_down_and_up_turn_a_long_list_and_the_arrows_still_turn_the_stage(at: Room):
    tells_much(at)
    wall, other, desk = at.wall(steers=True), at.wall(), at.desk()
    page = other.page.locator("#words .which-page")
    expect(page).to_have_text("1 of 2")
    first = other.page.locator("#words .note").first.inner_text()
    wall.page.bring_to_front()
    wall.presses("ArrowDown")
    expect(page).to_have_text("2 of 2")
    expect(other.page.locator("#words .note").first).not_to_have_text(first, use_inner_text=True)
    expect(desk.page.locator("#large")).to_contain_text("The wall shows page 2 of 2")
    wall.presses("ArrowDown")  # there is no third
    desk.page.get_by_role("button", name="The page before").click()
    expect(page).to_have_text("1 of 2")
    wall.presses("PageDown")
    wall.is_at("What we see")


def test_in_front_the_clicker_turns_pages_and_the_way_in_stays_in_sight(at: Room):
    theme = tells_much(at)
    wall, desk = at.wall(steers=True), at.desk()
    desk.opens(f"{at.here}/words")
    desk.page.locator(f"#theme-{theme}").get_by_role("button", name="Show all of it").click()
    page = wall.page.locator("#theme-wall .which-page")
    expect(page).to_have_text("1 of 2")
    expect(desk.page.locator("#large")).to_contain_text("On the wall: Being told")
    wall.page.bring_to_front()
    wall.presses("PageDown")
    expect(page).to_have_text("2 of 2")
    wall.presses("PageDown")  # the last one stays
    wall.is_at("How it felt")
    expect(wall.page.locator(".joinbox")).to_be_visible()
    wall.presses("PageUp")
    expect(page).to_have_text("1 of 2")
    wall.presses("Escape")
    expect(page).to_have_count(0)
    wall.presses("PageDown")
    wall.is_at("What we see")
