"""Two or more facilitators: an invitation from the project's page to the desk (S7)."""

import re

from app.domain.projects import Role
from tests.conftest import Running
from tests.make import PASSWORD, World


def an_invitation(running: Running, room: World, role: str) -> str:
    lead = running.desk(room, htmx=False)
    lead.post(f"/p/{room.project}/invitations", data={"role": role})
    found = re.search(r"/invitation/[\w-]{20,}", lead.get(f"/p/{room.project}").text)
    assert found
    return found[0]


def test_somebody_new_makes_an_account_and_steers_at_once(running: Running, room: World):
    link = an_invitation(running, room, "co")
    kim = running.client()
    page = kim.get(link).text
    assert "Sam asks you to help" in page
    assert "Breast clinic co-design" in page
    form = {"name": "Kim", "email": "kim@example.org", "password": "three-random-words"}
    answer = kim.post(f"{link}/account", data=form)
    assert answer.headers["location"] == f"/p/{room.project}"
    assert kim.get(f"/w/{room.workshop}/desk").status_code == 200
    assert kim.post(f"/w/{room.workshop}/desk/stage", data={"to": "next"}).status_code == 303
    assert running.client().get(link).status_code == 404  # once


def test_somebody_with_an_account_joins_with_one_button(running: Running, room: World):
    from tests.make import a_world

    other = a_world(room.database, room.now, email="other@example.org")
    link = an_invitation(running, room, "support")
    them = running.desk(other, htmx=False)
    assert "You are signed in as Sam." in them.get(link).text
    assert them.post(link).headers["location"] == f"/p/{room.project}"
    page = them.get(f"/p/{room.project}").text
    assert "You are the support person here" in page
    assert f"/w/{room.workshop}/care" in page
    assert "/desk" not in page
    assert f"/w/{room.workshop}/care" in them.get("/projects").text


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(running: Running, room: World):
    link = an_invitation(running, room, "co")
    for wrong in (
        {"name": "", "email": "kim@example.org", "password": "three-random-words"},
        {"name": "Kim", "email": "kim@example.org", "password": "short"},
        {"name": "Kim", "email": "sam@example.org", "password": PASSWORD},
    ):
        answer = running.client().post(f"{link}/account", data=wrong)
        assert answer.status_code in {409, 422}
        assert "Please look at this" in answer.text
        assert wrong["email"] in answer.text
        assert wrong["password"] not in answer.text
    assert running.client().get(link).status_code == 200  # and it still works


def test_a_withdrawn_or_guessed_link_is_a_plain_sentence(running: Running, room: World):
    link = an_invitation(running, room, "co")
    lead = running.desk(room, htmx=False)
    page = lead.get(f"/p/{room.project}").text
    found = re.search(r'name="invitation" value="(\w+)"', page)
    assert found
    lead.post(f"/p/{room.project}/invitations/withdrawals", data={"invitation": found[1]})
    for gone in (link, "/invitation/guessed"):
        answer = running.client().get(gone)
        assert answer.status_code == 404
        assert "does not work any more" in answer.text
        assert "Breast clinic" not in answer.text


def test_whoever_is_taken_out_finds_nothing_any_more(running: Running, room: World):
    kim = running.client({"sid": room.comes_in("Kim", Role.CO)})
    assert kim.get(f"/w/{room.workshop}/desk").status_code == 200
    running.desk(room).post(
        f"/p/{room.project}/members/goodbyes", data={"account": room.accounts["Kim"]}
    )
    assert kim.get(f"/w/{room.workshop}/desk").status_code == 404
    assert kim.get(f"/p/{room.project}").status_code == 404
    assert kim.get(f"/w/{room.workshop}/desk/live").status_code == 404


def test_when_the_lead_is_gone_another_carries_on_where_the_room_is(running: Running, room: World):
    room.goes_to("feelings")
    kim = running.client({"sid": room.comes_in("Kim", Role.CO)}, htmx=True)
    assert "How it felt" in kim.get(f"/w/{room.workshop}/desk").text
    kim.post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    with room.session() as session:
        assert room.desk(session).workshop.stage_id == room.stages["map"]
