"""At a card: one screen, one answer, no account and no scripts."""

import re

import pytest
from sqlmodel import select

from app.domain.still_there import Answer, begin_asking, links_of, stop_asking
from app.pages.limits import ANYBODY
from tests.afterwards import closes, goes_on, saving, tries, works_on
from tests.conftest import only_sqlite
from tests.make import a_key

pytestmark = only_sqlite


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"), title="A call first")


@pytest.fixture
def cards(room, trial):
    with saving(room) as session:
        by = works_on(room, session, trial)
        for side in ("patients", "staff"):
            begin_asking(session, by, side=side)
        session.flush()
        return {side: f"/still/{link.key}" for side, link in links_of(session, trial).items()}


@pytest.fixture
def anybody(running):
    return running.client()


def answers(room):
    with room.database.read() as session:
        return session.exec(select(Answer)).all()


def test_it_asks_in_words_that_may_leave_the_room(anybody, cards, room):
    for side, question in (("patients", "Did you notice it?"), ("staff", "Does it still happen?")):
        page = anybody.get(cards[side])
        assert page.status_code == 200
        for words in (question, "Waiting for the letter", "A nurse rings the day before."):
            assert words in page.text
        assert "Ring ahead" not in page.text
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["referrer-policy"] == "same-origin"
        assert "set-cookie" not in page.headers
        assert not re.search(r'(src|href)="(https?:)?//', page.text)


def test_the_words_of_an_idea_stay_in_the_room(anybody, room):
    goes_on(room)
    trial = tries(room, room.offers("Amina", "Ring ahead"))
    with saving(room) as session:
        by = works_on(room, session, trial)
        begin_asking(session, by, side="staff")
        session.flush()
        key = links_of(session, trial)["staff"].key
    page = anybody.get(f"/still/{key}").text
    assert "Ring ahead" not in page
    assert "Here we try to make this moment better." in page


def test_one_answer_is_saved_and_can_be_taken_back(anybody, cards, room):
    form = {"said": "felt", "height": "1", "words": "She <rang>", "id": a_key()}
    for _ in range(2):  # sent twice it is one
        sent = anybody.post(cards["patients"], data=form)
        assert sent.status_code == 303
    page = anybody.get(sent.headers["location"])
    assert "Thank you" in page.text
    assert "/progress/" in page.text
    (kept,) = answers(room)
    assert (kept.said, kept.height, kept.words, kept.side) == ("felt", 1, "She <rang>", "patients")

    back = anybody.post(f"{cards['patients']}/back", data={"id": form["id"]})
    assert "Your answer is gone" in back.text
    assert answers(room) == []
    assert anybody.get(sent.headers["location"]).status_code == 404


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"said": ""}, 422, "Please choose one of the three answers."),
        ({"said": "perhaps"}, 422, "Please choose one of the three answers."),
        ({"words": "y" * 501}, 422, "This is 1 characters too long."),
        ({"id": "7"}, 422, "This form is not complete."),
    ],
)
def test_what_cannot_be_saved_stays_in_the_form(anybody, cards, room, form, status, sentence):
    typed = {"said": "felt", "height": "2", "words": "Well done", "id": a_key(), **form}
    answer = anybody.post(cards["staff"], data=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert typed["words"] in answer.text
    assert 'value="2" checked' in answer.text
    assert answers(room) == []


def test_a_height_that_is_none_is_left_out(anybody, cards, room):
    anybody.post(cards["staff"], data={"said": "felt", "height": "99", "id": a_key()})
    assert answers(room)[0].height is None


def test_a_withdrawn_card_is_gone_at_once(anybody, cards, room, trial):
    with saving(room) as session:
        stop_asking(session, works_on(room, session, trial), side="patients")
    assert anybody.get(cards["patients"]).status_code == 404
    sent = anybody.post(cards["patients"], data={"said": "felt", "id": a_key(), "words": "Hello"})
    assert sent.status_code == 404
    assert "Waiting for the letter" not in sent.text
    assert answers(room) == []


def test_a_card_opens_nothing_else(anybody, cards, room, trial):
    key = cards["staff"].rsplit("/", 1)[1]
    for place in (f"/t/{key}", f"/progress/{key}", f"/j/{key}", f"/p/{key}", f"/look/{key}"):
        assert anybody.get(place).status_code in {303, 404}, place
        assert "A call first" not in anybody.get(place).text


def test_an_answer_of_one_side_is_not_seen_from_the_other(anybody, cards):
    id_ = a_key()
    anybody.post(cards["staff"], data={"said": "felt", "id": id_})
    assert anybody.get(f"{cards['patients']}/sent/{id_}").status_code == 404
    assert anybody.post(f"{cards['patients']}/back", data={"id": id_}).status_code == 404


def test_a_full_ward_behind_one_address_is_let_in_and_a_flood_is_not(anybody, cards, room):
    most = ANYBODY[0].amount
    assert most >= 60
    for _ in range(most):
        sent = anybody.post(cards["patients"], data={"said": "felt", "id": a_key()})
        assert sent.status_code == 303
    let_in = most
    for _ in range(10):  # the minute goes on meanwhile, and lets one in each second
        form = {"said": "felt", "id": a_key(), "words": "Stay"}
        flood = anybody.post(cards["patients"], data=form)
        if flood.status_code == 429:
            break
        let_in += 1
    assert flood.status_code == 429
    assert "Please try again in a minute." in flood.text
    assert "Stay" in flood.text
    assert len(answers(room)) == let_in


def test_when_it_is_kept_the_card_says_so(anybody, cards, room, trial):
    assert "Here we try this:" in anybody.get(cards["staff"]).text
    closes(room, trial)
    assert "This is how we work here now:" in anybody.get(cards["staff"]).text


@pytest.mark.parametrize("odd", ["\0", "9" * 400, "-1", "🎉" * 300])
def test_odd_input_is_never_a_broken_page(anybody, cards, odd):
    here = cards["staff"]
    form = {"said": odd, "height": odd, "words": odd, "id": odd}
    assert anybody.post(here, data=form).status_code < 500
    assert anybody.post(here, data={**form, "said": "felt", "id": a_key()}).status_code < 500
    assert anybody.post(f"{here}/back", data={"id": odd}).status_code < 500
    assert anybody.get("/still/%00").status_code < 500
