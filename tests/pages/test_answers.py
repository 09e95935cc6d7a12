"""Answering about each choice through the front door: on the phone, and what all screens show."""

import re

import pytest
from sqlmodel import select

from app.domain.answers import Answer
from app.domain.voices import Voice
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

IDEAS = ("Ring ahead", "A softer letter", "A lamp")
pytestmark = only_sqlite


@pytest.fixture
def ideas(room: World) -> list[str]:
    room.goes_to("ideas")
    made = [room.offers("Amina", text) for text in IDEAS]
    room.asks("agree")
    room.goes_to("choose")
    return made


def says(running: Running, room: World, name: str, htmx: bool = True, **form: str):
    with running.phone(room, name, htmx) as phone:
        asked = {"stage": room.stages["choose"], "key": a_key(), **form}
        return phone.post(f"/w/{room.workshop}/phone/answers", data=asked)


def kept(room: World) -> list[int]:
    with room.session() as session:
        return list(session.exec(select(Answer.says).order_by(Answer.says)))


def test_an_answer_is_saved_and_the_phone_says_how_far_it_is(running: Running, room: World, ideas):
    answer = says(running, room, "Amina", idea=ideas[0], agree="1")
    assert "Saved." in answer.text
    assert "1 of 3 answered" in answer.text
    page = running.phone(room, "Amina").get(f"/w/{room.workshop}/phone").text
    assert len(re.findall(r'name="agree" value="1" checked', page)) == 1
    other = running.phone(room, "Bo").get(f"/w/{room.workshop}/phone").text
    assert "checked" not in other


def test_without_scripts_one_comes_back_to_the_same_choice(running: Running, room: World, ideas):
    answer = says(running, room, "Amina", htmx=False, idea=ideas[1], agree="-1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/w/{room.workshop}/phone#choice-{ideas[1]}"


def test_an_answer_taken_back_leaves_the_choice_open(running: Running, room: World, ideas):
    says(running, room, "Amina", idea=ideas[0], agree="1")
    answer = says(running, room, "Amina", idea=ideas[0], agree="1", back="yes")
    assert "Taken back." in answer.text
    assert "checked" not in answer.text
    assert kept(room) == []


@pytest.mark.parametrize("form", [{}, {"agree": "5"}, {"agree": "yes"}, {"agree": "1" * 50}])
def test_what_is_no_answer_is_refused_in_words(running: Running, room: World, ideas, form):
    answer = says(running, room, "Amina", idea=ideas[0], **form)
    assert answer.status_code == 422
    assert "Please choose one of the answers." in answer.text
    assert kept(room) == []


def test_a_phone_that_sends_again_and_again_has_said_it_once(running: Running, room: World, ideas):
    key = a_key()
    for _ in range(3):
        assert says(running, room, "Amina", idea=ideas[0], agree="0", key=key).status_code == 200
    assert kept(room) == [0]


def everybody(running: Running, room: World, ideas: list[str], staff: int = 5) -> None:
    for voice, many in ((Voice.PATIENT, 6), (Voice.STAFF, staff)):
        for name in room.crowd(voice, many):
            first = "-1" if voice is Voice.STAFF else "1"
            for idea, said in zip(ideas, (first, "1", "0"), strict=True):
                says(running, room, name, idea=idea, agree=said)


def reveals(running: Running, room: World) -> None:
    running.desk(room).post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})


def screens(running: Running, room: World) -> dict[str, str]:
    here = f"/w/{room.workshop}"
    return {
        "phone": running.phone(room, "Amina").get(f"{here}/phone").text,
        "wall": running.wall(room).get(f"{here}/wall").text,
        "desk": running.desk(room).get(f"{here}/desk").text,
    }


def test_nobody_sees_more_than_how_many_have_answered_before_the_reveal(
    running: Running, room: World, ideas
):
    everybody(running, room, ideas)
    for name, page in screens(running, room).items():
        assert "% of" not in page
        assert "divides the room" not in page
        if name != "phone":
            assert "11 of 14 have answered" in page


def test_the_reveal_shows_everybody_one_order_and_what_it_rests_on(
    running: Running, room: World, ideas
):
    everybody(running, room, ideas)
    reveals(running, room)
    for page in screens(running, room).values():
        main = page[page.index('class="results') :]
        assert main.index(IDEAS[1]) < main.index(IDEAS[0]) < main.index(IDEAS[2])
        assert "100% of 6" in page
        assert "only if every group tends to agree" in page
        assert "divides the room" in page
        assert "not sure yet" in page
        assert "100% agree, 0% not sure, 0% disagree (6 people)" in page


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_formula_and_its_source_stand_on_the_page(
    running: Running, room: World, ideas, screen: str
):
    everybody(running, room, ideas)
    reveals(running, room)
    page = screens(running, room)[screen]
    assert "plus one, and divide by the people who answered plus two" in page
    assert "Small, Bjorkegren, Erkkilä, Shaw, Megill (2021), RECERCA 26(2)" in page
    assert "0.75" in page  # (1 + 6) / (2 + 6) times (1 + 5) / (2 + 5)
    assert "polis" not in page.casefold()


def test_too_few_staff_are_in_no_number_on_any_screen(running: Running, room: World, ideas):
    everybody(running, room, ideas, staff=4)
    reveals(running, room)
    for page in screens(running, room).values():
        assert "% of 4" not in page
        assert "One group has too few people to be shown." in page
        assert "divides the room" not in page


def test_too_few_of_everybody_are_asked_to_talk(running: Running, room: World, ideas):
    says(running, room, "Amina", idea=ideas[0], agree="1")
    reveals(running, room)
    for page in screens(running, room).values():
        assert "Too few people have answered" in page
        assert "% of" not in page


def test_what_the_room_answered_stands_beside_its_trial(running: Running, room: World, ideas):
    everybody(running, room, ideas)
    desk = running.desk(room, htmx=False)
    reveals(running, room)
    room.goes_to("decisions")
    form = {"idea": ideas[1], "outcome": "taken_forward", "reason": ""}
    desk.post(f"/w/{room.workshop}/desk/decisions", data=form)
    made = desk.post(f"/p/{room.project}/trials", data={"idea": ideas[1]})
    page = desk.get(made.headers["location"]).text
    assert "What each group answered" in page
    assert "100% agree" in page


def test_the_method_is_chosen_in_the_running_order_and_fixed_by_the_first_answer(
    running: Running, room: World
):
    room.goes_to("ideas")
    idea = room.offers("Amina", IDEAS[0])
    desk = running.desk(room, htmx=False)
    at = f"/w/{room.workshop}/desk/order/{room.stages['choose']}"

    def fields(**changed: str) -> dict[str, str]:
        page = desk.get(at).text
        seen = re.search(r'name="seen" value="(\w+)"', page)
        told = {"title": "Choose", "instruction": "Choose.", "minutes": "5", "over": "idea"}
        return {**told, "seen": seen[1] if seen else "", **changed}

    assert desk.post(at, data=fields(method="agree")).status_code == 303
    room.goes_to("choose")
    assert says(running, room, "Amina", idea=idea, agree="1").status_code == 200
    page = desk.get(at).text
    assert "Somebody has chosen by these rules already" in page
    assert 'type="radio"' not in page
    refused = desk.post(at, data=fields(method="dots", dots="3", most="2"))
    assert refused.status_code == 409
    assert "Somebody has chosen by these rules already" in refused.text


def weigh(running: Running, room: World, staff: int = 5) -> list[str]:
    """All would soon do the first; the second divides them; of the third patients cannot tell."""
    room.goes_to("ideas")
    made = [room.offers("Amina", text) for text in IDEAS]
    room.asks("weigh")
    room.goes_to("choose")
    for voice, many in ((Voice.PATIENT, 6), (Voice.STAFF, staff)):
        is_staff = voice is Voice.STAFF
        for name in room.crowd(voice, many):
            says(running, room, name, idea=made[0], help="4", effort="1")
            says(running, room, name, idea=made[1], help="1" if is_staff else "4", effort="3")
            effort = {"effort": "2"} if is_staff else {}
            says(running, room, name, idea=made[2], help="2", **effort)
    return made


CORNERS = ("Do soon", "If there is time", "Groups see it differently")


def test_benefit_and_effort_are_shown_by_corner_in_a_picture_and_in_words(
    running: Running, room: World
):
    ideas = weigh(running, room)
    for page in screens(running, room).values():
        assert "Do soon" not in page
    reveals(running, room)
    shown = screens(running, room)
    for name, page in shown.items():
        assert "The corners are suggestions: the room decides." in page
        main = page[page.index('class="results') :]
        places = [main.index(f"<h2>{corner}</h2>") for corner in CORNERS]
        assert places == sorted(places)
        assert main.index(IDEAS[0]) < main.index(IDEAS[2]) < main.index(IDEAS[1])
        assert ('class="corners' in page) is (name != "phone")
    for screen in ("phone", "desk"):
        assert "too few people to show" in shown[screen]  # patients, of the third one's effort
        assert "A lot (6 people)" in shown[screen]
    desk = running.desk(room, htmx=False)
    room.goes_to("decisions")
    form = {"idea": ideas[0], "outcome": "taken_forward", "reason": ""}
    desk.post(f"/w/{room.workshop}/desk/decisions", data=form)
    made = desk.post(f"/p/{room.project}/trials", data={"idea": ideas[0]})
    page = desk.get(made.headers["location"]).text
    assert "How each group weighed it" in page
    assert "A lot (6 people)" in page


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_is_to_be_decided_stands_as_the_room_chose_once_that_was_shown(
    running: Running, room: World, is_shown: bool
):
    ideas = weigh(running, room)
    if is_shown:
        reveals(running, room)
    room.goes_to("decisions")
    by_id = [IDEAS[ideas.index(each)] for each in sorted(ideas)]
    wanted = [IDEAS[0], IDEAS[2], IDEAS[1]] if is_shown else by_id
    shown = screens(running, room)
    for name in ("phone", "desk"):
        assert sorted(IDEAS, key=shown[name].index) == wanted


def test_few_staff_have_no_mark_in_the_picture(running: Running, room: World):
    weigh(running, room, staff=4)
    reveals(running, room)
    for page in screens(running, room).values():
        assert "One group has too few people to be shown." in page
        assert '<g class="staff">' not in page
