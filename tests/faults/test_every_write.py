"""R1: killed at every single write and sync of a short run, one after the other."""

import os
import shutil
import signal
import time

import pytest
import uvloop

from app.watching import SHORT_LIFE
from tests.faults.checker import check
from tests.faults.conftest import Say, seated
from tests.faults.crowd import Crowd
from tests.faults.serving import Kept
from tests.faults.told import History
from tests.faults.tracing import SYNCS, WRITES, needs_strace, traced

PHONES = 200  # each gives one: 200 acts in a run
STEP = int(os.environ.get("FAULTS_STEP", "1"))  # 1: every call; 7: every seventh
SURVIVED = 2  # runs in a row that outlive a number: there are no more calls than that
SECONDS = 60.0


class Short:
    """Short runs on one and the same small database, each with a new server."""

    def __init__(self, kept: Kept, people: int, seed: int) -> None:
        self.kept, self.seed = kept, seed
        self.room, history = seated(kept.folder, people, seed)
        self.secrets = history.secrets
        self.pristine = kept.folder / "pristine.db"
        shutil.copyfile(kept.database, self.pristine)
        self.kills = self.acknowledged = 0
        kept.start()

    def begin_anew(self) -> None:
        """The database as it was, between the death of one server and the start of the next."""
        process = self.kept.process
        assert process is not None
        time.sleep(SHORT_LIFE)  # many shorter lives in a row, and the watcher would give up
        process.send_signal(signal.SIGSTOP)
        self.kept.kill()
        shutil.copyfile(self.pristine, self.kept.database)
        for beside in ("-wal", "-shm"):
            self.kept.database.with_name(self.kept.database.name + beside).unlink(missing_ok=True)
        process.send_signal(signal.SIGCONT)
        self.kept.wait()

    def killed_at(self, call: str, number: int) -> bool:
        """One run in which the server dies at this call; whether it came so far."""
        self.begin_anew()
        history = History(self.seed + number, self.secrets)
        serving = self.kept.serving
        inject = f"inject={call}:signal=KILL:when={number}"
        with traced(serving, "-e", f"trace={call}", "-e", inject):
            uvloop.run(self._run(Crowd(self.kept.port, self.room, history)))
        came = self.kept.serving != serving
        verdict = check(history, self.kept.database)
        assert verdict.is_good, f"killed at {call} {number}: {verdict}"
        assert verdict.acknowledged == len(self.secrets)
        self.kills += came
        self.acknowledged += verdict.acknowledged
        return came

    async def _run(self, crowd: Crowd) -> None:
        async with crowd:
            for phone in range(len(crowd.phones)):
                crowd.gives(phone)
            await crowd.settled(SECONDS)

    def every(self, call: str, step: int) -> int:
        """Dies at each of these calls; how many there are."""
        number = survived = 0
        while survived < SURVIVED:
            came = self.killed_at(call, number + 1)
            survived = 0 if came else survived + 1
            number += step if came else 0
        print(f"{call}: {number} calls")
        return number


@needs_strace
def test_killed_at_a_write_and_at_a_sync_nothing_is_lost(kept: Kept, seed: int):
    short = Short(kept, 10, seed)
    assert short.killed_at(WRITES, 11)
    assert short.killed_at(SYNCS, 1)


@needs_strace
@pytest.mark.faults
def test_killed_at_every_write_and_sync_nothing_is_lost(kept: Kept, seed: int, figure: Say):
    short = Short(kept, PHONES, seed)
    calls = short.every(WRITES, STEP), short.every(SYNCS, 1)
    which = "every" if STEP == 1 else f"one in {STEP}"
    figure(
        "R1",
        f"killed at {which} write and every sync of a run of {PHONES} acts",
        "0 lost, 0 twice",
        f"{calls[0]} writes, {calls[1]} syncs, {short.kills} kills: "
        f"{short.acknowledged:,} acknowledged, 0 lost, 0 twice, 0 out of order",
    )
