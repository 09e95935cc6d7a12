"""The whole joint event by keyboard and clicker keys alone, from desk and wall (S9)."""

import re
from dataclasses import replace

from playwright.sync_api import expect

from app.content import template
from app.domain.voices import Voice
from app.domain.workshops import prepare_workshop, stages_of, workshop_called
from tests.browser.conftest import Room
from tests.browser.screens import AT_ONCE, Desk, Screen
from tests.conftest import only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite

WANTED = ("Nobody says what comes next", "We wait alone")


def joint_event(world: World) -> World:
    """Prepared in the same project; its doors are closed."""
    with world.session() as session:
        by = world.member(session)
        workshop = prepare_workshop(
            session, by.project, template("joint"), title="Joint event", now=world.now
        )
        session.flush()
        stages = {str(s.kind): s.id for s in stages_of(session, workshop)}
        made = workshop_called(session, workshop)
        event = replace(
            world,
            workshop=workshop,
            join_secret=made.join_secret,
            wall_key=made.wall_key,
            stages=stages,
            secrets={},
        )
        session.commit()
    return event


def presses_button(desk: Desk, name: str | re.Pattern[str]) -> None:
    button = desk.page.get_by_role("button", name=name).first
    desk.tabs_to(button, 400)
    desk.presses("Enter")


def leaves_the_form(screen: Screen) -> None:
    """As somebody does who presses Escape or clicks beside a form: the keys steer again."""
    screen.page.evaluate("document.activeElement?.blur()")


def test_the_whole_joint_event_by_keys_alone(at: Room) -> None:
    at.world = joint_event(at.world)
    at.here = f"/w/{at.world.workshop}"
    desk = at.desk()
    presses_button(desk, "Open the doors")
    expect(desk.page.locator("#next")).to_be_visible()
    wall = at.wall(steers=True)
    wall.shows("Point your phone’s camera here")
    for voice, people in ((Voice.PATIENT, 6), (Voice.CARER, 5), (Voice.STAFF, 7)):
        at.world.crowd(voice, people)
    leaves_the_form(desk)

    desk.presses("ArrowRight")
    wall.is_at("Welcome")
    wall.presses("PageDown")
    desk.is_at("The film")
    desk.presses("Space")
    wall.is_at("What it did to us")
    desk.is_at("What it did to us")
    desk.presses("+")
    expect(wall.page.locator("#bar .clock")).to_have_text(re.compile("^1[01]:"), timeout=AT_ONCE)
    wall.presses("b")
    expect(wall.page.locator("#show")).to_be_empty(timeout=AT_ONCE)
    wall.presses("b")
    expect(wall.page.locator("#show")).not_to_be_empty(timeout=AT_ONCE)

    wall.presses("PageDown")
    desk.is_at("Both lists")
    for name, text in zip(("patient 0", "staff 0"), WANTED, strict=True):
        at.world.offers(name, text, kind="priorities", released=False)
    at.steer("clock", minutes="0")  # somebody else, so that the desk draws what came in meanwhile
    desk.page.reload()
    for text in WANTED:
        presses_button(desk, re.compile(f"^Release: {text}"))
        expect(desk.waiting(text)).to_have_count(0)
    leaves_the_form(desk)

    desk.presses("PageDown")
    wall.is_at("Break")
    wall.presses("p")
    wall.shows("A short pause")
    expect(desk.page.get_by_role("button", name="Go on", exact=True)).to_be_visible(timeout=AT_ONCE)
    desk.presses("p")
    wall.hides("A short pause")
    wall.presses("ArrowRight")
    desk.is_at("At the tables")
    desk.presses("ArrowRight")
    wall.is_at("Choose together")
    votes(at)
    desk.counts("of 18 have put dots")
    wall.presses("r")
    wall.shows(WANTED[0], AT_ONCE)
    wall.presses("PageDown")
    desk.is_at("What we take forward")

    reason = desk.page.get_by_label("Why").first
    desk.tabs_to(reason, 400)
    desk.page.keyboard.type("All of us want it")
    presses_button(desk, "Take it forward")
    wall.shows("All of us want it")
    leaves_the_form(desk)
    wall.presses("PageDown")
    desk.is_at("Teams")
    wall.is_at("Teams")  # who goes back must see from where
    wall.presses("PageUp")
    desk.is_at("What we take forward")
    desk.presses("u")  # not back after all
    wall.is_at("Teams")
    wall.presses("PageDown")
    desk.is_at("Before you go")
    presses_button(desk, "End the workshop")
    desk.is_told("no answer yet")
    presses_button(desk, "End the workshop now")
    wall.shows("Thank you")


def votes(at: Room) -> None:
    with at.world.session() as session:
        from sqlmodel import select

        from app.domain.dots import place_dot
        from app.domain.ideas import Idea

        ideas = list(session.exec(select(Idea.id).where(Idea.workshop_id == at.world.workshop)))
        stage = at.world.stages["choose"]
        for n, name in enumerate(at.world.secrets):
            by = at.world.sits(session, name)
            place_dot(session, by, stage=stage, idea=ideas[n % 2], key=a_key())
        session.commit()
    at.steer("clock", minutes="0")
