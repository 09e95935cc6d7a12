"""What a desk's streams bring on a board of hundreds: the parts that changed, and no more."""

import re

import pytest

from app.domain.board import Named, deal_with
from app.domain.changes import Topic
from app.domain.stories import Story
from app.domain.themes import group
from app.live.hub import Audience
from tests.conftest import Running, only_sqlite
from tests.live.test_live import Ear, settled
from tests.make import NOON, World, a_key

MANY = 300


@pytest.fixture
def full(room: World, database) -> list[str]:
    """A board of 300 stories at three touchpoints, all of them waiting."""
    room.goes_to("feelings")
    with room.session() as session:
        seats = [room.sits(session, name).seat_id for name in ("Amina", "Bo", "Cy")]
        made = [
            Story(
                workshop_id=room.workshop,
                seat_id=seats[n % 3],
                touchpoint_id=room.touchpoints[n % 3],
                text=f"Story number {n}.",
                told_at=NOON,
            )
            for n in range(MANY)
        ]
        session.add_all(made)
        session.commit()
        return [each.id for each in made]


def parts(heard: str) -> list[str]:
    return re.findall(r'hx-target="#([\w-]+)"', heard)


def draws(running: Running, room: World, screen: str) -> dict[str, str]:
    who = Audience(screen, "en")
    drawn = running.site.artist.draw(room.workshop, {who: frozenset(Topic)}, None)
    return {part.id: part.html for region in drawn[who].values() for part in region}


@only_sqlite
def test_a_queue_of_hundreds_draws_a_few_dozen_and_says_how_many_more(running, room, full):
    drawn = draws(running, room, "desk")
    assert sum(id_.startswith("waiting-") for id_ in drawn) == 24
    assert "and 276 more wait" in drawn["sums"]


@only_sqlite
@pytest.mark.parametrize("screen", ["desk", "words"])
def test_releasing_one_story_sends_only_what_changed(running, room, full, screen):
    before = draws(running, room, screen)
    first = next(id_ for id_ in sorted(full))
    with room.session() as session:
        deal_with(session, room.desk(session), "release", [Named("story", first)])
        session.commit()
    after = draws(running, room, screen)
    changed = {id_ for id_ in after if after[id_] != before.get(id_)}
    touched = sum(len(after[id_]) for id_ in changed)
    assert len(changed) <= 6, changed
    assert touched < 12_000 < sum(map(len, after.values()))
    if screen == "words":
        assert f"card-story-{first}" in changed
        assert sum(id_.startswith("card-") for id_ in changed) == 1


@only_sqlite
@pytest.mark.parametrize(
    ("screen", "parts", "size"), [("words", 5, 9_000), ("desk", 1, 3_000), ("wall", 0, 0)]
)
def test_grouping_two_of_hundreds_sends_only_what_changed(running, room, full, screen, parts, size):
    before = draws(running, room, screen)
    with room.session() as session:
        two = [Named("story", full[0]), Named("story", full[1])]
        group(session, room.desk(session), two, name="Being told")
        session.commit()
    after = draws(running, room, screen)
    changed = {id_ for id_ in after if after[id_] != before.get(id_)}
    assert len(changed) <= parts, changed
    assert sum(len(after[id_].encode()) for id_ in changed) <= size
    if screen == "words":
        cards = {id_ for id_ in changed if id_.startswith("card-")}
        assert cards == {f"card-story-{full[0]}", f"card-story-{full[1]}"}


@only_sqlite
def test_what_stands_on_one_page_changes_on_all_and_nothing_else_is_sent(running, room, full):
    ear = Ear(running.desk(room), room, "words")
    [since] = settled(running, room, ear)
    acts = f"/w/{room.workshop}/words/acts"
    seen = f"story-{full[0]}-waiting"
    form = {"do": "hold", "item": f"story-{full[0]}", "seen": seen}
    answer = running.desk(room).post(acts, data=form)
    assert parts(answer.text) == [f"card-story-{full[0]}"]
    assert ear.hears("held by Sam", since=since)
    cards = [id_ for id_ in parts(ear.heard[since:]) if id_.startswith("card-")]
    assert cards == [f"card-story-{full[0]}"]


@only_sqlite
def test_a_colleague_who_comes_second_is_told_so(running, room, full):
    acts = f"/w/{room.workshop}/words/acts"
    form = {"do": "hold", "item": f"story-{full[0]}", "seen": f"story-{full[0]}-waiting"}
    running.desk(room).post(acts, data=form).raise_for_status()
    second = running.desk(room).post(acts, data=form | {"do": "release"})
    assert second.status_code == 409
    assert "Already held by Sam." in second.text


@only_sqlite
def test_each_desk_sifts_for_itself(running, room, full):
    desk = running.desk(room)
    page = f"/w/{room.workshop}/words"
    desk.post(f"{page}/acts", data={"do": "hold", "item": f"story-{full[0]}"})
    at = room.touchpoints[1]
    assert "1 to 48 of 100" in desk.get(f"{page}/board", params={"at": at}).text
    assert "1 to 1 of 1<" in desk.get(f"{page}/board", params={"state": "held"}).text
    assert "of 299<" in desk.get(f"{page}/board", params={"state": "unread"}).text
    assert "49 to 96 of 300" in desk.get(page, params={"after": "48"}).text
    assert "1 to 48 of 300" in desk.get(page, params={"after": "9999"}).text


@only_sqlite
def test_no_voice_can_be_sifted_that_may_not_stand_beside_words(running, room, full):
    """One patient, one carer, one member of staff: nobody may be labelled, so nobody is found."""
    page = running.desk(room).get(f"/w/{room.workshop}/words").text
    assert 'name="voice"' not in page
    sifted = running.desk(room).get(f"/w/{room.workshop}/words/board", params={"voice": "staff"})
    assert "Nothing here fits" in sifted.text


@only_sqlite
def test_withdrawn_words_leave_every_open_words_page(running, room, full):
    phone = running.phone(room, "Amina")
    ear = Ear(running.desk(room), room, "words")
    [since] = settled(running, room, ear)
    form = {"what": "story", "id": full[0], "key": a_key()}
    phone.post(f"/w/{room.workshop}/phone/withdrawals", data=form).raise_for_status()
    assert ear.hears("Its author took these words back.", since=since)


@only_sqlite
def test_a_phone_hears_that_it_is_asked_and_only_it_can_read_what(running, room, full):
    ear = Ear(running.phone(room, "Amina"), room, "phone")
    [since] = settled(running, room, ear)
    label = f"story-{full[0]}"
    form = {"one": f"ask:{label}", "said_to": label, "said": "Is Janet a real name?"}
    running.desk(room).post(f"/w/{room.workshop}/words/acts", data=form).raise_for_status()
    assert ear.hears("event: yours", since=since)
    settled(running, room, ear)
    assert "Janet" not in ear.heard
    address = f"/w/{room.workshop}/phone/asked"
    assert "Is Janet a real name?" in running.phone(room, "Amina").get(address).text
    assert "Janet" not in running.phone(room, "Bo").get(address).text
