"""The invented facilitator: steers the desk through all stages by its own forms."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence

from app.rehearsal.people import Person, dice
from app.rehearsal.room import Room
from app.rehearsal.wire import Answer, Browser, Fields

SHORTEST_STAY = 12.0  # seconds at human pace, also where there is nothing to do
AFTER_A_REVEAL = 15.0
LONGEST_STAY = {"feelings": 20 * 60.0}
LONGEST_STAY_ELSEWHERE = 5 * 60.0
MOST_ARE_DONE = 0.95
BETWEEN_LOOKS = 4.0
SHORTEST_BETWEEN_LOOKS = 0.5  # real seconds: the desk is the largest page there is
MOST_RELEASED_AT_ONCE = 40
MOST_DECIDED = 12

WITH_OWN_PART = {"touchpoints", "feelings", "priorities", "ideas", "choose", "checkout"}
REVEALING = {"map", "choose"}

_WAITING = re.compile(r'desk/releases".{0,400}?name="item" value="([\w-]+)"', re.S)
_PROPOSED = re.compile(r'desk/proposals".{0,400}?name="proposal" value="(\w+)"', re.S)
_TO_DECIDE = re.compile(r'desk/decisions".{0,400}?name="idea" value="(\w+)"', re.S)

ANSWER = "Thank you. We take it up where it happens, at the touchpoint before."
OUTCOMES = (
    ("taken_forward", ""),
    ("taken_forward", "Both sides asked for it, and it can be tried next week."),
    ("joined", "It belongs together with the first one."),
    ("parked", "We need to ask another team first."),
    ("not_now", "It needs money that is not there this year."),
)


class NotLetIn(Exception):
    """The e-mail address or the password is wrong, or this is somebody else's workshop."""


class Facilitator:
    def __init__(self, room: Room, email: str, password: str, seed: int) -> None:
        self.room = room
        self.browser = Browser(room.server)
        self.email = email
        self.password = password
        self.luck = dice(seed, "facilitator")
        self._answered = 0
        self._released: set[str] = set()

    async def sign_in(self) -> None:
        """Raises NotLetIn."""
        fields = (("email", self.email), ("password", self.password))
        answer = await self._patiently_post("/account/sign-in", fields)
        if answer.status != 303:
            raise NotLetIn("The e-mail address and password for the desk do not fit.")

    async def steer(self, people: Sequence[Person]) -> None:
        """From the first stage to the last, then end the rehearsal. Raises NotLetIn."""
        on_time = sum(not person.comes_late for person in people)
        self._say("waiting for people")
        await self._until(lambda: len(self.room.people) >= on_time, 120)
        if (await self._desk("doors", (("open", "yes"),))).status != 303:
            raise NotLetIn("This facilitator is no member of the workshop's project.")
        for stage in await self._stages():
            self._say(f"moves to {stage['title']}")
            await self._desk("stage", (("to", stage["id"]),))
            await self._stay(stage["id"], stage["kind"])
        self._say("the last stage is over")
        self.room.ending.set()

    async def _stages(self) -> list[dict[str, str]]:
        """From where the room is now."""
        await self._until(lambda: bool(self.room.stages), 120)
        ids = [stage["id"] for stage in self.room.stages]
        return self.room.stages[ids.index(self.room.stage) if self.room.stage in ids else 0 :]

    async def _stay(self, stage: str, kind: str) -> None:
        room, began = self.room, time.monotonic()
        longest = room.takes(LONGEST_STAY.get(kind, LONGEST_STAY_ELSEWHERE))
        while not room.ending.is_set():
            await self._work()
            await asyncio.sleep(max(room.takes(BETWEEN_LOOKS), SHORTEST_BETWEEN_LOOKS))
            stayed = time.monotonic() - began
            followed = room.stage == stage
            is_done = kind not in WITH_OWN_PART or room.are_done(MOST_ARE_DONE)
            if stayed > longest or (followed and is_done and stayed > room.takes(SHORTEST_STAY)):
                break
        await self._work()
        if kind in REVEALING:
            self._say("shows the result")
            await self._desk("reveal", (("revealed", "yes"),))
            await asyncio.sleep(room.takes(AFTER_A_REVEAL))
        if kind == "decisions":
            await self._decide()

    async def _work(self) -> None:
        """Everything that waits on the desk: words to read, proposals to answer."""
        desk = (await self._look()).body.decode()
        items = [item for item in _WAITING.findall(desk) if item not in self._released]
        for start in range(0, len(items), MOST_RELEASED_AT_ONCE):
            await self._release(items[start : start + MOST_RELEASED_AT_ONCE])
        for proposal in _PROPOSED.findall(desk):
            accepted = self._answered % 2 == 0
            answer = "" if accepted else ANSWER
            fields = (("proposal", proposal), ("accepted", "yes" if accepted else "no"))
            await self._desk("proposals", (*fields, ("answer", answer)))
            self._answered += 1

    async def _release(self, items: Sequence[str]) -> None:
        """All at once; one by one when one of them was taken back meanwhile."""
        answer = await self._desk("releases", [("item", item) for item in items])
        if not answer.is_yes:
            for item in items:
                await self._desk("releases", (("item", item),))
        self._released.update(items)

    async def _decide(self) -> None:
        choices = _TO_DECIDE.findall((await self._look()).body.decode())[:MOST_DECIDED]
        for number, idea in enumerate(choices):
            outcome, reason = OUTCOMES[min(number, len(OUTCOMES) - 1)]
            fields = [("idea", idea), ("outcome", outcome), ("reason", reason)]
            fields += [("joined_with", choices[0])] if outcome == "joined" else []
            await self._desk("decisions", fields)
            await asyncio.sleep(self.room.takes(self.luck.uniform(3, 8)))

    async def _until(self, holds: Callable[[], bool], seconds: float) -> None:
        ends = time.monotonic() + self.room.takes(seconds)
        while not (holds() or self.room.ending.is_set() or time.monotonic() > ends):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def _look(self) -> Answer:
        return await self.browser.patiently(lambda: self.browser.get(f"{self.room.address}/desk"))

    async def _desk(self, form: str, fields: Fields) -> Answer:
        return await self._patiently_post(f"{self.room.address}/desk/{form}", fields)

    async def _patiently_post(self, path: str, fields: Fields) -> Answer:
        kept = tuple(fields)
        return await self.browser.patiently(lambda: self.browser.post(path, kept))

    def _say(self, note: str) -> None:
        self.room.note = f"desk: {note}"
