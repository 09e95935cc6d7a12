"""Figures, and how it felt before and now, on the progress page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.feelings import place
from app.domain.projects import Project
from app.domain.steering import reveal
from app.domain.still_there import answer, asked_with, begin_asking, links_of
from app.domain.voices import Voice
from tests.afterwards import closes, plans, saving, tries, works_on
from tests.conftest import only_sqlite
from tests.make import a_key
from tests.measuring import counts, measures, week

pytestmark = only_sqlite


@pytest.fixture
def address(room):
    with room.database.read() as session:
        return f"/progress/{session.get_one(Project, room.project).progress_key}"


@pytest.fixture
def trial(room):
    """Of a touchpoint that ten patients placed low, and that the map has shown."""
    names = room.crowd(Voice.PATIENT, 10)
    stage = room.goes_to("feelings")
    with saving(room) as session:
        for name in names:
            by = room.sits(session, name)
            at = room.touchpoints[0]
            place(session, by, stage=stage, touchpoint=at, height=-2, key=a_key())
    room.goes_to("map")
    with saving(room) as session:
        reveal(session, room.desk(session), revealed=True)
    room.goes_to("ideas")
    made = tries(room, room.offers("Amina", "Ring ahead"), title="A call first")
    plans(room, made, starts_on=str(week(13)), review_on="")
    return made


def asks(room, trial, people):
    with saving(room) as session:
        begin_asking(session, works_on(room, session, trial), side="patients")
        session.flush()
        key = links_of(session, trial)["patients"].key
        for n in range(people):
            at = asked_with(session, key, room.now + timedelta(minutes=n))
            answer(session, at, id=str(uuid4()), said="felt", height=1, words="")


def test_it_shows_what_was_counted_with_its_sentence_and_table(running, room, trial, address):
    measure = measures(room, trial, title="Called <next> day")
    counts(room, measure, "44 57 38 50 62 40 55 33 50 60 45 43 71 83 75 88 90 80 86", 12)
    page = running.client().get(address).text
    assert "Called &lt;next&gt; day" in page
    assert page.count('<svg class="series') == 2  # one for each screen
    assert page.count("For 7 weeks in a row it has been better than it used to be.") >= 1
    assert page.count('<tr><th scope="row">') == 19
    assert f"1: the change begins, {week(13).day} March 2026" in page
    assert measure not in page
    assert trial not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_of_too_few_people_only_the_sentence_stands_there(running, room, trial, address):
    measure = measures(room, trial, unit="minutes")
    counts(room, measure, "44 57 38 50 62 40 55 33 50 60 45 41.7", 9)
    page = running.client().get(address).text
    assert "The figures themselves stay with the team" in page
    assert '<svg class="series' not in page
    assert "41.7" not in page


def test_before_and_now_stand_there_from_ten_people_on(running, room, trial, address):
    closes(room, trial)
    asks(room, trial, 9)
    page = running.client().get(address).text
    assert "How it felt before" not in page
    asks(room, trial, 1)
    page = running.client().get(address).text
    assert "How it felt before, and how it feels now" in page
    assert "Patients, before:</b> 10 people" in page
    assert "Patients and carers, now:</b> 10 people" in page
    asks(room, trial, 5)
    assert "now:</b> 10 people" in running.client().get(address).text
