"""The board of trials and the page for whoever takes over."""

import pytest

from app.domain.projects import Role
from app.domain.trials import remember, teammate
from app.pages.followup.history import MOST
from tests.afterwards import goes_on, tries
from tests.conftest import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def trial(room):
    goes_on(room)
    idea = room.offers("Amina", "Ring ahead")
    return tries(room, idea, title="A call first", starts_on="2026-01-01", review_on="2026-01-20")


def test_an_empty_board_says_how_something_gets_there(sam, home):
    for board in ("/trials", f"{home}/trials"):
        page = sam.get(board)
        assert page.status_code == 200
        assert "Nothing is being tried yet." in page.text
        assert '<form method="get"' not in page.text


def test_it_shows_each_trial_and_what_is_overdue(sam, room, trial, home):
    for board in ("/trials", f"{home}/trials"):
        page = sam.get(board).text
        assert f'href="/p/{room.project}/trials/{trial}"' in page
        assert "It was time to look on 20 January 2026" in page
        assert "1 has something overdue." in page
    assert "Breast clinic" in sam.get("/trials").text


def test_what_no_trial_is_like_is_said(sam, trial, home):
    page = sam.get(f"{home}/trials", params={"owner": "nobody", "overdue": "yes"}).text
    assert "No trial is like that." in page
    assert "A call first" not in page
    assert 'value="yes" checked' in page


def test_nobody_sees_the_trials_of_others(kim, stranger, running, room, trial, home):
    assert "A call first" not in kim.get("/trials").text
    assert kim.get(f"{home}/trials").status_code == 404
    assert stranger.get("/trials").status_code == 303
    support = running.client({"sid": room.comes_in("Priya", Role.SUPPORT)})
    assert "A call first" not in support.get("/trials").text
    assert support.get(f"{home}/trials").status_code == 403


def test_the_page_for_whoever_takes_over_holds_all_they_need(sam, room, trial, home):
    here = f"{home}/trials/{trial}"
    sam.post(f"{here}/tasks", data={"what": "Print the cards", "who": "Jo"})
    sam.post(f"{here}/notes", data={"text": "Thursdays fail"})
    sam.post(
        f"{here}/owners",
        data={"owner": "ward sisters", "owner_name": "Ann", "note": "Ask Ann for the key"},
    )
    page = sam.get(f"{here}/hand-over").text
    for words in (
        "A call first", "Print the cards", "Thursdays fail", "ward sisters", "Ann",
        "Ask Ann for the key", "Fewer people ring us in alarm.", "20 January 2026",
    ):  # fmt: skip
        assert words in page


def test_who_led_it_before_is_told_however_much_was_done_since(sam, room, trial, home):
    here = f"{home}/trials/{trial}"
    sam.post(f"{here}/owners", data={"owner": "ward sisters", "note": "The key is with Ann"})
    with room.session() as session:
        by = teammate(session, room.member(session), trial)
        for _ in range(MOST + 1):
            remember(session, by, "link", again=False)
        session.commit()
    assert "The key is with Ann" in sam.get(f"{here}/hand-over").text


def test_what_kind_of_moment_it_is_can_be_said(sam, trial, home):
    here = f"{home}/trials/{trial}"
    assert sam.post(f"{here}/kind", data={"kind": "waiting"}).status_code == 303
    assert 'value="waiting" selected' in sam.get(here).text
    assert sam.post(f"{here}/kind", data={"kind": "galaxy"}).status_code == 422
