"""A question to an author is answered on the phone that it reached (A2)."""

import pytest

from app.domain.board import deal_with, named
from app.domain.stories import Story
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite


@pytest.mark.parametrize(
    ("act", "said", "answer", "came_back"),
    [
        ("ask", "On which day?", "reworded", "reworded"),
        ("ask", "On which day?", "left", "left"),
        ("private", "Priya, by the window", "yes", "yes"),
    ],
)
def test_an_author_answers_by_the_form_on_their_own_phone(
    running: Running, room: World, act: str, said: str, answer: str, came_back: str
):
    room.goes_to("feelings")
    story = room.tells("Amina", "Nobody came")
    with room.session() as session:
        deal_with(session, room.desk(session), act, [named(f"story-{story}-waiting")], said)
        session.commit()
    phone = running.phone(room, "Amina")
    page = phone.get(f"/w/{room.workshop}/phone").text
    assert said in page
    address = page[page.index('class="note asked-of-me"') :].split('action="', 1)[1].split('"')[0]
    form = {"kind": "story", "id": story, "answer": answer, "text": "Nobody came on Monday"}
    assert phone.post(address, data={**form, "key": a_key()}).status_code == 200
    with room.session() as session:
        assert session.get_one(Story, story).came_back == came_back
