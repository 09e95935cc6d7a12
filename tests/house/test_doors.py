"""Every desk and project door refuses whoever has no business there; new routes are found alone."""

import re
from datetime import UTC, datetime

from fastapi.routing import APIRoute

from app.pages.desk.routes import router as desk
from app.pages.followup.routes import router as followup
from app.pages.phone.routes import router as phone
from tests.conftest import Running, only_sqlite
from tests.make import World, a_world

pytestmark = only_sqlite

ROUTES = [
    (method, route.path)
    for router in (desk, followup, phone)
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]


def filled(path: str, room: World) -> str:
    known = {"workshop": room.workshop, "project": room.project}
    return re.sub(r"{(\w+)}", lambda m: known.get(m.group(1), "0" * 16), path)


def test_a_stranger_finds_nothing(running: Running, room: World):
    stranger = running.client(htmx=True)
    for method, path in ROUTES:
        answer = stranger.request(method, filled(path, room))
        assert answer.status_code in {303, 401, 404}, (method, path)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/account/sign-in")
        assert "Breast clinic" not in answer.text


def test_a_participant_finds_no_desk(running: Running, room: World):
    phone = running.phone(room, "Amina")
    for method, path in ROUTES:
        if "/phone" not in path:
            answer = phone.request(method, filled(path, room))
            assert answer.status_code in {303, 401, 404}, (method, path)


def test_a_facilitator_of_another_project_finds_nothing(running: Running, room: World, database):
    other = running.desk(a_world(database, datetime.now(UTC), email="other@example.org"))
    for method, path in ROUTES:
        if "{" in path:
            answer = other.request(method, filled(path, room))
            assert answer.status_code == 404, (method, path)
            assert "Breast clinic" not in answer.text


def test_no_get_changes_anything(running: Running, room: World, database):
    from app.domain.tables import metadata

    def everything() -> list[object]:
        with database.read() as session:
            connection = session.connection()
            return [
                sorted(map(str, connection.execute(table.select())))
                for table in metadata.sorted_tables
            ]

    room.goes_to("feelings")
    before = everything()
    for method, path in ROUTES:
        if method == "GET":
            for client in (running.desk(room), running.phone(room, "Amina")):
                client.get(filled(path, room))
    assert everything() == before
