"""What a phone is told of what it sent, and what it may offer again."""

from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import select

from app.database import Database
from app.domain.stories import Story
from app.pages.keeping import AGAIN, LOOK_FIRST, RECEIPT, RUN, SEAT, minutes_until_backed_up
from app.settings import Settings
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key, a_world

pytestmark = only_sqlite
WORDS = "Nobody told us where to go"


@pytest.fixture
def phone(running: Running, room: World) -> httpx2.Client:
    room.goes_to("feelings")
    return running.phone(room, "Amina")


def tells(phone: httpx2.Client, room: World, key: str, **headers: str) -> httpx2.Response:
    form = {
        "stage": room.stages["feelings"],
        "touchpoint": room.touchpoints[0],
        "text": WORDS,
        "key": key,
    }
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return phone.post(f"/w/{room.workshop}/phone/stories", data=form, headers=said)


def told(room: World) -> list[str]:
    with room.database.read() as session:
        return [story.text for story in session.exec(select(Story))]


def lost(room: World) -> None:
    """As if an older backup had been restored."""
    with room.database.writing.begin() as connection:
        connection.execute(text("DELETE FROM story"))
        connection.execute(text("DELETE FROM receipt"))


def test_every_act_is_answered_with_a_receipt_also_when_it_was_saved_before(phone, room):
    key = a_key()
    first, second = tells(phone, room, key), tells(phone, room, key)
    assert first.headers[RECEIPT] == second.headers[RECEIPT]
    assert first.headers[RECEIPT].startswith(f"{key}=")
    assert first.headers[RUN]
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[1], "height": "1"}
    whole = form | {"word": "worried", "text": "And more", "key": a_key()}
    saved = phone.post(f"/w/{room.workshop}/phone/feelings", data=whole)
    assert len(saved.headers[RECEIPT].split()) == 3  # a height, words and a story


def test_what_was_refused_has_no_receipt(phone, room):
    key = a_key()
    tells(phone, room, key)
    form = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0], "key": key}
    refused = phone.post(f"/w/{room.workshop}/phone/stories", data=form | {"text": "Other words"})
    assert refused.status_code == 409
    assert RECEIPT not in refused.headers
    assert refused.headers[RUN]


def test_what_an_older_backup_lacks_is_named_and_taken_again_once(phone, room):
    key, never = a_key(), a_key()
    receipt = tells(phone, room, key).headers[RECEIPT]
    asked = {"sent": [key, never]}
    at = f"/w/{room.workshop}/phone/known"
    assert phone.post(at, data=asked).json() == {"missing": [never]}
    lost(room)
    assert phone.post(at, data=asked).json() == {"missing": [key, never]}
    room.goes_to("map")
    for _ in range(2):
        assert tells(phone, room, key, **{AGAIN: receipt}).status_code == 200
    assert told(room) == [WORDS]
    assert tells(phone, room, never, **{AGAIN: receipt}).status_code == 409


def test_a_proof_in_any_letters_is_refused_and_breaks_nothing(phone, room):
    key = a_key()
    form = {
        "stage": room.stages["feelings"],
        "touchpoint": room.touchpoints[0],
        "text": WORDS,
        "key": key,
    }
    proof = f"{key}=ünproved".encode("latin-1")
    said = phone.post(f"/w/{room.workshop}/phone/stories", data=form, headers={AGAIN: proof})
    assert said.status_code == 409
    assert told(room) == []


def test_what_comes_from_before_another_start_is_not_taken_before_the_phone_has_looked(phone, room):
    key = a_key()
    now = tells(phone, room, a_key()).headers[RUN]
    early = tells(phone, room, key, **{RUN: "an earlier start"})
    assert (early.status_code, early.headers[RUN]) == (LOOK_FIRST, now)
    assert RECEIPT not in early.headers
    assert phone.post(f"/w/{room.workshop}/phone/known", data={"sent": key}).json()["missing"]
    assert tells(phone, room, key, **{RUN: now}).status_code == 200


def test_another_seats_words_are_never_sent_under_this_one(running, phone, room):
    keyring = running.site.keyring
    with room.session() as session:
        amina = keyring.seat_sign(room.sits(session, "Amina").seat_id)
        bo = keyring.seat_sign(room.sits(session, "Bo").seat_id)
    page = phone.get(f"/w/{room.workshop}/phone").text
    assert f'data-seat="{amina}"' in page
    assert bo not in page
    assert tells(phone, room, a_key(), **{SEAT: bo}).status_code == 412
    assert told(room) == []
    assert phone.get(f"/w/{room.workshop}/phone/own", headers={SEAT: bo}).status_code == 412
    assert tells(phone, room, a_key(), **{SEAT: amina}).status_code == 200


@pytest.mark.parametrize(
    ("settings", "minutes"), [({}, 20), ({"backup_minutes": 60}, 65), ({"backup_minutes": 0}, 1440)]
)
def test_a_phone_keeps_what_was_saved_until_a_copy_holds_it(
    url: str, database: Database, tmp_path: Path, settings: dict[str, int], minutes: int
):
    running = Running(url, tmp_path / "data", **settings)
    room = a_world(database, datetime.now(UTC))
    page = running.phone(room, "Amina", htmx=False).get(f"/w/{room.workshop}/phone").text
    running.stop()
    assert f'data-backed-up="{minutes}"' in page


@pytest.mark.parametrize(
    ("settings", "minutes"),
    [({}, 1440), ({"backup_minutes": 15}, 20), ({"backup_minutes": 1440}, 1440)],
)
def test_where_somebody_else_copies_postgresql_it_keeps_it_for_a_day_unless_told(
    url: str, settings: dict[str, int], minutes: int
):
    told = Settings.model_validate({"database_url": "postgresql://us@there/touchline"} | settings)
    assert minutes_until_backed_up(told) == minutes


def test_more_than_may_be_asked_at_once_is_refused_in_words(phone, room):
    asked = {"sent": [a_key() for _ in range(501)]}
    refused = phone.post(f"/w/{room.workshop}/phone/known", data=asked)
    assert refused.status_code == 422


def test_a_stranger_is_told_of_no_key(running, room, phone):
    key = a_key()
    tells(phone, room, key)
    stranger = running.client({f"seat-{room.workshop}": "guessed"}, htmx=True)
    asked = stranger.post(f"/w/{room.workshop}/phone/known", data={"sent": [key]})
    assert asked.status_code in {401, 404}
    assert key not in asked.text
