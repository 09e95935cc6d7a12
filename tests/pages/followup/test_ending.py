"""The page on which a project ends."""

from app.domain.agreeing import agree
from app.domain.projects import Role
from app.domain.seats import Use
from tests.afterwards import agrees, closes, ends, goes_on, saving, says, tries
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite


def test_the_lead_ends_it_after_reading_what_is_deleted_and_may_undo_it(sam, room, home):
    goes_on(room)
    says(room, "Amina", "I read it alone")
    page = sam.get(f"{home}/end").text
    assert "1 story" in page
    assert "The places of 3 people" in page
    assert sam.post(f"{home}/end").status_code == 422
    refused = sam.post(f"{home}/end", data={"sure": "yes"})
    assert refused.status_code == 409
    assert "is still open" in refused.text
    ends(room)
    assert sam.post(f"{home}/end", data={"sure": "yes"}).status_code == 303
    assert "This project has ended." in sam.get(home).text
    assert sam.post(f"{home}/end/undo").headers["location"] == home
    assert "This project has ended." not in sam.get(home).text


def test_others_only_read_it(running, sam, kim, stranger, room, home):
    co = running.client({"sid": room.comes_in("Co", Role.CO)})
    assert "Only the lead can end a project." in co.get(f"{home}/end").text
    assert co.post(f"{home}/end", data={"sure": "yes"}).status_code == 403
    for path in (f"{home}/end", f"{home}/archive.json"):
        assert kim.get(path).status_code == 404
        assert stranger.get(path).status_code == 303


def test_the_archive_is_a_file_of_what_may_be_kept(sam, room, home):
    goes_on(room)
    story = says(room, "Amina", "I may stand in the report")
    says(room, "Bo", "I may not")
    agrees(room, "Bo")
    with saving(room) as session:
        by = room.sits(session, "Amina")
        uses = frozenset({Use.ROOM, Use.REPORT})
        agree(session, by, uses, stories=frozenset({story}), email="", key=a_key())
    trial = tries(room, room.offers("Amina", "Ring ahead"), title="A call first")
    closes(room, trial)
    answer = sam.get(f"{home}/archive.json")
    assert "attachment" in answer.headers["content-disposition"]
    kept = answer.json()
    assert [w["text"] for w in kept["touchpoints"][0]["words"]] == ["I may stand in the report"]
    assert kept["trials"][0]["tries"][0]["what_happened"] == "It went well."
    assert "I may not" not in answer.text
    for id_ in (story, trial, room.workshop, room.project):
        assert id_ not in answer.text
