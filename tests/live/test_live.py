"""What listeners receive, and what they cost when they do not read."""

import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count, cycle

import httpx2
import pytest

from app.domain.changes import Topic
from app.domain.voices import Voice
from app.live.hub import Audience
from app.live.message import Part
from app.pages.regions import REGIONS, CardsRegion, ListRegion, Region
from tests.conftest import Running, of_one_process, only_sqlite
from tests.make import World, a_key, a_world

WHOLE = [region for region in REGIONS if not isinstance(region, CardsRegion)]


MORE_THAN_A_SOCKET_HOLDS = 1_500_000  # bytes


class Ear:
    """An open stream, read by a thread."""

    def __init__(self, client: httpx2.Client, world: World, screen: str, **asked: str) -> None:
        self.heard = ""
        self._news = threading.Condition()
        self._client = client
        self._path = f"/w/{world.workshop}/{screen}/live"
        self._headers = {"Last-Event-ID": asked.pop("last", "")}
        self._asked = {"language": "en", "voice": "patient"} | asked
        self.ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.hears("event: ping"), "the stream did not open"

    def _listen(self) -> None:
        with (
            suppress(httpx2.HTTPError),
            self._client.stream(
                "GET", self._path, params=self._asked, headers=self._headers, timeout=60
            ) as answer,
        ):
            for text in answer.iter_text():
                with self._news:
                    self.heard += text
                    self._news.notify_all()
        self.ended.set()

    def hears(self, words: str, within: float = 15, since: int = 0) -> bool:
        with self._news:
            return self._news.wait_for(lambda: words in self.heard[since:], within)

    def has_heard(self, since: int) -> None:
        """Until a ping of that moment (ms): what was sent before it was heard before."""

        def pinged() -> bool:
            return any(int(at) >= since for at in re.findall(PING, self.heard, re.M))

        with self._news:
            assert self._news.wait_for(pinged, 15)

    @property
    def last_id(self) -> str:
        return str(re.findall(r"^id: (.+)$", self.heard, re.M)[-1])


PING = r"^event: ping\ndata: (\d+)\n\n"


def settled(running: Running, room: World, *ears: Ear) -> list[int]:
    """Until everything saved so far has been sent to every screen and heard by these.

    How much each has heard by then.
    """
    running.settled(room.workshop)
    since = int(time.time() * 1000)
    running.pings()
    for ear in ears:
        ear.has_heard(since)
    return [len(ear.heard) for ear in ears]


def test_a_stage_move_reaches_phone_desk_and_wall_as_one_push(running, room):
    phone = Ear(running.phone(room, "Amina"), room, "phone")
    desk = Ear(running.desk(room), room, "desk")
    wall = Ear(running.wall(room), room, "wall")

    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})

    assert phone.hears("event: stage-moved")
    assert all(ear.hears(">Welcome<") for ear in (phone, desk, wall))


@pytest.mark.parametrize("region", WHOLE, ids=lambda region: f"{region.screen}-{region.id}")
def test_a_page_holds_exactly_what_its_push_brings(running, room, region: Region):
    room.goes_to("feelings")
    room.tells("Amina", "Nobody told us where to go")
    desk = running.desk(room)
    clients = {"phone": running.phone(room, "Amina"), "desk": desk, "wall": running.wall(room)}
    clients["words"] = desk
    who = Audience(region.screen, "en", "patient" if region.screen == "phone" else "")

    pushed = running.site.artist.draw(room.workshop, {who: frozenset(region.topics)}, region.slow)
    first, *items = [str(part.html) for part in pushed[who][region.id]]
    for part, html in zip(pushed[who][region.id][1:], items, strict=True):
        empty = f'<li id="{part.id}" hx-morph-skip>'
        first = first.replace(empty, empty + html)
    page = clients[region.screen].get(f"/w/{room.workshop}/{region.screen}").text

    def without_own(html: str) -> str:
        # A phone's own part is empty in the push and filled on the page.
        return re.sub(r'(<div id="own-[^>]*>).*(</div>\s*</div>)', r"\1\2", html, flags=re.S)

    start = page.index(first[: first.index(">") + 1])
    assert without_own(page[start:]).startswith(without_own(first)) or first in page
    assert isinstance(region, ListRegion) or not items


def test_one_new_story_sends_that_story_and_the_order(running, room):
    room.goes_to("feelings")
    ear = Ear(running.desk(room), room, "desk")
    phone = running.phone(room, "Amina")
    tell(phone, room, "The first one")
    assert ear.hears("The first one")
    [before] = settled(running, room, ear)

    tell(phone, room, "The second one")

    assert ear.hears("The second one")
    new = [line for line in ear.heard[before:].splitlines() if 'hx-target="#waiting' in line]
    assert len(new) == 2
    assert "The first one" not in ear.heard[before:].replace("Release: The first one", "")


def tell(phone: httpx2.Client, room: World, text: str) -> None:
    asked = {
        "stage": room.stages["feelings"],
        "touchpoint": room.touchpoints[0],
        "text": text,
        "key": a_key(),
    }
    phone.post(f"/w/{room.workshop}/phone/stories", data=asked).raise_for_status()


def test_what_people_write_reaches_the_desk_in_batches_and_counts_at_once(running, room):
    room.goes_to("feelings")
    ear = Ear(running.desk(room), room, "desk")
    began = time.monotonic()
    for name in ("Amina", "Bo", "Cy"):
        tell(running.phone(room, name), room, f"A story by {name[0]}.")
    assert ear.hears("1 story") or ear.hears("3 stories")
    for name in ("Amina", "Bo", "Cy"):
        assert ear.hears(f"A story by {name[0]}.")
    if time.monotonic() - began < 0.7:  # all three were told within one gathering
        orders = re.findall(r'id="waiting"', ear.heard)
        assert len(orders) <= 2


def test_rooms_and_languages_are_kept_apart(running, database, room):
    from datetime import UTC, datetime

    elsewhere = a_world(database, datetime.now(UTC), email="other@example.org")
    here, there = (
        Ear(running.wall(room), room, "wall"),
        Ear(running.wall(elsewhere), elsewhere, "wall"),
    )
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert here.hears(">Welcome<")
    running.desk(elsewhere).post(f"/w/{elsewhere.workshop}/desk/pause", data={"paused": "yes"})
    assert there.hears("A short pause")
    assert ">Welcome<" not in there.heard


def test_a_reconnecting_listener_gets_only_what_changed_since(running, room):
    stays = Ear(running.wall(room), room, "wall")
    [before] = settled(running, room, stays)
    known = stays.last_id
    running.desk(room).post(f"/w/{room.workshop}/desk/doors", data={"open": "no"})
    assert stays.hears('hx-target="#show"', since=before)

    back = Ear(running.wall(room), room, "wall", last=known)

    assert back.hears('hx-target="#show"')
    assert 'hx-target="#words"' not in back.heard
    fresh = Ear(running.wall(room), room, "wall", last="unknown-7")
    assert fresh.hears('hx-target="#words"')


def test_a_phone_that_shows_all_already_hears_nothing_again_from_another_process(running, room):
    phone = Ear(running.phone(room, "Amina"), room, "phone")
    assert phone.hears("id: ")
    name, revision, crowd, content = phone.last_id.split("-")
    elsewhere = f"{name[::-1]}0-{revision}-{crowd}"
    room.joins("Dora", Voice.PATIENT)
    back = Ear(running.phone(room, "Amina"), room, "phone", last=f"{elsewhere}-{content}")
    behind = Ear(running.phone(room, "Dora"), room, "phone", last=f"{elsewhere}-{content[::-1]}x")

    running.desk(room).post(f"/w/{room.workshop}/desk/clock", data={"minutes": "1"})
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})

    assert back.hears("event: stage-moved")
    assert behind.hears("event: stage-moved")
    settled(running, room, back, behind)
    assert back.heard.count("event: yours") == 0
    assert behind.heard.count("event: yours") == 1


def test_a_stranger_hears_nothing(running, room):
    stranger = running.client({f"seat-{room.workshop}": "guessed", "sid": "guessed"})
    for screen in ("phone", "desk", "wall"):
        assert stranger.get(f"/w/{room.workshop}/{screen}/live").status_code == 404
    assert running.phone(room, "Amina").get(f"/w/{room.workshop}/desk/live").status_code == 404


def test_an_unreleased_story_is_on_no_phone_and_no_wall(running, room):
    room.goes_to("feelings")
    ears = [
        Ear(running.phone(room, "Bo"), room, "phone", voice="carer"),
        Ear(running.wall(room), room, "wall"),
    ]
    desk = Ear(running.desk(room), room, "desk")
    tell(running.phone(room, "Amina"), room, "Not to be seen yet")
    assert desk.hears("Not to be seen yet")
    settled(running, room, *ears)
    assert not any("Not to be seen yet" in ear.heard for ear in ears)


def test_totals_of_a_vote_are_on_no_stream_before_the_reveal(running, room):
    room.goes_to("ideas")
    ideas = [room.offers("Amina", text) for text in ("Ring ahead", "A lamp")]
    room.goes_to("choose")
    ears = [
        Ear(running.phone(room, "Bo"), room, "phone"),
        Ear(running.wall(room), room, "wall"),
        Ear(running.desk(room), room, "desk"),
    ]
    before = settled(running, room, *ears)
    for name in ("Amina", "Bo", "Cy"):
        asked = {"stage": room.stages["choose"], "idea": ideas[0], "key": a_key()}
        answer = running.phone(room, name).post(f"/w/{room.workshop}/phone/dots", data=asked)
        assert answer.status_code == 200
    assert ears[1].hears("3 of 3 have put dots")
    assert ears[2].hears("3 of 3 have put dots")
    settled(running, room, *ears)
    for ear, start in zip(ears, before, strict=True):
        assert ideas[0] not in ear.heard[start:]
        assert "%" not in re.sub(r"data: \d+", "", ear.heard[start:])


class Big(Region):
    """A region that fills a socket soon, and says how often it was drawn."""

    def draw(self, view: object, language: str) -> list[Part]:
        return [Part("big", f"<p>drawing {next(drawings)} {'x' * 20_000}</p>")]


drawings = count(1)


def test_a_listener_who_does_not_read_skips_what_is_stale_and_catches_up(running, room):
    big = Big("big", "wall", frozenset({Topic.CLOCK}), "", lambda look: None)
    running.site.artist.regions = (*REGIONS, big)
    room.goes_to("welcome")
    sleeper = socket.create_connection(running.server.socket.getsockname())
    sleeper.sendall(
        f"GET /w/{room.workshop}/wall/live HTTP/1.1\r\nHost: x\r\n"
        f"Cookie: wall-{room.workshop}={room.wall_key}\r\n\r\n".encode()
    )
    awake = Ear(running.wall(room), room, "wall")
    desk = running.desk(room)

    for minutes in cycle(["1", "-1"]):
        if len(awake.heard) > MORE_THAN_A_SOCKET_HOLDS:
            break
        desk.post(f"/w/{room.workshop}/desk/clock", data={"minutes": minutes})
    last = f"drawing {next(drawings) - 1} "
    assert awake.hears(last)
    sleeper.settimeout(5)
    received = b""
    while last.encode() not in received:
        received += sleeper.recv(65536)

    # It skipped what was stale.
    assert received.count(b"drawing ") < awake.heard.count("drawing ") / 2


def test_stopping_ends_every_stream_and_does_not_wait(url, database, tmp_path):
    room = a_world(database, datetime.now(UTC))
    running = Running(url, tmp_path / "data")
    ear = Ear(running.wall(room), room, "wall")

    running.stop()

    assert ear.ended.wait(2)


class Held(Region):
    """A region that takes its time."""

    begun, may_end = threading.Event(), threading.Event()

    def draw(self, view: object, language: str) -> list[Part]:
        self.begun.set()
        self.may_end.wait(10)
        return []


@only_sqlite
@of_one_process
def test_a_stop_answers_what_is_being_saved_and_cuts_off_what_only_reads(url, database, tmp_path):
    room = a_world(database, datetime.now(UTC))
    room.goes_to("welcome")
    running = Running(url, tmp_path / "data")
    held = Held("held", "wall", frozenset(), "", lambda look: None)
    running.site.artist.regions = (held,)
    with ThreadPoolExecutor() as pool:
        with database.writing.begin():  # so that nobody else can save
            page = pool.submit(running.wall(room).get, f"/w/{room.workshop}/wall")
            assert held.begun.wait(5)
            form = {"minutes": "1"}
            saved = pool.submit(
                running.desk(room).post, f"/w/{room.workshop}/desk/clock", data=form
            )
            until(lambda: len(running.server.server_state.tasks) == 2)
            stopped = pool.submit(running.stop)
            cut_off = page.result(5)
            assert cut_off.status_code == 503
            assert "<h1>One moment</h1>" in cut_off.text
            assert "Touchline is starting anew." in cut_off.text
            assert cut_off.headers["refresh"] == "3"
            assert "content-security-policy" in cut_off.headers
            assert not held.may_end.is_set()
            assert not saved.done()
        assert saved.result(5).status_code == 200
        held.may_end.set()
        stopped.result(5)


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_writing_is_told_as_a_number_and_forgotten(running, room):
    room.goes_to("feelings")
    ear = Ear(running.desk(room), room, "desk")
    running.phone(room, "Amina").post(f"/w/{room.workshop}/phone/writing")
    assert ear.hears("1 still writing")
    answer = running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert "1 person is still writing" in answer.text
    sure = {"to": "next", "sure": "yes"}
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data=sure)
    assert ear.hears("What we see")
