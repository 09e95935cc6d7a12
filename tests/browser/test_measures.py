"""A figure on a phone in a few taps; no barrier on the pages of measures (T2, T3, I1)."""

import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite
from tests.domain.charts.series import ACTIVE
from tests.measuring import a_trial, counts, locks, measures

pytestmark = only_sqlite

MOST_TAPS, MOST_SECONDS = 5, 10


class Team(Phone):
    """A phone of somebody of the team, that counts what a thumb does."""

    taps = 0

    def tap(self, where: Locator) -> None:
        where.click()
        self.taps += 1

    def keys(self, typed: str) -> None:
        """On the number pad, which is up because the field has the focus."""
        for key in typed:
            self.page.keyboard.press(key)
            self.taps += 1


@pytest.fixture
def trial(at: Room) -> str:
    return a_trial(at.world)


@pytest.fixture
def team(at: Room, trial: str) -> Team:
    return at.screens.add(Team, at.address, {"sid": at.world.cookie})


def test_todays_figure_takes_at_most_five_taps_and_ten_seconds(
    at: Room, team: Team, trial: str
) -> None:
    measure = measures(at.world, trial)
    counts(at.world, measure, ACTIVE)
    locks(at.world, measure)
    team.opens(f"/p/{at.world.project}/trials/{trial}")
    began = time.monotonic()
    team.tap(team.page.get_by_role("link", name="Add a figure"))
    field = team.page.locator("#figure")
    expect(field).to_be_focused()
    assert field.get_attribute("inputmode") == "decimal"
    team.keys("44")
    save = team.page.get_by_role("button", name="Save")
    box = save.bounding_box()
    assert box
    assert box["height"] >= 60
    assert box["y"] + box["height"] <= 430  # above the number pad of a small phone
    team.tap(save)
    expect(team.page.get_by_role("status")).to_have_text("Saved.")
    expect(team.page.locator(".says")).to_be_visible()
    assert team.taps <= MOST_TAPS
    assert time.monotonic() - began < MOST_SECONDS


def test_the_pages_of_a_measure_have_no_barrier_and_fit_a_small_phone(
    at: Room, team: Team, trial: str
) -> None:
    checks, home = Checks(), f"/p/{at.world.project}/trials/{trial}"
    measure = measures(at.world, trial, target=35.0)
    counts(at.world, measure, ACTIVE, people=20)
    locks(at.world, measure)
    page = f"{home}/measures/{measure}"
    team.page.set_viewport_size({"width": 320, "height": 700})

    def look(where: str) -> None:
        checks.look(team, where)
        wide = team.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{where} is {wide} wide"

    team.opens(page)
    team.page.evaluate("document.documentElement.classList.add('dark')")
    look("chart and words, dark")
    team.opens(page)
    for summary in team.page.locator("main summary").all():
        summary.click()
    look("measure, everything open")
    team.opens(f"{page}/figures/new")
    look("a figure")
    team.page.locator("#figure").fill("a lot")
    team.page.get_by_role("button", name="Save").click()
    look("a figure that is none")
    team.page.locator("#figure").fill("18")
    team.page.locator("#day").fill("2025-12-22")
    team.page.get_by_role("button", name="Save").click()
    team.sees("There is already a figure")
    look("another figure for the day")
    team.opens(f"{page}/figures/2025-12-22")
    look("correcting")
    team.opens(f"{home}/measures/new")
    look("a new measure")
    team.opens(page)
    team.page.locator("#table > summary").click()
    team.page.locator("#pasted").fill("01/06/2025\t12\nsoon\t13")
    team.page.get_by_role("button", name="Look at it first").click()
    team.sees("1 line is left out")
    look("a table, before anything is added")
    team.opens(home)
    look("the trial with its measure")
    checks.assert_nothing()
