"""R2: nothing is acknowledged before the sync that covers it, nor when that sync failed."""

import asyncio
import os
from pathlib import Path

import pytest
import uvloop

from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.crowd import Crowd
from tests.faults.serving import Kept
from tests.faults.tracing import SYNCS, WRITES, needs_strace, told_after_synced, traced

POSTS = int(os.environ.get("FAULTS_POSTS", "1000"))
ANSWERS = "write,writev,sendto,sendmsg"


async def everybody_gives(crowd: Crowd, each: int) -> None:
    async with crowd:
        for _ in range(each):
            for phone in range(len(crowd.phones)):
                crowd.gives(phone)
        await crowd.settled()


def in_order(kept: Kept, crowd: Crowd, each: int, into: Path) -> str:
    options = ["-y", "-s", "5000", "-e", f"trace={WRITES},{SYNCS},{ANSWERS}"]
    with traced(kept.serving, *options, into=into):
        uvloop.run(everybody_gives(crowd, each))
    found = told_after_synced(into)
    said = (
        f"{found.told:,} acknowledged in {found.commits} commits and {found.syncs} syncs, "
        f"{len(found.too_early)} before theirs"
    )
    assert not found.too_early, said
    assert found.told == len(crowd.history.acts), said
    return said


@needs_strace
def test_no_acknowledgement_leaves_before_its_sync(kept: Kept, seed: int, tmp_path: Path):
    room, history = seated(kept.folder, 20, seed)
    kept.start()
    print(in_order(kept, Crowd(kept.port, room, history), 3, tmp_path / "trace"))


@needs_strace
@pytest.mark.faults
def test_no_acknowledgement_of_a_thousand_leaves_before_its_sync(
    kept: Kept, seed: int, tmp_path: Path, figure: Say
):
    room, history = seated(kept.folder, 100, seed)
    kept.start()
    said = in_order(kept, Crowd(kept.port, room, history), POSTS // 100, tmp_path / "trace")
    figure("R2", f"{POSTS:,} given, every system call traced", "0 before their sync", said)


@needs_strace
@pytest.mark.faults
def test_what_could_not_be_synced_is_not_acknowledged(kept: Kept, seed: int, figure: Say):
    """Syncs fail for a while; phones are told to wait, and afterwards all is well by itself."""
    room, history = seated(kept.folder, 50, seed)
    kept.start()
    crowd = Crowd(kept.port, room, history)

    async def run() -> int:
        async with crowd:
            options = ["-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:error=EIO"]
            failing = traced(kept.serving, *options)
            await asyncio.to_thread(failing.__enter__)
            for phone in range(len(crowd.phones)):
                crowd.gives(phone)
            await asyncio.sleep(3)
            told = len(history.acknowledged)
            await asyncio.to_thread(failing.__exit__, None, None, None)
            await crowd.settled(30)
            return told

    told = uvloop.run(run())
    verdict = check(history, kept.database)
    assert told == 0
    assert crowd.unwell >= 50
    assert verdict.is_good, verdict
    figure(
        "R2",
        "every sync failing for 3 s (EIO)",
        "never acknowledged",
        f"{told} acknowledged meanwhile, {crowd.unwell} told to wait; then, without a restart, "
        f"{verdict}",
    )
