"""Two facilitators at once: one computer dies, the other carries on (S7, K5)."""

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.domain.feelings import Placement, Word
from app.domain.projects import Role
from app.domain.stories import Story
from tests.browser.conftest import Room
from tests.browser.full_room import FullRoom
from tests.browser.screens import Desk
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def kims_desk(at: Room) -> Desk:
    cookie = at.world.comes_in("Kim", Role.CO)
    desk = at.screens.add(Desk, at.address, {"sid": cookie})
    desk.opens(f"{at.here}/desk")
    return desk


def undoes(desk: Desk) -> None:
    """Once, and until the desk shows what would be undone next."""
    undo = desk.page.locator("form[data-key=undo]")
    name = undo.locator("[name=seen]").input_value()
    desk.presses("u")
    expect(undo.locator(f"[name=seen][value='{name}']")).to_have_count(0)


def given(at: Room) -> int:
    """What people have given, which no undoing at a desk may touch."""
    with at.world.session() as session:
        return sum(len(session.exec(select(table)).all()) for table in (Placement, Word, Story))


def test_one_desk_is_killed_and_the_other_goes_on_from_where_the_room_is(at: Room) -> None:
    room = FullRoom(at)
    sam, kim, wall = at.desk(), kims_desk(at), at.wall()
    kim.is_marked()
    sam.presses("ArrowRight")
    sam.is_at("Welcome")
    sam.presses("ArrowRight")
    kim.is_at("Touchpoints")
    at.goes_to("feelings")
    room.feels()
    sam.presses("+")
    kim.counts("feelings")
    sam.presses("p")
    wall.shows("A short pause")
    sam.context.close()  # the lead's computer dies
    at.screens.open.remove(sam)

    expect(kim.page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    kim.presses("p")
    wall.hides("A short pause")
    kim.presses("ArrowRight")
    wall.is_at("What we see")
    undo = kim.page.locator("form[data-key=undo]")
    before = given(at)
    for act in ("stage", "pause", "pause", "clock"):  # Kim's two, then Sam's
        expect(undo.locator("button")).to_have_text(f"Undo: {act}")
        undoes(kim)
    while undo.count():  # back to the very first
        undoes(kim)
    assert before == given(at) != 0
    assert kim.was_never_reloaded()
    at.settled(kim)
    kim.same_after_a_reload()


def test_two_who_press_next_at_once_move_the_room_one_stage(at: Room) -> None:
    at.goes_to("welcome")
    sam, kim, wall = at.desk(), kims_desk(at), at.wall()
    for desk in (sam, kim):
        expect(desk.page.locator("#next button")).to_be_visible()
    seen = at.world.stages["welcome"]
    at.steer("stage", to="next", seen=seen, sure="yes")
    at.steer("stage", to="next", seen=seen, sure="yes")
    wall.is_at("Touchpoints")
    for desk in (sam, kim):
        desk.is_at("Touchpoints")


@pytest.mark.parametrize("who", ["desk", "lead"])
def test_one_undoes_what_the_other_did(at: Room, who: str) -> None:
    at.goes_to("welcome")
    sam, kim, wall = at.desk(), kims_desk(at), at.wall()
    does, undoes = (sam, kim) if who == "lead" else (kim, sam)
    does.presses("b")
    expect(wall.page.locator("#show")).to_be_empty()
    expect(undoes.page.get_by_role("button", name="Undo: blank wall")).to_be_visible()
    undoes.presses("u")
    wall.shows("Speak from your own experience.")
