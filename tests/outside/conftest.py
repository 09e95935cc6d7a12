"""A mail server, and the scheduler of one process with a clock of one's choice."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from app.database import Database
from app.outside.letters import Letters
from app.outside.mail import Smtp
from app.outside.post import Post
from app.pages.templating import render, translate
from app.writer import Writer
from tests.mailbox import Mailbox
from tests.make import KEYRING

SENDER = "Touchline <touchline@hospital.example>"
ADDRESS = "https://touchline.example"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    yield mailbox
    mailbox.stop()


def smtp(mailbox: Mailbox) -> Smtp:
    return Smtp("127.0.0.1", mailbox.port, security="none", timeout=5)


class Clock:
    """A process whose clock stands where a test puts it."""

    def __init__(self, database: Database, carrier: Smtp | None) -> None:
        self.database, self.carrier = database, carrier

    def strikes(self, now: datetime, ticks: Callable[[], float] = lambda: 0) -> None:
        async def once() -> None:
            writer = Writer(self.database, lambda _changes: None)
            writer.start()
            letters = Letters(render, translate, KEYRING, ADDRESS)
            post = Post(self.database, writer, letters, self.carrier, SENDER, ticks)
            await post.round(now)
            await asyncio.to_thread(writer.stop)

        asyncio.run(once())


@pytest.fixture
def clock(database: Database, mailbox: Mailbox) -> Clock:
    return Clock(database, smtp(mailbox))
