"""Runs a rehearsal: everybody in, through the stages, and at the end the honest count."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

from app.rehearsal.checking import KINDS, Finding, Outcome, check_seat
from app.rehearsal.facilitator import Facilitator, NotLetIn
from app.rehearsal.people import Person, invite
from app.rehearsal.report import Progress, Report, percentile, report, times
from app.rehearsal.room import Room
from app.rehearsal.seat import NoSeat, Seat
from app.rehearsal.wire import Browser, Server

BETWEEN_PROGRESS = 0.5  # seconds
JUST_NOW = 5.0  # seconds over which the progress counts
FIRST_ANSWER = 30.0  # seconds to wait for the server
SETTLING, READING = 60.0, 120.0  # seconds: the last answers, and reading everything back
SETTLING_WHEN_STOPPED, READING_WHEN_STOPPED = 5.0, 20.0
AT_ONCE = 20  # seats read back at the same time
LINGER = 5.0  # seconds at human pace, once all are done in the last stage

OnProgress = Callable[[Progress], None]


class CannotRehearse(Exception):
    """It could not begin; the message says why."""


def rehearse(
    url: str,
    code: str,
    *,
    seats: int,
    pace: float = 1.0,
    seed: int = 1,
    desk_email: str = "",
    desk_password: str = "",
    minutes: float = 0.0,
    on_progress: OnProgress = lambda progress: None,
) -> Report:
    """Bring `seats` invented people into the workshop with this code, and report.

    `pace` 1 is human, 10 ten times as fast. With an e-mail address and password it steers the desk
    as well; without, it follows whoever does, and goes on until the workshop ends, all are done in
    the last stage, `minutes` have passed (0: no limit) or it is told to stop (SIGTERM, SIGINT).
    Raises CannotRehearse.
    """
    try:
        server = Server(url)
    except ValueError as error:
        raise CannotRehearse(str(error)) from None
    if seats < 1 or pace <= 0:
        raise CannotRehearse("It takes at least one seat, and a pace above zero.")
    rehearsal = Rehearsal(server, code, invite(seats, seed), pace, seed, on_progress)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(rehearsal.run(desk_email, desk_password, 60 * minutes))


class Rehearsal:
    def __init__(
        self,
        server: Server,
        code: str,
        people: Sequence[Person],
        pace: float,
        seed: int,
        on_progress: OnProgress,
    ) -> None:
        self.people = people
        self.seed = seed
        self.on_progress = on_progress
        self.room = Room(server, code, pace)
        self.seats = [Seat(person, self.room) for person in people]
        self.problems: list[str] = []
        self.was_stopped = False
        self._began = 0.0

    async def run(self, email: str, password: str, limit: float) -> Report:
        self._began = time.monotonic()
        self._listen_to_signals()
        others: list[asyncio.Task[None]] = []
        living: list[asyncio.Task[None]] = []
        try:
            await self._find_the_way_in()
            others += [asyncio.create_task(self._keep_showing())]
            if email:
                facilitator = Facilitator(self.room, email, password, self.seed)
                await self._in_time(facilitator.sign_in(), FIRST_ANSWER)
                others += [asyncio.create_task(facilitator.steer(self.people))]
            others += [asyncio.create_task(self._end_when_over(limit, is_steered=bool(email)))]
            living += [asyncio.create_task(self._live(seat)) for seat in self.seats]
            await self._until_the_end(others, living)
            await self._settle(living)
            seconds = time.monotonic() - self._began
            return self._report(await self._read_back(), seconds)
        finally:
            await _cancel([*others, *living])
            self.room.server.hang_up()
            await asyncio.sleep(0)  # for the connections to close

    async def _find_the_way_in(self) -> None:
        browser = Browser(self.room.server)
        code = (("code", self.room.code),)
        ask = browser.patiently(lambda: browser.post("/join", code))
        answer = await self._in_time(ask, FIRST_ANSWER)
        if answer.status != 303:
            raise CannotRehearse("This code opens no workshop. Are its doors open?")
        self.room.way_in = answer.header("location")

    async def _in_time(self, asking: Coroutine[Any, Any, Any], seconds: float) -> Any:
        try:
            async with asyncio.timeout(seconds):
                return await asking
        except TimeoutError:
            raise CannotRehearse(f"No good answer came from {self.room.server.origin}.") from None
        except NotLetIn as error:
            raise CannotRehearse(str(error)) from None

    async def _live(self, seat: Seat) -> None:
        try:
            await seat.live()
        except NoSeat as error:
            self.problems.append(str(error))

    async def _until_the_end(
        self, others: Sequence["asyncio.Task[None]"], living: Sequence["asyncio.Task[None]"]
    ) -> None:
        """Until somebody ends it, or nobody is left."""
        ending = asyncio.create_task(self.room.ending.wait())
        waiting: set[asyncio.Task[Any]] = {ending, *others, *living}
        while not self.room.ending.is_set():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                try:
                    each.result()
                except NotLetIn as error:
                    raise CannotRehearse(str(error)) from None
            if all(each.done() for each in living):
                self.room.ending.set()
        ending.cancel()

    async def _settle(self, living: Sequence["asyncio.Task[None]"]) -> None:
        """What was sent gets its answer, as long as that may take."""
        for seat in self.seats:
            seat.news.set()
        patience = SETTLING_WHEN_STOPPED if self.was_stopped else SETTLING
        await asyncio.wait(living, timeout=patience)
        await _cancel(living)

    async def _read_back(self) -> list[Finding]:
        self.room.note = "reads everything back"
        ends = time.monotonic() + (READING_WHEN_STOPPED if self.was_stopped else READING)

        a_few = asyncio.Semaphore(AT_ONCE)

        async def check(seat: Seat) -> Finding:
            mine = None
            async with a_few:
                with suppress(NoSeat, TimeoutError):
                    async with asyncio.timeout(ends - time.monotonic()):
                        mine = await seat.read_back()
            return check_seat(seat.acts, mine)

        joined = [seat for seat in self.seats if seat.has_joined]
        return list(await asyncio.gather(*(check(seat) for seat in joined)))

    def _report(self, findings: Sequence[Finding], seconds: float) -> Report:
        return report(
            self.room.acts,
            findings,
            seats=sum(seat.has_joined for seat in self.seats),
            seconds=seconds,
            seed=self.seed,
            problems=self.problems,
        )

    async def _end_when_over(self, limit: float, *, is_steered: bool) -> None:
        """The time is up, or all are done and nobody steers any further."""
        over_since = None
        while not limit or time.monotonic() - self._began < limit:
            await asyncio.sleep(BETWEEN_PROGRESS)
            over = not is_steered and self.room.is_last_stage and self.room.are_done()
            over_since = (over_since or time.monotonic()) if over else None
            if over_since and time.monotonic() - over_since > self.room.takes(LINGER):
                break
        self.room.ending.set()

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            with suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread
                loop.add_signal_handler(each, self._stop)

    def _stop(self) -> None:
        self.was_stopped = True
        self.room.ending.set()

    async def _keep_showing(self) -> None:
        while True:
            self.on_progress(self._progress())
            await asyncio.sleep(BETWEEN_PROGRESS)

    def _progress(self) -> Progress:
        room = self.room
        latest = time.monotonic() - JUST_NOW
        recent = [sent for at, sent in room.answered if at > latest]
        took = times(recent)
        ids = [stage["id"] for stage in room.stages]
        return Progress(
            state=self._state(),
            seconds=time.monotonic() - self._began,
            people=len(room.people),
            seats=len(self.seats),
            listening=len(room.listening),
            stage=next((s["title"] for s in room.stages if s["id"] == room.stage), ""),
            stage_number=ids.index(room.stage) + 1 if room.stage in ids else 0,
            stages=len(ids),
            done=len(room.done[room.stage]),
            acknowledged={
                kind: sum(sent.is_sure for sent in room.acts if sent.kind == kind) for kind in KINDS
            },
            refused=sum(sent.outcome is Outcome.REFUSED for sent in room.acts),
            waiting=sum(sent.outcome is Outcome.UNANSWERED for sent in room.acts),
            retried=sum(sent.tries > 1 for sent in room.acts),
            acts_per_second=round(len(recent) / JUST_NOW, 1),
            p50_ms=percentile(took, 0.5),
            p95_ms=percentile(took, 0.95),
            note=room.note,
        )

    def _state(self) -> str:
        room = self.room
        if room.ending.is_set():
            return "ending"
        if room.people and not room.listening:
            return "away"
        if room.paused:
            return "paused"
        return "live" if room.stage else "waiting"


async def _cancel(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # as on Windows
        return None
    return uvloop.new_event_loop
