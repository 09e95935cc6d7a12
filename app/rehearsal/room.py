"""What all invented people of one rehearsal share: where the room is, and whether it goes on."""

import asyncio
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from app.rehearsal.checking import Sent
from app.rehearsal.wire import Server

NEW_FOR = 5.0  # seconds


@dataclass
class Look:
    """What one seat was told, for all of its voice who show the same stage."""

    mine: dict[str, Any] | None = None
    at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_new(self) -> bool:
        return time.monotonic() - self.at < NEW_FOR


@dataclass
class Room:
    server: Server
    code: str
    pace: float
    address: str = ""  # /w/{id}, once somebody is in
    way_in: str = ""  # /j/{secret}, as the QR code has it
    ended: bool = False  # the facilitator ended the workshop
    stages: list[dict[str, Any]] = field(default_factory=list)
    stage: str = ""
    seen: list[str] = field(default_factory=list)  # stages in which the room was
    done: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    people: set[int] = field(default_factory=set)
    listening: set[int] = field(default_factory=set)
    paused: bool = False
    acts: list[Sent] = field(default_factory=list)
    answered: deque[tuple[float, Sent]] = field(default_factory=lambda: deque(maxlen=2000))
    note: str = ""
    looks: dict[tuple[str, str], "Look"] = field(default_factory=lambda: defaultdict(Look))
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    moved_on: asyncio.Event = field(default_factory=asyncio.Event)  # for those who come late

    @property
    def is_last_stage(self) -> bool:
        return bool(self.stages) and self.stage == self.stages[-1]["id"]

    def kind_of(self, stage: str) -> str:
        """Empty while nobody was told yet."""
        return next((each["kind"] for each in self.stages if each["id"] == stage), "")

    def are_done(self, share: float = 1.0) -> bool:
        """Whether so many of those in the room have said "I'm done" here."""
        return bool(self.people) and len(self.done[self.stage]) >= share * len(self.people)

    def learn(self, mine: dict[str, Any]) -> None:
        """From what any seat was told last."""
        self.stages = mine["stages"]
        self.paused = mine["paused"]
        self.ended = mine["ended"]
        if mine["stage"]:
            self.is_in(mine["stage"]["id"])

    def is_in(self, stage: str) -> None:
        """As some phone shows it."""
        self.stage = stage
        if not self.seen or self.seen[-1] != stage:
            self.seen.append(stage)
        if len(self.seen) > 1:
            self.moved_on.set()

    def takes(self, seconds: float) -> float:
        """What takes a person so long takes here."""
        return seconds / self.pace

    def was_answered(self, sent: Sent) -> None:
        self.answered.append((time.monotonic(), sent))
