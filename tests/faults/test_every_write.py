"""R1: killed at every single write and sync of a short run, one after the other."""

import os
import signal
import time
from pathlib import Path

import pytest
import uvloop

from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.phones import Crowd
from tests.faults.serving import Kept
from tests.faults.told import History
from tests.faults.tracing import SYNCS, WRITES, needs_strace, traced

PHONES, EACH = 40, 5  # 200 acts in a run
STEP = int(os.environ.get("FAULTS_STEP", "1"))  # 1: every call; 7: every seventh
SURVIVED = 2  # runs in a row that outlive a number: there are no more calls than that
SECONDS = 60.0


async def run(crowd: Crowd, each: int) -> None:
    async with crowd:
        for _ in range(each):
            for phone in range(len(crowd.phones)):
                crowd.gives(phone)
        await crowd.settled(SECONDS)


def killed_at(
    kept: Kept, history: History, crowd: Crowd, call: str, number: int, each: int
) -> bool:
    """One run in which the server dies at this call; whether it came so far."""
    serving = kept.serving
    inject = f"inject={call}:signal={signal.SIGKILL.name.removeprefix('SIG')}:when={number}"
    with traced(serving, "-e", f"trace={call}", "-e", inject):
        uvloop.run(run(crowd, each))
    until = time.monotonic() + SECONDS
    while kept.serving == serving and time.monotonic() < until:
        if Path(f"/proc/{serving}").exists():
            return False
    kept.wait()
    return True


def every(kept: Kept, seed: int, people: int, each: int, step: int, most: int) -> tuple[int, str]:
    room, history = seated(kept.folder, people, seed)
    kept.start()
    kills = survived = 0
    number, call = 1, WRITES
    calls = [WRITES, SYNCS]
    while calls:
        call = calls[0]
        crowd = Crowd(kept.port, room, history)
        came = killed_at(kept, history, crowd, call, number, each)
        kills += came
        survived = 0 if came else survived + 1
        number += step if came else 0
        if survived == SURVIVED or number > most:
            print(f"{call}: {number - 1} calls")
            calls.pop(0)
            number, survived = 1, 0
        if kills % 20 == 0:
            assert check(history, kept.database).is_good
    verdict = check(history, kept.database)
    assert verdict.is_good, verdict
    assert kills
    return kills, str(verdict)


@needs_strace
def test_killed_at_some_writes_nothing_is_lost(kept: Kept, seed: int):
    print(every(kept, seed, 10, 2, 20, 40))


@needs_strace
@pytest.mark.faults
def test_killed_at_every_write_and_sync_nothing_is_lost(kept: Kept, seed: int, figure: Say):
    kills, verdict = every(kept, seed, PHONES, EACH, STEP, 100_000)
    which = "every" if STEP == 1 else f"one in {STEP}"
    figure(
        "R1",
        f"killed at {which} write and sync of a run of {PHONES * EACH} acts",
        "0 lost, 0 twice",
        f"{kills} kills: {verdict}",
    )
