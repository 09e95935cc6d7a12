"""Two processes and the database on machines of their own, and a network between that is cut."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from bench.room import Room, furnish
from tests.faults.cluster import Cluster
from tests.faults.conftest import Say
from tests.faults.machines import Apart, Machines, needs_machines
from tests.live.test_live import Ear

pytestmark = [pytest.mark.faults, needs_machines]

LONGER_THAN_A_LINE_HOLDS = 20.0  # seconds


class Apartment:
    """Machine `one` and machine `other` reach the database each by a line of its own."""

    def __init__(self, folder: Path) -> None:
        self.machines = Machines("database", "one", "other")
        self.machines.line("here", "one"), self.machines.line("here", "other")
        here = self.machines.line("here", "database")
        self.cluster = Cluster(folder, here, self.machines.within("database"))
        self.room: Room = furnish(folder, 3, self.cluster.address())
        self.kept = {}
        for name, host in (("one", "10.77.1.2"), ("other", "10.77.2.2")):
            reached = self.machines.line(name, "database")
            url = self.cluster.address().replace(here, reached)
            self.kept[name] = Apart(folder / name, self.machines, name, host, url)
            self.kept[name].start()

    def client(self, name: str, seat: int | None = None) -> httpx2.Client:
        cookie = self.room.desk_cookie if seat is None else self.room.seats[seat].cookie
        at = f"http://{self.kept[name].host}:{self.kept[name].port}"
        key, _, value = cookie.partition("=")
        return httpx2.Client(base_url=at, cookies={key: value}, headers={"Origin": at}, timeout=60)

    def ear(self, name: str, screen: str, seat: int | None = None) -> Ear:
        return Ear(self.client(name, seat), self.room, screen)  # type: ignore[arg-type]

    def tells(self, name: str, seat: int, words: str, key: str = "") -> httpx2.Response:
        said = {"stage": self.room.stage, "touchpoint": self.room.touchpoints[0], "text": words}
        place = f"/w/{self.room.workshop}/phone/stories"
        return self.client(name, seat).post(place, data=said | {"key": key or str(uuid4())})

    def end(self) -> None:
        for kept in self.kept.values():
            kept.end()
        self.cluster.kill()
        self.machines.end()


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apartment]:
    apart = Apartment(tmp_path)
    yield apart
    apart.end()


def test_a_room_on_two_machines_is_one_and_whoever_was_cut_off_catches_up(
    apart: Apartment, figure: Say
):
    near, far = apart.ear("one", "desk"), apart.ear("other", "desk")
    began = time.monotonic()
    assert apart.tells("one", 0, "Told at the first machine").status_code == 303
    assert far.hears("Told at the first machine")
    arrived = time.monotonic() - began

    apart.machines.cut("one", "database")
    assert apart.tells("other", 1, "Told while the first was cut off").status_code == 303
    assert far.hears("Told while the first was cut off")
    key, began = str(uuid4()), time.monotonic()
    refused = apart.tells("one", 0, "Given while cut off", key)
    waited = time.monotonic() - began
    assert refused.status_code == 503
    assert "This could not be saved just now." in refused.text
    time.sleep(max(0.0, LONGER_THAN_A_LINE_HOLDS - waited))
    assert not near.hears("Told while the first was cut off", within=0.1)
    assert not near.ended.is_set(), "its screens are still its own"

    apart.machines.mend("one", "database")
    back = time.monotonic()
    assert near.hears("Told while the first was cut off")
    caught_up = time.monotonic() - back
    while apart.tells("one", 0, "Given while cut off", key).status_code != 303:
        assert time.monotonic() < back + 15
    saved = time.monotonic() - back
    assert far.hears("Given while cut off")
    figure(
        "R5",
        f"one of two machines cut off from the database for {LONGER_THAN_A_LINE_HOLDS:.0f} s",
        "writers go on ≤ 3 s after it is back",
        f"it said so after {waited:.1f} s; its screens were right {caught_up:.1f} s after the line "
        f"was back, and it saved after {saved:.1f} s; news between them takes {arrived:.2f} s",
    )
