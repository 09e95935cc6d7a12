"""Review days and e-mail, as those who run a project see them."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.chasing.asking import chased
from app.domain.outbox import Wanted, claim, put
from app.domain.projects import Role
from tests.afterwards import goes_on, plans, saving, tries
from tests.conftest import only_sqlite

pytestmark = only_sqlite

DAY = date.today() - timedelta(days=3)


@pytest.fixture
def trial(room):
    goes_on(room)
    idea = room.offers("Amina", "Ring before the letter")
    return tries(room, idea, title="A call first", starts_on="", review_on=str(DAY))


@pytest.fixture
def desk(running, room):
    return running.desk(room, htmx=False)


@pytest.fixture
def at(room):
    return f"/p/{room.project}/chasing"


def round_of(running, now=None):
    """The scheduler looks once, at a moment of our choice."""
    loop = running.server.servers[0].get_loop()
    making = running.site.post.round(now or datetime.now(UTC))
    asyncio.run_coroutine_threadsafe(making, loop).result(10)


def test_without_a_mail_server_the_page_says_so(desk, at, room):
    page = desk.get(at)
    assert page.status_code == 200
    assert "No e-mail goes out from this server." in page.text
    assert "No trial has a day to look yet." in page.text


def test_it_names_who_is_asked(desk, at, trial):
    assert "Empty: sam@example.org" in desk.get(at).text
    wrong = desk.post(f"{at}/owners", data={"trial": trial, "owner_email": "nurses"})
    assert wrong.status_code == 422
    assert 'value="nurses"' in wrong.text
    sent = {"trial": trial, "owner_email": "nurses@example.org"}
    assert desk.post(f"{at}/owners", data=sent).status_code == 303
    assert 'value="nurses@example.org"' in desk.get(at).text


def test_it_names_the_sponsor_and_says_what_is_wrong(desk, at, room, running):
    wrong = desk.post(f"{at}/sponsor", data={"name": "Dana", "email": "a@b.org, c@d.org"})
    assert wrong.status_code == 422
    assert "Please give one e-mail address" in wrong.text
    assert 'value="Dana"' in wrong.text
    assert desk.post(f"{at}/sponsor", data={"name": "Dana", "email": "d@e.org"}).status_code == 303
    assert 'value="d@e.org"' in desk.get(at).text
    co = running.client({"sid": room.comes_in("Kim", Role.CO)})
    assert co.post(f"{at}/sponsor", data={"name": "", "email": ""}).status_code == 403
    page = co.get(at).text
    assert "Dana" in page
    assert "d@e.org" not in page


def test_what_may_not_have_gone_is_shown_and_sent_again_by_hand(desk, at, room, trial):
    ago = datetime.now(UTC) - timedelta(hours=1)
    with saving(room) as session:
        letter = put(session, Wanted("review", room.project, trial, f"{DAY} after"), ago)
        assert claim(session, letter, "one that was killed", ago)
    page = desk.get(at).text
    assert "May not have gone" in page
    assert desk.post(f"{at}/letters", data={"letter": letter}).status_code == 303
    page = desk.get(at).text
    assert "May not have gone" not in page
    assert "On its way" in page
    assert desk.post(f"{at}/letters", data={"letter": letter}).status_code == 409


def test_the_calendar_follows_a_day_and_stops_when_it_is_revoked(desk, at, running, room, trial):
    desk.post(f"{at}/calendar", data={"do": "open"})
    found = re.search(r'href="[^"]*(/calendar/[\w-]+\.ics)"', desk.get(at).text)
    assert found
    anybody = running.client()
    round_of(running)
    first = anybody.get(found[1])
    assert first.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{DAY:%Y%m%d}" in first.text
    assert "SEQUENCE:0" in first.text
    uid = re.search(r"UID:(\S+)", first.text)
    assert uid
    assert trial not in first.text

    plans(room, trial, title="A call first", starts_on="", review_on=str(DAY + timedelta(days=20)))
    round_of(running)
    moved = anybody.get(found[1]).text
    assert f"UID:{uid[1]}" in moved
    assert "SEQUENCE:1" in moved
    assert f"DTSTART;VALUE=DATE:{DAY + timedelta(days=20):%Y%m%d}" in moved

    plans(room, trial, title="A call first", starts_on="", review_on="")
    round_of(running)
    assert "STATUS:CANCELLED" in anybody.get(found[1]).text

    desk.post(f"{at}/calendar", data={"do": "close"})
    assert anybody.get(found[1]).status_code == 404


def test_a_colleague_who_makes_a_calendar_at_the_same_time_stops_nobodys(desk, at):
    def address() -> str:
        found = re.search(r"/calendar/([\w-]+)\.ics", desk.get(at).text)
        return found[1] if found else ""

    desk.post(f"{at}/calendar", data={"do": "open"})
    first = address()
    desk.post(f"{at}/calendar", data={"do": "open"})
    assert address() == first
    for _ in range(2):  # sent twice it is made once
        desk.post(f"{at}/calendar", data={"do": "open", "seen": first})
    second = address()
    assert second not in {"", first}
    desk.post(f"{at}/calendar", data={"do": "open", "seen": first})
    assert address() == second


def test_the_project_page_leads_here(desk, at, room, trial):
    assert f'href="{at}"' in desk.get(f"/p/{room.project}").text


def test_the_link_of_a_letter_is_on_no_page(desk, at, room, trial):
    with saving(room) as session:
        key = chased(session, trial).key
    assert key not in desk.get(at).text
