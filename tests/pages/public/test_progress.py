"""The progress page as anybody reads it."""

from datetime import UTC, datetime

import pytest

from app.backups import back_up
from app.domain.projects import Project
from tests.afterwards import (
    agrees,
    closes,
    decides,
    ends,
    goes_on,
    says,
    tries,
    was_a_rehearsal,
)
from tests.conftest import only_sqlite

pytestmark = only_sqlite


@pytest.fixture
def anybody(running):
    return running.client()


@pytest.fixture
def address(room):
    with room.database.read() as session:
        return f"/progress/{session.get_one(Project, room.project).progress_key}"


def test_an_empty_page_says_when_the_next_news_is_due(anybody, address):
    page = anybody.get(address)
    assert page.status_code == 200
    assert "Nothing to show yet." in page.text
    assert "The next news is due by" in page.text
    assert "took part" not in page.text  # three people are too few to be counted


def test_no_search_engine_lists_it_and_no_other_site_learns_its_address(anybody, address):
    page = anybody.get(address)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert '<meta name="referrer" content="no-referrer">' in page.text
    assert 'href="http' not in page.text.replace(f'href="{anybody.base_url}'.rstrip("/"), "")


def test_a_wrong_address_shows_nothing(anybody, address, room):
    for wrong in (address[:-1], f"{address}x", f"/progress/{room.project}", "/progress/"):
        page = anybody.get(wrong)
        assert page.status_code == 404
        assert "Breast clinic" not in page.text


def test_it_tells_what_was_said_tried_and_changed(anybody, address, room):
    goes_on(room)
    agrees(room, "Amina", says(room, "Amina", "I read it <alone>"))
    idea = room.offers("Amina", "Ring ahead of the letter")
    trial = tries(room, idea, title="A call first", review_on="")
    ends(room)
    page = anybody.get(address).text
    for words in ("You said", "I read it &lt;alone&gt;", "A call first", "the clinic nurses"):
        assert words in page
    assert "Too soon to say." in page
    assert "1 change so far." in page

    closes(room, trial, "abandon", "Nobody picked up.")
    page = anybody.get(address).text
    for words in ("Together we tried", "Nobody picked up.", "We stopped:", "It helps.", "Stopped"):
        assert words in page
    assert "1 was stopped." in page


def test_it_holds_no_word_whose_author_did_not_agree(anybody, address, room):
    goes_on(room)
    agrees(room, "Amina", says(room, "Amina", "secret-agreed"))
    says(room, "Amina", "secret-not-agreed")
    says(room, "Bo", "secret-of-bo")
    room.tells("Cy", "secret-unreleased")
    tries(room, room.offers("Amina", "secret-idea tried"))
    decides(room, room.offers("Bo", "secret-idea parked"), "parked", "No room until spring.")
    decides(room, room.offers("Cy", "secret-idea chosen", touchpoint=1))
    assert "secret-" not in anybody.get(address).text  # nothing leaves the room while it is open
    ends(room)
    page = anybody.get(address).text
    assert page.count("secret-") == 1
    assert "secret-agreed" in page
    assert "No room until spring." in page
    assert "1 idea from here was taken forward." in page
    assert "in its own words, what it is" in page


def test_it_holds_no_id_of_anything(anybody, address, room):
    goes_on(room)
    story = says(room, "Amina", "You may show this")
    agrees(room, "Amina", story)
    idea = room.offers("Amina", "Ring ahead")
    trial = tries(room, idea, title="A call first")
    ends(room)
    page = anybody.get(address).text
    for id_ in (story, idea, trial, room.project, room.workshop, room.join_secret, room.wall_key):
        assert id_ not in page


def test_a_rehearsal_never_shows(anybody, address, room):
    goes_on(room)
    agrees(room, "Amina", says(room, "Amina", "invented words"))
    tries(room, room.offers("Amina", "an idea"), title="invented trial")
    was_a_rehearsal(room)
    ends(room)
    page = anybody.get(address).text
    assert "invented" not in page
    assert "Nothing to show yet." in page


def test_taking_words_back_empties_the_page_at_the_next_look(anybody, address, running, room):
    goes_on(room)
    agrees(room, "Amina", says(room, "Amina", "for now"))
    ends(room)
    assert "for now" in anybody.get(address).text
    running.phone(room, "Amina").post(
        f"/w/{room.workshop}/phone/consents",
        data={"use": ["room"], "key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},
    )
    assert "for now" not in anybody.get(address).text


def test_it_has_a_code_to_hang_up(anybody, address, running):
    page = anybody.get(address).text
    assert "QR code to this page" in page
    assert f"{running.address}{address}" in page


def test_an_address_that_was_given_up_is_gone_with_all_below_it(anybody, address, running, room):
    desk = running.desk(room, htmx=False)
    seen = address.rsplit("/", 1)[1]
    for _ in range(2):  # sent twice, it is changed once
        assert desk.post(f"/p/{room.project}/address", data={"seen": seen}).status_code == 303
    for path in ("", "/board", "/letter", "/feed.atom", "/mine"):
        gone = anybody.get(address + path)
        assert gone.status_code == 404, path
        assert "Breast clinic" not in gone.text
    with room.database.read() as session:
        new = session.get_one(Project, room.project).progress_key
    assert new != seen
    assert anybody.get(f"/progress/{new}").status_code == 200
    assert f"/progress/{new}" in desk.get(f"/p/{room.project}").text


def test_the_server_says_that_it_is_well_as_long_as_it_can_save(running, anybody):
    assert anybody.get("/healthz").text == anybody.get("/readyz").text == "ok"
    running.site.writer.stop()
    answer = anybody.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "Nothing can be saved.")


def test_it_says_when_the_newest_copy_was_begun_where_it_makes_them(running, anybody):
    assert anybody.get("/healthz").headers["touchline-copied"] == "0"
    begun = datetime.now(UTC).replace(microsecond=0)
    back_up(running.site.settings, begun)
    (running.site.settings.backups / "touchline-29990101T000000Z.db.part").touch()  # half of one
    running.site.look_at_copies()
    assert int(anybody.get("/healthz").headers["touchline-copied"]) == begun.timestamp() * 1000
