"""Whatever happens to a phone, its network and the server, the same ideas arrive.

The model is a list: what was given and not taken back, in its order.
"""

import os
from collections.abc import Callable
from random import Random
from string import ascii_lowercase
from threading import Event
from time import monotonic

import pytest
from playwright.sync_api import Error, Page, expect
from sqlmodel import select

from app.domain.ideas import Idea
from app.domain.voices import Voice
from tests.conftest import only_sqlite
from tests.faults.browser.conftest import Ward
from tests.faults.conftest import Say

pytestmark = [pytest.mark.faults, only_sqlite]
WALKS = int(os.environ.get("FAULTS_WALKS", "5"))
STEPS = 20
ALL_THERE = 20  # seconds after the last fault
TAKE_BACK = """() => {
    const item = document.querySelector("#outbox li[data-sign=waiting]:has([data-take-back])");
    const words = item?.querySelector("[data-words]").textContent;
    item?.querySelector("[data-take-back]").click();
    return words || "";
}"""


class Walk:
    """One phone, from an empty page on."""

    def __init__(self, ward: Ward, seed: int) -> None:
        self.ward, self.chance, self.seed = ward, Random(seed), seed
        # Letters alone: a phone asks about what looks like a number of somebody's.
        self.name = "".join(self.chance.choices(ascii_lowercase, k=8))
        ward.world.joins(self.name, Voice.PATIENT)
        self.network = ward.network(seed)
        self.phone = ward.phone(self.network, self.name)
        self.pages: list[Page] = [self.phone.page]
        self.given: list[str] = []
        self.path: list[str] = []
        self.count = 0
        self.passes, self.loses = True, False

    def goes(self, steps: int) -> None:
        for _ in range(steps):
            step = self.chance.choice(self.possible())
            self.path.append(step.__name__)
            step()

    def possible(self) -> list[Callable[[], None]]:
        """What can happen now; giving something far more often than the rest."""
        steps = [self.gives] * 4 + [self.takes_back, self.sees_the_server_die]
        steps.append(self.lies_in_a_pocket_while_the_network_comes_or_goes)
        if self.passes:
            steps += [self.loses_its_network, self.hears_nothing_more]
        if not self.passes or self.loses:
            steps += [self.has_its_network_again] * 2
        else:
            steps += [self.gets_no_answers, self.loads_the_page_again, self.is_short_of_memory]
            steps += [self.opens_another_tab] if len(self.pages) < 3 else []
        return steps

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def gives(self) -> None:
        self.count += 1
        words = f"Idea {ascii_lowercase[self.count]} of {self.name}"
        box = self.page.locator("[data-own] textarea[name=text]")
        box.fill(words)
        self.page.locator("[data-own] form:has(textarea[name=text]) button").last.click()
        self.given.append(words)
        expect(box).to_have_value("")

    def takes_back(self) -> None:
        """A tab that was opened in the same moment may still show it: twice is once."""
        words = self.page.evaluate(TAKE_BACK)
        if words:  # gone is kept
            row = self.page.locator("#outbox [data-words]").get_by_text(words, exact=True)
            expect(row).to_have_count(0)
        if words in self.given:
            self.given.remove(words)

    def loses_its_network(self) -> None:
        self.network.cut()
        self.passes = False

    def hears_nothing_more(self) -> None:
        self.network.stall()
        self.passes = False

    def gets_no_answers(self) -> None:
        self.network.loses_answers = self.loses = True

    def has_its_network_again(self) -> None:
        if self.loses:
            self.network.drop()
        self.network.mend()
        self.passes, self.loses = True, False

    def loads_the_page_again(self) -> None:
        self._opens()

    def opens_another_tab(self) -> None:
        self.pages.append(self.phone.new_page())
        self._opens()

    def _opens(self) -> None:
        """As often as it takes: a browser may still try a connection that is gone."""
        for n in range(3):
            try:
                self.page.goto(f"{self.ward.here}/phone")
                return
            except Error:
                if n == 2:
                    raise

    def is_short_of_memory(self) -> None:
        self.pages.pop().close()
        if not self.pages:
            self.opens_another_tab()

    def lies_in_a_pocket_while_the_network_comes_or_goes(self) -> None:
        devtools = self.phone.context.new_cdp_session(self.page)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        if self.passes:
            self.loses_its_network()
        else:
            self.has_its_network_again()
        devtools.send("Page.setWebLifecycleState", {"state": "active"})

    def sees_the_server_die(self) -> None:
        self.ward.server.kill()
        self.ward.server.start()

    def ends_well(self) -> None:
        if not self.passes or self.loses:
            self.has_its_network_again()
        began, later = monotonic(), Event()
        while self.told() != self.given:
            assert monotonic() - began < ALL_THERE, (self.told(), self.given)
            self.page.evaluate("0")  # so that the browser's own news are taken in
            later.wait(0.05)
        expect(self.page.locator("#outbox [data-sign=waiting]")).to_have_count(0)
        assert self.told() == self.given
        self.phone.context.close()

    def told(self) -> list[str]:
        with self.ward.world.database.read() as session:
            ideas = session.exec(select(Idea)).all()
        mine = [each for each in ideas if each.text.endswith(f" of {self.name}")]
        kept = [each for each in mine if each.withdrawn_at is None]
        return [each.text for each in sorted(kept, key=lambda each: each.told_at)]


def test_whatever_happens_the_same_ideas_arrive_in_the_same_order(
    ward: Ward, figure: Say, seed: int
):
    ward.goes_to("ideas")
    given = 0
    for walk in (Walk(ward, seed + n) for n in range(WALKS)):
        try:
            walk.goes(STEPS)
            walk.ends_well()
        except (AssertionError, Error):
            print(walk.seed, *walk.path, sep="\n")
            raise
        given += walk.count
    figure(
        "K1",
        f"a phone at random: {WALKS} × {STEPS} things happen",
        "0 lost, 0 twice, in order",
        f"{given} ideas: 0 lost, 0 twice",
    )
