"""The second question on the phones of staff, and guess beside answer on every screen (M9)."""

import pytest

from app.domain.feelings import place
from app.domain.guesses import guess
from app.domain.voices import Voice
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite
SAID = "Staff guessed low. Patients said very low."


@pytest.fixture
def asked(room: World) -> World:
    with room.session() as session:
        stage = room.stage(session, "feelings")
        stage.settings = {**stage.settings, "guess": True}
        session.add(stage)
        session.commit()
    room.goes_to("feelings")
    return room


def answered(room: World, guessing: int = 5) -> World:
    """All staff felt high and guessed low; patients felt very low."""
    staff, patients = room.crowd(Voice.STAFF, 5), room.crowd(Voice.PATIENT, 5)
    at = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0]}
    with room.session() as session:
        for name in patients:
            place(session, room.sits(session, name), height=-2, key=a_key(), **at)
        for n, name in enumerate(staff):
            by = room.sits(session, name)
            place(session, by, height=1, key=a_key(), **at)
            if n < guessing:
                guess(session, by, height=-1, key=a_key(), **at)
        session.commit()
    return room


def shows(running: Running, room: World) -> dict[str, str]:
    room.goes_to("map")
    running.desk(room).post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    clients = {
        "phone": running.phone(room, "Cy"),
        "desk": running.desk(room),
        "wall": running.wall(room),
    }
    return {n: c.get(f"/w/{room.workshop}/{n}").text for n, c in clients.items()}


def test_staff_are_asked_apart_from_their_own_height_and_nobody_else_is(
    running: Running, asked: World
):
    page = f"/w/{asked.workshop}/phone"
    with running.phone(asked, "Cy") as phone:
        assert "How do you think patients felt here?" in phone.get(page).text
        form = {"stage": asked.stages["feelings"], "touchpoint": asked.touchpoints[0]}
        for chosen in ("-1", "skip", "2"):
            told = phone.post(f"{page}/guesses", data={**form, "guess": chosen, "key": a_key()})
            assert "Saved" in told.text
        own = phone.get(f"{page}/own?touchpoint={asked.touchpoints[0]}").text
        assert f'id="guess-{asked.touchpoints[0]}-2" name="guess" value="2" checked' in own
        assert own.count(" checked") == 1
        assert phone.post(f"{page}/guesses", data={**form, "guess": "9"}).status_code == 422
        mine = phone.get(f"{page}/mine.json").json()
        assert mine["guesses"] == {asked.touchpoints[0]: 2}
        assert mine["placements"] == {}
    for name in ("Amina", "Bo"):
        with running.phone(asked, name) as phone:
            assert "patients felt here" not in phone.get(page).text
            told = phone.post(f"{page}/guesses", data={**form, "guess": "1"})
            assert told.status_code == 409


def test_a_guess_stands_under_my_words_and_can_be_taken_back(running: Running, asked: World):
    page = f"/w/{asked.workshop}/phone"
    with running.phone(asked, "Cy", htmx=False) as phone:
        form = {"stage": asked.stages["feelings"], "touchpoint": asked.touchpoints[0]}
        sent = {**form, "guess": "-1", "height": "1", "key": a_key()}
        assert phone.post(f"{page}/feelings", data=sent).status_code == 303
        mine = phone.get(f"{page}/words").text
        assert "My guess for patients:" in mine
        taken = {"what": "guess", "id": asked.touchpoints[0]}
        assert phone.post(f"{page}/withdrawals", data=taken).status_code == 303
        mine = phone.get(f"{page}/words").text
        assert "My guess for patients:" not in mine
        assert "High" in mine


def test_the_reveal_says_guess_answer_and_difference_on_every_screen(
    running: Running, asked: World
):
    answered(asked)
    asked.goes_to("map")
    assert "guess" not in running.desk(asked).get(f"/w/{asked.workshop}/desk").text.lower()

    pages = shows(running, asked)

    for screen, page in pages.items():
        assert SAID in page, screen
        assert ("one step lower than the guess" in page) is True, screen
    for screen in ("desk", "wall"):
        assert 'class="guess"' in pages[screen]
        assert "Staff’s guess</th>" in pages[screen]


def test_four_who_guess_are_not_shown_and_not_drawn(running: Running, asked: World):
    answered(asked, guessing=4)
    for screen, page in shows(running, asked).items():
        assert "Staff guessed" not in page.replace("Staff guessed, patients", ""), screen
        assert 'class="guess"' not in page, screen
        assert "oo few people to show" in page, screen


def test_what_is_taken_back_after_the_reveal_leaves_the_wall_at_once(
    running: Running, asked: World
):
    answered(asked)
    assert SAID in shows(running, asked)["wall"]
    taken = {"what": "guess", "id": asked.touchpoints[0]}
    running.phone(asked, "staff 0").post(f"/w/{asked.workshop}/phone/withdrawals", data=taken)
    assert SAID not in running.wall(asked).get(f"/w/{asked.workshop}/wall").text


def test_the_question_is_off_until_the_running_order_turns_it_on(running: Running, room: World):
    room.goes_to("feelings")
    page = f"/w/{room.workshop}/phone"
    assert "patients felt here" not in running.phone(room, "Cy").get(page).text
    with running.desk(room, htmx=False) as desk:
        here = f"/w/{room.workshop}/desk/order/{room.stages['feelings']}"
        form = desk.get(here).text
        assert "Staff also guess how patients felt" in form
        seen = form.split('name="seen" value="')[1].split('"')[0]
        told = {"seen": seen, "title": "How it felt", "minutes": "25", "instruction": "Go."}
        answer = desk.post(here, data={**told, "question_staff": "How is it?", "guess": "yes"})
        assert answer.status_code == 303
        assert 'id="guess" name="guess" value="yes"' in desk.get(here).text
        assert 'aria-describedby="guess-hint" checked' in desk.get(here).text
    assert "patients felt here" in running.phone(room, "Cy").get(page).text
