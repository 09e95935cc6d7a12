"""R7: an older backup is put back; phones still in the room offer again what it lacks."""

import asyncio
import subprocess
import sys
import time

import pytest
import uvloop

from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.crowd import Crowd
from tests.faults.serving import ROOT, Kept

PHONES = 100
SECONDS = 60.0


def touchline(kept: Kept, *words: str) -> str:
    command = [sys.executable, "-m", "app.cli", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=kept.environment, capture_output=True, text=True, check=True
    )
    return done.stdout


async def everybody_asked(crowd: Crowd) -> None:
    """Until each phone knows whether all that it gave is still there."""
    until = time.monotonic() + SECONDS
    while not all(phone.run in phone.asked for phone in crowd.phones if phone.kept):
        assert time.monotonic() < until
        await asyncio.sleep(0.05)


@pytest.mark.faults
def test_after_an_older_backup_each_act_is_there_once(kept: Kept, seed: int, figure: Say):
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()
    lost_at_first = 0

    def put_back(copy: str) -> None:
        nonlocal lost_at_first
        kept.kill_all()
        touchline(kept, "restore", copy)
        found = check(history, kept.database)
        lost_at_first = found.acknowledged - found.stored
        kept.start()

    async def run() -> tuple[int, float]:
        async with Crowd(kept.port, room, history) as crowd:
            await crowd.arrive()
            await crowd.burst(3, 3.0)
            await crowd.settled()
            made = await asyncio.to_thread(touchline, kept, "backup")
            await crowd.burst(3, 3.0)
            await crowd.settled()
            await asyncio.to_thread(put_back, made.split("Copied and checked: ")[1].split("\n")[0])
            began = time.monotonic()
            crowd.all_live.clear()
            await everybody_asked(crowd)
            await crowd.settled()
            assert not crowd.refused, crowd.refused[:3]
            return sum(phone.offered for phone in crowd.phones), time.monotonic() - began

    offered, seconds = uvloop.run(run())
    verdict = check(history, kept.database)
    assert verdict.is_good, verdict
    assert offered == lost_at_first == 3 * PHONES
    figure(
        "R7",
        f"a backup put back that lacked {offered} acts of {PHONES} phones in the room",
        "0 lost, 0 twice",
        f"{offered} offered again by their receipts within {seconds:.1f} s; {verdict}",
    )
