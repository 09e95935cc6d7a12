"""The guide of a rehearsal names the right next act in every kind of stage (S10)."""

import re
from datetime import date

import pytest
from sqlmodel import select

from app.domain.choosing import Method, decide
from app.domain.dots import place_dot
from app.domain.ideas import Idea
from app.domain.journey import Proposal, answer_proposal, propose_touchpoint
from app.domain.moderation import release
from app.domain.seats import say_done
from app.domain.steering import end_workshop, pause, reveal, show_touchpoint
from app.domain.stories import Story
from app.domain.teams import arrange_team
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite
RELEASE = "Read one at the right and press “Release”"
REVEAL = "Press “Show on the wall”"


class Guide:
    """What the card at the desk says."""

    def __init__(self, running: Running, world: World) -> None:
        self.running, self.world = running, world
        self.desk = running.desk(world)

    @property
    def card(self) -> str:
        page = self.desk.get(f"/w/{self.world.workshop}/desk").text
        return page.split('<section id="tour"')[1].split("</section>")[0]

    @property
    def says(self) -> str:
        """What to do, with its key."""
        press = self.card.split('class="press"')[1].split("</p>")[0]
        key = re.findall(r"<kbd>(.+?)</kbd>", press)
        return re.findall(r"<b>(.+?)</b>", press)[0] + (f" [{key[0]}]" if key else "")

    def goes_to(self, kind: str) -> None:
        self.world.goes_to(kind)

    def does(self, verb, *given, **named) -> None:
        with self.world.session() as session:
            verb(session, self.world.desk(session), *given, **named)
            session.commit()

    def all_done(self, kind: str) -> None:
        with self.world.session() as session:
            for name in self.world.secrets:
                by = self.world.sits(session, name)
                say_done(session, by, stage=self.world.stages[kind], done=True, key=a_key())
            session.commit()


@pytest.fixture
def rehearsed(room: World) -> World:
    with room.session() as session:
        workshop = room.desk(session).workshop
        workshop.rehearsal_since = room.now
        session.add(workshop)
        session.commit()
    return room


@pytest.fixture
def guide(running: Running, rehearsed: World) -> Guide:
    return Guide(running, rehearsed)


def becomes(world: World, kind: str, **settings: object) -> None:
    """The priorities stage becomes one of another kind, and the room is in it."""
    with world.session() as session:
        stage = session.get_one(Stage, world.stages["priorities"])
        stage.kind, stage.settings = kind, settings  # type: ignore[assignment]
        session.add(stage)
        session.commit()
    world.stages[kind] = world.stages["priorities"]
    world.goes_to("priorities")


def test_there_is_no_guide_outside_a_rehearsal(running: Running, room: World):
    page = running.desk(room).get(f"/w/{room.workshop}/desk").text
    assert '<section id="tour" aria-label="Guide to the rehearsal">\n</section>' in page


def test_it_begins_with_the_wall_and_then_the_first_stage(guide: Guide):
    assert guide.says == "Press “Begin: Welcome” [→]"
    guide.goes_to("welcome")
    assert guide.says == "Press “Next: Touchpoints” [→]"
    assert "ground rules" in guide.card


def test_a_proposed_touchpoint_wants_an_answer_before_the_room_goes_on(guide: Guide):
    guide.goes_to("touchpoints")
    assert guide.says == "Wait until most are done"
    with guide.world.session() as session:
        by = guide.world.sits(session, "Bo")
        at = {"stage": guide.world.stages["touchpoints"], "after": ""}
        propose_touchpoint(session, by, title="The first call", key=a_key(), **at)
        session.commit()
    assert guide.says == "Accept one at the right, or answer why not"
    guide.all_done("touchpoints")
    assert guide.says == "Accept one at the right, or answer why not"
    with guide.world.session() as session:
        (waiting,) = session.exec(select(Proposal.id))
    guide.does(answer_proposal, proposal=waiting, accepted=True, answer="")
    assert guide.says == "Press “Next: How it felt” [→]"


def test_stories_are_released_until_most_are_done(guide: Guide):
    guide.goes_to("feelings")
    assert guide.says == "Wait, and walk round the tables"
    told = guide.world.tells("Amina", "Nobody came")
    guide.world.tells("Bo", "Somebody came")
    assert guide.says == RELEASE
    assert "2 stories wait for you. 0 of 3 are done." in guide.card
    guide.all_done("feelings")
    assert guide.says == RELEASE  # nothing has been released yet
    guide.does(release, Story, told)
    assert guide.says == "Press “Next: What we see” [→]"


def test_words_that_may_not_be_shown_do_not_wait(guide: Guide):
    guide.world.joins("Dee", Voice.PATIENT, may_show=False)
    guide.goes_to("feelings")
    guide.world.tells("Dee", "Only for you")
    assert guide.says == "Wait, and walk round the tables"


def test_the_map_is_shown_then_its_words_and_then_the_room_goes_on(guide: Guide):
    guide.goes_to("map")
    assert guide.says == f"{REVEAL} [R]"
    guide.does(reveal, revealed=True)
    assert "press “Its words on the wall”" in guide.says
    guide.does(show_touchpoint, guide.world.touchpoints[0])
    assert guide.says.startswith("Press “Back to the map”")
    guide.does(show_touchpoint, "")
    assert guide.says == "Press “Next: What matters most” [→]"


@pytest.mark.parametrize("kind", ["priorities", "ideas"])
def test_what_is_offered_is_released_before_it_can_be_chosen(guide: Guide, kind: str):
    guide.goes_to(kind)
    assert guide.says.startswith("Wait")
    idea = guide.world.offers("Amina", "Ring ahead", kind=kind, released=False)
    assert guide.says == RELEASE
    guide.all_done(kind)
    guide.does(release, Idea, idea)
    assert guide.says.startswith("Press “Next:")


def test_both_lists_are_named_also_while_they_are_empty(guide: Guide):
    becomes(guide.world, "priorities", both_lists=True)
    assert "Here both lists will stand side by side." in guide.card
    guide.all_done("priorities")
    assert guide.says.startswith("Press “Next:")


def test_the_choice_is_closed_when_most_have_chosen(guide: Guide):
    guide.goes_to("choose")
    assert guide.says == "Press “Back”, and release a few [←]"
    guide.goes_to("ideas")
    idea = guide.world.offers("Amina", "Ring ahead")
    guide.goes_to("choose")
    assert guide.says == "Wait until most have"
    with guide.world.session() as session:
        for name in guide.world.secrets:
            by = guide.world.sits(session, name)
            place_dot(session, by, stage=guide.world.stages["choose"], idea=idea, key=a_key())
        session.commit()
    assert guide.says == f"{REVEAL} [R]"
    guide.does(reveal, revealed=True)
    assert guide.says == "Press “Next: What happens next” [→]"
    guide.goes_to("decisions")
    assert guide.says.startswith("Take three or four forward.")
    assert "1 choice waits for an answer." in guide.card
    guide.does(decide, idea=idea, outcome="taken_forward", reason="")
    assert guide.says == "Press “Next: Before you go” [→]"


@pytest.mark.parametrize("method", list(Method))
def test_every_way_of_choosing_is_closed_when_most_have_chosen(guide: Guide, method: Method):
    with guide.world.session() as session:
        stage = guide.world.stage(session, "choose")
        stage.settings = {**stage.settings, "method": method}
        session.add(stage)
        session.commit()
    guide.goes_to("ideas")
    idea = guide.world.offers("Amina", "Ring ahead")
    guide.goes_to("choose")
    here = f"/w/{guide.world.workshop}/phone"
    for name in guide.world.secrets:
        with guide.running.phone(guide.world, name) as phone:
            asks = phone.get(f"{here}/mine.json").json()["asks"]
            form = {"stage": guide.world.stages["choose"], "idea": idea, "key": a_key()}
            form |= {question: str(values[0]) for question, values in asks.items()}
            sent = phone.post(f"{here}/{'answers' if asks else 'dots'}", data=form)
            assert sent.status_code == 200
    assert guide.says == f"{REVEAL} [R]"
    guide.does(reveal, revealed=True)
    assert guide.says.startswith("Press “Next:")


def test_every_team_gets_an_owner_and_a_date(guide: Guide):
    becomes(guide.world, "teams")
    assert guide.says == "Press “Back”, and take something forward [←]"
    guide.goes_to("ideas")
    idea = guide.world.offers("Amina", "Ring ahead")
    guide.does(decide, idea=idea, outcome="taken_forward", reason="")
    guide.goes_to("teams")
    assert guide.says == "Write both down and press “Save”"
    guide.does(arrange_team, idea=idea, owner="The ward", meets_on=date(2026, 12, 1))
    assert guide.says == "Wait until most have chosen a team"
    guide.all_done("teams")
    assert guide.says.startswith("Press “Next:")


@pytest.mark.parametrize("kind", ["film", "talk"])
def test_nobody_is_hurried_out_of_a_film_or_a_talk(guide: Guide, kind: str):
    becomes(guide.world, kind)
    assert guide.says.startswith("Wait, and l")
    guide.all_done(kind)
    assert guide.says.startswith("Press “Next:")


def test_a_break_goes_on_when_the_facilitator_likes(guide: Guide):
    becomes(guide.world, "break")
    assert guide.says.startswith("Press “Next:")


def test_it_ends_with_the_workshop_and_the_wiping(guide: Guide):
    guide.goes_to("checkout")
    assert guide.says == "Wait until most are done"
    guide.all_done("checkout")
    assert guide.says == "Press “End the workshop”"
    guide.does(end_workshop)
    assert guide.says == "Press “Wipe the rehearsal”"
    guide.desk.post(f"/w/{guide.world.workshop}/desk/rehearsal/wipe")
    assert 'class="press"' not in guide.card


def test_a_pause_and_a_blank_wall_come_first(guide: Guide):
    guide.goes_to("feelings")
    guide.does(pause, paused=True)
    assert guide.says == "Press “Go on” [P]"
    guide.does(pause, paused=False)
    guide.desk.post(f"/w/{guide.world.workshop}/desk/blank", data={"blanked": "yes"})
    assert guide.says == "Press “Show the wall” [B]"


def test_every_kind_of_stage_has_its_words_and_leads_to_a_place_that_is_there(guide: Guide):
    for kind in StageKind:
        becomes(guide.world, str(kind))
        guide.all_done("priorities")
        page = guide.desk.get(f"/w/{guide.world.workshop}/desk").text
        assert guide.says, kind
        assert 'class="muted"' in guide.card.split('class="press"')[1], f"{kind} says no why"
        for place in re.findall(r'href="#([\w-]+)"', guide.card):
            assert f'id="{place}"' in page, (kind, place)
