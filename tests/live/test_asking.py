"""Where no stream comes through: the same regions, asked for; and which page of a phone follows."""

import re
import threading
import time

import httpx2

from app.live.stream import RUN
from tests.conftest import Running, only_sqlite
from tests.live.test_live import Ear, settled
from tests.make import World

pytestmark = only_sqlite


class Page:
    """A page that asks, as `following.js` does."""

    def __init__(self, client: httpx2.Client, room: World, screen: str, tab: str = "") -> None:
        self.client, self.at, self.tab = client, f"/w/{room.workshop}/{screen}/since", tab
        self.known = ""

    def asks(self, wait: int = 0) -> str:
        asked = {"language": "en", "voice": "patient", "known": self.known, "tab": self.tab}
        answer = self.client.get(self.at, params=asked | {"wait": str(wait)})
        assert answer.status_code == 200
        assert answer.headers[RUN]
        self.known = (re.findall(r"^id: (.+)$", answer.text, re.M) or [self.known])[-1]
        return answer.text


def next_stage(running: Running, room: World) -> None:
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})


def test_a_page_that_asks_is_told_what_changed_since_and_nothing_twice(running, room):
    page = Page(running.phone(room, "Amina"), room, "phone")
    first = page.asks()
    assert 'hx-target="#bar"' in first
    assert "event: ping" in first
    assert "hx-partial" not in page.asks()
    next_stage(running, room)
    news = page.asks(wait=5)
    assert ">Welcome<" in news
    assert "event: stage-moved" in news
    assert "hx-partial" not in page.asks()


def test_a_question_is_held_until_there_is_news_and_not_for_ever(running, room):
    page = Page(running.wall(room), room, "wall")
    page.asks()
    began = time.monotonic()
    threading.Timer(0.5, next_stage, [running, room]).start()
    assert ">Welcome<" in page.asks(wait=9)
    assert time.monotonic() - began < 5
    began = time.monotonic()
    assert "hx-partial" not in page.asks(wait=1)
    assert 0.9 < time.monotonic() - began < 5


def held(page: Page, seconds: int = 10) -> tuple[threading.Thread, list[int]]:
    """A question that waits; and how it is answered, later."""
    answers: list[int] = []

    def asks() -> None:
        params = {"language": "en", "known": page.known, "wait": str(seconds)}
        answers.append(page.client.get(page.at, params=params).status_code)

    thread = threading.Thread(target=asks)
    thread.start()
    return thread, answers


def becomes(running: Running, room: World, listening: int) -> None:
    waiting = threading.Event()
    until = time.monotonic() + 5
    screens = ("phone", "desk", "words")
    while sum(running.site.hub.guests(room.workshop, each) for each in screens) != listening:
        assert time.monotonic() < until
        waiting.wait(0.01)


def test_one_phone_has_one_question_and_the_newest_is_held(running, room):
    amina, again = (Page(running.phone(room, "Amina"), room, "phone") for _ in range(2))
    bo = Page(running.phone(room, "Bo"), room, "phone")
    for page in (amina, again, bo):
        page.asks()
    others, others_answer = held(bo)
    becomes(running, room, 1)
    older, answer = held(amina)
    becomes(running, room, 2)
    newer, news = held(again)
    older.join(5)
    assert answer == [503], "a page that is still there comes again, and not at once"
    next_stage(running, room)
    for thread in (newer, others):
        thread.join(5)
    assert news == others_answer == [200]


def test_all_questions_of_a_desk_are_held_but_not_any_number(running, room):
    desk = running.desk(room)
    pages = [Page(desk, room, screen) for screen in ("desk", "words") * 4]
    for page in pages:
        page.asks()
    asked = []
    for number, page in enumerate(pages, start=1):
        asked.append(held(page))
        becomes(running, room, min(number, 6))
    for thread, answers in asked[:2]:
        thread.join(5)
        assert answers == [503]
    next_stage(running, room)
    for thread, answers in asked[2:]:
        thread.join(5)
        assert answers == [200]


def test_a_held_question_does_not_hold_up_a_server_that_stops(running, room):
    page = Page(running.wall(room), room, "wall")
    page.asks()
    asked = threading.Thread(target=page.asks, args=[10])
    asked.start()
    held = threading.Event()
    while not running.site.hub.guests(room.workshop, "wall"):
        held.wait(0.01)
    began = time.monotonic()
    running.stop()
    asked.join()
    assert time.monotonic() - began < 5


def test_asking_brings_the_very_bytes_of_the_stream(running, room):
    page, ear = Page(running.desk(room), room, "desk"), Ear(running.desk(room), room, "desk")
    asked = page.asks()
    settled(running, room, ear)
    parts = set(re.findall(r"<hx-partial.*?</hx-partial>", asked, re.S))
    assert len(parts) > 5
    assert all(part.replace("\n", "\ndata: ") in ear.heard or part in ear.heard for part in parts)


def test_a_stranger_may_not_ask(running, room):
    at = f"/w/{room.workshop}/phone/since"
    assert running.client().get(at).status_code == 404
    assert running.wall(room).get(f"/w/{room.workshop}/desk/since").status_code == 404


def test_of_two_pages_of_a_phone_the_newer_follows_also_when_both_only_ask(running, room):
    phone = running.phone(room, "Amina")
    older, newer = Page(phone, room, "phone", "one"), Page(phone, room, "phone", "two")
    assert "replaced" not in older.asks()
    assert "replaced" not in newer.asks()
    assert "event: replaced" in older.asks()
    assert "replaced" not in newer.asks()
    assert "replaced" not in Page(running.phone(room, "Bo"), room, "phone", "three").asks()


def test_a_page_whose_own_link_broke_is_not_told_that_another_replaced_it(running, room):
    first = Ear(running.phone(room, "Amina"), room, "phone", tab="one")
    again = Ear(running.phone(room, "Amina"), room, "phone", tab="one")
    assert first.ended.wait(5)
    assert "replaced" not in first.heard
    other = Ear(running.phone(room, "Amina"), room, "phone", tab="two")
    assert again.ended.wait(5)
    assert "event: replaced" in again.heard
    assert not other.ended.is_set()


def test_two_desks_of_one_person_both_follow(running, room):
    ears = [Ear(running.desk(room), room, "desk", tab=tab) for tab in ("one", "two")]
    next_stage(running, room)
    assert all(ear.hears(">Welcome<") for ear in ears)
