"""A phone, a desk and a wall in a real browser, with words for what people do and see there."""

import re
import time
from difflib import unified_diff
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

# The fallback asks every five seconds: what is here sooner was pushed.
AT_ONCE = 3_000  # ms
IN_TIME = 10_000

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
WALL = {"width": 1600, "height": 900}

HEARS = """document.addEventListener('ping', ({detail}) => {
    window.heard = Number(detail.data);
})"""
NO_POLICY_BROKEN = "Security Policy"


class Screen:
    """One browser of its own, that complains about anything a visitor should never meet."""

    size = DESK
    regions: tuple[str, ...] = ()

    def __init__(
        self,
        chromium: Browser,
        address: str,
        cookies: dict[str, str] | None = None,
        *,
        scripts: bool = True,
    ) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.context: BrowserContext = chromium.new_context(
            viewport=self.size, java_script_enabled=scripts, base_url=address
        )
        self.context.set_default_timeout(IN_TIME)
        self.context.add_cookies(
            [{"name": n, "value": v, "url": address} for n, v in (cookies or {}).items()]
        )
        self.context.add_init_script(HEARS)
        self.page = self.new_page()

    def new_page(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", lambda line: self._note_a_broken_policy(line.text))
        page.on("request", self._note_a_foreign_address)
        return page

    def _note_a_broken_policy(self, line: str) -> None:
        if NO_POLICY_BROKEN in line:
            self.complaints.append(line)

    def _note_a_foreign_address(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"asked elsewhere: {request.url}")

    def opens(self, path: str) -> "Screen":
        self.page.goto(path)
        return self

    def is_marked(self) -> None:
        """From here on nobody reloads this page."""
        self.page.evaluate("window.never_reloaded = true")

    def was_never_reloaded(self) -> bool:
        return bool(self.page.evaluate("window.never_reloaded === true"))

    def is_live(self) -> None:
        expect(self.page.locator("body.is-live, body:not(.is-not-live)")).to_have_count(1)

    def sees(self, words: str, within: float = IN_TIME) -> None:
        found = self.page.get_by_text(words).locator("visible=true").first
        expect(found).to_be_visible(timeout=within)

    def does_not_see(self, words: str, within: float = IN_TIME) -> None:
        """Neither to be read nor hidden in what the browser holds."""
        expect(self.page.locator("body")).not_to_contain_text(words, timeout=within)

    def reads(self) -> str:
        return self.page.locator("body").inner_text()

    def is_at(self, title: str, within: float = AT_ONCE) -> None:
        """In this stage of the workshop."""
        expect(self.page.locator("#bar")).to_contain_text(title, timeout=within)

    def heading(self, words: str, within: float = AT_ONCE) -> None:
        title = self.page.get_by_role("heading", level=1)
        expect(title).to_contain_text(words, timeout=within)

    def is_told(self, words: str) -> None:
        expect(self.page.locator("#notice")).to_contain_text(words)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tabs_to(self, wanted: Locator, steps: int = 120) -> None:
        """By the Tab key alone; fails when the keyboard never gets there."""
        for _ in range(steps):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard never reaches {wanted}.")

    def drawn(self) -> dict[str, str]:
        """Its live regions as they stand in the browser, without the time and what is its own."""
        script = """ids => Object.fromEntries(ids.map(id => {
            const copy = document.getElementById(id).cloneNode(true);
            for (const clock of copy.querySelectorAll('.clock')) clock.textContent = '';
            for (const own of copy.querySelectorAll('[data-own]')) own.textContent = '';
            return [id, copy.outerHTML.replace(/\\s+/g, ' ')];
        }))"""
        found: dict[str, str] = self.page.evaluate(script, list(self.regions))
        return {id_: _as_sent(html) for id_, html in found.items()}

    def has_heard(self, since: int) -> None:
        """Once live, until a ping of that moment (ms): what was sent before it was drawn before."""
        self.page.wait_for_function("since => window.heard >= since", arg=since)

    def same_after_a_reload(self) -> None:
        """What the pushes made of this page is what the page would be."""
        self.has_heard(int(time.time() * 1000))
        pushed = self.drawn()
        self.page.reload()
        expect(self.page.locator(f"#{self.regions[0]}")).to_be_visible()
        loaded = self.drawn()
        for region in self.regions:
            told = unified_diff(pushed[region].split("<"), loaded[region].split("<"), lineterm="")
            assert pushed[region] == loaded[region], "\n".join([region, *told])


def _as_sent(html: str) -> str:
    html = re.sub(r' class="([^"]*?) *"', r' class="\1"', html)
    html = re.sub(r' data-htmx-powered="[^"]*"| data-tries="[^"]*"| class=""', "", html)
    html = re.sub(r' class="clock over"', ' class="clock"', html)
    return re.sub(r"> <", "><", html)


class Phone(Screen):
    """A participant's phone."""

    size = PHONE
    regions = ("bar", "task")

    def joins(self, voice: str, *, may_show: bool = True, name: str = "") -> "Phone":
        """Through the form that stands open."""
        self.page.locator(f"label:has(input[value={voice}])").click()
        self.page.get_by_label("First name or badge").fill(name)
        self.page.locator("input[name=consent]").check()
        if may_show:
            self.page.locator("input[name=may_show]").check()
        self.page.get_by_role("button", name="Join").click()
        expect(self.page).to_have_url(re.compile(r"/phone$"))
        return self

    def types_the_code(self, code: str) -> None:
        self.opens("/")
        self.page.locator("#code").fill(code)
        self.page.get_by_role("button", name="Go in").click()

    def face(self, height: int | str) -> Locator:
        return self.page.locator(f"label:has(input[name=height][value='{height}'])")

    def feels(self, height: int | str) -> None:
        self.face(height).click()
        self.is_told("Saved.")

    def picks_a_word(self) -> str:
        """The first one in sight that is not picked; they lie in another order on each phone."""
        chip = self.page.locator("label:has(input[name=word]:not(:checked))").first
        word = chip.inner_text()
        with self.page.expect_response(lambda answer: answer.url.endswith("/phone/words")) as saved:
            chip.click()
        assert saved.value.ok
        return word

    def writes(self, text: str) -> None:
        """Key by key, as a thumb does, once the box may be written in; sends nothing."""
        expect(self.box).to_be_enabled()
        self.box.press_sequentially(text)

    @property
    def box(self) -> Locator:
        return self.page.locator("[data-own] textarea[name=text]")

    def sends(self) -> None:
        self.page.locator(
            "[data-own] form:has(textarea[name=text]) button:not([type=button])"
        ).last.click()

    def offers(self, text: str) -> None:
        self.box.fill(text)
        self.sends()
        expect(self.page.locator("[data-own] li").filter(has_text=text).first).to_be_visible()
        expect(self.box).to_have_value("")

    def proposes(self, title: str, after: str = "") -> None:
        self.page.locator("#proposal").fill(title)
        if after:
            self.page.locator("#after").select_option(label=f"After “{after}”")
        self.page.get_by_role("button", name="Propose it").click()

    def is_done(self) -> None:
        self.page.get_by_role("button", name="I’m done with this").click()
        self.sees("You’re done here.")

    def dot(self, text: str) -> None:
        self.page.get_by_role("button", name=f"Put a dot on: {text}").click()

    def insists_on_a_dot(self, text: str) -> None:
        """Though the button says that it cannot."""
        self.page.get_by_role("button", name=f"Put a dot on: {text}").press("Enter")

    def dots_on(self, text: str) -> Locator:
        return self.page.locator("li[id^=choice-]").filter(has_text=text).locator("output")


class Desk(Screen):
    """A facilitator's desk."""

    size = DESK
    regions = ("order", "bar", "plan", "counts", "work", "present", "room", "waiting", "proposals")

    def goes_on(self, title: str) -> None:
        """To the next stage, also when somebody gave a sign of writing a moment ago."""
        self.page.locator("#next button").click()
        there = self.page.locator("#bar").filter(has_text=title)
        asked = self.page.get_by_role("button", name="Move on now")
        expect(there.or_(asked).first).to_be_visible(timeout=AT_ONCE)
        if asked.is_visible():
            asked.click()
        self.is_at(title)

    def moves_on_for_sure(self) -> None:
        """Though people are still writing."""
        self.page.locator("#next button").click()
        asked = self.page.get_by_role("button", name="Move on now")
        expect(asked).to_be_visible()
        asked.click()

    def clicks(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def counts(self, words: str) -> None:
        """At once."""
        expect(self.page.locator("#counts")).to_contain_text(words, timeout=AT_ONCE)

    def waiting(self, text: str) -> Locator:
        return self.page.locator("#waiting li").filter(has_text=text)

    def choice(self, text: str) -> Locator:
        """What is to be decided about one choice; the others name it too, to be joined with it."""
        title = self.page.locator("p", has_text=text)
        return self.page.locator("li[id^=decide-]").filter(has=title)

    def releases(self, text: str) -> None:
        self.waiting(text).get_by_role("button", name=re.compile("^Release")).click()
        expect(self.waiting(text)).to_have_count(0)


class Wall(Screen):
    """What the whole room sees."""

    size = WALL
    regions = ("bar", "show", "words", "foot")

    def says(self, words: str) -> None:
        """In its foot, at once."""
        expect(self.page.locator("#foot")).to_contain_text(words, timeout=AT_ONCE)

    def shows(self, words: str, within: float = IN_TIME) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=within)

    def hides(self, words: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(words)
