"""Every way in and every form: the right status, a plain sentence, and nothing else changed."""

import re

import httpx2
import pytest
from sqlmodel import select

from app.domain.dots import Dot
from app.domain.feelings import Placement
from app.domain.seats import Seat
from app.domain.stories import Story
from tests.conftest import Running, only_sqlite
from tests.make import PASSWORD, World, a_key

pytestmark = only_sqlite


@pytest.fixture
def anyone(running: Running) -> httpx2.Client:
    return running.client()


def rows(room: World, table: type) -> int:
    with room.database.read() as session:
        return len(session.exec(select(table)).all())


def test_the_code_typed_in_any_case_leads_to_the_door(anyone, room):
    typed = f" {room.code[:3].lower()}  {room.code[3:].lower()} "
    answer = anyone.post("/join", data={"code": typed})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/j/{room.join_secret}"


@pytest.mark.parametrize("code", ["", "AAAAAA", "000000", "🎉", "A" * 300, "' OR 1=1"])
def test_a_wrong_code_keeps_what_was_typed(anyone, room, code):
    answer = anyone.post("/join", data={"code": code})
    assert answer.status_code == 409
    assert "That code does not fit" in answer.text
    assert f'value="{code.replace("&", "&amp;").replace(chr(39), "&#39;")}"' in answer.text


def test_guessing_codes_is_limited_and_a_right_one_still_enters_from_another_browser(
    running, anyone, room
):
    anyone.get("/")  # the page marks the browser
    statuses = [anyone.post("/join", data={"code": "AAAAAA"}).status_code for _ in range(12)]
    assert statuses[0] == 409
    assert statuses[-1] == 429
    other = running.client()  # another phone of the same make on the same ward
    other.get("/")
    assert other.post("/join", data={"code": room.code}).status_code == 303


def test_joining_needs_a_voice_and_consent_and_keeps_the_name(anyone, room):
    where = f"/j/{room.join_secret}"
    without_voice = anyone.post(where, data={"consent": "yes", "name": "Joan"})
    without_consent = anyone.post(where, data={"voice": "patient", "name": "Joan"})
    for answer, sentence in (
        (without_voice, "Please choose one"),
        (without_consent, "please tick"),
    ):
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="Joan"' in answer.text
    assert rows(room, Seat) == 3


def test_joining_sets_a_cookie_that_no_script_can_read_and_the_same_form_is_one_seat(running, room):
    form = {"voice": "carer", "consent": "yes", "key": a_key()}
    for _ in range(2):
        phone = running.client()
        answer = phone.post(f"/j/{room.join_secret}", data=form)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie  # plain http in a basement
        assert phone.get(answer.headers["location"]).status_code == 200
    assert rows(room, Seat) == 4


def test_a_name_too_long_is_said_and_kept(anyone, room):
    form = {"voice": "carer", "consent": "yes", "name": "J" * 60}
    answer = anyone.post(f"/j/{room.join_secret}", data=form)
    assert answer.status_code == 422
    assert "characters too long" in answer.text
    assert "J" * 60 in answer.text


def test_a_seat_joining_again_goes_straight_to_its_phone(running, room):
    phone = running.phone(room, "Amina", htmx=False)
    answer = phone.get(f"/j/{room.join_secret}")
    assert answer.headers["location"] == f"/w/{room.workshop}/phone"


def test_four_words_bring_one_back_and_wrong_ones_are_kept(running, room):
    phone = running.phone(room, "Amina", htmx=False)
    words = phone.get(f"/w/{room.workshop}/phone/mine.json").json()["phrase"]
    back = running.client().post("/come-back", data={"code": room.code, "phrase": words.title()})
    assert back.status_code == 303
    assert room.secrets["Amina"] in back.headers["set-cookie"]
    wrong = running.client().post("/come-back", data={"code": room.code, "phrase": "a b c d"})
    assert wrong.status_code == 409
    assert 'value="a b c d"' in wrong.text


def test_four_words_bring_one_back_also_when_the_workshop_has_ended(running, room):
    phone = running.phone(room, "Amina", htmx=False)
    words = phone.get(f"/w/{room.workshop}/phone/mine.json").json()["phrase"]
    running.desk(room).post(f"/w/{room.workshop}/desk/doors", data={"open": "no"})
    running.desk(room).post(f"/w/{room.workshop}/desk/end", data={"sure": "yes"})
    scanned = running.client().get(f"/j/{room.join_secret}")
    assert scanned.headers["location"] == f"/come-back?via={room.join_secret}"
    form = {"via": room.join_secret, "phrase": words}
    back = running.client().post("/come-back", data=form)
    assert back.status_code == 303
    assert room.secrets["Amina"] in back.headers["set-cookie"]


def test_a_page_without_scripts_holds_an_id_so_that_a_form_sent_twice_is_saved_once(running, room):
    room.goes_to("feelings")
    phone = running.phone(room, "Amina", htmx=False)
    page = phone.get(f"/w/{room.workshop}/phone").text
    keys = re.findall(r'name="key" value="([^"]*)"', page)
    assert keys
    assert all(len(key) == 36 for key in keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("path", "form", "status", "sentence"),
    [
        ("placements", {"height": "7"}, 422, "five faces"),
        ("placements", {"height": ""}, 422, "five faces"),
        ("placements", {"height": "1", "touchpoint": "0" * 16}, 404, "no such touchpoint"),
        ("placements", {"height": "1", "key": "nonsense"}, 422, "not complete"),
        ("words", {"word": ["angry", "calm", "safe", "sad"]}, 409, "up to three"),
        ("words", {"own": "x" * 31}, 422, "too long"),
        ("stories", {"text": ""}, 422, "Nothing is written"),
        ("stories", {"text": "\u200b"}, 422, "Nothing is written"),
        ("stories", {"text": "😀" * 501}, 422, "1 characters too long"),
        ("stories", {"text": "x", "stage": "0" * 16}, 404, "no such stage"),
        ("ideas", {"text": "An idea in the wrong stage"}, 404, "no such stage"),
        ("dots", {"idea": "0" * 16}, 404, "no such"),
        ("withdrawals", {"what": "nothing"}, 422, "nothing like that"),
        ("withdrawals", {"what": "story", "id": "0" * 16}, 404, "nothing like that"),
    ],
)
def test_bad_input_gets_its_status_and_a_sentence_and_changes_nothing(
    running, room, path, form, status, sentence
):
    stage = room.goes_to("feelings")
    asked = {"stage": stage, "touchpoint": room.touchpoints[0], "key": a_key()} | form
    for htmx in (True, False):
        phone = running.phone(room, "Amina", htmx=htmx)
        answer = phone.post(f"/w/{room.workshop}/phone/{path}", data=asked)
        assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    assert rows(room, Placement) == rows(room, Story) == rows(room, Dot) == 0


def test_refused_words_come_back_in_a_form_for_a_browser_without_scripts(running, room):
    stage = room.goes_to("feelings")
    long = "Far too long. " * 60
    form = {"stage": stage, "touchpoint": room.touchpoints[0], "text": long, "key": a_key()}
    phone = running.phone(room, "Amina", htmx=False)
    answer = phone.post(f"/w/{room.workshop}/phone/stories", data=form)
    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert f'action="/w/{room.workshop}/phone/stories"' in answer.text


def test_a_form_sent_twice_is_saved_once(running, room):
    stage = room.goes_to("feelings")
    form = {
        "stage": stage,
        "touchpoint": room.touchpoints[0],
        "height": "-1",
        "word": ["alone", "worried"],
        "text": "Nine days.",
        "key": a_key(),
    }
    phone = running.phone(room, "Amina", htmx=False)
    for _ in range(3):
        assert phone.post(f"/w/{room.workshop}/phone/feelings", data=form).status_code == 303
    assert (rows(room, Story), rows(room, Placement)) == (1, 1)
    mine = phone.get(f"/w/{room.workshop}/phone/mine.json").json()
    assert mine["placements"] == {room.touchpoints[0]: -1}
    assert mine["own_words"] == {room.touchpoints[0]: ["alone", "worried"]}
    assert sorted(mine["receipts"].values()) == ["placement", "story", "word"]


def test_a_fourth_dot_is_refused_in_words(running, room):
    room.goes_to("ideas")
    ideas = [room.offers("Amina", text) for text in ("Ring ahead", "A lamp", "A letter")]
    stage = room.goes_to("choose")
    phone = running.phone(room, "Bo")
    answers = [
        phone.post(
            f"/w/{room.workshop}/phone/dots", data={"stage": stage, "idea": idea, "key": a_key()}
        )
        for idea in (ideas[0], ideas[0], ideas[1], ideas[2])
    ]
    assert [a.status_code for a in answers] == [200, 200, 200, 409]
    assert "All your dots are placed" in answers[-1].text
    assert "0 dots left" in answers[2].text


def test_a_seat_of_another_room_and_a_stranger_get_nothing(running, database, room):
    from datetime import UTC, datetime

    from tests.make import a_world

    other = a_world(database, datetime.now(UTC), email="other@example.org")
    room.goes_to("feelings")
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0], "height": "1"}
    theirs = running.client({f"seat-{room.workshop}": other.secrets["Amina"]}, htmx=True)
    for phone in (theirs, running.client(htmx=True)):
        answer = phone.post(f"/w/{room.workshop}/phone/placements", data=form)
        assert answer.status_code == 404
        assert "Please join this workshop first" in answer.text
        assert phone.get(f"/w/{room.workshop}/phone/mine.json").status_code == 404
    assert rows(room, Placement) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_form_from_another_site_is_refused(running, room, headers):
    phone = running.phone(room, "Amina")
    phone.headers.update(headers)
    answer = phone.post(f"/w/{room.workshop}/phone/done", data={"stage": "x"})
    assert answer.status_code == 403


def test_too_much_at_once_is_refused_before_it_is_read(running, room):
    phone = running.phone(room, "Amina")
    answer = phone.post(f"/w/{room.workshop}/phone/stories", data={"text": "x" * 70_000})
    assert answer.status_code == 413

    def endless():
        for _ in range(100):
            yield b"text=" + b"x" * 1000

    chunked = {"content-type": "application/x-www-form-urlencoded"}
    answer = phone.post(f"/w/{room.workshop}/phone/stories", content=endless(), headers=chunked)
    assert answer.status_code == 413


def test_every_page_says_what_it_may_load_and_keeps_its_address_to_itself(running, room):
    answer = running.desk(room).get(f"/w/{room.workshop}/desk")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_that_is_not_there_says_so(anyone):
    answer = anyone.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_signing_in_leads_on_only_inside_and_a_wrong_password_keeps_the_address(running, room):
    form = {"email": "SAM@example.org ", "password": PASSWORD, "to": "//evil.example"}
    answer = running.client().post("/account/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/projects")
    assert "HttpOnly" in answer.headers["set-cookie"]
    wrong = running.client().post("/account/sign-in", data=form | {"password": "wrong"})
    assert wrong.status_code == 422
    assert "do not fit together" in wrong.text
    assert "SAM@example.org" in wrong.text


def test_passwords_cannot_be_tried_for_long(running, room):
    client = running.client()
    client.get("/account/sign-in")
    form = {"email": "sam@example.org", "password": "wrong-wrong-wrong"}
    # More than ten, as the window slides while a slow machine works.
    tries = [client.post("/account/sign-in", data=form).status_code for _ in range(14)]
    assert 429 in tries


def test_signing_out_ends_it_on_the_server(running, room):
    desk = running.desk(room, htmx=False)
    assert desk.get("/projects").status_code == 200
    desk.post("/account/sign-out")
    again = running.desk(room, htmx=False).get("/projects")
    assert again.status_code == 303
    assert "/account/sign-in" in again.headers["location"]


def test_the_first_account_needs_the_code_from_the_terminal(running):
    form = {"name": "Sam", "email": "sam@example.org", "password": PASSWORD}
    client = running.client()
    wrong = client.post("/account/first", data=form | {"code": "WRONG"})
    assert "not the code" in wrong.text
    short = client.post(
        "/account/first",
        data=form | {"code": running.site.first_code, "password": "short"},
    )
    assert "at least 10" in short.text
    right = client.post("/account/first", data=form | {"code": running.site.first_code})
    assert (right.status_code, right.headers["location"]) == (303, "/projects")
    second = running.client().post(
        "/account/first", data=form | {"code": running.site.first_code, "email": "x@example.org"}
    )
    assert second.status_code == 409


def test_a_wall_by_its_link_shows_and_holds_no_secret_in_its_address(running, room):
    wall = running.client()
    answer = wall.get(f"/w/{room.workshop}/wall?key={room.wall_key}")
    assert answer.headers["location"] == f"/w/{room.workshop}/wall"
    page = wall.get(answer.headers["location"])
    assert page.status_code == 200
    assert "data-steers" not in page.text
    assert running.client().get(f"/w/{room.workshop}/wall?key=guessed").status_code == 404
    assert "data-steers" in running.desk(room).get(f"/w/{room.workshop}/wall").text


def test_someone_who_comes_late_hears_what_has_happened(running, room):
    room.goes_to("welcome")
    room.goes_to("touchpoints")
    room.goes_to("feelings")
    text = running.phone(room, "Cy", htmx=False).get(f"/w/{room.workshop}/phone").text
    assert "What has happened so far" in text
    assert re.search(r"<li>Welcome", text)


def test_the_question_is_put_by_voice(running, room):
    room.goes_to("feelings")
    page = f"/w/{room.workshop}/phone"
    assert "How did this feel for you?" in running.phone(room, "Amina", htmx=False).get(page).text
    staff = running.phone(room, "Cy", htmx=False).get(page).text
    assert "How does it feel to give care here?" in staff


def test_nobody_sees_a_total_before_the_reveal_and_everybody_after(running, room):
    from app.domain.voices import Voice

    for voice in Voice:
        room.crowd(voice, 6)
    room.goes_to("ideas")
    ideas = [room.offers("Amina", text) for text in ("Ring ahead", "A lamp")]
    stage = room.goes_to("choose")
    for number, name in enumerate(room.secrets):
        running.phone(room, name).post(
            f"/w/{room.workshop}/phone/dots",
            data={"stage": stage, "idea": ideas[number % 2], "key": a_key()},
        ).raise_for_status()
    pages = {
        "phone": running.phone(room, "Amina", htmx=False),
        "desk": running.desk(room, htmx=False),
        "wall": running.wall(room),
    }
    for screen, client in pages.items():
        assert "%</b>" not in client.get(f"/w/{room.workshop}/{screen}").text
    running.desk(room).post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    for screen, client in pages.items():
        assert "%</b>" in client.get(f"/w/{room.workshop}/{screen}").text
