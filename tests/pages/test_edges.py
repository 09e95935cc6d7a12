"""What arrives broken, too large, too often or not at all: the right status, in our words."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from tests.conftest import Running, only_sqlite
from tests.make import a_key

pytestmark = only_sqlite

FORM = "application/x-www-form-urlencoded"
WITHOUT_BOUNDARY = "multipart/form-data"
BROKEN = "multipart/form-data; boundary=x"


def raw(running: Running, request: bytes, patience: float = 5) -> bytes:
    """What comes back on a connection that sends this and then only waits, until it is closed."""
    with socket.create_connection(running.server.socket.getsockname()) as connection:
        connection.settimeout(patience)
        connection.sendall(request)
        received = b""
        while piece := connection.recv(65536):
            received += piece
        return received


def test_a_file_sent_as_text_is_a_text_left_empty(running, room):
    stage = room.goes_to("feelings")
    form = {"stage": stage, "touchpoint": room.touchpoints[0], "key": a_key()}
    file = {"text": ("story.txt", b"A story in a file")}
    for htmx in (True, False):
        phone = running.phone(room, "Amina", htmx)
        answer = phone.post(f"/w/{room.workshop}/phone/stories", data=form, files=file)
        assert (answer.status_code, "Nothing is written" in answer.text) == (422, True)


@pytest.mark.parametrize("path", ["stories", "ideas"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (WITHOUT_BOUNDARY, b"text=x"),
        (BROKEN, b"--y\r\nnonsense"),
        (BROKEN, b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nx'),
        (FORM, b"&".join(b"f%d=x" % n for n in range(1100))),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_in_words(running, room, path, kind, body):
    room.goes_to("feelings")
    for htmx in (True, False):
        phone = running.phone(room, "Amina", htmx)
        answer = phone.post(
            f"/w/{room.workshop}/phone/{path}", content=body, headers={"content-type": kind}
        )
        assert 400 <= answer.status_code < 500
        assert "Internal" not in answer.text
        assert ('id="notice"' if htmx else "<h1>Please look at this</h1>") in answer.text


@pytest.mark.parametrize("origin", ["http://[", "http://", "::", "http://]x["])
def test_an_origin_that_is_no_address_is_not_ours(running, room, origin):
    phone = running.phone(room, "Amina")
    phone.headers["origin"] = origin
    assert phone.post(f"/w/{room.workshop}/phone/done", data={"stage": "x"}).status_code == 403


def test_only_a_workshop_can_be_left(running, room):
    client = running.client()
    for odd in ("a%3Bb", "%00", "x" * 16, "%C3%A9", "0123456789ABCDEF"):
        assert client.post(f"/leave/{odd}").status_code == 404
    assert client.post(f"/leave/{room.workshop}").status_code == 303


ERRORS = {
    "data": (DataError("INSERT", {}, Exception("bad")), 422, "did not arrive"),
    "integrity": (IntegrityError("INSERT", {}, Exception("bad")), 422, "did not arrive"),
    "database": (OperationalError("INSERT", {}, Exception("gone")), 503, "not be saved just now"),
    "pool": (NoConnectionFree("no connection"), 503, "not be saved just now"),
    "unexpected": (RuntimeError("a surprise"), 500, "went wrong on our side"),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_a_page_with_its_status(running, kind):
    error, status, sentence = ERRORS[kind]

    @running.site.pages.post("/fails")
    async def fails() -> None:
        raise error

    for htmx in (True, False):
        answer = running.client(htmx=htmx).post("/fails", data={"text": "typed"})
        assert (answer.status_code, sentence in answer.text) == (status, True)
        assert ("<h1>" in answer.text) is not htmx


def test_a_flood_in_pieces_is_refused_at_once_and_the_connection_closed(running, room):
    for path in ("stories", "ideas"):  # the one reads its form itself, the other by FastAPI
        answer = raw(
            running,
            f"POST /w/{room.workshop}/phone/{path} HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n"
            f"Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n"
            f"Cookie: seat-{room.workshop}={room.secrets['Amina']}\r\n\r\n"
            f"11170\r\ntext={'x' * 69_995}\r\n".encode(),
        )
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"too much at once" in answer


def test_too_much_and_not_ours_are_said_where_the_page_shows_them(running, room):
    for htmx in (True, False):
        phone = running.phone(room, "Amina", htmx)
        at = f"/w/{room.workshop}/phone/stories"
        large = phone.post(at, data={"text": "x" * 70_000})
        phone.headers["origin"] = "https://evil.example"
        foreign = phone.post(at, data={"text": "x"})
        for answer, status, words in (
            (large, 413, "too much at once"),
            (foreign, 403, "another site"),
        ):
            assert (answer.status_code, words in answer.text) == (status, True)
            assert answer.headers.get("hx-retarget") == ("#notice" if htmx else None)
            assert "content-security-policy" in answer.headers
            assert ("<h1>" in answer.text) is not htmx


def test_a_tab_loaded_again_after_a_form_comes_to_its_page(running, room):
    at, project = f"/w/{room.workshop}", f"/p/{room.project}"
    for path, home in (
        ("/join", "/"),
        ("/account/sign-out", "/"),
        (f"/leave/{room.workshop}", "/"),
        (f"{at}/phone/stories", f"{at}/phone"),
        (f"{at}/phone/dots/withdrawals", f"{at}/phone"),
        (f"{at}/desk/stage", f"{at}/desk"),
        (f"{project}/touchpoints", project),
    ):
        answer = running.client().get(path)
        assert (path, answer.status_code, answer.headers["location"]) == (path, 303, home)
    assert running.client().put("/join").status_code == 405


def test_a_page_can_be_asked_after_without_its_body(running, room):
    phone = running.phone(room, "Amina", htmx=False)
    for path in ("/", "/come-back", "/healthz", f"/w/{room.workshop}/phone"):
        answer = phone.head(path)
        assert (path, answer.status_code, answer.content) == (path, 200, b"")
    assert phone.head("/nowhere").status_code == 404


def test_one_password_cannot_be_tried_on_many_people(running, room):
    client = running.client()
    client.get("/account/sign-in")
    tries = [
        client.post("/account/sign-in", data={"email": f"p{n}@example.org", "password": "wrong"})
        for n in range(14)
    ]
    assert [answer.status_code for answer in tries[:8]] == [422] * 8
    refused = [answer for answer in tries if answer.status_code == 429]
    assert refused
    assert "wrong too often" in refused[0].text


def test_a_long_line_for_hashing_is_refused_in_words(running, room):
    def tries(number: int) -> tuple[int, bool]:
        form = {"email": f"person{number}@example.org", "password": "wrong-wrong-wrong"}
        answer = running.client().post("/account/sign-in", data=form)
        return answer.status_code, "Many people are signing in" in answer.text

    with ThreadPoolExecutor(30) as people:
        answers = list(people.map(tries, range(30)))
    assert set(answers) == {(422, False), (429, True)}


def test_thirty_equal_phones_of_one_ward_each_have_tries_of_their_own(running, room):
    for _ in range(30):
        phone = running.client()
        page = phone.get("/")
        assert "HttpOnly" in page.headers["set-cookie"]
        assert "set-cookie" not in phone.get("/").headers
        for _ in range(3):
            assert phone.post("/join", data={"code": "AAAAAA"}).status_code == 409
    assert running.client().post("/join", data={"code": room.code}).status_code == 303


def test_without_the_cookie_an_address_has_only_its_own_tries(running, room):
    nobody = running.client()
    statuses = [nobody.post("/join", data={"code": "AAAAAA"}).status_code for _ in range(160)]
    assert set(statuses[:100]) == {409}
    assert 429 in statuses


def test_every_form_that_may_be_guessed_at_marks_its_browser(running, room):
    for path in ("/", "/come-back", f"/j/{room.join_secret}", "/account/sign-in"):
        assert running.client().get(path).headers["set-cookie"].startswith("visitor=")
