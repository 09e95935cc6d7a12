"""One tap from a letter, and the calendar by its secret link."""

import re
from datetime import date, timedelta

import pytest

from app.domain.chasing.asking import chased
from tests.afterwards import goes_on, saving, tries
from tests.conftest import only_sqlite

pytestmark = only_sqlite

DAY = date.today() - timedelta(days=3)


@pytest.fixture
def trial(room):
    goes_on(room)
    idea = room.offers("Amina", "Ring before the letter")
    return tries(room, idea, title="A <call> first", starts_on="", review_on=str(DAY))


@pytest.fixture
def at(room, trial):
    with saving(room) as session:
        return f"/look/{chased(session, trial).key}"


@pytest.fixture
def anybody(running):
    return running.client()


def test_the_page_asks_and_changes_nothing_by_being_looked_at(anybody, at, room):
    first, second = anybody.get(at), anybody.get(at)
    assert first.status_code == 200
    assert "A &lt;call&gt; first" in first.text
    assert first.text == second.text
    assert first.headers["x-robots-tag"] == "noindex, nofollow"
    assert first.headers["referrer-policy"] == "same-origin"  # or its form would be refused
    assert first.headers["cache-control"] == "no-store"
    assert "Amina" not in first.text


def test_one_tap_says_done(anybody, at):
    page = anybody.post(f"{at}/answers", data={"answer": "done", "seen": str(DAY)})
    assert page.status_code == 303
    assert "Thank you: you looked." in anybody.get(at).text


def test_stopped_needs_a_reason_and_keeps_what_was_typed(anybody, at):
    page = anybody.post(f"{at}/answers", data={"answer": "stopped", "seen": str(DAY), "said": " "})
    assert page.status_code == 422
    assert "Nothing is written here yet." in page.text
    long = "x" * 601
    page = anybody.post(f"{at}/answers", data={"answer": "stopped", "seen": str(DAY), "said": long})
    assert page.status_code == 422
    assert long in page.text


def test_one_tap_moves_the_day(anybody, at):
    to = re.search(r'name="to" value="([\d-]+)"', anybody.get(at).text)
    assert to
    assert anybody.post(f"{at}/moves", data={"to": to[1], "seen": str(DAY)}).status_code == 303
    assert f'name="seen" value="{to[1]}"' in anybody.get(at).text
    late = anybody.post(f"{at}/moves", data={"to": to[1], "seen": str(DAY)})
    assert late.status_code == 409
    for bad in ("", "yesterday", "2020-01-01", "9999-99-99"):
        assert anybody.post(f"{at}/moves", data={"to": bad, "seen": to[1]}).status_code in {
            409,
            422,
        }


def test_a_wrong_link_finds_nothing(anybody, at):
    for wrong in (at[:-1], f"{at}x", "/look/%00", "/look/x"):
        assert anybody.get(wrong).status_code == 404
        assert anybody.post(f"{wrong}/answers", data={"answer": "done"}).status_code == 404
        assert anybody.post(f"{wrong}/moves", data={"to": "2027-01-01"}).status_code == 404


def test_another_sites_form_changes_nothing(anybody, at):
    anybody.headers["Origin"] = "https://evil.example"
    assert (
        anybody.post(f"{at}/answers", data={"answer": "done", "seen": str(DAY)}).status_code == 403
    )
