"""One seat: comes in, follows the room by its stream, and acts as its person would."""

import asyncio
import json
import re
import time
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from app.rehearsal.acting import ACTING, WRITTEN, steps
from app.rehearsal.checking import Outcome, Sent
from app.rehearsal.following import Following
from app.rehearsal.people import Person
from app.rehearsal.room import Room
from app.rehearsal.scene import Scene, Step
from app.rehearsal.wire import Answer, Browser, Unreachable, spread

LONG_ENOUGH_TO_TYPE = 0.5  # seconds: shorter writing shows no sign of itself
SIGN_OF_WRITING = 4.0  # seconds between two signs
PATHS = {
    "placement": "placements",
    "guess": "guesses",
    "word": "words",
    "story": "stories",
    "change": "stories",
    "idea": "ideas",
    "proposal": "proposals",
    "dot": "dots",
    "dot_back": "dots/withdrawals",
    "answer": "answers",
    "team": "team",
    "done": "done",
    "pause": "pause",
    "pause_end": "pause/end",
    "leaving": "leaving",
    "consents": "consents",
    "take_back": "withdrawals",
}

# What a phone's page says to its script.
KNOWN = re.compile(rb"[?&;]known=([\w-]+)")
TASK = 'id="task"'
OWN_PART = re.compile(r'id="own-(\w+)"[^>]*\bdata-own=')

Mine = dict[str, Any]


class NoSeat(Exception):
    """The server does not know this seat, or lets nobody in."""


class Seat:
    def __init__(self, person: Person, room: Room) -> None:
        self.person = person
        self.room = room
        self.browser = Browser(room.server)
        self.acts: list[Sent] = []
        self.has_joined = False
        self.news = asyncio.Event()
        self._within = 0  # ms in which to look after news
        self._known = ""  # the revision that the page showed
        self._shown = ""  # the stage that this phone shows
        self._plans: dict[str, deque[Step]] = {}
        self._due: float | None = None  # when the next step is ready

    async def live(self) -> None:
        """Until the rehearsal ends. Raises NoSeat."""
        await self._arrive()
        if self.room.ending.is_set():
            return
        await self._join()
        listening = asyncio.create_task(self._follow().keep_listening())
        try:
            await self._take_part()
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def read_back(self) -> Mine:
        """Everything this seat gave, as the server tells it. Raises NoSeat."""
        answer = await self.browser.patiently(lambda: self.browser.get(self._at("mine.json")))
        if answer.status != 200:
            raise NoSeat(f"person {self.person.number} is not known any more ({answer.status})")
        mine: Mine = json.loads(answer.body)
        return mine

    # Coming in.

    async def _arrive(self) -> None:
        if self.person.comes_late:
            await self._either(self.room.moved_on.wait())
        await self._either(asyncio.sleep(self.room.takes(self.person.arrives)))

    async def _either(self, waiting: Any) -> None:
        """Wait for this, or for the end."""
        tasks = [asyncio.ensure_future(waiting), asyncio.ensure_future(self.room.ending.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    async def _join(self) -> None:
        code = (("code", self.room.code),)
        found = await self.browser.patiently(lambda: self.browser.post("/join", code))
        way_in = _path(found) if found.status == 303 else self.room.way_in
        await self.browser.patiently(lambda: self.browser.get(way_in))
        form = [("voice", self.person.voice), ("consent", "yes"), ("name", self.person.name)]
        form += [("may_show", "yes")] if self.person.may_show else []
        form += [("key", str(uuid4()))]
        seated = await self.browser.patiently(lambda: self.browser.post(way_in, form))
        if seated.status != 303:
            raise NoSeat(f"person {self.person.number} could not join ({seated.status})")
        self.room.address = _path(seated).removesuffix("/phone")
        page = await self.browser.patiently(lambda: self.browser.get(self._at("")))
        known = KNOWN.search(page.body)
        self._known = known[1].decode() if known else ""
        self._show(page.body.decode())
        self.has_joined = True
        self.room.people.add(self.person.number)

    # Following the room.

    def _follow(self) -> Following:
        return Following(
            self.browser,
            self._at(f"live?language=en&voice={self.person.voice}&known={self._known}"),
            on_event=self._hear,
            on_live=lambda: self.room.listening.add(self.person.number),
            on_lost=lambda: self.room.listening.discard(self.person.number),
        )

    def _hear(self, event: str, data: str) -> None:
        if event == "stage-moved":
            self._has_news(int(data))
        elif TASK in data:
            self._show(data)

    def _show(self, html: str) -> None:
        """Which stage this phone shows; none in the lobby, in a pause and at the end."""
        shown = OWN_PART.search(html)
        self._shown = shown[1] if shown else ""
        if self._shown:
            self.room.is_in(self._shown)

    def _has_news(self, within: int) -> None:
        self._within = within
        self.news.set()

    # Taking part.

    async def _take_part(self) -> None:
        before = ""
        while not self.room.ending.is_set():
            self.news.clear()
            if self._shown and self._shown != before:
                await self._send_what_was_half_written(before)
                before, self._due = self._shown, None
            plan = await self._what_is_left()
            while plan and not self.news.is_set():
                if await self._is_ready(plan[0]):
                    await self._do(plan.popleft())
            await self._either(self.news.wait())
            await self._either(asyncio.sleep(spread(self._within)))
            with suppress(Unreachable):
                await self.browser.get(self._at("own"))  # as a phone does at all news

    async def _what_is_left(self) -> deque[Step]:
        kind, plan = self.room.kind_of(self._shown), self._plans.get(self._shown)
        if plan or (kind in ACTING and plan is None) or not kind:
            return self._plan(await self._look_together())
        return deque()

    async def _look_together(self) -> Mine:
        """One asks for all of its voice: a real phone shows its stage without asking."""
        stage = self._shown
        look = self.room.looks[stage, self.person.voice]
        async with look.lock:
            if not stage or not look.is_new or look.mine is None:
                look.mine, look.at = await self._look(), time.monotonic()
        told = look.mine["stage"]
        return look.mine if told and told["id"] == stage else await self._look()

    async def _look(self) -> Mine:
        mine = await self.read_back()
        self.room.learn(mine)
        if mine["ended"]:
            self.room.ending.set()
        return mine

    def _plan(self, mine: Mine) -> deque[Step]:
        """What is left to do here; nothing while the room is calm, or the stage is closed."""
        stage = mine["stage"]
        if stage is None or mine["paused"] or mine["ended"]:
            return deque()
        if not stage["open"] or stage["revealed"]:
            return deque()
        if stage["id"] not in self._plans:
            told = sum(sent.act == "story" and sent.is_sure for sent in self.acts)
            scene = replace(Scene.of(mine), stories=told)
            self._plans[stage["id"]] = deque(steps(self.person, scene))
        return self._plans[stage["id"]]

    async def _is_ready(self, step: Step) -> bool:
        """False when there are news before the step is ready."""
        if self._due is None:
            self._due = time.monotonic() + self.room.takes(step.wait)
        while (left := self._due - time.monotonic()) > 0:
            if step.act in WRITTEN and left > LONG_ENOUGH_TO_TYPE:
                with suppress(Unreachable):
                    await self.browser.post(self._at("writing"), (), by_htmx=True)
                left = min(left, SIGN_OF_WRITING)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), left)
                return False
        self._due = None
        return True

    async def _send_what_was_half_written(self, stage: str) -> None:
        """The room moved on; there is a minute's grace for what one was typing."""
        plan = self._plans.get(stage)
        if plan and plan[0].act in WRITTEN - {"change"} and self._due is not None:
            await self._do(plan.popleft())

    # Acting.

    async def _do(self, step: Step) -> None:
        if step.act == "look":
            return
        sent = Sent(key=str(uuid4()), act=step.act, fields=step.fields)
        sent.stage_kind = self.room.kind_of(sent.get("stage"))
        about_stories = step.act in {"change", "take_back", "consents"}
        if about_stories and not self._point_at_stories(sent, step, await self._look()):
            return
        await self._send(sent)
        if step.act == "done" and sent.is_sure:
            self.room.done[sent.get("stage")].add(self.person.number)

    def _point_at_stories(self, sent: Sent, step: Step, mine: Mine) -> bool:
        """Which stories are meant, now that their ids are known; False if they are not there."""
        stories = sorted(mine["stories"], key=lambda s: (s["touchpoint"], s["text"]))
        if step.act == "consents":
            chosen = [int(value) for name, value in step.fields if name == "nth"]
            agreed = [("agreed", stories[n]["id"]) for n in chosen if n < len(stories)]
            sent.fields = (*(f for f in step.fields if f[0] != "nth"), *agreed)
            return True
        if not stories:
            return False
        story = stories[step.nth % len(stories)]
        sent.removes = (story["touchpoint"], story["text"])
        if step.act == "take_back":
            sent.fields = (("what", "story"), ("id", story["id"]))
        else:
            text = f"{story['text']} {sent.get('more')}"
            sent.fields = (
                ("stage", sent.get("stage")),
                ("touchpoint", story["touchpoint"]),
                ("text", text),
                ("replaces", story["id"]),
            )
        return True

    async def _send(self, sent: Sent) -> None:
        """With the same key, until there is an answer; a refusal is one."""
        self.acts.append(sent)
        self.room.acts.append(sent)
        path, fields = self._at(PATHS[sent.act]), (*sent.fields, ("key", sent.key))
        sent.began = time.perf_counter()

        async def try_it() -> Answer:
            sent.tries += 1
            return await self.browser.post(path, fields, by_htmx=True)

        answer = await self.browser.patiently(try_it)
        sent.milliseconds = 1000 * (time.perf_counter() - sent.began)
        sent.outcome = Outcome.ACKNOWLEDGED if answer.is_yes else Outcome.REFUSED
        self.room.was_answered(sent)

    def _at(self, part: str) -> str:
        return f"{self.room.address}/phone/{part}".rstrip("/")


def _path(answer: Answer) -> str:
    return urlsplit(answer.header("location")).path
