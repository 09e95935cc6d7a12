"""The end of a workshop asks once where something is open, and is one press where nothing is."""

import pytest

from app.domain.choosing import decide
from tests.conftest import Running
from tests.make import World


@pytest.fixture
def ideas(room: World) -> list[str]:
    room.goes_to("ideas")
    made = [room.offers("Amina", text) for text in ("Ring ahead", "Quiet chairs")]
    room.goes_to("checkout")
    return made


def answers(room: World, *ideas: str) -> None:
    with room.session() as session:
        for idea in ideas:
            by = room.desk(session)
            decide(session, by, idea=idea, outcome="taken_forward", reason="")
        session.commit()


def has_ended(room: World) -> bool:
    with room.session() as session:
        return room.desk(session).workshop.ended_at is not None


def test_it_asks_once_while_ideas_have_no_answer(running: Running, room: World, ideas):
    desk, end = running.desk(room), f"/w/{room.workshop}/desk/end"
    answers(room, ideas[0])
    asked = desk.post(end)
    assert "1 idea has no answer yet." in asked.text
    assert not has_ended(room)
    assert desk.post(end, data={"sure": "yes"}).status_code == 200
    assert has_ended(room)


def test_an_end_that_was_meant_in_another_stage_ends_nothing(running: Running, room: World, ideas):
    desk, here = running.desk(room), f"/w/{room.workshop}/desk"
    asked = desk.post(f"{here}/end", data={"seen": room.stages["checkout"]})
    assert f'name="seen" value="{room.stages["checkout"]}"' in asked.text
    room.goes_to("decisions")  # a colleague
    desk.post(f"{here}/end", data={"sure": "yes", "seen": room.stages["checkout"]})
    assert not has_ended(room)


def test_it_asks_while_people_are_writing(running: Running, room: World, ideas):
    answers(room, *ideas)
    room.goes_to("feelings")
    running.phone(room, "Amina").post(f"/w/{room.workshop}/phone/writing")
    asked = running.desk(room).post(f"/w/{room.workshop}/desk/end")
    assert "1 person is still writing. After the end nothing more can be sent." in asked.text
    assert not has_ended(room)


def test_it_asks_nothing_where_all_is_answered(running: Running, room: World, ideas):
    answers(room, *ideas)
    assert "no answer" not in running.desk(room).post(f"/w/{room.workshop}/desk/end").text
    assert has_ended(room)


def test_without_scripts_it_ends_at_once(running: Running, room: World, ideas):
    answer = running.desk(room, htmx=False).post(f"/w/{room.workshop}/desk/end")
    assert answer.status_code == 303
    assert has_ended(room)
