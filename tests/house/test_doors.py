"""Every desk and project door refuses whoever has no business there; new routes are found alone."""

import re
from datetime import UTC, datetime

from fastapi.routing import APIRoute

from app.domain.projects import Role
from app.pages.routers import ROUTERS
from tests.conftest import Running, only_sqlite
from tests.make import World, a_world

# Whoever knows one of these may come in: by a link or a code, or because they are for everybody.
OPEN = re.compile(
    r"/(|healthz|readyz|join|come-back|w/{workshop}/wall"
    r"|(account|c|calendar|hear|invitation|j|leave|look|mine|progress|still|t)/.*)"
)
ROUTES = [
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and not OPEN.fullmatch(route.path)
    for method in sorted(route.methods)
]


def filled(path: str, room: World) -> str:
    known = {"workshop": room.workshop, "project": room.project}
    return re.sub(r"{(\w+)}", lambda m: known.get(m.group(1), "0" * 16), path)


SURROGATE = "\udfff".encode("utf-8", "surrogatepass").decode("latin-1")
ODD = ("\0", SURROGATE, "9" * 400, "-1", "🎉" * 300)
FIELDS = (
    "stage", "touchpoint", "height", "word", "own", "text", "key", "idea", "done", "use", "agreed",
    "email", "what", "id", "to", "minutes", "item", "proposal", "outcome", "reason", "seats",
    "title", "owner_email", "trial", "letter", "state", "who", "reply_by",
    "instruction", "script", "question", "link", "dots", "most", "over", "rules", "seen",
    "support_person", "helplines", "k", "words_patient",
    "role", "account", "invitation", "call", "seat", "place", "way", "mood", "people", "tables",
    "table",
    "helper", "card", "voice", "consent", "number", "cards", "tents", "first",
    "paper_patient", "poster", "sheet", "height-1", "words-1", "story-1", "at-1", "text-1",
    "team", "sure",
    "do", "one", "seen", "said", "said_to", "name", "into", "theme", "themes", "answer",
    "figure", "day", "until", "begins_on", "why", "unit", "better", "every", "target", "how",
    "rules",
    "pasted", "file",
    "agree", "help", "effort", "back", "method",
    "steps", "took", "credit", "setting", "into", "taken", "q", "kind-0",
    "journey", "lines", "kind", "starts_on", "review_on", "act", "replaces", "after", "joined_with",
    "sent",
)  # fmt: skip


def test_odd_input_is_never_a_broken_page(running: Running, room: World):
    room.goes_to("feelings")
    desk, phone = running.desk(room), running.phone(room, "Amina")
    for method, path in ROUTES:
        client = phone if "/phone" in path else desk
        for odd in ODD:
            form = dict.fromkeys(FIELDS, odd) if method == "POST" else None
            answer = client.request(
                method, filled(path, room), data=form, params={"touchpoint": odd}
            )
            assert answer.status_code < 500, (method, path, odd)
    for path in (
        "/w/%00/phone",
        "/w/%FF/desk",
        "/j/%00",
        "/p/%00",
        "/progress/%00",
        "/w//wall?key=%00",
    ):
        assert running.client().get(path).status_code < 500, path
    for path in ("/join", "/come-back", "/account/sign-in", "/account/first"):
        for odd in ODD[:2]:
            form = {"code": odd, "phrase": odd, "email": odd, "password": odd, "name": odd}
            assert running.client().post(path, data=form).status_code < 500, path


@only_sqlite
def test_a_stranger_finds_nothing(running: Running, room: World):
    stranger = running.client(htmx=True)
    running.site.presence.writes(room.workshop, "somebody")  # a stranger must not hear of it
    for method, path in ROUTES:
        answer = stranger.request(method, filled(path, room))
        assert answer.status_code in {303, 401, 404}, (method, path)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/account/sign-in")
        assert "Breast clinic" not in answer.text
        assert "still writing" not in answer.text


@only_sqlite
def test_a_participant_finds_no_desk(running: Running, room: World):
    phone = running.phone(room, "Amina")
    for method, path in ROUTES:
        if "/phone" not in path:
            answer = phone.request(method, filled(path, room))
            assert answer.status_code in {303, 401, 404}, (method, path)


@only_sqlite
def test_a_facilitator_of_another_project_finds_nothing(running: Running, room: World, database):
    other = running.desk(a_world(database, datetime.now(UTC), email="other@example.org"))
    for method, path in ROUTES:
        if "{" in path:
            answer = other.request(method, filled(path, room))
            assert answer.status_code == 404, (method, path)
            assert "Breast clinic" not in answer.text


DEVICES = ("/h/", "/w/{workshop}/helper")
MAY_BE_SUPPORT = {
    "/p/{project}",
    "/p/{project}/members/goodbyes",
    "/projects",
    "/trials",
    "/library",
    "/library/{how}",
    "/library/{how}/copies",
}


@only_sqlite
def test_the_support_person_finds_the_people_and_steers_nothing(running: Running, room: World):
    support = running.client({"sid": room.comes_in("Priya", Role.SUPPORT)}, htmx=True)
    for method, path in ROUTES:
        if "/phone" in path or path.startswith(DEVICES):
            continue
        answer = support.request(method, filled(path, room))
        if "/care" in path or path in MAY_BE_SUPPORT:
            assert answer.status_code != 403, (method, path)
            assert answer.status_code < 500, (method, path)
        elif (method, path) == ("GET", "/w/{workshop}/desk"):
            assert answer.headers["location"] == f"/w/{room.workshop}/care"
        else:
            assert answer.status_code == 403, (method, path)
        assert "Amina" not in answer.text
    assert support.get(f"/w/{room.workshop}/desk/live").status_code == 404
    assert support.get(f"/w/{room.workshop}/wall").status_code == 404


@only_sqlite
def test_a_co_facilitator_steers_and_does_not_see_who_needs_a_pause(running: Running, room: World):
    co = running.client({"sid": room.comes_in("Kim", Role.CO)}, htmx=True)
    for method, path in ROUTES:
        if "/care" in path:
            assert co.request(method, filled(path, room)).status_code == 404, (method, path)
    desk = co.get(f"/w/{room.workshop}/desk")
    assert desk.status_code == 200
    assert 'id="care"' not in desk.text
    assert co.post(f"/w/{room.workshop}/desk/stage", data={"to": "next"}).status_code == 200


@only_sqlite
def test_only_the_lead_says_who_is_in_the_project(running: Running, room: World):
    co = running.client({"sid": room.comes_in("Kim", Role.CO)}, htmx=True)
    for path, form in (
        ("invitations", {"role": "co"}),
        ("invitations/withdrawals", {"invitation": "0" * 16}),
        ("members/goodbyes", {"account": room.account}),
        ("lead", {"account": room.account}),
    ):
        assert co.post(f"/p/{room.project}/{path}", data=form).status_code == 403, path


@only_sqlite
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


def test_no_two_forms_share_an_address(running: Running):
    """The first one would take what is meant for the other."""
    known = [
        (method, route.path)
        for route in running.site.pages.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]
    assert ("POST", "/w/{workshop}/phone/answers") in known
    assert sorted({each for each in known if known.count(each) > 1}) == []
