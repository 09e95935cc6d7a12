"""No barrier that axe-core can find on the pages of hearing back; no width too narrow for them."""

from datetime import date, timedelta

from app.domain.chasing.asking import chased
from app.domain.outbox import Wanted, claim, put
from app.domain.projects import Project
from tests.afterwards import decides, ends, goes_on, own_link, saving, says, tries, wants_to_hear
from tests.browser.conftest import Room
from tests.browser.screens import Desk, Phone, Screen
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite
from tests.measuring import counts, measures

pytestmark = only_sqlite
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2


def fits(screen: Screen) -> None:
    wide = screen.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, screen.page.url


def test_the_pages_of_hearing_back(at: Room) -> None:
    world = at.world
    goes_on(world)
    says(world, "Amina", f"I read it {LONG} alone")
    parked = world.offers("Amina", f"Free {LONG}")
    decides(world, parked, "parked", f"In {LONG}")
    day = str(date.today() - timedelta(days=4))
    idea = world.offers("Amina", "Ring ahead")
    trial = tries(world, idea, title="A call first", starts_on="2026-01-01", review_on=day)
    counts(world, measures(world, trial), "44 57 38 50 62 40 55 33 50 60 45 43 71", 12)
    key = wants_to_hear(world, "Amina", confirmed=False)
    ends(world)
    with saving(world) as session:
        look = chased(session, trial).key
        ago = world.now - timedelta(hours=2)
        letter = put(session, Wanted("review", world.project, trial, f"{day} after"), ago)
        assert letter
        claim(session, letter, "one that was killed", ago)
        progress = f"/progress/{session.get_one(Project, world.project).progress_key}"
    checks, phone, desk = Checks(), at.stranger(Phone), at.desk()
    mine, home = f"/mine/{own_link(world, 'Amina')}", f"/p/{world.project}"
    for path in (mine, f"/hear/{key}", "/hear/nobody", f"/look/{look}", progress,
                 f"{progress}/mine", f"{progress}/letter", f"{progress}/board"):  # fmt: skip
        checks.look(phone.opens(path), f"{path} on a phone")
        fits(phone)
    large = at.stranger(Desk)
    for path in (mine, progress, f"{progress}/board"):
        checks.look(large.opens(path), f"{path} on a large screen")
    for path in (f"{home}/chasing", f"{home}/replies", f"{home}/trail/{idea}", home):
        desk.opens(path)
        for summary in desk.page.locator("main summary").all():
            summary.click()
        checks.look(desk, f"{path} at a desk")
        desk.page.set_viewport_size({"width": 390, "height": 844})
        fits(desk)
        desk.page.set_viewport_size({"width": 1440, "height": 900})
    checks.assert_nothing()


def test_ones_own_page_works_without_scripts_and_by_keys(at: Room) -> None:
    goes_on(at.world)
    says(at.world, "Amina", "I read it alone")
    bare = at.screens.add(Phone, at.address, scripts=False)
    bare.opens(f"/mine/{own_link(at.world, 'Amina')}")
    switch = bare.page.get_by_role("switch", name="In the report to this service")
    bare.tabs_to(switch)
    bare.presses("Enter")
    bare.page.locator("#uses [aria-checked=true]").nth(1).wait_for()
    back = bare.page.get_by_role("button", name="Take back: I read it alone")
    bare.tabs_to(back)
    bare.presses("Enter")
    bare.sees("1 thing was taken back.")
