"""Trials in a real browser: the team's link and the card without scripts, and no barriers."""

import re

from playwright.sync_api import expect

from tests.afterwards import closes, goes_on, plans, tries
from tests.browser.conftest import Room
from tests.browser.screens import Desk, Phone
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_a_patient_leads_by_a_link_and_a_passer_by_answers_without_scripts(at: Room) -> None:
    goes_on(at.world)
    trial = tries(at.world, at.world.offers("Amina", "Ring ahead"), title="A call first")
    here = f"/p/{at.world.project}/trials/{trial}"
    desk, checks = at.desk(), Checks()
    desk.opens(here)
    desk.page.get_by_role("button", name="Make the link").click()
    link = desk.page.locator(".address").inner_text()
    team = re.sub(r"^.*(/t/)", r"\1", link)

    joan = at.stranger(Phone, scripts=False)
    joan.opens(team)
    joan.page.locator("[name=text]").fill("Cards ran out on Thursday")
    joan.page.get_by_role("button", name="Write it down").click()
    joan.sees("Cards ran out on Thursday")
    joan.sees("by the team’s link")
    joan.page.get_by_text("Add a task").click()
    joan.page.locator("[name=what]").fill("Print forty cards")
    joan.page.get_by_role("button", name="Add the task").click()
    joan.page.get_by_role("button", name="Done: Print forty cards").click()
    tick = joan.page.get_by_role("button", name="Done: Print forty cards")
    expect(tick).to_have_attribute("aria-pressed", "true")
    checks.look(at.stranger(Phone).opens(team), "team page on a phone")

    closes(at.world, trial)
    desk.opens(f"{here}/still")
    desk.page.get_by_role("button", name="Make the card: Patients and carers").click()
    card = desk.page.locator("a.address").first.inner_text()
    card = re.sub(r"^.*(/still/)", r"\1", card)
    for n in range(5):
        passer_by = at.stranger(Phone, scripts=False)
        passer_by.opens(card)
        passer_by.page.get_by_text("Yes, I felt it").click()
        passer_by.page.locator("label.face").nth(n).click()
        passer_by.page.get_by_role("button", name="Send").click()
        passer_by.sees("Your answer is saved.")
    checks.look(at.stranger(Phone).opens(card), "card on a phone")

    for path, where in (
        (f"{here}/still", "answers, checks and cards"),
        (f"{here}/still/cards/patients", "card to print"),
        (f"{here}/hand-over", "handing over"),
        (here, "kept trial"),
        ("/trials", "board"),
        (f"/p/{at.world.project}/trials?overdue=yes", "board, nothing found"),
    ):
        desk.opens(path)
        desk.page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
        checks.look(desk, where)
        assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    checks.assert_nothing()


def test_the_pages_of_a_trial_fit_a_phone_with_the_longest_words(at: Room) -> None:
    goes_on(at.world)
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3
    trial = tries(at.world, at.world.offers("Amina", "Ring ahead"), title="A call first")
    plans(at.world, trial, title=long[:200], aim=long, owner=long[:200], co_owner=long[:200])
    here = f"/p/{at.world.project}/trials/{trial}"
    phone = at.screens.add(Phone, at.address, {"sid": at.world.cookie})
    desk = at.screens.add(Desk, at.address, {"sid": at.world.cookie})
    for path in (here, f"{here}/still", f"{here}/hand-over", "/trials"):
        for screen in (phone, desk):
            screen.opens(path)
            assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
