"""Progress, personal and team page: by keys alone, on paper, and with no other site in the know."""

from urllib.parse import urlsplit

from app.domain.projects import Project
from app.domain.trials.links import make_link
from tests.afterwards import agrees, closes, ends, goes_on, own_link, saving, says, tries, works_on
from tests.browser.conftest import Room
from tests.browser.screens import Desk, Screen
from tests.conftest import only_sqlite
from tests.make import KEYRING
from tests.measuring import counts, measures

pytestmark = only_sqlite
REACHABLE = """
() => Array.from(document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
)).filter(each => each.checkVisibility() && !(each.type === 'radio' && !each.checked)).length
"""
FOCUSED = """
() => { const it = document.activeElement; it.dataset.reached = 'yes';
        const shown = getComputedStyle(it);
        return shown.outlineStyle !== 'none' || shown.boxShadow !== 'none' }
"""
REACHED = "() => document.querySelectorAll('[data-reached]:not(body)').length"


def reaches_everything(screen: Screen, where: str) -> None:
    """By Tab alone, and whoever looks sees where they are."""
    wanted = screen.page.evaluate(REACHABLE)
    for _ in range(wanted + 3):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("document.activeElement !== document.body"):
            assert screen.page.evaluate(FOCUSED), (where, screen.page.evaluate(
                "document.activeElement.outerHTML.slice(0, 200)"))  # fmt: skip
    assert screen.page.evaluate(REACHED) >= wanted, where


def test_they_are_reached_by_keys_print_whole_and_ask_no_other_site(at: Room) -> None:
    world = at.world
    goes_on(world)
    agrees(world, "Amina", says(world, "Amina", "I read it alone"))
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    counts(world, measures(world, trial), "44 57 38 50 62 40 55 33 50 60 45 43 71", 12)
    closes(world, trial)
    mine = f"/mine/{own_link(world, 'Amina')}"
    ends(world)
    with saving(world) as session:
        team = f"/t/{make_link(session, works_on(world, session, trial), KEYRING)}"
        told = f"/progress/{session.get_one(Project, world.project).progress_key}"
    anybody = at.stranger(Desk)
    asked: list[str] = []
    anybody.page.on("request", lambda request: asked.append(request.url))
    for path, words in ((told, "A call first"), (mine, "I read it alone"), (team, "A call first")):
        anybody.opens(path)
        reaches_everything(anybody, path)
        anybody.page.emulate_media(media="print")
        anybody.page.set_viewport_size({"width": 700, "height": 1000})  # A4 at 96 dots an inch
        assert not anybody.page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        assert words in anybody.page.locator("main").inner_text()
        assert not anybody.page.locator(".masthead").is_visible()
        assert anybody.page.pdf(format="A4")[:4] == b"%PDF"
        anybody.page.emulate_media(media="screen")
        anybody.page.set_viewport_size({"width": 1440, "height": 900})
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith("data:")}
    assert hosts == {urlsplit(at.address).netloc}
