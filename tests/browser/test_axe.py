"""No barrier that axe-core can find: on every page, and on every screen at every stage."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Room, Screens
from tests.browser.full_room import FullRoom
from tests.browser.screens import Desk, Phone, Screen
from tests.conftest import Running, only_sqlite

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
pytestmark = only_sqlite


class Checks:
    """Gathers what axe finds, so that one run tells everything."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, screen: Screen, where: str) -> None:
        if not screen.page.evaluate("typeof window.axe === 'object'"):
            screen.page.evaluate(AXE.read_text())
        result = screen.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], preload: false})"
        )
        assert result["passes"], f"axe saw nothing at {where}"
        for violation in result["violations"]:
            nodes = "\n    ".join(node["html"][:160] for node in violation["nodes"][:4])
            why = violation["nodes"][0].get("failureSummary", "").replace("\n", " ")[:300]
            self.found.append(f"{where}: {violation['id']}: {why}\n    {nodes}")

    def assert_nothing(self) -> None:
        assert not self.found, "\n".join(self.found)


def test_the_phone_at_every_stage(at: Room) -> None:
    checks, phone = Checks(), at.phone("Amina")
    for where in FullRoom(at).walk():
        phone.opens(f"{at.here}/phone")
        if where == "feelings":
            expect(phone.box).to_be_visible()
            phone.page.locator("details summary").last.click()
        checks.look(phone, f"phone, {where}")
    checks.assert_nothing()


def test_my_words_and_what_is_refused(at: Room) -> None:
    checks, room = Checks(), FullRoom(at)
    for where in room.walk():
        if where == "map":
            break
    phone = at.phone("Amina", "/words")
    phone.sees("My words")
    for summary in phone.page.locator("main summary").all():
        summary.click()
    checks.look(phone, "my words")
    at.goes_to("ideas")
    phone.opens(f"{at.here}/phone")
    phone.box.fill("x" * 700)
    # As a browser without scripts sends it; axe itself needs scripts.
    phone.box.evaluate("box => HTMLFormElement.prototype.submit.call(box.form)")
    phone.sees("too long")
    checks.look(phone, "refused")
    checks.assert_nothing()


def test_the_desk_at_every_stage(at: Room) -> None:
    at.rehearse()  # for its guide
    checks, desk = Checks(), at.desk()
    for where in FullRoom(at).walk():
        desk.opens(f"{at.here}/desk")
        checks.look(desk, f"desk, {where}")
    desk.page.keyboard.press("?")
    expect(desk.page.locator("#keys")).to_be_visible()
    checks.look(desk, "the sheet of keys")
    checks.assert_nothing()


def test_the_wall_at_every_stage_light_and_dark(at: Room) -> None:
    checks, wall = Checks(), at.wall()
    for where in FullRoom(at).walk():
        wall.opens(f"{at.here}/wall")
        for colours in ("light", "dark"):
            checks.look(wall, f"wall, {where}, {colours}")
            wall.presses("d")
    checks.assert_nothing()


def test_the_way_in(at: Room) -> None:
    checks, phone = Checks(), at.stranger(Phone)
    checks.look(phone.opens("/"), "home")
    phone.types_the_code("ABC 123")
    phone.sees("That code does not fit.")
    checks.look(phone, "home, wrong code")
    checks.look(phone.opens("/come-back"), "come back")
    phone.page.locator("[name=code]").fill(at.world.code)
    phone.page.locator("[name=phrase]").fill("four words that nobody-has")
    phone.page.get_by_role("button", name="Come back").click()
    phone.sees("Those four words do not fit")
    checks.look(phone, "come back, wrong words")
    checks.look(phone.opens(f"/j/{at.world.join_secret}"), "join")
    for wrong in ("voice", "consent"):
        form = phone.page.locator("form").first
        form.evaluate("form => { form.noValidate = true }")
        if wrong == "consent":
            phone.page.locator("label:has(input[value=patient])").click()
        phone.page.get_by_role("button", name="Join").click()
        expect(phone.page.get_by_role("alert")).to_be_visible()
        checks.look(phone, f"join, without {wrong}")
    checks.look(phone.opens(f"{at.here}/phone"), "not a participant")
    checks.look(phone.opens("/nowhere"), "no such page")
    checks.assert_nothing()


def test_the_facilitators_pages(at: Room) -> None:
    checks, desk, room = Checks(), at.desk(), FullRoom(at)
    project = f"/p/{at.world.project}"
    stranger = at.stranger(Desk)
    checks.look(stranger.opens("/account/sign-in"), "sign in")
    stranger.page.locator("[name=email]").fill("sam@example.org")
    stranger.page.locator("[name=password]").fill("wrong")
    stranger.page.get_by_role("button", name="Sign in").click()
    stranger.sees("do not fit together")
    checks.look(stranger, "sign in, wrong password")
    checks.look(desk.opens("/projects"), "projects")
    for _ in room.walk():
        pass
    checks.look(desk.opens(project), "project")
    desk.page.locator("form[action$='/trials'] button").click()
    checks.look(desk, "trial, to be planned")
    for name in ("title", "aim", "change", "prediction", "owner", "co_owner"):
        desk.page.locator(f"[name={name}]").fill(f"Our {name}")
    desk.page.get_by_role("button", name="Save the plan").click()
    desk.page.get_by_text("Say what happened, and what you do now").click()
    expect(desk.page.locator("[name=what_happened]")).to_be_visible()
    checks.look(desk, "trial, under way")
    desk.page.get_by_role("button", name="Close this try").click()
    checks.look(desk, "trial, closed without a word")
    desk.page.locator("[name=what_happened]").fill("It worked.")
    desk.page.locator("[name=reason]").fill("People were glad.")
    desk.page.locator("label[for=compared-yes]").click()
    desk.page.locator("label[for=act-adopt]").click()
    desk.page.get_by_role("button", name="Close this try").click()
    desk.sees("So we keep it")
    for summary in desk.page.locator("main summary").all():
        summary.click()
    checks.look(desk, "trial, closed")
    desk.page.get_by_role("button", name="Make the link").click()
    checks.look(desk, "trial, with a new link")
    link = desk.page.locator(".address").inner_text().removeprefix(at.address)
    checks.look(at.stranger(Phone).opens(link), "team page on a phone")
    checks.look(desk.opens(project), "project with a trial")
    progress = desk.page.locator("a[href*='/progress/']").last.get_attribute("href") or ""
    path = "/progress/" + progress.rsplit("/", 1)[1]
    checks.look(at.stranger(Phone).opens(path), "progress on a phone")
    checks.look(at.stranger(Desk).opens(path), "progress on a large screen")
    checks.assert_nothing()


def test_an_empty_installation(screens: Screens, running: Running) -> None:
    checks, desk = Checks(), screens.add(Desk, running.address)
    checks.look(desk.opens("/"), "home of an empty installation")
    checks.look(desk.opens("/account/first"), "first account")
    desk.page.get_by_role("button", name="Make my account").click()
    desk.sees("That is not the code from the terminal.")
    checks.look(desk, "first account, wrong code")
    checks.assert_nothing()
