"""A rehearsal at the desk: how many people, how fast, and marked wherever somebody looks (S10)."""

import pytest
from sqlmodel import col, delete

from app.domain.rehearsals import begin_rehearsal
from app.domain.seats import Consent, Seat
from tests.conftest import Running, only_sqlite
from tests.make import World

pytestmark = only_sqlite


@pytest.fixture
def empty(room: World) -> World:
    """A workshop that nobody has joined."""
    with room.session() as session:
        session.exec(delete(Consent))
        session.exec(delete(Seat).where(col(Seat.workshop_id) == room.workshop))
        session.commit()
    return room


@pytest.mark.parametrize(
    ("typed", "started"),
    [
        ({"seats": "30", "pace": "20"}, (30, 20)),
        ({"seats": "4000", "pace": "x"}, (18, 5)),
    ],
)
def test_the_desk_offers_how_many_people_and_how_fast(
    running: Running, empty: World, typed: dict[str, str], started: tuple[int, int]
):
    here = f"/w/{empty.workshop}/desk"
    desk = running.desk(empty)
    page = desk.get(here).text
    assert '<option value="20">20 times as fast</option>' in page
    assert "As in life" in page
    assert desk.post(f"{here}/rehearsal", data=typed).status_code == 200
    command = list(running.site.rehearsals.command_of(empty.workshop))
    assert command[command.index("--seats") + 1] == str(started[0])
    assert command[command.index("--pace") + 1] == str(started[1])
    assert "This is a rehearsal" in desk.get(here).text
    assert desk.post(f"{here}/rehearsal/wipe").status_code == 200
    assert "This is a rehearsal" not in desk.get(here).text
    assert running.site.rehearsals.command_of(empty.workshop) == ()


def test_every_surface_says_that_it_is_a_rehearsal(running: Running, room: World):
    with room.session() as session:
        by = room.desk(session)
        by.workshop.rehearsal_since = room.now
        session.add(by.workshop)
        begin_rehearsal(session, by)
        session.commit()
    here, desk = f"/w/{room.workshop}", running.desk(room)
    phone = running.phone(room, "Amina")
    pages = {
        path: desk.get(f"{here}/{path}").text
        for path in ("desk", "words", "desk/order", "desk/prepare", "care")
    }
    pages |= {path: phone.get(f"{here}/{path}").text for path in ("phone", "phone/words")}
    pages["wall"] = running.wall(room).get(f"{here}/wall").text
    pages["join"] = running.client().get(f"/j/{room.join_secret}").text
    pages["project"] = desk.get(f"/p/{room.project}").text
    assert [path for path, page in pages.items() if "ehearsal" not in page] == []
    assert "data-join" not in pages["join"], "what was a rehearsal is not joined again"
    with room.session() as session:
        room.desk(session).workshop.rehearsal_since = None
        session.commit()
    assert "ehearsal:" not in desk.get(f"{here}/care").text
    assert "data-join" in running.client().get(f"/j/{room.join_secret}").text
