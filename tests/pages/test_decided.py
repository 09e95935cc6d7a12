"""What became of a choice, on every screen of the room; and what is no longer asked."""

import re

from app.domain.choosing import decide
from tests.conftest import Running
from tests.make import TOUCHPOINTS, World


def joins_two(room: World, reason: str = "") -> None:
    room.goes_to("ideas")
    one, other = [room.offers("Amina", text) for text in ("Ring ahead", "Quiet chairs")]
    with room.session() as session:
        by = room.desk(session)
        decide(session, by, idea=one, outcome="joined", reason=reason, joined_with=other)
        session.commit()
    room.goes_to("decisions")


def test_every_screen_names_what_a_choice_was_joined_with_and_says_why(
    running: Running, room: World
):
    joins_two(room, reason="Both are about being told")
    here = f"/w/{room.workshop}"
    for screen in (
        running.wall(room).get(f"{here}/wall"),
        running.desk(room).get(f"{here}/desk"),
        running.phone(room, "Bo", htmx=False).get(f"{here}/phone"),
    ):
        assert "Joined with: <bdi>Quiet chairs</bdi>" in screen.text
        assert "Both are about being told" in screen.text


def test_a_wall_says_where_a_choice_was_made_while_nothing_else_is_said(
    running: Running, room: World
):
    room.goes_to("ideas")
    idea = room.offers("Amina", "Ring ahead")
    room.goes_to("decisions")
    here = f"/w/{room.workshop}"
    for reason in ("", "It costs nothing"):
        with room.session() as session:
            by = room.desk(session)
            decide(session, by, idea=idea, outcome="taken_forward", reason=reason)
            session.commit()
        shown = running.wall(room).get(f"{here}/wall").text
        [said] = re.findall(r'<ul class="plain decided">.*?</ul>', shown, re.S)
        assert (TOUCHPOINTS[0] in said) == (not reason)
        assert reason in said


def test_a_phone_asks_for_no_dots_once_the_result_is_shown(running: Running, room: World):
    room.goes_to("ideas")
    room.offers("Amina", "Ring ahead")
    room.goes_to("choose")
    phone, at = running.phone(room, "Bo", htmx=False), f"/w/{room.workshop}/phone"
    assert "Put your dots" in phone.get(at).text
    running.desk(room).post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    after = phone.get(at).text
    assert "Put your dots" not in after
    assert "Choose together" in after or "What should we try first?" in after
