"""R1: killed at any moment, the server loses nothing it acknowledged, and everybody is back."""

import asyncio
import os
import time
from collections.abc import Callable

import pytest
import uvloop

from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.crowd import Crowd
from tests.faults.figures import middle
from tests.faults.serving import Kept

PHONES = int(os.environ.get("FAULTS_PHONES", "1000"))
KILLS = int(os.environ.get("FAULTS_KILLS", "100"))
EACH, SECONDS = 3, 6.0  # each phone gives three in six seconds, again and again


async def keep_giving(crowd: Crowd) -> None:
    while True:
        await crowd.burst(EACH, SECONDS)
        await crowd.settled()


async def killed(
    kept: Kept, crowd: Crowd, kills: int, kill: Callable[[], None], longest: float
) -> list[list[float]]:
    """After each kill: the seconds until each phone was live again."""
    back = []
    async with crowd:
        await crowd.arrive()
        giving = asyncio.create_task(keep_giving(crowd))
        for _ in range(kills):
            await asyncio.sleep(crowd.chance.uniform(0.05, longest))
            moment = time.monotonic()
            kill()
            await asyncio.sleep(0.05)
            while crowd.live < len(crowd.phones) or min(p.live_at for p in crowd.phones) < moment:
                late = time.monotonic() - moment
                assert late < 60, f"{crowd.live} of {len(crowd.phones)} are live"
                await asyncio.sleep(0.01)
            back.append(crowd.back_after(moment))
            assert not giving.done() or giving.result() is None
        giving.cancel()
        await crowd.settled()
    return back


def test_a_few_kills_lose_nothing(kept: Kept, seed: int):
    room, history = seated(kept.folder, 40, seed)
    kept.start()
    crowd_of = lambda: Crowd(kept.port, room, history)  # noqa: E731
    back = uvloop.run(_run(kept, crowd_of, 3, kept.kill, 1.0))
    verdict = check(history, kept.database)
    print(verdict, [round(each[-1], 2) for each in back])
    assert verdict.is_good, verdict
    assert verdict.acknowledged > 40


@pytest.mark.faults
def test_kill_at_random_moments_of_a_full_room(kept: Kept, seed: int, figure: Say):
    room, history = seated(kept.folder, PHONES, seed)
    kept.start()
    back = uvloop.run(_run(kept, lambda: Crowd(kept.port, room, history), KILLS, kept.kill, 2.0))
    say(figure, f"the server killed {KILLS} times, {PHONES:,} phones giving", back)
    verdict = check(history, kept.database)
    figure(
        "R1",
        f"what {PHONES:,} phones gave meanwhile, {EACH} each in {SECONDS:.0f} s",
        "0 lost, 0 twice",
        str(verdict),
    )
    assert verdict.is_good, verdict


async def _run(
    kept: Kept, crowd: Callable[[], Crowd], kills: int, kill: Callable[[], None], longest: float
) -> list[list[float]]:
    return await killed(kept, crowd(), kills, kill, longest)


def say(figure: Say, done: str, back: list[list[float]]) -> None:
    all_back = [each[-1] for each in back]
    one = middle([moment for each in back for moment in each])
    figure(
        "R1",
        done,
        "all live again ≤ 3 s",
        f"all live again after {middle(all_back):.1f} s (median), {max(all_back):.1f} s (worst); "
        f"one phone after {one:.1f} s (median)",
    )
