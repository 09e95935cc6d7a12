"""The team's page of answers, checks and cards, at both doors."""

import re

import pytest

from app.domain.still_there import answer, asked_with, links_of
from tests.afterwards import closes, goes_on, saving, tries
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"), title="A call first")


@pytest.fixture
def here(room, trial):
    return f"/p/{room.project}/trials/{trial}"


@pytest.fixture
def joan(running, sam, here):
    """Somebody with the team's link, and where it leads."""
    link = re.search(r"(/t/[\w-]{22})<", sam.post(f"{here}/link").text)[1]
    client = running.client()
    client.here = link
    return client


def answered(room, trial, side, *said, words=""):
    with saving(room) as session:
        key = links_of(session, trial)[side].key
        for each in said:
            at = asked_with(session, key, room.now)
            answer(session, at, id=a_key(), said=each, height=1, words=words)


def test_an_empty_page_says_what_to_do(sam, here):
    page = sam.get(f"{here}/still").text
    assert "Nobody has answered yet." in page
    assert "Checks begin once it is kept" in page
    assert page.count("Make the card</button>") == 2


def test_a_card_is_made_printed_and_withdrawn(sam, room, trial, here):
    assert sam.get(f"{here}/still/cards/staff").status_code == 404
    sam.post(f"{here}/still/cards", data={"side": "staff"})
    with room.database.read() as session:
        key = links_of(session, trial)["staff"].key
    card = sam.get(f"{here}/still/cards/staff").text
    assert f"/still/{key}" in card
    assert "Does it still happen?" in card
    assert 'class="qr"' in card
    sam.post(f"{here}/still/cards/withdrawals", data={"side": "staff"})
    assert sam.get(f"{here}/still/cards/staff").status_code == 404
    assert sam.post(f"{here}/still/cards", data={"side": "visitors"}).status_code == 422


def test_fewer_than_five_are_not_shown(sam, room, trial, here):
    sam.post(f"{here}/still/cards", data={"side": "patients"})
    answered(room, trial, "patients", *["slipped"] * 4)
    page = sam.get(f"{here}/still").text
    assert "Fewer than five have answered" in page
    assert "<dd>" not in page
    answered(room, trial, "patients", "felt")
    page = sam.get(f"{here}/still").text
    assert "<dt>Slipped</dt><dd>4</dd>" in page
    assert "The middle answer is “High”." in page
    assert '<table class="figures">' in page


def test_the_link_sees_words_only_once_a_member_let_them(sam, joan, room, trial, here):
    sam.post(f"{here}/still/cards", data={"side": "patients"})
    answered(room, trial, "patients", "felt", words="She <rang>")
    assert "She &lt;rang&gt;" in sam.get(f"{here}/still").text
    assert "rang" not in joan.get(f"{joan.here}/still").text
    id_ = re.search(r'name="show" value="([^"]+)"', sam.get(f"{here}/still").text)[1]
    for path in ("words", "cards", "cards/withdrawals"):
        sent = joan.post(f"{joan.here}/still/{path}", data={"show": id_, "side": "patients"})
        assert sent.status_code in {404, 405}, path
    sam.post(f"{here}/still/words", data={"show": id_})
    assert "She &lt;rang&gt;" in joan.get(f"{joan.here}/still").text
    sam.post(f"{here}/still/words", data={"hide": id_})
    assert "rang" not in joan.get(f"{joan.here}/still").text


def test_two_slips_are_said_on_the_page_and_in_the_history(sam, room, trial, here):
    sam.post(f"{here}/still/cards", data={"side": "staff"})
    closes(room, trial)
    room.now = room.now.replace(year=room.now.year + 1)
    answered(room, trial, "staff", "slipped")
    room.now = room.now.replace(month=1, day=2, year=room.now.year + 1)
    answered(room, trial, "staff", "slipped")
    for page in (sam.get(here).text, sam.get(f"{here}/still").text):
        assert "Slipped: to be tried again" in page
        assert "Two people in a row said that it has slipped." in page
    assert "after the answers of today’s patients and staff" in sam.get(here).text


def test_a_check_is_settled_by_whoever_works_on_it(sam, joan, room, trial, here):
    room.now = room.now.replace(year=room.now.year - 1)
    closes(room, trial)
    assert "A check was due on" in sam.get(here).text
    assert "A check was due on" in sam.get("/trials").text
    page = joan.get(f"{joan.here}/still").text
    assert "It is time for a check" in page

    sent = joan.post(f"{joan.here}/still/checks", data={"check": "after-3", "result": "slipped"})
    assert sent.status_code == 422
    assert '<a href="#words">' in sent.text
    assert 'value="slipped" checked' in sent.text
    assert joan.post(f"{joan.here}/still/checks", data={"check": "after-3"}).status_code == 422

    form = {"check": "after-3", "result": "yes", "words": "Asked three nurses"}
    assert joan.post(f"{joan.here}/still/checks", data=form).status_code == 303
    page = sam.get(f"{here}/still").text
    assert "It still happens." in page
    assert "Asked three nurses" in page
    form = {"check": "after-6", "result": "gone", "words": "Nobody rings any more"}
    sam.post(f"{here}/still/checks", data=form)
    assert "Nobody rings any more" in sam.get(here).text
    assert "Plan the next try" in sam.get(here).text


def test_a_stranger_finds_nothing(stranger, kim, here):
    for path in ("/still", "/still/cards/staff"):
        assert stranger.get(here + path).status_code == 303
        assert kim.get(here + path).status_code == 404
