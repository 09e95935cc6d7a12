"""What is typed in from paper is its card's own, once, also late; never of a seat with a phone."""

from datetime import timedelta

import httpx2
import pytest
from sqlmodel import select

from app.domain.answers import Answer
from app.domain.cards import card_numbered, cards_to_print, keep_cards
from app.domain.dots import Dot
from app.domain.feelings import Placement, Word
from app.domain.guesses import Guess
from app.domain.helpers import Helped
from app.domain.ideas import Idea
from app.domain.journey import Proposal
from app.domain.receipts import Receipt
from app.domain.seats import Seat, consents_of, voices_in
from app.domain.stories import Story
from app.domain.voices import Voice
from app.domain.workshops import Workshop
from tests.conftest import Running
from tests.make import World, a_key

LETTER = {Voice.PATIENT: "p", Voice.CARER: "Carer", Voice.STAFF: "s"}


class Paper:
    """Sheets with numbers on them, and a facilitator who types."""

    def __init__(self, running: Running, room: World) -> None:
        self.desk = running.desk(room, htmx=False)
        self.running, self.room = running, room
        with room.session() as session:
            keep_cards(session, room.desk(session), up_to=60, keyring=room.keyring)
            session.commit()
            printed = cards_to_print(session, room.workshop, first=1, last=60, keyring=room.keyring)
            self.cards = {card.number: card for card in printed}

    def types(self, sheet: str, number: int | str, **fields: str | list[str]) -> httpx2.Response:
        form = {"sheet": sheet, "number": str(number), "key": a_key(), **fields}
        return self.desk.post(f"/w/{self.room.workshop}/desk/keying", data=form)

    def comes_in(self, number: int, voice: Voice = Voice.PATIENT, **more: str) -> httpx2.Response:
        form = {"voice": LETTER[voice], "takes_part": "yes", "may_show": "yes"}
        return self.types("coming", number, **{**form, **more})

    def feels(self, number: int, **fields: str) -> httpx2.Response:
        return self.types(
            self.room.stages["feelings"],
            number,
            **{k.replace("_", "-"): v for k, v in fields.items()},
        )

    def seat(self, number: int) -> str:
        with self.room.session() as session:
            return card_numbered(session, self.room.workshop, number).seat_id or ""


@pytest.fixture
def paper(running: Running, room: World) -> Paper:
    return Paper(running, room)


def rows(room: World, table: type) -> list:
    with room.session() as session:
        return list(session.exec(select(table)))


def test_a_sheet_is_saved_and_the_next_number_waits(paper: Paper, room: World):
    room.goes_to("feelings")
    came = paper.comes_in(7, Voice.CARER, name="Joan")
    assert came.status_code == 303
    assert "number=8&saved=7" in came.headers["location"]
    saved = paper.feels(7, height_1="1", height_2="0", words_1="Worried, ALONE, mithered",
                        story_1="Nobody rang")  # fmt: skip
    assert saved.status_code == 303
    page = paper.desk.get(saved.headers["location"]).text
    assert "Card 7 is saved." in page
    assert 'id="number" name="number" autocomplete="off" autofocus' in page
    assert 'value="8"' in page
    seat = paper.seat(7)
    assert [(p.seat_id, p.height) for p in rows(room, Placement)] == [(seat, -2), (seat, None)]
    assert {(w.text, w.own) for w in rows(room, Word)} == {
        ("worried", False), ("alone", False), ("mithered", True),
    }  # fmt: skip
    assert [(s.text, s.by_helper) for s in rows(room, Story)] == [("Nobody rang", True)]
    with room.session() as session:
        assert voices_in(session, room.workshop)[Voice.CARER] == 2


def test_its_author_finds_it_with_the_words_on_the_card_and_is_typed_for_no_longer(
    running: Running, paper: Paper, room: World
):
    room.goes_to("feelings")
    paper.comes_in(7)
    paper.feels(7, story_1="Nobody rang")
    phone = running.client()
    form = {"via": room.join_secret, "phrase": paper.cards[7].phrase}
    phone.post("/come-back", data=form)
    mine = phone.get(f"/w/{room.workshop}/phone/words").text
    assert "Nobody rang" in mine
    assert "written down by a helper" in mine
    refused = paper.feels(7, height_1="5")
    assert refused.status_code == 422
    assert "Card 7 writes on a phone of its own." in refused.text
    assert rows(room, Placement) == []


def test_a_card_taken_by_a_phone_is_never_typed_for(running: Running, paper: Paper, room: World):
    room.goes_to("feelings")
    form = {"voice": "staff", "consent": "yes", "key": a_key()}
    running.client().post(f"/c/{paper.cards[7].secret}", data=form)
    assert "Card 7 is in already." in paper.comes_in(7).text
    assert paper.feels(7, height_1="5", sure="7").status_code == 422
    assert rows(room, Placement) == []
    assert rows(room, Helped) == []


def test_a_card_must_come_in_first_and_say_yes(paper: Paper, room: World):
    room.goes_to("feelings")
    assert "Type in its sheet “Coming in” first." in paper.feels(7, height_1="1").text
    for at, typed in (("voice", "x"), ("takes_part", "")):
        answer = paper.types("coming", 7, **{"voice": "p", "takes_part": "yes", at: typed})
        assert answer.status_code == 422
        assert f'href="#{at}"' in answer.text
    for number in ("", "x", "99", "0"):
        assert (
            "There is no card with this number."
            in paper.types("coming", number, voice="p", takes_part="yes").text
        )
    assert len(rows(room, Seat)) == 3


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("height-2", "6"),
        ("height-2", "-1"),
        ("words-1", "calm, safe, proud, alone"),
        ("words-1", "mithered, clemmed"),
        ("words-3", "x" * 31),
        ("story-3", "x" * 501),
    ],
)
def test_one_wrong_field_saves_nothing_and_keeps_everything_typed(
    paper: Paper, room: World, field: str, typed: str
):
    room.goes_to("feelings")
    paper.comes_in(7)
    fields = {"height-1": "2", "story-1": "Nobody rang", field: typed}
    answer = paper.types(room.stages["feelings"], 7, **fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'name="{field}" autocomplete="off" autofocus' in answer.text
    for said in fields.values():
        assert f'value="{said}"' in answer.text
    assert rows(room, Placement) == rows(room, Word) == rows(room, Story) == []


def test_the_same_form_twice_is_once_and_a_second_sheet_asks_whether_the_number_is_right(
    paper: Paper, room: World
):
    room.goes_to("feelings")
    key = a_key()
    for _ in range(2):
        assert paper.comes_in(7, key=key).status_code == 303
    key = a_key()
    for _ in range(2):
        assert paper.feels(7, height_1="1", story_1="Once", key=key).status_code == 303
    assert len(rows(room, Story)) == 1
    asks = paper.feels(7, height_1="5")
    assert asks.status_code == 409
    assert "Card 7 has something here already." in asks.text
    assert 'name="sure" value="7"' in asks.text
    assert [p.height for p in rows(room, Placement)] == [-2]
    assert paper.feels(8, height_1="5", sure="7").status_code == 422
    assert paper.feels(7, height_1="5", sure="7").status_code == 303
    assert [p.height for p in rows(room, Placement)] == [2]


def test_sheets_of_every_stage_are_taken_while_the_workshop_lasts(paper: Paper, room: World):
    for number in (1, 2):
        paper.comes_in(number)
    for kind in ("touchpoints", "priorities", "ideas"):
        room.goes_to(kind)
    room.goes_to("checkout")
    later = {"at-1": "2", "text-1": "Ring the day before", "at-3": "1", "text-3": "A name"}
    for kind in ("touchpoints", "priorities", "ideas"):
        assert paper.types(room.stages[kind], 1, **later).status_code == 303, kind
        wrong = paper.types(room.stages[kind], 2, **{"at-1": "9", "text-1": "Kept"})
        assert wrong.status_code == 422
        assert 'value="Kept"' in wrong.text
    assert sorted(i.sort for i in rows(room, Idea)) == ["idea", "idea", "priority", "priority"]
    assert len(rows(room, Proposal)) == 2
    uses = {"use": ["report", "contact"], "email": "joan@example.org"}
    assert paper.types(room.stages["checkout"], 1, **uses).status_code == 303
    assert paper.types(room.stages["checkout"], 2, use=["contact"]).status_code == 422
    with room.session() as session:
        assert consents_of(session, paper.seat(1)) == {"report", "contact"}


def test_nothing_is_typed_in_before_a_stage_or_after_the_end(paper: Paper, room: World):
    paper.comes_in(7)
    assert paper.feels(7, height_1="1").status_code == 409
    room.goes_to("feelings")
    with room.session() as session:
        session.get_one(Workshop, room.workshop).ended_at = room.now
        session.commit()
    assert paper.feels(7, height_1="1").status_code == 409
    assert paper.comes_in(8).status_code == 409
    assert rows(room, Placement) == []


def test_dots_are_taken_until_the_result_is_shown_and_know_a_ballot_alone(
    paper: Paper, room: World
):
    for number in (1, 2, 3):
        paper.comes_in(number)
    room.goes_to("ideas")
    one, two = room.offers("Amina", "Ring"), room.offers("Bo", "Write")
    choose = room.goes_to("choose")
    assert paper.types(choose, 1, **{f"dots-{one}": "2", f"dots-{two}": "1"}).status_code == 303
    for wrong in ({f"dots-{one}": "3"}, {f"dots-{one}": "x"}, {"dots-0": "1"}):
        assert paper.types(choose, 2, **wrong).status_code == 422, wrong
    room.goes_to("checkout", at=room.now + timedelta(seconds=1))
    assert paper.types(choose, 2, **{f"dots-{two}": "1"}).status_code == 303
    assert paper.types(choose, 1, sure="1", **{f"dots-{two}": "2"}).status_code == 303
    seats = {paper.seat(n): n for n in (1, 2)}
    ballots = {room.keyring.ballot(seat): n for seat, n in seats.items()}
    assert sorted((ballots[d.ballot], d.idea_id) for d in rows(room, Dot)) == sorted(
        [(1, two), (1, two), (2, two)]
    )
    # No receipt of a ballot's sheet names the seat.
    acts = {r.act for r in rows(room, Receipt) if r.owner in seats}
    assert acts == set()
    room.goes_to("choose")
    paper.desk.post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    assert paper.types(choose, 3, **{f"dots-{one}": "1"}).status_code == 409
    page = paper.desk.get(f"/w/{room.workshop}/desk/keying?sheet={choose}").text
    assert "The result of this stage has been shown" in page
    assert len(rows(room, Dot)) == 3


def sets(room: World, kind: str, **settings: object) -> None:
    with room.session() as session:
        stage = room.stage(session, kind)
        stage.settings = {**stage.settings, **settings}
        session.add(stage)
        session.commit()


def test_answers_about_ideas_are_typed_in_as_letters(paper: Paper, room: World):
    sets(room, "choose", method="agree")
    paper.comes_in(1)
    room.goes_to("ideas")
    one, two = room.offers("Amina", "Ring"), room.offers("Bo", "Write")
    choose = room.goes_to("choose")
    wrong = paper.types(choose, 1, **{f"says-{one}": "a", f"says-{two}": "x"})
    assert wrong.status_code == 422
    assert rows(room, Answer) == []
    assert paper.types(choose, 1, **{f"says-{one}": "A", f"says-{two}": "d"}).status_code == 303
    ballot = room.keyring.ballot(paper.seat(1))
    said = {(a.ballot, a.idea_id, a.says) for a in rows(room, Answer)}
    assert said == {(ballot, one, 1), (ballot, two, -1)}
    pack = paper.desk.get(
        f"/w/{room.workshop}/desk/print/pack?paper_staff=1&first=1&stage={choose}"
    ).text
    assert "I disagree" in pack
    assert 'class="circles"' not in pack


def test_benefit_and_effort_are_typed_in_as_two_numbers(paper: Paper, room: World):
    sets(room, "choose", method="weigh")
    paper.comes_in(1)
    room.goes_to("ideas")
    one, two, three = (room.offers("Amina", text) for text in ("Ring", "Write", "A lamp"))
    choose = room.goes_to("choose")
    for wrong in ("5", "x1", "411", "--"):
        answer = paper.types(choose, 1, **{f"says-{one}": "41", f"says-{two}": wrong})
        assert answer.status_code == 422
        assert "two numbers from 1 to 4" in answer.text
    assert rows(room, Answer) == []
    given = {f"says-{one}": "4 1", f"says-{two}": "3", f"says-{three}": "-2"}
    assert paper.types(choose, 1, **given).status_code == 303
    said = {(a.idea_id, str(a.question), a.says) for a in rows(room, Answer)}
    assert said == {(one, "help", 4), (one, "effort", 1), (two, "help", 3), (three, "effort", 2)}
    assert "has something here already" in paper.types(choose, 1, **{f"says-{one}": "11"}).text
    pack = paper.desk.get(
        f"/w/{room.workshop}/desk/print/pack?paper_staff=1&first=1&stage={choose}"
    ).text
    assert "Ring two numbers on each line" in pack


def test_a_guess_of_staff_is_taken_until_the_map_is_shown(paper: Paper, room: World):
    sets(room, "feelings", guess=True)
    paper.comes_in(1, Voice.STAFF)
    paper.comes_in(2)
    feelings = room.goes_to("feelings")
    assert 'id="guess-1"' in paper.desk.get(f"/w/{room.workshop}/desk/keying?sheet={feelings}").text
    assert paper.feels(1, height_1="4", guess_1="2").status_code == 303
    assert paper.feels(2, guess_1="2").status_code == 422  # a patient
    room.goes_to("map")
    paper.desk.post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    assert paper.feels(1, guess_2="3", sure="1").status_code == 422
    assert [(g.seat_id, g.height) for g in rows(room, Guess)] == [(paper.seat(1), -1)]


def test_a_fast_typist_is_never_stopped(paper: Paper, room: World):
    room.goes_to("feelings")
    for number in range(1, 41):
        assert paper.comes_in(number).status_code == 303
        assert paper.feels(number, height_1="3", words_1="calm").status_code == 303
    assert len(rows(room, Placement)) == 40


def test_who_may_not_steer_types_nothing(running: Running, paper: Paper, room: World):
    for client in (running.phone(room, "Amina"), running.client(), running.wall(room)):
        form = {"sheet": "coming", "number": "1", "voice": "p", "takes_part": "yes"}
        answer = client.post(f"/w/{room.workshop}/desk/keying", data=form)
        assert answer.status_code in {303, 401, 404}
    assert len(rows(room, Seat)) == 3
