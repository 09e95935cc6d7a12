"""Writing how it was done and finding it again: no barrier, no width too narrow, by keys alone."""

from app.domain.projects import Project
from tests.afterwards import closes, ends, goes_on, tries
from tests.browser.conftest import Room
from tests.browser.test_axe import Checks
from tests.browser.test_told_axe import LONG, fits
from tests.conftest import only_sqlite
from tests.domain.test_library import SAID, publishes
from tests.measuring import counts, measures

pytestmark = only_sqlite


def test_the_pages_of_the_library(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    closes(world, trial)
    how = publishes(world, trial, change=f"We ring {LONG}")
    checks, desk, home = Checks(), at.desk(), f"/p/{world.project}"
    for path in ("/library?q=call", f"/library/{how}", f"{home}/trials/{trial}/how", home):
        desk.opens(path)
        for summary in desk.page.locator("main summary").all():
            summary.click()
        checks.look(desk, path)
        desk.page.set_viewport_size({"width": 390, "height": 844})
        fits(desk)
        desk.page.set_viewport_size({"width": 1440, "height": 900})
    checks.assert_nothing()


def test_pages_to_read_are_dark_where_the_device_is(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    counts(world, measures(world, trial), "44 57 38 50 62 40 55 33 50 60 45 43 71", 12)
    closes(world, trial)
    how = publishes(world, trial)
    ends(world)
    with world.session() as session:
        told = f"/progress/{session.get_one(Project, world.project).progress_key}"
    checks, desk, home = Checks(), at.desk(), f"/p/{world.project}"
    desk.page.emulate_media(color_scheme="dark")
    for path in (home, f"{home}/trials/{trial}", f"{home}/trials", f"/library/{how}", told):
        desk.opens(path)
        for summary in desk.page.locator("main summary").all():
            summary.click()
        checks.look(desk, f"{path}, dark")
    paper = desk.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(11, 36, 35)"
    desk.page.emulate_media(color_scheme="dark", media="print")
    paper = desk.page.evaluate("getComputedStyle(document.body).color")
    assert paper == "rgb(0, 0, 0)"
    checks.assert_nothing()


def test_it_is_written_published_and_found_by_keys_alone(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    closes(world, trial)
    desk = at.desk()
    desk.opens(f"/p/{world.project}/trials/{trial}/how")
    for name in ("took", "steps"):
        desk.tabs_to(desk.page.locator(f"[name={name}]"))
        desk.page.keyboard.type(SAID[name].splitlines()[0])
    desk.tabs_to(desk.page.get_by_role("button", name="Save"))
    desk.presses("Enter")
    desk.tabs_to(desk.page.get_by_role("button", name="Put it into the library"))
    desk.presses("Enter")
    desk.sees("It is in the library")
    desk.opens("/library")
    desk.tabs_to(desk.page.locator("#q"))
    desk.page.keyboard.type("choose")
    desk.presses("Enter")
    desk.sees("1 found.")
    desk.sees("A call first")
