"""One's own page by its link: what I said, where it went, consents, contact, taking back (R2)."""

import pytest
from sqlmodel import select

from app.domain.seats import Contact, Use, consents_of
from tests.afterwards import decides, goes_on, own_link, says
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite


@pytest.fixture
def story(room):
    goes_on(room)
    return says(room, "Amina", "I read it <alone>")


@pytest.fixture
def at(room, story):
    return f"/mine/{own_link(room, 'Amina')}"


@pytest.fixture
def anybody(running):
    return running.client()


def uses_of(room) -> frozenset[Use]:
    with room.database.read() as session:
        return consents_of(session, room.sits(session, "Amina").seat_id)


def test_it_shows_what_one_said_and_where_it_went(anybody, at, room):
    says(room, "Bo", "words of Bo alone")
    idea = room.offers("Amina", "Ring ahead")
    decides(room, idea, "parked", "The room opens in spring.")
    page = anybody.get(at)
    assert page.status_code == 200
    for words in ("I read it &lt;alone&gt;", "Ring ahead", "Parked", "The room opens in spring."):
        assert words in page.text
    assert "words of Bo" not in page.text


def test_no_search_engine_lists_it_and_no_other_site_learns_of_it(anybody, at, running):
    page = anybody.get(at)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert 'href="http' not in page.text.replace(f'href="{running.address}', "")


def test_each_use_turns_on_and_off_alone(anybody, at, room):
    assert uses_of(room) == {Use.ROOM}
    anybody.post(f"{at}/uses", data={"use": "report", "on": "yes"})
    anybody.post(f"{at}/uses", data={"use": "report", "on": "yes"})
    assert uses_of(room) == {Use.ROOM, Use.REPORT}
    anybody.post(f"{at}/uses", data={"use": "room", "on": "no"})
    assert uses_of(room) == {Use.REPORT}
    for use in ("outside", "contact", "all", ""):
        assert anybody.post(f"{at}/uses", data={"use": use, "on": "yes"}).status_code == 422


def test_a_story_goes_outside_in_exactly_its_words_and_comes_back(anybody, at, room, story):
    anybody.post(f"{at}/stories", data={"story": story, "on": "yes"})
    assert Use.OUTSIDE in uses_of(room)
    assert "On the public page: yes" in anybody.get(at).text
    anybody.post(f"{at}/stories", data={"story": story, "on": "no"})
    assert Use.OUTSIDE not in uses_of(room)


def test_nobody_elses_story_can_be_turned_or_taken_back(anybody, at, room):
    other = says(room, "Bo", "mine, not yours")
    assert anybody.post(f"{at}/stories", data={"story": other, "on": "yes"}).status_code == 404
    sent = {"what": "story", "id": other, "key": a_key()}
    assert anybody.post(f"{at}/withdrawals", data=sent).status_code == 404


def test_taking_back_one_thing_counts_it_and_shows_no_text(anybody, at, story):
    sent = {"what": "story", "id": story, "key": a_key()}
    assert anybody.post(f"{at}/withdrawals", data=sent).status_code == 303
    assert anybody.post(f"{at}/withdrawals", data=sent).status_code == 303
    page = anybody.get(at).text
    assert "alone" not in page
    assert "1 thing was taken back." in page


def test_taking_back_everything_takes_the_address_too(anybody, at, room):
    anybody.post(f"{at}/contact", data={"email": "amina@example.org"})
    anybody.post(f"{at}/withdrawals", data={"what": "everything", "key": a_key()})
    assert uses_of(room) == frozenset()
    with room.database.read() as session:
        assert session.exec(select(Contact)).all() == []
    assert "Nothing stands here." in anybody.get(at).text


def test_the_address_is_given_changed_and_deleted_here(anybody, at, room):
    wrong = anybody.post(f"{at}/contact", data={"email": "amina, bo", "rhythm": "each"})
    assert wrong.status_code == 422
    assert 'value="amina, bo"' in wrong.text
    anybody.post(f"{at}/contact", data={"email": "amina@example.org", "rhythm": "each"})
    page = anybody.get(at).text
    assert "amina@example.org" in page
    assert "No e-mail goes out from this server now." in page
    anybody.post(f"{at}/contact", data={"email": "", "rhythm": "digest"})
    assert "amina@example.org" in anybody.get(at).text
    anybody.post(f"{at}/silence")
    assert "amina@example.org" not in anybody.get(at).text
    assert Use.CONTACT not in uses_of(room)


def test_what_opens_it_for_good_does_not_stand_on_it(anybody, at, room):
    """Whoever saw the page once would come back with the four words after a new link."""
    with room.database.read() as session:
        phrase = room.sits(session, "Amina").phrase
    assert len(phrase.split()) == 4
    assert phrase not in anybody.get(at).text


def test_a_new_link_stops_the_old_one_at_once(anybody, at):
    moved = anybody.post(f"{at}/link")
    new = moved.headers["location"].partition("#")[0]
    assert new != at
    assert anybody.get(new).status_code == 200
    for address in (at, f"{at}/uses"):
        assert anybody.get(address).status_code in {303, 404}
    assert anybody.get(at).status_code == 404
    assert anybody.post(f"{at}/uses", data={"use": "report", "on": "yes"}).status_code == 404


def test_a_link_that_is_not_whole_opens_nothing(anybody, at, room):
    other = own_link(room, "Bo")
    for wrong in (at[:-1], f"{at}0", f"/mine/{other[:16]}{at[-32:]}", "/mine/%00", "/mine/é"):
        assert anybody.get(wrong).status_code == 404, wrong


def test_the_four_words_open_it_and_wrong_ones_keep_what_was_typed(anybody, at, room, running):
    from app.domain.projects import Project

    with room.database.read() as session:
        key = session.get_one(Project, room.project).progress_key
        phrase = room.sits(session, "Amina").phrase
    door = f"/progress/{key}/mine"
    assert anybody.get(door).status_code == 200
    wrong = anybody.post(door, data={"phrase": "four wrong words here"})
    assert wrong.status_code == 409
    assert "four wrong words here" in wrong.text
    right = anybody.post(door, data={"phrase": f" {phrase.upper()} "})
    assert right.headers["location"] == at
    assert door in anybody.get(f"/progress/{key}").text
    assert anybody.get("/progress/wrong/mine").status_code == 404


def test_my_words_on_the_phone_lead_here(running, room, at):
    page = running.phone(room, "Amina").get(f"/w/{room.workshop}/phone/words")
    assert f'href="{at}"' in page.text
