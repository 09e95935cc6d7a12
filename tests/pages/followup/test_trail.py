"""From a decision back to the words, and on to what became of them (R4)."""

from app.domain.ideas import Idea
from app.domain.moderation import take_back
from tests.afterwards import closes, decides, goes_on, saving, says, tries
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_a_decision_leads_back_to_the_words_and_on_to_the_trial(running, room):
    goes_on(room)
    says(room, "Amina", "I read it <alone>")
    room.tells("Bo", "not released")
    idea = room.offers("Cy", "Ring ahead")
    trial = tries(room, idea, title="A call first")
    closes(room, trial)
    desk = running.desk(room, htmx=False)
    address = f"/p/{room.project}/trail/{idea}"
    assert address in desk.get(f"/p/{room.project}").text
    assert address in desk.get(f"/p/{room.project}/trials/{trial}").text
    page = desk.get(address).text
    steps = ["Waiting for the letter", "I read it &lt;alone&gt;", "Ring ahead", "Taken forward",
             "A call first", "It went well.", "Kept: now how we work"]  # fmt: skip
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert "not released" not in page


def test_what_was_never_tried_has_a_trail_as_well_without_words_taken_back(running, room):
    goes_on(room)
    idea = room.offers("Amina", "Ring ahead")
    decides(room, idea, "parked", "In spring.")
    desk = running.desk(room, htmx=False)
    page = desk.get(f"/p/{room.project}/trail/{idea}").text
    assert "In spring." in page
    with saving(room) as session:
        take_back(session, room.sits(session, "Amina"), Idea, idea)
    page = desk.get(f"/p/{room.project}/trail/{idea}").text
    assert "Ring ahead" not in page
    assert "These words were taken back, or are not kept any more." in page
    assert desk.get(f"/p/{room.project}/trail/{'0' * 16}").status_code == 404
