"""Printed seat cards: each is one place, taken once; what is lost opens nothing any more (J8)."""

import re

import httpx2
import pytest
from sqlmodel import delete, select, text

from app.domain.cards import Card, card_counts, cards_to_print, keep_cards
from app.domain.rehearsals import begin_rehearsal, wipe_rehearsal
from app.domain.seats import Consent, Seat, voices_in
from app.domain.tables import metadata
from app.domain.workshops import Workshop, workshop_called
from tests.conftest import Running
from tests.make import World, a_key, a_world

FORM = {"voice": "patient", "consent": "yes", "may_show": "yes"}


def printed(room: World, up_to: int = 3) -> dict[int, tuple[str, str]]:
    """Each number's secret and four words, as they stand on paper."""
    with room.session() as session:
        keep_cards(session, room.desk(session), up_to=up_to, keyring=room.keyring)
        session.commit()
        found = cards_to_print(session, room.workshop, first=1, last=up_to, keyring=room.keyring)
        return {card.number: (card.secret, card.phrase) for card in found}


def takes(running: Running, secret: str, **more: str) -> tuple[httpx2.Client, httpx2.Response]:
    phone = running.client()
    return phone, phone.post(f"/c/{secret}", data={**FORM, "key": a_key(), **more})


def my_phrase(phone: httpx2.Client, room: World) -> str:
    return str(phone.get(f"/w/{room.workshop}/phone/mine.json").json()["phrase"])


def replaces(running: Running, room: World, number: int) -> tuple[str, str]:
    """What stands on the new card: the page shows it, and its four words."""
    page = running.desk(room).post(f"/w/{room.workshop}/desk/print/lost", data={"number": number})
    assert page.status_code == 200
    words = re.search(r'class="phrase"[^>]*>([a-z ]+)<', page.text)
    assert words
    return page.text, words[1]


def test_a_card_opens_its_own_place_once(running: Running, room: World):
    secret, words = printed(room)[2]
    phone, answer = takes(running, secret)
    assert answer.headers["location"] == f"/w/{room.workshop}/phone"
    assert my_phrase(phone, room) == words
    finder = running.client()
    assert finder.get(f"/c/{secret}").headers["location"].startswith("/come-back?via=")
    _, refused = takes(running, secret)
    assert refused.status_code == 409
    assert "set-cookie" not in refused.headers
    with room.session() as session:
        assert card_counts(session, room.workshop).taken == (2,)


def test_the_form_of_a_card_sent_twice_is_one_seat(running: Running, room: World):
    secret, _ = printed(room)[1]
    key = a_key()
    cookies = {takes(running, secret, key=key)[1].headers["set-cookie"] for _ in range(2)}
    assert len({cookie.split(";")[0] for cookie in cookies}) == 1


def test_a_phone_that_has_a_place_does_not_take_another(running: Running, room: World):
    secret, _ = printed(room)[1]
    there = running.phone(room, "Amina", htmx=False).get(f"/c/{secret}")
    assert there.headers["location"] == f"/w/{room.workshop}/phone"
    assert takes(running, secret)[1].status_code == 303


def test_four_words_of_a_fresh_card_lead_to_it_and_later_back_to_its_seat(
    running: Running, room: World
):
    secret, words = printed(room)[1]
    form = {"via": room.join_secret, "phrase": words.upper()}
    assert running.client().post("/come-back", data=form).headers["location"] == f"/c/{secret}"
    takes(running, secret)
    phone = running.client()
    assert phone.post("/come-back", data=form).headers["location"].endswith("/phone")
    assert my_phrase(phone, room) == words


def test_a_card_nobody_took_counts_nobody_and_a_wrong_form_takes_nothing(
    running: Running, room: World
):
    secret, _ = printed(room)[1]
    for wrong in ({"voice": ""}, {"consent": ""}, {"name": "x" * 99}):
        assert takes(running, secret, **wrong)[1].status_code == 422
    with room.session() as session:
        assert sum(voices_in(session, room.workshop).values()) == 3
        assert card_counts(session, room.workshop).taken == ()
    assert takes(running, secret)[1].status_code == 303


def test_before_the_doors_open_a_card_waits_and_after_the_end_it_leads_back(
    running: Running, room: World
):
    secret, _ = printed(room)[1]
    with room.session() as session:
        workshop = session.get_one(Workshop, room.workshop)
        opened, workshop.doors_opened_at = workshop.doors_opened_at, None
        session.commit()
    assert "The doors are not open yet" in running.client().get(f"/c/{secret}").text
    assert takes(running, secret)[1].status_code == 404
    with room.session() as session:
        workshop = session.get_one(Workshop, room.workshop)
        workshop.doors_opened_at, workshop.ended_at = opened, room.now
        session.commit()
    assert running.client().get(f"/c/{secret}").status_code == 303
    assert takes(running, secret)[1].status_code == 404


def test_nothing_of_what_is_printed_is_kept(running: Running, room: World):
    cards = printed(room)
    takes(running, cards[1][0])
    replaces(running, room, 1)
    with room.database.read() as session:
        rows = [
            str(row)
            for table in metadata.sorted_tables
            for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
        ]
    kept = "\n".join(rows)
    for secret, words in cards.values():
        assert secret not in kept
        assert words not in kept


def test_a_card_in_use_is_never_printed_again(running: Running, room: World):
    cards = printed(room)
    takes(running, cards[2][0])
    page = running.desk(room).get(f"/w/{room.workshop}/desk/print/pack?cards=3").text
    assert cards[1][1] in page
    assert cards[3][1] in page
    assert cards[2][1] not in page
    assert "Cards in use are not printed again: 2." in page


def test_a_lost_card_that_nobody_took_opens_nothing_and_the_new_one_does(
    running: Running, room: World
):
    secret, words = printed(room)[3]
    _, new_words = replaces(running, room, 3)
    assert new_words != words
    assert running.client().get(f"/c/{secret}").status_code == 404
    assert takes(running, secret)[1].status_code == 404
    form = {"via": room.join_secret, "phrase": words}
    assert running.client().post("/come-back", data=form).status_code == 409
    new = running.client().post("/come-back", data={**form, "phrase": new_words})
    assert new.headers["location"].startswith("/c/")


def test_a_lost_card_in_use_shuts_out_its_phones_until_they_bring_the_new_words(
    running: Running, room: World
):
    secret, words = printed(room)[1]
    owner, _ = takes(running, secret)
    form = {"via": room.join_secret, "phrase": words}
    thief = running.client()
    assert thief.post("/come-back", data=form).status_code == 303
    _, new_words = replaces(running, room, 1)
    for phone in (owner, thief):
        assert phone.get(f"/w/{room.workshop}/phone/mine.json").status_code == 404
    assert running.client().post("/come-back", data=form).status_code == 409
    back = running.client()
    back.post("/come-back", data={**form, "phrase": new_words})
    assert my_phrase(back, room) == new_words
    with room.session() as session:
        assert sum(voices_in(session, room.workshop).values()) == 4


def test_replacing_a_card_can_be_undone_until_somebody_took_the_new_one(
    running: Running, room: World
):
    secret, words = printed(room)[1]
    desk = running.desk(room)
    replaces(running, room, 1)
    desk.post(f"/w/{room.workshop}/desk/undo")
    owner, answer = takes(running, secret)
    assert answer.status_code == 303
    replaces(running, room, 1)
    desk.post(f"/w/{room.workshop}/desk/undo")
    assert my_phrase(owner, room) == words
    _, fresh_words = replaces(running, room, 2)
    form = {"via": room.join_secret, "phrase": fresh_words}
    takes(running, running.client().post("/come-back", data=form).headers["location"][3:])
    said = desk.post(f"/w/{room.workshop}/desk/undo").text
    assert "This card was taken or replaced meanwhile" in said
    with room.session() as session:
        assert card_counts(session, room.workshop).taken == (1, 2)


def test_a_number_without_a_card_is_said_and_kept(running: Running, room: World):
    printed(room)
    for number in ("9", "", "x", "0", "201"):
        page = running.desk(room).post(
            f"/w/{room.workshop}/desk/print/lost", data={"number": number}
        )
        assert page.status_code == 409
        assert "There is no card with this number." in page.text
        assert (
            f'name="number" inputmode="numeric" maxlength="4" autocomplete="off" value="{number}"'
            in page.text
        )


@pytest.mark.parametrize(
    ("field", "typed"),
    [("cards", "201"), ("cards", "many"), ("tents", "41"), ("paper_staff", "-1")],
)
def test_a_number_that_cannot_be_is_said_at_its_field(running: Running, room: World, field, typed):
    page = running.desk(room).post(f"/w/{room.workshop}/desk/print", data={field: typed})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'value="{typed}"' in page.text
    with room.session() as session:
        assert session.exec(select(Card)).all() == []


def test_cards_are_kept_for_paper_forms_too_and_printing_again_changes_none(
    running: Running, room: World
):
    desk = running.desk(room)
    form = {"cards": "2", "paper_patient": "2", "first": "4", "stage": room.stages["feelings"]}
    pages = []
    for _ in range(2):
        to = desk.post(f"/w/{room.workshop}/desk/print", data=form).headers["location"]
        pages.append(desk.get(to).text)
    assert pages[0] == pages[1]
    assert re.findall(r"<span>Card</span> <b>(\d+)</b>", pages[0])[0] == "4"
    assert pages[0].count('data-card="') == 2
    with room.session() as session:
        assert card_counts(session, room.workshop).kept == 5


def test_a_room_cannot_take_or_replace_a_card_of_another(running: Running, room: World, database):
    other = a_world(database, room.now, email="other@example.org")
    secret, words = printed(other)[1]
    page = running.desk(room).post(f"/w/{room.workshop}/desk/print/lost", data={"number": "1"})
    assert page.status_code == 409
    form = {"via": room.join_secret, "phrase": words}
    assert running.client().post("/come-back", data=form).status_code == 409
    assert takes(running, secret)[1].headers["location"] == f"/w/{other.workshop}/phone"


def test_a_card_tried_out_in_a_rehearsal_can_be_given_away_afterwards(
    running: Running, room: World
):
    with room.session() as session:
        session.exec(delete(Consent))
        session.exec(delete(Seat))
        begin_rehearsal(session, room.desk(session))
        session.commit()
    secret, words = printed(room)[1]
    takes(running, secret)
    with room.session() as session:
        wipe_rehearsal(session, room.desk(session), room.keyring)
        workshop = workshop_called(session, room.workshop)
        workshop.doors_opened_at = room.now
        session.commit()
    phone, answer = takes(running, secret)
    assert answer.status_code == 303
    assert my_phrase(phone, room) == words
