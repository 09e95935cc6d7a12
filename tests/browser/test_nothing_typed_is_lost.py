"""Half-typed text survives everything around it: pushes, moves, reloads, and the server's death."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.database import Database
from app.domain.stories import Story
from app.domain.workshops import Stage
from tests.browser.conftest import Room, Screens
from tests.browser.processes import Process
from tests.browser.screens import IN_TIME, Desk, Phone, Screen, Wall
from tests.conftest import only_sqlite
from tests.make import World, a_key, a_world

HALF = "My half-typed"
WHOLE = "My half-typed story"


@only_sqlite
def test_other_peoples_words_leave_a_half_typed_story_alone(at: Room) -> None:
    at.goes_to("feelings")
    amina, desk = at.phone("Amina"), at.desk()
    amina.writes("My half-typd")
    amina.presses("ArrowLeft")  # the caret stands inside a word

    at.gives("Bo", "stories", a_key(), **_to(at, 0), text="Somebody held the door")
    desk.releases("Somebody held the door")
    at.steer("clock", minutes="1")
    at.steer("stage", to=at.world.stages["feelings"], sure="yes")
    at.settled()
    amina.presses("e")

    expect(amina.box).to_have_value(HALF)
    expect(amina.box).to_be_focused()


@only_sqlite
def test_what_is_changed_after_the_room_moved_on_is_kept_as_well(at: Room) -> None:
    at.goes_to("feelings")
    amina, desk = at.phone("Amina"), at.desk()
    amina.writes(HALF)
    desk.counts("1 still writing")
    desk.moves_on_for_sure()
    amina.is_at("What we see")
    left = amina.page.locator("#tray textarea")

    left.fill(WHOLE)
    amina.page.reload()

    expect(left).to_have_value(WHOLE)
    amina.page.get_by_role("button", name="Send it now").click()
    expect(desk.waiting(WHOLE)).to_be_visible()
    assert told(at.world) == [WHOLE]


@only_sqlite
def test_what_was_being_written_when_the_room_moved_on_can_still_be_sent(at: Room) -> None:
    at.goes_to("feelings")
    amina, desk = at.phone("Amina"), at.desk()
    amina.writes(WHOLE)
    desk.counts("1 still writing")

    desk.moves_on_for_sure()

    amina.is_at("What we see")
    tray = amina.page.locator("#tray")
    expect(tray).to_contain_text("You were writing this when the room moved on.")
    expect(tray.locator("textarea")).to_have_value(WHOLE)
    tray.get_by_role("button", name="Send it now").click()
    expect(tray).to_be_hidden()
    expect(desk.waiting(WHOLE)).to_be_visible()
    assert told(at.world) == [WHOLE]


@only_sqlite
def test_after_a_minute_the_words_stay_on_the_phone_and_it_says_so(at: Room) -> None:
    at.goes_to("feelings")
    amina = at.phone("Amina")
    amina.writes(WHOLE)
    at.goes_to("map")
    tray = amina.page.locator("#tray")
    expect(tray.locator("textarea")).to_have_value(WHOLE)
    a_minute_passes(at.world, "feelings")

    tray.get_by_role("button", name="Send it now").click()

    expect(tray).to_contain_text("It is kept on this phone.")
    amina.page.reload()
    expect(tray.locator("textarea")).to_have_value(WHOLE)
    assert told(at.world) == []
    tray.get_by_role("button", name="Remove it from this phone").click()
    amina.page.reload()
    expect(tray).to_be_hidden()


@only_sqlite
def test_a_reload_and_a_pause_bring_back_every_letter(at: Room) -> None:
    at.goes_to("feelings")
    amina = at.phone("Amina")
    amina.writes(HALF)

    amina.page.reload()
    expect(amina.box).to_have_value(HALF)

    at.steer("pause", paused="yes")
    amina.sees("A short pause")
    amina.page.reload()
    amina.sees("A short pause")
    at.steer("pause", paused="no")
    expect(amina.box).to_have_value(HALF)
    amina.writes(" story")
    amina.sends()
    expect(amina.box).to_have_value("")
    assert told(at.world) == [WHOLE]
    amina.page.reload()
    expect(amina.box).to_have_value("")


@only_sqlite
def test_going_to_another_touchpoint_and_back_keeps_both_drafts(at: Room) -> None:
    at.goes_to("feelings")
    amina = at.phone("Amina")
    amina.writes("About the letter")
    steps = amina.page.get_by_role("navigation", name="Touchpoints").get_by_role("link")

    steps.nth(1).click()
    amina.sees("2 of 3")
    expect(amina.box).to_have_value("")
    amina.writes("About being told")
    steps.nth(0).click()
    amina.sees("1 of 3")

    expect(amina.box).to_have_value("About the letter")
    steps.nth(1).click()
    expect(amina.box).to_have_value("About being told")


@only_sqlite
def test_an_idea_on_its_way_while_the_server_is_away_arrives_once(at: Room) -> None:
    at.goes_to("ideas")
    amina, desk = at.phone("Amina"), at.desk()
    refused: list[str] = []

    def away(route) -> None:
        refused.append(route.request.post_data or "")
        route.abort("connectionrefused") if len(refused) < 3 else route.continue_()

    amina.page.route("**/phone/ideas", away)
    amina.box.fill("Ring people first")
    amina.sends()
    amina.is_told("Kept on this phone. Not sent yet: trying again.")

    expect(amina.page.locator("[data-own] li").filter(has_text="Ring")).to_be_visible()
    expect(desk.waiting("Ring people first")).to_have_count(1)
    desk.counts("1 idea")
    assert len(set(refused)) == 1  # with the same id each time


# The server dies


@pytest.fixture
def processes(url: str, database: Database, tmp_path: Path) -> Iterator[list[Process]]:
    """One process; on PostgreSQL two: the phones on one, desk and wall on the other."""
    running = [Process(url, tmp_path) for _ in range(2 if database.is_postgresql else 1)]
    yield running
    for process in running:
        process.stop()


class Outage:
    """Two phones, a desk and a wall, and the power going off under them."""

    def __init__(self, screens: Screens, processes: list[Process], world: World) -> None:
        self.processes, self.world = processes, world
        phones, rest = processes[0].address, processes[-1].address
        here = f"/w/{world.workshop}"
        seat = f"seat-{world.workshop}"
        self.amina = screens.add(Phone, phones, {seat: world.secrets["Amina"]})
        self.bo = screens.add(Phone, phones, {seat: world.secrets["Bo"]})
        self.desk = screens.add(Desk, rest, {"sid": world.cookie})
        self.wall = screens.add(Wall, rest, {f"wall-{world.workshop}": world.wall_key})
        for phone in (self.amina, self.bo):
            phone.opens(f"{here}/phone")
        self.desk.opens(f"{here}/desk")
        self.wall.opens(f"{here}/wall")
        for screen in self.everyone:
            screen.is_marked()

    @property
    def everyone(self) -> tuple[Screen, ...]:
        return self.amina, self.bo, self.desk, self.wall

    def given_the_room_works(self) -> None:
        self.desk.goes_on("Welcome")
        self.desk.goes_on("Touchpoints")
        self.desk.goes_on("How it felt")
        for screen in self.everyone:
            screen.is_at("How it felt", IN_TIME)
        self.amina.feels(-2)
        self.wall.says("1 of 3")
        self.bo.writes(HALF)

    def when_everything_is_killed_while_amina_sends(self) -> None:
        for process in self.processes:
            process.kill()
        for screen in self.everyone:
            expect(screen.page.locator("#not-live")).to_be_visible(timeout=20_000)
        self.amina.box.fill("Nobody told us where to go")
        self.amina.sends()
        self.amina.is_told("Kept on this phone. Not sent yet: trying again.")

    def and_started_again(self) -> None:
        for process in self.processes:
            process.start()

    def then_all_screens_are_live_again_by_themselves(self) -> None:
        for screen in self.everyone:
            expect(screen.page.locator("#not-live")).to_be_hidden(timeout=20_000)
        self.amina.sees("2 of 3")
        self.desk.releases("Nobody told us where to go")
        self.wall.shows("Nobody told us where to go")
        self.amina.feels(1)
        self.desk.counts("2 feelings")
        self.wall.says("1 of 3")

    def then_nothing_is_lost_or_twice(self) -> None:
        assert told(self.world) == ["Nobody told us where to go"]
        expect(self.bo.box).to_have_value(HALF)
        self.bo.writes(" story")
        self.bo.sends()
        self.bo.sees("2 of 3")
        expect(self.desk.waiting(WHOLE)).to_be_visible()
        assert sorted(told(self.world)) == [WHOLE, "Nobody told us where to go"]

    def then_every_screen_is_what_its_page_would_be(self) -> None:
        self.desk.counts("2 stories")
        for screen in self.everyone:
            assert screen.was_never_reloaded()
        for screen in self.everyone:
            screen.same_after_a_reload()


def test_a_killed_server_loses_nothing_and_all_screens_come_back(
    screens: Screens, processes: list[Process], database: Database
) -> None:
    outage = Outage(screens, processes, a_world(database, datetime.now(UTC)))
    outage.given_the_room_works()
    outage.when_everything_is_killed_while_amina_sends()
    outage.and_started_again()
    outage.then_all_screens_are_live_again_by_themselves()
    outage.then_nothing_is_lost_or_twice()
    outage.then_every_screen_is_what_its_page_would_be()


def told(world: World) -> list[str]:
    """Every story that is stored."""
    with world.database.read() as session:
        return [story.text for story in session.exec(select(Story))]


def a_minute_passes(world: World, kind: str) -> None:
    """As if the stage had closed a while ago."""
    with world.session() as session:
        stage = session.get_one(Stage, world.stages[kind])
        assert stage.closed_at is not None
        stage.closed_at -= timedelta(seconds=61)
        session.add(stage)
        session.commit()


def _to(at: Room, touchpoint: int) -> dict[str, str]:
    return {
        "stage": at.world.stages["feelings"],
        "touchpoint": at.world.touchpoints[touchpoint],
    }
