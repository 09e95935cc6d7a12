"""R8 and R9: a full room through restarts, stops and drops, in the memory of a small machine."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable

import pytest
import uvloop

from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.crowd import Crowd
from tests.faults.figures import middle, of_a_hundred
from tests.faults.serving import Kept, allow_many_files
from tests.faults.wire import request

PHONES = int(os.environ.get("FAULTS_PHONES", "1000"))
MANY = int(os.environ.get("FAULTS_MANY", "5000"))
EACH, SECONDS = 3, 6.0


async def back(crowd: Crowd, moment: float, patience: float = 60) -> str:
    """Until everybody has a stream that began after this moment."""
    while crowd.live < len(crowd.phones) or min(p.live_at for p in crowd.phones) < moment:
        assert time.monotonic() < moment + patience, f"{crowd.live} of {len(crowd.phones)} live"
        await asyncio.sleep(0.01)
    after = crowd.back_after(moment)
    return f"all live again after {after[-1]:.1f} s (one after {middle(after):.1f} s, median)"


async def in_a_burst(crowd: Crowd, trouble: Callable[[], Awaitable[str]]) -> str:
    """The trouble comes in the middle of a burst; everything arrives afterwards."""
    giving = asyncio.create_task(crowd.burst(EACH, SECONDS))
    await asyncio.sleep(SECONDS / 3)
    said = await trouble()
    await giving
    await crowd.settled()
    return said


@pytest.mark.faults
def test_restart_in_good_order(kept: Kept, seed: int, figure: Say):
    """As for an update: told to stop, and the new one started when it has."""
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()

    def restart() -> float:
        began = time.monotonic()
        assert kept.stop() == -signal.SIGTERM
        stopped = time.monotonic() - began
        kept.start(wait=False)
        return stopped

    async def run() -> tuple[float, str, int]:
        async with Crowd(kept.port, room, history) as crowd:
            await crowd.arrive()

            async def trouble() -> str:
                moment = time.monotonic()
                crowd.unwell = 0
                stopped = await asyncio.to_thread(restart)
                return f"stopped in {stopped:.1f} s, {await back(crowd, moment)}"

            return 0.0, await in_a_burst(crowd, trouble), len(crowd.refused)

    _, said, refused = uvloop.run(run())
    verdict = check(history, kept.database)
    figure(
        "R8",
        f"restarted with {PHONES:,} open streams in the middle of a burst",
        "≤ 5 s, no error on a phone",
        f"{said}; {refused} refused; {verdict}",
    )
    assert verdict.is_good, verdict
    assert refused == 0


@pytest.mark.faults
def test_everything_killed_at_once(kept: Kept, seed: int, figure: Say):
    """As when a container is killed: the watching process as well."""
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()

    async def run() -> str:
        async with Crowd(kept.port, room, history) as crowd:
            await crowd.arrive()

            async def trouble() -> str:
                moment = time.monotonic()
                kept.kill_all()
                kept.start(wait=False)
                return await back(crowd, moment)

            return await in_a_burst(crowd, trouble)

    said = uvloop.run(run())
    verdict = check(history, kept.database)
    figure(
        "R1",
        f"both processes killed and started from nothing, {PHONES:,} phones giving",
        "0 lost, 0 twice",
        f"{said}; {verdict}",
    )
    assert verdict.is_good, verdict


@pytest.mark.faults
def test_stopped_for_a_while_and_everybody_dropped_at_once(kept: Kept, seed: int, figure: Say):
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()

    async def run() -> list[str]:
        async with Crowd(kept.port, room, history) as crowd:
            await crowd.arrive()

            async def dropped() -> str:
                moment = time.monotonic()
                crowd.drop()
                return await back(crowd, moment)

            async def frozen() -> str:
                os.kill(kept.serving, signal.SIGSTOP)
                await asyncio.sleep(8)
                moment = time.monotonic()
                os.kill(kept.serving, signal.SIGCONT)
                while crowd.live < len(crowd.phones):
                    assert time.monotonic() < moment + 60
                    await asyncio.sleep(0.01)
                return f"all live {time.monotonic() - moment:.1f} s after it went on"

            files = kept.open_files()
            said = [await in_a_burst(crowd, trouble) for trouble in (dropped, frozen)]
            assert kept.open_files() < 2 * files + 100, "connections are left over"
            return said

    said = uvloop.run(run())
    verdict = check(history, kept.database)
    done = f"all {PHONES:,} phones dropped at once while giving"
    figure("R9", done, "0 lost, 0 twice", said[0])
    done = f"the server stopped for 8 s (SIGSTOP), {PHONES:,} phones giving"
    figure("R9", done, "0 lost, 0 twice", f"{said[1]}; {verdict}")
    assert verdict.is_good, verdict


@pytest.mark.faults
def test_a_full_room(kept: Kept, seed: int, figure: Say):
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()
    empty = kept.memory()

    async def run() -> int:
        async with Crowd(kept.port, room, history) as crowd:
            await crowd.arrive()
            for _ in range(3):
                await crowd.burst(EACH, SECONDS)
                await crowd.settled()
            return kept.memory()

    memory = uvloop.run(run())
    waits, verdict = history.waits(), check(history, kept.database)
    figure(
        "R9",
        f"{PHONES:,} phones, {EACH} given by each in {SECONDS:.0f} s, three times",
        "0 lost; in 2 GB",
        f"saved after {middle(waits) * 1000:.0f} ms (median), "
        f"{of_a_hundred(waits, 95) * 1000:.0f} (p95), {waits[-1] * 1000:.0f} (worst); "
        f"{memory / 2**20:.0f} MB of memory, {empty / 2**20:.0f} when empty; {verdict}",
    )
    assert verdict.is_good, verdict
    assert memory < 2 * 2**30


@pytest.mark.faults
def test_far_more_phones_than_promised(kept: Kept, seed: int, figure: Say):
    """Slower, and nothing lost: as many as the limit on open files allows, in three rooms."""
    each_room = min(MANY, allow_many_files() // 3) // 3
    rooms = [seated(kept.folder, each_room, seed + number, number) for number in range(3)]
    kept.start()

    async def run() -> str:
        crowds = [Crowd(kept.port, room, history) for room, history in rooms]
        for crowd in crowds:
            await crowd.__aenter__()
        began = time.monotonic()
        await asyncio.gather(*(crowd.arrive() for crowd in crowds))
        arrived = time.monotonic() - began
        giving = [asyncio.create_task(crowd.burst(1, 10.0)) for crowd in crowds]
        await asyncio.sleep(5)
        moment = time.monotonic()
        kept.kill()
        await asyncio.gather(*(back(crowd, moment, 120) for crowd in crowds))
        slowest = max(phone.live_at for crowd in crowds for phone in crowd.phones) - moment
        await asyncio.gather(*giving)
        await asyncio.gather(*(crowd.settled(120) for crowd in crowds))
        memory = kept.memory() / 2**20
        for crowd in crowds:
            await crowd.__aexit__()
        return (
            f"all live after {arrived:.1f} s at first, {slowest:.1f} s after the kill; "
            f"{memory:.0f} MB of memory"
        )

    said = uvloop.run(run())
    verdicts = [check(history, kept.database) for _, history in rooms]
    assert all(verdict.is_good for verdict in verdicts), verdicts
    acknowledged = sum(verdict.acknowledged for verdict in verdicts)
    figure(
        "R9",
        f"{3 * each_room:,} phones in three rooms, one kill while they give",
        "0 lost, 0 twice; all live ≤ 20 s",
        f"{said}; {acknowledged:,} acknowledged, 0 lost, 0 twice, 0 out of order",
    )
    assert acknowledged == 3 * each_room


@pytest.mark.faults
def test_phones_that_never_read_cost_nothing(kept: Kept, seed: int, figure: Say):
    """Asleep with an open stream: what they miss is not kept for them."""
    sleepers, acts = 300, 90
    room, history = seated(kept.folder, sleepers + 1, seed)
    kept.start()
    asleep = []

    async def run() -> tuple[int, float]:
        crowd = Crowd(kept.port, room, history)
        for phone in crowd.phones[1:]:
            path = f"{phone.place}/live?language=en&voice={phone.voice}"
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", kept.port))
            connection.sendall(request("GET", path, kept.port, phone.cookie))
            asleep.append(connection)
        crowd.phones = crowd.phones[:1]
        async with crowd:
            await crowd.arrive()
            await asyncio.sleep(3)
            before = kept.memory()
            for _ in range(acts):
                crowd.gives(0)
                await crowd.settled()
            return kept.memory() - before, history.waits()[-1]

    more, slowest = uvloop.run(run())
    for connection in asleep:
        connection.close()
    figure(
        "R9",
        f"{sleepers} phones with open streams that never read, {acts} acts of another",
        "memory and others untouched",
        f"{max(more, 0) / 2**20:.1f} MB more, an act saved after {slowest * 1000:.0f} ms at most",
    )
    assert more < 20 * 2**20
