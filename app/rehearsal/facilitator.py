"""The invented facilitator: steers the desk through all stages by its own forms."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from app.rehearsal.following import Following
from app.rehearsal.people import Person, dice
from app.rehearsal.room import Room
from app.rehearsal.wire import Answer, Browser, Fields

SHORTEST_STAY = 12.0  # seconds at human pace, also where there is nothing to do
AFTER_A_REVEAL = 15.0
LONGEST_STAY = {"feelings": 20 * 60.0}
LONGEST_STAY_ELSEWHERE = 5 * 60.0
READ_ONE = 1.5  # seconds at human pace
LEAST_PATIENCE = 15.0  # seconds that people get to come in and to be done, whatever the pace
BETWEEN_LOOKS, SHORTEST_BETWEEN_LOOKS = 4.0, 0.25  # at human pace, but never less than that
MOST_ARE_DONE = 0.9
MOST_RELEASED = {"story": 200, "idea": 20}  # in one stage: a phone can't offer a hundred choices
SOONEST_OFFER = 20.0  # seconds at human pace: before, only what is left of the stage before comes
NEWS_TAKE = 1.2  # seconds until the desk shows what was written last
MOST_DECIDED = 12

WITH_OWN_PART = {
    "film",
    "talk",
    "touchpoints",
    "feelings",
    "priorities",
    "ideas",
    "choose",
    "teams",
    "checkout",
}
RELEASING = {"feelings": "story", "priorities": "idea", "ideas": "idea"}
OFFERING = {"priorities", "ideas"}
REVEALING = {"map", "choose"}

_WAITING = re.compile(r'desk/releases".{0,400}?name="item" value="([\w-]+)"', re.S)
_PROPOSED = re.compile(r'desk/proposals".{0,400}?name="proposal" value="(\w+)"', re.S)
_TEAM = re.compile(r'desk/teams".{0,400}?name="idea" value="(\w+)"', re.S)
_CALL = re.compile(r'id="call-(\w+)"')
_TO_DECIDE = re.compile(r'desk/decisions".{0,400}?name="idea" value="(\w+)"', re.S)

OWNERS = ("The ward manager", "A clinic nurse", "The booking office", "A therapist")
FIRST_MEETING = timedelta(days=14)
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
        self._waiting: dict[str, bool] = {}  # "story-ID" or "idea-ID": whether it is released
        self._proposed: dict[str, bool] = {}  # whether it is answered
        self._choices: list[str] = []  # in the order of the desk
        self._teams: dict[str, bool] = {}  # whether it has an owner and a date
        self._calls: dict[str, bool] = {}  # who needs a pause: whether they are looked after
        self._released = 0  # in this stage

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
        path = f"{self.room.address}/desk/live?language=en"
        following = Following(self.browser, path, on_event=self._read)
        listening = asyncio.create_task(following.keep_listening())
        try:
            for stage in await self._stages():
                self._say(f"moves to {stage['title']}")
                await self._desk("stage", (("to", stage["id"]),))
                await self._stay(stage["id"], stage["kind"])
        finally:
            listening.cancel()
        self._say("the last stage is over")
        self.room.ending.set()

    def _read(self, event: str, html: str) -> None:
        """What comes to the desk: words to read, proposals to answer, choices to decide on."""
        found = (self._waiting, _WAITING), (self._proposed, _PROPOSED), (self._teams, _TEAM)
        for known, pattern in found:
            known.update(dict.fromkeys(pattern.findall(html), False) | known)
        if choices := _TO_DECIDE.findall(html):
            self._choices = choices

    async def _stages(self) -> list[dict[str, str]]:
        """From where the room is now."""
        await self._until(lambda: bool(self.room.stages), 120)
        ids = [stage["id"] for stage in self.room.stages]
        return self.room.stages[ids.index(self.room.stage) if self.room.stage in ids else 0 :]

    async def _stay(self, stage: str, kind: str) -> None:
        room, began = self.room, time.monotonic()
        longest = room.takes(LONGEST_STAY.get(kind, LONGEST_STAY_ELSEWHERE))
        longest = max(longest, LEAST_PATIENCE)
        self._released = 0
        is_over = False
        while not is_over and not room.ending.is_set():
            await asyncio.sleep(max(room.takes(BETWEEN_LOOKS), SHORTEST_BETWEEN_LOOKS))
            stayed = time.monotonic() - began
            await self._answer_proposals()
            await self._look_after()
            await self._arrange_teams()
            if kind in OFFERING and stayed < room.takes(SOONEST_OFFER):
                self._leave_unread()
            await self._release(RELEASING.get(kind, ""), int(stayed / room.takes(READ_ONE)))
            is_done = kind not in WITH_OWN_PART or room.are_done(MOST_ARE_DONE)
            has_followed = room.stage == stage and stayed > room.takes(SHORTEST_STAY)
            is_over = (has_followed and is_done) or stayed > longest
        if kind in RELEASING:
            await asyncio.sleep(NEWS_TAKE)
            await self._release(RELEASING[kind], MOST_RELEASED[RELEASING[kind]])
            self._leave_unread()
        if kind in REVEALING:
            self._say("shows the result")
            await self._desk("reveal", (("revealed", "yes"),))
            await asyncio.sleep(room.takes(AFTER_A_REVEAL))
        if kind == "teams":
            await asyncio.sleep(NEWS_TAKE)
            await self._arrange_teams()
        if kind == "decisions":
            await asyncio.sleep(NEWS_TAKE)
            await self._decide()

    def _leave_unread(self) -> None:
        """What was offered in an earlier stage and is too much for this room."""
        self._waiting.update(dict.fromkeys(self._waiting, True))

    async def _answer_proposals(self) -> None:
        """Yes to the first, a kind answer to the second, and so on."""
        for proposal in [each for each, is_answered in self._proposed.items() if not is_answered]:
            accepted = sum(self._proposed.values()) % 2 == 0
            said = ("accepted", "yes" if accepted else "no"), ("answer", "" if accepted else ANSWER)
            await self._desk("proposals", (("proposal", proposal), *said))
            self._proposed[proposal] = True

    async def _look_after(self) -> None:
        """Go to whoever needs a pause; a while later it is over. Asked for, never pushed."""
        care = f"{self.room.address}/care"
        panel = await self.browser.patiently(lambda: self.browser.get(f"{care}/panel"))
        for call in dict.fromkeys(_CALL.findall(panel.body.decode())):
            act = "over" if call in self._calls else "going"
            await self._patiently_post(f"{care}/{act}", (("call", call), (act, "yes")))
            self._calls[call] = act == "over"

    async def _arrange_teams(self) -> None:
        """An owner and a first date for each, before people leave."""
        for team in [each for each, is_arranged in self._teams.items() if not is_arranged]:
            owner = OWNERS[sum(self._teams.values()) % len(OWNERS)]
            meets = (date.today() + FIRST_MEETING).isoformat()
            await self._desk("teams", (("idea", team), ("owner", owner), ("meets_on", meets)))
            self._teams[team] = True

    async def _release(self, kind: str, many: int) -> None:
        """What waits to be read, until so many of this kind were released in this stage."""
        items = [each for each, is_released in self._waiting.items() if not is_released]
        for item in items:
            if self._released >= min(many, MOST_RELEASED.get(kind, 0)):
                break
            if item.startswith(f"{kind}-"):
                await self._desk("releases", (("item", item),))
                self._waiting[item] = True
                self._released += 1

    async def _decide(self) -> None:
        for number, idea in enumerate(self._choices[:MOST_DECIDED]):
            outcome, reason = OUTCOMES[min(number, len(OUTCOMES) - 1)]
            fields = [("idea", idea), ("outcome", outcome), ("reason", reason)]
            fields += [("joined_with", self._choices[0])] if outcome == "joined" else []
            await self._desk("decisions", fields)
            await asyncio.sleep(self.room.takes(self.luck.uniform(3, 8)))

    async def _until(self, holds: Callable[[], bool], seconds: float) -> None:
        ends = time.monotonic() + max(self.room.takes(seconds), LEAST_PATIENCE)
        while not (holds() or self.room.ending.is_set() or time.monotonic() > ends):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def _desk(self, form: str, fields: Fields) -> Answer:
        return await self._patiently_post(f"{self.room.address}/desk/{form}", fields)

    async def _patiently_post(self, path: str, fields: Fields) -> Answer:
        kept = tuple(fields)
        return await self.browser.patiently(lambda: self.browser.post(path, kept))

    def _say(self, note: str) -> None:
        self.room.note = f"desk: {note}"
