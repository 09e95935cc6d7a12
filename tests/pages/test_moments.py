"""Film, talk and break: what phone and wall show, and that nothing unsafe is linked."""

import pytest

from app.content import template
from app.domain.changes import Topic
from app.domain.workshops import Stage, prepare_workshop, stages_of
from app.live.hub import Audience
from tests.conftest import Running
from tests.make import World


def becomes(world: World, kind: str, **settings: object) -> None:
    """The room's ideas stage becomes one of these, and the room is in it."""
    with world.session() as session:
        stage = session.get_one(Stage, world.stages["ideas"])
        stage.kind, stage.settings = kind, settings  # type: ignore[assignment]
        session.add(stage)
        session.commit()
    world.goes_to("ideas")


def test_a_film_is_linked_with_its_note_on_phone_and_wall_and_never_hosted(
    running: Running, room: World
):
    becomes(room, "film", link="https://films.example/one", note="It speaks of illness.")
    for screen, client in (("phone", running.phone(room, "Amina")), ("wall", running.wall(room))):
        page = client.get(f"/w/{room.workshop}/{screen}").text
        assert "It speaks of illness." in page
        assert 'href="https://films.example/one" target="_blank" rel="noopener' in page
        assert "<video" not in page
        assert "<iframe" not in page


def test_a_talk_asks_its_question_and_people_can_say_they_are_done(running: Running, room: World):
    becomes(room, "talk", prompt="What stays with you?")
    phone, here = running.phone(room, "Amina"), f"/w/{room.workshop}"
    page = phone.get(f"{here}/phone").text
    assert "What stays with you?" in page
    assert "I’m done with this" in page
    assert "What stays with you?" in running.wall(room).get(f"{here}/wall").text
    told = phone.post(f"{here}/phone/done", data={"stage": room.stages["ideas"], "done": "yes"})
    assert "You’re done here" in told.text
    assert "1 of 3 done" in running.desk(room).get(f"{here}/desk").text


def test_a_break_shows_its_clock_and_asks_nothing_of_anyone(running: Running, room: World):
    becomes(room, "break")
    here = f"/w/{room.workshop}"
    page = running.phone(room, "Amina").get(f"{here}/phone").text
    assert "You can put your phone down" in page
    assert "I’m done with this" not in page
    wall = running.wall(room).get(f"{here}/wall").text
    assert wall.count('role="timer"') == 2
    assert "done" not in running.desk(room).get(f"{here}/desk").text.split('id="counts"')[1][:200]


def test_one_more_minute_draws_anew_what_shows_a_clock_and_nothing_else(
    running: Running, room: World
):
    wall = Audience("wall", "en")

    def drawn() -> set[str]:
        artist = running.site.artist
        return set(artist.draw(room.workshop, {wall: frozenset({Topic.CLOCK})}, None)[wall])

    room.goes_to("map")
    assert drawn() == {"bar"}
    becomes(room, "break")
    assert drawn() == {"bar", "show"}


@pytest.mark.parametrize("kind", ["staff", "patients", "joint", "group", "celebration"])
def test_every_stage_of_every_template_stands_on_every_screen(
    running: Running, room: World, kind: str
):
    with room.session() as session:
        by = room.member(session)
        made = prepare_workshop(session, by.project, template(kind), title=kind, now=room.now)
        session.commit()
        ids = [stage.id for stage in stages_of(session, made)]
    desk = running.desk(room)
    desk.post(f"/w/{made}/desk/doors", data={"open": "yes"})
    for stage in ids:
        assert desk.post(f"/w/{made}/desk/stage", data={"to": stage}).status_code == 200
        for screen in ("desk", "wall"):
            assert desk.get(f"/w/{made}/{screen}").status_code == 200
