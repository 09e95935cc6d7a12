""" "Ready?": each line says that it is well or what to do; nothing stops the doors (J7)."""

from app.domain.workshops import Workshop
from tests.conftest import Running
from tests.make import World


def closed(world: World) -> str:
    """The doors have not been opened and nobody came; the address of the list."""
    from sqlmodel import delete

    from app.domain.seats import Consent, Seat

    with world.session() as session:
        session.exec(delete(Consent))
        session.exec(delete(Seat))
        workshop = session.get_one(Workshop, world.workshop)
        workshop.doors_opened_at = workshop.code = None
        session.add(workshop)
        session.commit()
    return f"/w/{world.workshop}/desk/ready"


def well(page: str, what: str) -> bool:
    return f'id="ready-{what}" class="well"' in page


def test_it_says_what_is_missing_and_where_to_mend_it(running: Running, room: World):
    page = running.desk(room).get(closed(room)).text
    for what in ("support", "help", "wall", "phone"):
        assert not well(page, what), what
    assert well(page, "touchpoints")
    assert well(page, "reading")
    assert f"/w/{room.workshop}/desk/prepare#support_person" in page
    assert "Ready? 4 things to look at" in page


def test_naming_somebody_and_help_lines_makes_it_well(running: Running, room: World):
    list_, desk = closed(room), running.desk(room)
    told = {"title": "Our day", "support_person": "Priya", "helplines": "Ring 111", "k": "6"}
    desk.post(f"/w/{room.workshop}/desk/prepare", data=told)
    page = desk.get(list_).text
    assert well(page, "support")
    assert well(page, "help")
    assert "fewer than 6 people" in page


def test_a_phone_that_was_turned_away_kindly_has_reached_the_address(running: Running, room: World):
    list_, desk = closed(room), running.desk(room)
    turned_away = running.client().get(f"/j/{room.join_secret}")
    assert turned_away.status_code == 404
    assert not well(desk.get(list_).text, "phone"), "this computer itself is no phone"
    running.site.reached.note(room.workshop, "192.0.2.7")
    assert well(desk.get(list_).text, "phone")


def test_nothing_missing_stops_the_doors_from_opening(running: Running, room: World):
    list_, desk = closed(room), running.desk(room)
    assert "You can open the doors at any time" in desk.get(list_).text
    desk.post(f"/w/{room.workshop}/desk/doors", data={"open": "yes"})
    assert running.client().get(f"/j/{room.join_secret}").status_code == 200
