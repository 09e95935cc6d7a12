"""A year of days to look, two processes, twenty power cuts: none twice, none missing."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from threading import Timer

import pytest
from sqlmodel import select

from app.domain.chasing.answering import move_look
from app.domain.chasing.naming import name_sponsor
from app.domain.chasing.tables import Chased
from app.domain.outbox import Letter
from tests.afterwards import goes_on, saving, tries
from tests.mailbox import Mailbox
from tests.make import World
from tests.outside.a_process import live

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DAYS, CUTS = 365, 20
LOOKS = [date(2026, 6, 20) + timedelta(days=41 * n) for n in range(8)]  # the last ends in time
MOVED = {2: 25, 5: 40}  # trial: by so many days, on the day itself


class Process:
    """A server's scheduler, in a process that can be killed as by a power cut."""

    def __init__(self, url: str, port: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.outside.a_process"])
        self.line, other = context.Pipe()
        self.process = context.Process(target=live, args=(url, port, other), daemon=True)
        self.process.start()
        other.close()
        self.is_busy = self.was_killed = False
        assert self.line.recv() == "up"

    def hears(self, now: datetime) -> None:
        self.is_busy = True
        self.line.send(now)

    def ends(self) -> None:
        with suppress(EOFError, ConnectionResetError):
            self.line.recv()
        self.is_busy = False

    def kill(self) -> None:
        self.is_busy, self.was_killed = False, True
        with suppress(ProcessLookupError):
            os.kill(self.process.pid or 0, signal.SIGKILL)


class Year:
    def __init__(self, url: str, mailbox: Mailbox) -> None:
        self.url, self.mailbox = url, mailbox
        self.chance = Random(7)
        self.cuts = 0
        self.both = [self.start(), self.start()]
        mailbox.before = self.maybe_cut

    def start(self) -> Process:
        return Process(self.url, self.mailbox.port)

    def maybe_cut(self) -> None:
        """With every third letter in hand, unanswered: the worst moment there is."""
        if len(self.mailbox.mails) % 3 == 0:
            self.cut()

    def cut(self) -> None:
        for process in self.both:
            if process.is_busy and self.cuts < CUTS:
                process.kill()
                self.cuts += 1

    def day(self, now: datetime) -> None:
        for process in self.both:
            process.hears(now)
        timer = None
        if now.toordinal() % 13 == 0:  # and at any moment, mostly between two letters
            timer = Timer(self.chance.random() / 50, self.cut)
            timer.start()
        for process in self.both:
            process.ends()
        if timer:
            timer.join()
        for n, process in enumerate(self.both):
            if process.was_killed:
                process.process.join()
                self.both[n] = self.start()

    def end(self) -> None:
        for process in self.both:
            process.kill()
            process.process.join()


@pytest.fixture
def year(url: str, mailbox: Mailbox, world: World) -> Iterator[Year]:
    year = Year(url, mailbox)
    yield year
    year.end()


def test_a_year_of_letters_goes_once_each_or_is_shown_as_doubtful(
    year: Year, mailbox: Mailbox, world: World
):
    trials = planned(world)
    for n in range(DAYS):
        now = START + timedelta(days=n)
        year.day(now)
        moves(world, trials, now)
    assert year.cuts == CUTS

    with world.session() as session:
        letters = {each.id: each for each in session.exec(select(Letter)).all()}
    arrived = Counter(mail["Message-ID"].strip("<>").split("@")[0] for mail in mailbox.mails)
    end = START + timedelta(days=DAYS)
    states = {each.key: each.state(end) for each in letters.values() if not each.dropped_at}

    assert set(arrived.values()) == {1}  # none twice
    assert set(states) == expected(trials)  # none missing
    assert set(states.values()) == {"sent", "unsure"}  # and each either gone or doubtful
    for each in letters.values():
        if each.state(end) == "sent":
            assert arrived[each.id] == 1
    # A cut leaves a doubt about what one process had in hand, and about nothing else.
    assert 0 < list(states.values()).count("unsure") <= year.cuts


def planned(world: World) -> list[str]:
    goes_on(world)
    trials = []
    for n, day in enumerate(LOOKS):
        idea = world.offers("Amina", f"An idea, number {n}")
        trials.append(tries(world, idea, title=f"Trial {n}", review_on=str(day)))
    with saving(world) as session:
        name_sponsor(session, world.member(session), name="Dana", email="dana@example.org")
    return trials


def moves(world: World, trials: list[str], now: datetime) -> None:
    for n, days in MOVED.items():
        if LOOKS[n] == now.date():
            with saving(world) as session:
                key = session.get_one(Chased, trials[n]).key
                to = LOOKS[n] + timedelta(days=days)
                move_look(session, key, day=LOOKS[n], to=to, now=now)


def expected(trials: list[str]) -> set[str]:
    """Worked out from the rule, not from the code: three before, three and ten after, the sponsor.

    A letter before the day also for days that have moved; the rest only for where they moved to.
    """
    keys = set()
    for n, (trial, day) in enumerate(zip(trials, LOOKS, strict=True)):
        keys.add(f"review {trial} {day} before")
        last = day + timedelta(days=MOVED.get(n, 0))
        keys |= {f"review {trial} {last} {step}" for step in ("before", "after", "late")}
        keys.add(f"sponsor {trial} {last}")
    return keys
