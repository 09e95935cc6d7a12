"""R5: the database is killed in the middle of a burst, and comes back: nothing is lost."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
import uvloop

from bench.room import furnish
from tests.faults.checker import check
from tests.faults.cluster import Cluster
from tests.faults.conftest import Say
from tests.faults.crowd import Crowd, Room
from tests.faults.figures import middle
from tests.faults.serving import Kept, allow_many_files
from tests.faults.told import History
from tests.splitting import Front

PHONES = int(os.environ.get("FAULTS_PHONES", "1000"))
MOVING = PHONES // 4  # those that a front of the tests' own divides; it is slower than a real one
KILLS = int(os.environ.get("FAULTS_DATABASE_KILLS", "10"))
AWAY = 1.0  # seconds for which there is no database at all
A_SECOND = 60  # acts, by all phones together
GOAL = "0 lost, 0 twice"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.kill()


class Pair:
    """Two processes on one database, and a front that divides the phones between them."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        allow_many_files()
        self.kept = [Kept(folder / name, url=cluster.address()) for name in ("one", "other")]
        self.front = Front()
        for kept in self.kept:
            kept.folder.mkdir()
            kept.start()
            self.front.behind.append(kept.port)

    def end(self) -> None:
        self.front.stop()
        for kept in self.kept:
            kept.end()


def seated(
    folder: Path, people: int, seed: int, cluster: Cluster, parts: int = 1
) -> tuple[Room, list[History]]:
    """A room, and the history of each part of its phones."""
    made = furnish(folder, people, cluster.address())
    secrets = [seat.cookie.partition("=")[2] for seat in made.seats]
    histories = [History(seed + part, secrets[part::parts]) for part in range(parts)]
    return Room(made.workshop, made.stage, made.touchpoints), histories


async def keep_giving(crowd: Crowd, each_second: float) -> None:
    """At an even pace, as a burst that does not end."""
    while True:
        crowd.gives(crowd.chance.randrange(len(crowd.phones)))
        await asyncio.sleep(crowd.chance.uniform(0, 2 / each_second))


async def without_database(
    made: Callable[[], list[Crowd]], cluster: Cluster, kills: int, each_second: float
) -> tuple[list[float], list[float]]:
    """After each kill: seconds from its return until each phone goes on, and until all is saved."""
    first, last = [], []
    async with AsyncExitStack() as there:
        crowds = [await there.enter_async_context(crowd) for crowd in made()]
        await asyncio.gather(*(crowd.arrive() for crowd in crowds))
        pace = each_second / len(crowds)
        giving = [asyncio.create_task(keep_giving(crowd, pace)) for crowd in crowds]
        for _ in range(kills):
            await asyncio.sleep(crowds[0].chance.uniform(1, 3))
            await asyncio.to_thread(cluster.kill)
            await asyncio.sleep(AWAY)
            back = await asyncio.to_thread(cluster.start)
            waiting = [a for crowd in crowds for a in crowd.history.acts if not a.acknowledged]
            assert waiting, "somebody gave something meanwhile"
            while not all(act.acknowledged or act.refused for act in waiting):
                assert time.monotonic() < back + 60, "some still wait"
                await asyncio.sleep(0.01)
            goes_on = [moment for crowd in crowds for moment in _first_of_each(crowd, back)]
            first.append(max(goes_on) - back)
            last.append(max(act.acknowledged for act in waiting) - back)
        for each in giving:
            each.cancel()
        await asyncio.gather(*(crowd.settled() for crowd in crowds))
    return first, last


def _first_of_each(crowd: Crowd, back: float) -> list[float]:
    """When each phone that had something waiting at that moment was first told that it is saved."""
    moments: dict[int, float] = {}
    for act in crowd.history.acts:
        if act.given < back <= act.acknowledged:
            moments[act.phone] = min(act.acknowledged, moments.get(act.phone, act.acknowledged))
    return list(moments.values())


async def without_a_process(made: Callable[[], Crowd], pair: Pair) -> float:
    """Seconds from its end until every phone is live at the other one."""
    async with made() as crowd:
        await crowd.arrive()
        giving = asyncio.create_task(keep_giving(crowd, A_SECOND))
        await asyncio.sleep(3)
        moment = time.monotonic()
        pair.front.behind.remove(pair.kept[0].port)  # a proxy would notice by itself
        pair.kept[0].kill_all()
        for noticed in (False, True):  # first that some are gone, then that all are back
            while (crowd.live == len(crowd.phones)) is not noticed:
                assert time.monotonic() < moment + 60, f"{crowd.live} are live"
                await asyncio.sleep(0.001)
        back = max(phone.live_at for phone in crowd.phones) - moment
        await asyncio.sleep(1)
        giving.cancel()
        await crowd.settled()
    return back


@pytest.mark.faults
def test_a_database_killed_in_mid_burst_loses_nothing_and_everybody_goes_on(
    tmp_path: Path, cluster: Cluster, seed: int, figure: Say
):
    room, histories = seated(tmp_path, PHONES, seed, cluster, parts=2)
    pair = Pair(tmp_path, cluster)
    ports = [kept.port for kept in pair.kept]
    try:
        serving = [kept.serving for kept in pair.kept]
        crowds = [Crowd(p, room, each) for p, each in zip(ports, histories, strict=True)]
        first, last = uvloop.run(without_database(lambda: crowds, cluster, KILLS, A_SECOND))
        assert [kept.serving for kept in pair.kept] == serving, "none was started anew"
    finally:
        pair.end()
    verdicts = [check(history, cluster.address()) for history in histories]
    figure(
        "R5",
        f"PostgreSQL killed {KILLS} times and away for {AWAY:.0f} s each, {PHONES:,} phones at two"
        f" processes giving {A_SECOND} a second",
        "writers go on ≤ 3 s after it is back",
        f"each phone after {middle(first):.1f} s (median), {max(first):.1f} s (worst); all that "
        f"had gathered was saved after {middle(last):.1f} s (median), {max(last):.1f} s (worst)",
    )
    told = " and ".join(map(str, verdicts))
    figure("R5", f"what {PHONES:,} phones gave meanwhile, by process", GOAL, told)
    assert all(verdict.is_good for verdict in verdicts), verdicts
    assert not [act for history in histories for act in history.acts if act.refused]


@pytest.mark.faults
def test_one_of_two_processes_killed_leaves_its_phones_to_the_other(
    tmp_path: Path, cluster: Cluster, seed: int, figure: Say
):
    room, (history,) = seated(tmp_path, MOVING, seed, cluster)
    pair = Pair(tmp_path, cluster)
    try:
        crowd = Crowd(pair.front.port, room, history)
        back = uvloop.run(without_a_process(lambda: crowd, pair))
    finally:
        pair.end()
    verdict = check(history, cluster.address())
    figure(
        "R1",
        f"one of two processes on PostgreSQL killed for good, {MOVING:,} phones at both giving",
        "all live again ≤ 3 s",
        f"all at the other after {back:.1f} s",
    )
    figure("R1", f"what {MOVING:,} phones at two processes gave meanwhile", GOAL, str(verdict))
    assert verdict.is_good, verdict


@pytest.mark.faults
def test_while_the_database_is_away_it_says_so_plainly_and_streams_stay(
    tmp_path: Path, cluster: Cluster, seed: int, figure: Say
):
    room, (history,) = seated(tmp_path, 3, seed, cluster)
    pair = Pair(tmp_path, cluster)
    try:
        at = f"http://127.0.0.1:{pair.kept[0].port}"
        cookies = {f"seat-{room.workshop}": history.secrets[0]}
        phone = httpx2.Client(base_url=at, cookies=cookies, headers={"Origin": at}, timeout=15)
        listener = httpx2.Client(base_url=at, cookies=cookies, timeout=15)
        words = {"stage": room.stage, "touchpoint": room.touchpoints[0], "text": "My own words"}
        words["key"] = str(uuid4())
        place = f"/w/{room.workshop}/phone"
        with listener.stream("GET", f"{place}/live") as stream:
            heard = stream.iter_text()
            next(heard)
            cluster.kill()
            refused = phone.post(f"{place}/stories", data=words)
            assert refused.status_code == 503
            assert "This could not be saved just now." in refused.text
            assert "My own words" in refused.text, "given back, to be sent again"
            assert phone.get(f"{place}/words").status_code == 503
            assert phone.get("/healthz").status_code == 503
            back = cluster.start()
            while phone.post(f"{place}/stories", data=words).status_code != 303:
                assert time.monotonic() < back + 3
                time.sleep(0.02)
            took = time.monotonic() - back
            assert "My own words" in phone.get(f"{place}/words").text
            assert phone.get("/healthz").text == "ok"
            assert any("event: ping" in text for text in heard), "the stream lived through it"
    finally:
        pair.end()
    figure("R5", "one phone that tries all the time", "≤ 3 s", f"saved again after {took:.2f} s")
