"""A helper's device writes for its own people alone, each with a seat of their own (J4)."""

import re
from dataclasses import dataclass

import httpx2
import pytest
from sqlmodel import select

from app.domain.cards import cards_to_print, keep_cards
from app.domain.dots import Dot
from app.domain.feelings import Placement
from app.domain.helpers import Helped, helpers_in
from app.domain.seats import Seat, voices_in
from app.domain.stories import Story
from app.domain.tables import metadata
from tests.conftest import Running
from tests.make import World, a_key, a_world

YES = {"consent": "yes", "may_show": "yes", "voice": "patient"}


@dataclass
class Device:
    """A helper's phone or tablet."""

    client: httpx2.Client
    room: World

    def adds(self, name: str, **more: str) -> str:
        """Somebody to write for; their place."""
        form = {**YES, "name": name, "key": a_key(), **more}
        there = self.client.post(f"/w/{self.room.workshop}/helper/people", data=form)
        assert there.status_code == 303, there.text
        handle = re.search(r"[.](\w{16})/phone$|words/(\w{16})$", there.headers["location"])
        assert handle
        return f"/w/{self.room.workshop}.{handle[1] or handle[2]}/phone"


def let_in(running: Running, room: World, name: str = "Joan") -> Device:
    desk = running.desk(room)
    assert desk.post(f"/w/{room.workshop}/desk/helpers", data={"name": name}).status_code == 303
    client = running.client()
    begun = client.post(f"/h/{link_of(running, room)}", data={"key": a_key()})
    assert begun.headers["location"] == f"/w/{room.workshop}/helper"
    return Device(client, room)


def link_of(running: Running, room: World) -> str:
    """Of the helper whose link is not opened yet."""
    page = running.desk(room).get(f"/w/{room.workshop}/desk/helpers").text
    return re.findall(r'href="/h/(\w+)"', page)[-1]


@pytest.fixture
def device(running: Running, room: World) -> Device:
    return let_in(running, room)


def seats_named(room: World) -> dict[str, str]:
    with room.session() as session:
        return {seat.name: seat.id for seat in session.exec(select(Seat)) if seat.name}


def test_each_person_has_a_seat_heights_words_and_dots_of_their_own(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    ann, ben = device.adds("Ann"), device.adds("Ben", voice="staff")
    at = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0]}
    device.client.post(f"{ann}/placements", data={**at, "height": "-2", "key": a_key()})
    device.client.post(f"{ben}/placements", data={**at, "height": "1", "key": a_key()})
    device.client.post(f"{ann}/stories", data={**at, "text": "Nobody rang", "key": a_key()})
    room.goes_to("ideas")
    idea = room.offers("Amina", "Ring the day before")
    room.goes_to("choose")
    for place in (ann, ann, ben):
        form = {"stage": room.stages["choose"], "idea": idea, "key": a_key()}
        assert device.client.post(f"{place}/dots", data=form).status_code == 303
    seats = seats_named(room)
    with room.session() as session:
        heights = {p.seat_id: p.height for p in session.exec(select(Placement))}
        assert heights == {seats["Ann"]: -2, seats["Ben"]: 1}
        dots = [dot.ballot for dot in session.exec(select(Dot))]
        keyring = room.keyring
        assert sorted(dots) == sorted([keyring.ballot(seats[n]) for n in ("Ann", "Ann", "Ben")])
        assert sum(voices_in(session, room.workshop).values()) == 5
        assert [s.by_helper for s in session.exec(select(Story))] == [True]


def test_what_a_helper_wrote_is_said_to_its_author_and_at_the_desk_and_not_on_the_wall(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    ann = device.adds("Ann")
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0]}
    device.client.post(f"{ann}/stories", data={**form, "text": "Nobody rang", "key": a_key()})
    room.tells("Amina", "The letter came late")
    said = "written down by a helper"
    assert said in device.client.get(f"{ann}/words").text
    desk = running.desk(room, htmx=False)
    for page in ("desk", "words"):
        assert desk.get(f"/w/{room.workshop}/{page}").text.count(said) == 1
    assert said not in running.phone(room, "Amina").get(f"/w/{room.workshop}/phone/words").text
    with room.session() as session:
        story = session.exec(select(Story).where(Story.text == "Nobody rang")).one().id
    desk.post(f"/w/{room.workshop}/desk/releases", data={"item": f"story-{story}-waiting"})
    room.goes_to("map")
    form = {"touchpoint": room.touchpoints[0]}
    desk.post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    desk.post(f"/w/{room.workshop}/desk/touchpoint", data=form)
    wall = running.wall(room).get(f"/w/{room.workshop}/wall").text
    assert "Nobody rang" in wall
    assert "helper" not in wall


def test_a_helper_never_acts_for_a_seat_that_is_not_theirs(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    other = let_in(running, room, "Kim")
    theirs = other.adds("Ben")
    mine = device.adds("Ann")
    secret = seats_named(room)["Ben"]
    form = {
        "stage": room.stages["feelings"],
        "touchpoint": room.touchpoints[0],
        "height": "2",
        "text": "not mine",
        "key": a_key(),
    }
    own = f"/w/{room.workshop}/phone"
    for place in (theirs, own, f"/w/{room.workshop}.{secret}/phone", f"{own[:-6]}./phone"):
        for path in ("placements", "stories", "dots", "withdrawals", "consents", "done", "pause"):
            answer = device.client.post(f"{place}/{path}", data={**form, "what": "everything"})
            assert answer.status_code == 404, (place, path)
        for path in ("", "/own", "/words", "/mine.json", "/pause", "/asked"):
            assert device.client.get(place + path).status_code == 404, (place, path)
    stranger = running.client()
    participant = running.phone(room, "Amina")
    for client in (stranger, participant, running.desk(room)):
        assert client.post(f"{mine}/placements", data=form).status_code == 404
        assert client.get(f"/w/{room.workshop}/helper").status_code == 404
    with room.session() as session:
        assert session.exec(select(Placement)).all() == []
        assert session.exec(select(Story)).all() == []


def test_a_helper_who_takes_part_as_well_never_mixes_the_two(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    device.client.cookies.set(f"seat-{room.workshop}", room.secrets["Amina"])
    ann = device.adds("Ann")
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0], "height": "1"}
    device.client.post(f"{ann}/placements", data={**form, "key": a_key()})
    own = f"/w/{room.workshop}/phone"
    device.client.post(f"{own}/placements", data={**form, "height": "-1", "key": a_key()})
    theirs = device.client.get(f"{ann}/mine.json").json()
    mine = device.client.get(f"{own}/mine.json").json()
    assert theirs["placements"] == {room.touchpoints[0]: 1}
    assert mine["placements"] == {room.touchpoints[0]: -1}


@pytest.mark.parametrize(
    "kind",
    ["welcome", "touchpoints", "feelings", "map", "priorities", "ideas", "choose", "checkout"],
)
def test_every_address_on_a_page_for_somebody_is_theirs(
    running: Running, room: World, device: Device, kind: str
):
    ann = device.adds("Ann")
    room.goes_to("ideas")
    room.offers("Amina", "Ring the day before")
    room.goes_to(kind)
    for page in (ann, f"{ann}/words", f"{ann}/own"):
        html = device.client.get(page).text
        assert f"/w/{room.workshop}/phone" not in html, (kind, page)
    assert f'data-workshop="{ann.split("/")[2]}"' in device.client.get(ann).text


def test_the_page_says_whose_turn_it_is_and_who_else_there_is(room: World, device: Device):
    ann, ben = device.adds("Ann"), device.adds("Ben")
    page = device.client.get(ben).text
    turn = page[page.index('class="turn') : page.index("</section>")]
    assert re.search(r"<b dir=\"auto\">Ben</b>", turn)
    assert re.findall(r'href="([^"]+/phone)"( aria-current="page")?', turn) == [
        (ann, ""),
        (ben, ' aria-current="page"'),
    ]


def test_a_link_opens_on_one_device_and_a_new_one_shuts_the_old_out(
    running: Running, room: World, device: Device
):
    ann = device.adds("Ann")
    desk = running.desk(room)
    here = f"/w/{room.workshop}/desk/helpers"
    with room.session() as session:
        helper = helpers_in(session, room.workshop, room.keyring)[0]
    assert helper.link == ""
    desk.post(f"{here}/links", data={"helper": helper.id})
    link = link_of(running, room)
    assert device.client.get(ann).status_code == 404
    assert device.client.post(f"{ann}/done", data={"key": a_key()}).status_code == 404
    key = a_key()
    new = running.client()
    for _ in range(2):  # the answer may have been lost
        assert new.post(f"/h/{link}", data={"key": key}).status_code == 303
    assert new.get(ann).status_code == 200
    thief = running.client()
    assert thief.post(f"/h/{link}", data={"key": a_key()}).status_code == 409
    assert "set-cookie" not in thief.post(f"/h/{link}", data={}).headers


def test_a_device_taken_out_is_shut_out_and_its_people_keep_what_they_gave(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    ann = device.adds("Ann")
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0], "height": "1"}
    device.client.post(f"{ann}/placements", data={**form, "key": a_key()})
    with room.session() as session:
        helper = helpers_in(session, room.workshop, room.keyring)[0].id
    desk = running.desk(room)
    here = f"/w/{room.workshop}/desk"
    desk.post(f"{here}/helpers/goodbyes", data={"helper": helper})
    for path in (ann, f"{ann}/words", f"/w/{room.workshop}/helper"):
        assert device.client.get(path).status_code == 404
    with room.session() as session:
        assert len(session.exec(select(Placement)).all()) == 1
    desk.post(f"{here}/undo")
    assert device.client.get(ann).status_code == 200


def test_four_words_are_shown_until_they_are_handed_over_and_then_never_again(
    running: Running, room: World, device: Device
):
    ann = device.adds("Ann")
    handle = ann.split(".")[1].split("/")[0]
    slip = f"/w/{room.workshop}/helper/words/{handle}"
    words = re.search(r'class="phrase"[^>]*>([a-z ]+)<', device.client.get(slip).text)
    assert words
    phrase = words[1]
    device.client.post(slip)
    assert device.client.get(slip).status_code == 404
    for path in ("", "/words", "/mine.json"):
        assert phrase not in device.client.get(ann + path).text


def test_who_comes_back_with_their_words_writes_for_themselves_from_then_on(
    running: Running, room: World, device: Device
):
    room.goes_to("feelings")
    ann = device.adds("Ann")
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0]}
    device.client.post(f"{ann}/stories", data={**form, "text": "Nobody rang", "key": a_key()})
    phrase = device.client.get(f"{ann}/mine.json").json()["phrase"]
    phone = running.client()
    phone.post("/come-back", data={"via": room.join_secret, "phrase": phrase})
    mine = phone.get(f"/w/{room.workshop}/phone/words").text
    assert "Nobody rang" in mine
    assert "A helper wrote down some of this for you." in mine
    assert device.client.get(ann).status_code == 404
    assert device.client.post(f"{ann}/stories", data={**form, "text": "x"}).status_code == 404
    assert "Ann" not in device.client.get(f"/w/{room.workshop}/helper").text


def test_a_person_with_a_card_takes_its_place_and_its_words(
    running: Running, room: World, device: Device
):
    with room.session() as session:
        keep_cards(session, room.desk(session), up_to=2, keyring=room.keyring)
        session.commit()
        card = cards_to_print(session, room.workshop, first=2, last=2, keyring=room.keyring)[0]
    key = a_key()
    ann = device.adds("", card="2", key=key)
    assert device.adds("", card="2", key=key) == ann
    assert "Card 2" in device.client.get(ann).text
    assert card.phrase not in device.client.get(f"{ann}/words").text
    for number, said in (("2", "Card 2 is in use already"), ("9", "There is no card")):
        form = {**YES, "card": number, "key": a_key(), "name": "Ben"}
        answer = device.client.post(f"/w/{room.workshop}/helper/people", data=form)
        assert answer.status_code == 409
        assert said in answer.text
        assert 'value="Ben"' in answer.text
    phone = running.client()
    phone.post("/come-back", data={"via": room.join_secret, "phrase": card.phrase})
    assert phone.get(f"/w/{room.workshop}/phone").status_code == 200


def test_nobody_is_added_without_having_been_asked(room: World, device: Device):
    for wrong in ({"consent": ""}, {"voice": ""}, {"card": "x"}, {"name": "x" * 99}):
        form = {**YES, "name": "Ann", "key": a_key(), **wrong}
        answer = device.client.post(f"/w/{room.workshop}/helper/people", data=form)
        assert answer.status_code == 422, wrong
        assert f'value="{form["name"]}"' in answer.text
    with room.session() as session:
        assert session.exec(select(Helped)).all() == []


def test_the_same_form_twice_is_one_person_and_one_act(room: World, device: Device):
    room.goes_to("feelings")
    key = a_key()
    ann = device.adds("Ann", key=key)
    assert device.adds("Ann", key=key) == ann
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0], "text": "Once"}
    sent = {**form, "key": a_key()}
    for _ in range(2):
        assert device.client.post(f"{ann}/stories", data=sent).status_code == 303
    ben = device.adds("Ben")
    assert device.client.post(f"{ben}/stories", data=sent).status_code == 409
    with room.session() as session:
        assert len(session.exec(select(Helped)).all()) == 2
        assert len(session.exec(select(Story)).all()) == 1


def test_a_device_of_one_room_is_nobody_in_another(
    running: Running, room: World, device: Device, database
):
    ann = device.adds("Ann")
    other = a_world(database, room.now, email="other@example.org")
    cookie = device.client.cookies[f"helper-{room.workshop}"]
    elsewhere = running.client({f"helper-{other.workshop}": cookie})
    assert elsewhere.get(f"/w/{other.workshop}/helper").status_code == 404
    assert elsewhere.get(ann.replace(room.workshop, other.workshop)).status_code == 404
    desk = running.desk(other)
    with room.session() as session:
        helper = helpers_in(session, room.workshop, room.keyring)[0].id
    for path in ("links", "goodbyes"):
        form = {"helper": helper}
        answer = desk.post(f"/w/{other.workshop}/desk/helpers/{path}", data=form)
        assert answer.status_code == 409
    assert device.client.get(ann).status_code == 200


def test_neither_links_nor_cookies_of_helpers_are_kept(
    running: Running, room: World, device: Device
):
    running.desk(room).post(f"/w/{room.workshop}/desk/helpers", data={"name": "Kim"})
    secrets = [link_of(running, room), device.client.cookies[f"helper-{room.workshop}"]]
    with room.database.read() as session:
        kept = "\n".join(
            str(row)
            for table in metadata.sorted_tables
            for row in session.connection().execute(table.select())
        )
    assert [each for each in secrets if each in kept] == []
