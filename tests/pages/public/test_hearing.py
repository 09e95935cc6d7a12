"""The links in our e-mails: this is me, how often, and stop with one click."""

import pytest

from tests.afterwards import wants_to_hear
from tests.conftest import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def at(room):
    return f"/hear/{wants_to_hear(room, 'Amina', confirmed=False)}"


@pytest.fixture
def anybody(running):
    return running.client()


def test_the_page_names_nobody_and_nothing(anybody, at):
    page = anybody.get(at)
    assert page.status_code == 200
    assert "Is this you?" in page.text
    for words in ("Breast", "Amina", "example.org"):
        assert words not in page.text
    assert page.headers["referrer-policy"] == "same-origin"


def test_yes_leads_to_ones_own_page_and_looking_alone_says_nothing(anybody, at):
    anybody.get(at)
    assert "Is this you?" in anybody.get(at).text
    moved = anybody.post(f"{at}/yes")
    assert anybody.get(moved.headers["location"]).status_code == 200
    assert "Is this you?" not in anybody.get(at).text


def test_a_mail_program_stops_it_with_one_click(running, at):
    program = running.client()
    del program.headers["Origin"]
    sent = {"List-Unsubscribe": "One-Click"}
    assert program.post(f"{at}/stop", data=sent).status_code == 200
    assert program.post(f"{at}/stop", data=sent).status_code == 200
    assert program.get(at).status_code == 404
    assert program.post(f"{at}/yes").status_code == 403


def test_looking_at_the_one_click_address_stops_nothing(anybody, at):
    assert anybody.get(f"{at}/stop").status_code == 200
    assert anybody.get(at).status_code == 200


def test_how_often_is_chosen_here(anybody, at):
    anybody.post(f"{at}/rhythm", data={"rhythm": "each"})
    assert "at most one e-mail a day" in anybody.get(at).text
    assert anybody.post(f"{at}/rhythm", data={"rhythm": "hourly"}).status_code == 422


def test_an_older_email_does_not_lead_to_a_page_that_has_a_new_address(anybody, at):
    mine = anybody.post(f"{at}/yes").headers["location"]
    assert anybody.post(f"{at}/yes").headers["location"] == mine
    newer = anybody.post(f"{mine}/link").headers["location"]
    again = anybody.post(f"{at}/yes")
    assert (again.status_code, newer in str(again.headers)) == (409, False)
    page = anybody.get(at).text
    assert "Open my page" not in page
    assert "Your newest e-mail or your four words open it." in page
    assert anybody.post(f"{at}/stop").status_code == 200


def test_what_was_chosen_is_said_to_be_saved(anybody, at):
    moved = anybody.post(f"{at}/rhythm", data={"rhythm": "each"})
    assert 'role="status">Saved.' in anybody.get(moved.headers["location"]).text
    assert "Saved." not in anybody.get(at).text


def test_a_wrong_link_finds_nothing(anybody, at):
    for wrong in (at[:-1], "/hear/x", "/hear/%00"):
        assert anybody.get(wrong).status_code == 404
        assert anybody.post(f"{wrong}/yes").status_code == 404
        assert anybody.post(f"{wrong}/rhythm", data={"rhythm": "each"}).status_code == 404
