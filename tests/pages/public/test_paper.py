"""The board, the letter and the feed of the progress page (R3)."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlmodel import update

from app.domain.decisions import Decision
from app.domain.projects import Project
from app.domain.trials import Cycle, Trial
from app.domain.workshops import Workshop
from tests.afterwards import agrees, closes, decides, ends, goes_on, saving, says, tries
from tests.conftest import only_sqlite

pytestmark = only_sqlite

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def address(room):
    with room.database.read() as session:
        return f"/progress/{session.get_one(Project, room.project).progress_key}"


@pytest.fixture
def anybody(running):
    return running.client()


@pytest.fixture
def told(room):
    goes_on(room)
    agrees(room, "Amina", says(room, "Amina", "I read it <alone>"))
    says(room, "Bo", "not-for-outside")
    decides(room, room.offers("Bo", "secret-idea"), "parked", "In <spring> & later.")
    closes(room, tries(room, room.offers("Amina", "Ring ahead"), title="A call first"))
    ends(room)


def test_empty_ones_say_so(anybody, address):
    assert "Nothing to show yet." in anybody.get(f"{address}/board").text
    assert "Nothing is decided yet." in anybody.get(f"{address}/letter").text
    assert anybody.get(f"{address}/feed.atom").status_code == 200


@pytest.mark.parametrize("paper", ["board", "letter"])
def test_paper_tells_what_came_of_it_and_no_words_that_nobody_agreed_to(
    anybody, address, told, paper: str
):
    page = anybody.get(f"{address}/{paper}")
    for words in ("A call first", "In &lt;spring&gt; &amp; later."):
        assert words in page.text
    assert ("I read it &lt;alone&gt;" in page.text) == (paper == "board")
    for words in ("not-for-outside", "secret-idea", "Ring ahead", "Amina", "Sam"):
        assert words not in page.text
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "same-origin"


def test_the_feed_is_whole_and_its_ids_stay_and_say_nothing(anybody, address, told, room):
    first = anybody.get(f"{address}/feed.atom")
    assert first.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(first.text)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 4
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 4
    again = ElementTree.fromstring(anybody.get(f"{address}/feed.atom").text)
    assert [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")] == ids
    for id_ in (room.project, room.workshop, *room.touchpoints):
        assert id_ not in first.text
    assert set(re.findall(r"T(\d\d:\d\d:\d\d)Z", first.text)) == {"12:00:00"}
    for words in ("not-for-outside", "secret-idea", "Ring ahead", "alone", "Amina"):
        assert words not in first.text
    assert "In <spring> & later." in "".join(feed.itertext())


def test_the_page_leads_to_each_of_them(anybody, address, told):
    page = anybody.get(address).text
    for paper in ("board", "letter", "feed.atom", "mine"):
        assert f"{address}/{paper}" in page


def test_a_wrong_address_shows_nothing(anybody, address, told):
    for paper in ("board", "letter", "feed.atom"):
        assert anybody.get(f"{address}x/{paper}").status_code == 404


def test_the_project_page_flags_silence_to_its_owner(running, room, told):
    desk = running.desk(room, htmx=False)
    assert "People are waiting to hear" not in desk.get(f"/p/{room.project}").text
    long_ago = room.now - timedelta(weeks=9)
    with saving(room) as session:
        for table, name in (
            (Decision, "decided_at"), (Trial, "made_at"), (Cycle, "closed_at"),
            (Project, "created_at"), (Workshop, "doors_opened_at"),
        ):  # fmt: skip
            session.exec(update(table).values({name: long_ago}))
    assert "People are waiting to hear" in desk.get(f"/p/{room.project}").text
