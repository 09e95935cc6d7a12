"""The clock that sends: what ought to be said by now is put into the outbox, claimed, and sent.

The moment comes in with each round, so that a test can move it. Any number of processes may make
rounds: a letter is claimed by compare and set before it is carried, and never carried twice.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar
from uuid import uuid4

from sqlmodel import Session

from app.database import Database
from app.domain.outbox import Letter, claim, drop, due, was_not_sent, was_sent
from app.outside.letters import Letters
from app.outside.mail import Carrier, Mail, NotGone, Unsure, message_of
from app.writer import Writer

ROOM = "post"  # on PostgreSQL, processes take turns here

T = TypeVar("T")


class Post:
    """One process's part in sending. Without a carrier nothing is put into the outbox at all."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        letters: Letters,
        carrier: Carrier | None = None,
        sender: str = "",
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self.database, self.writer, self.letters = database, writer, letters
        self.carrier, self.sender = carrier, sender
        self.ticks = ticks  # seconds that pass within a round
        self.name = uuid4().hex

    @property
    def goes_out(self) -> bool:
        """Whether any e-mail goes out from here."""
        return self.carrier is not None

    async def round(self, now: datetime) -> None:
        """Put what is wanted into the outbox, then send what is due.

        A round may take long; each letter is claimed at its own moment, so that one that is just
        being sent is never taken for one that may not have gone.
        """
        began = self.ticks()
        for ought, verb in self.letters.planning:
            if await asyncio.to_thread(self._reads, ought, now, self.goes_out):
                await self.writer.write(_at(verb, now, self.goes_out), ROOM)
        if self.carrier is None:
            return
        for letter in await asyncio.to_thread(self._reads, due, now):
            await self._send(self.carrier, letter, now + timedelta(seconds=self.ticks() - began))

    async def _send(self, carrier: Carrier, letter: str, now: datetime) -> None:
        if not await self.writer.write(lambda s: claim(s, letter, self.name, now), ROOM):
            return  # another process has it
        mail = await asyncio.to_thread(self._reads, self._draw, letter, now)
        if mail is None:
            await self.writer.write(lambda s: drop(s, letter, self.name, now), ROOM)
            return
        try:
            await asyncio.to_thread(carrier.carry, message_of(mail, self.sender, now))
        except NotGone as failed:
            why, for_good = failed.why, failed.for_good
            logging.warning("An e-mail did not go: %s", why)
            await self.writer.write(
                lambda s: was_not_sent(s, letter, self.name, now, why=why, for_good=for_good), ROOM
            )
        except Unsure:
            logging.warning("An e-mail may not have gone: the line broke.")
        else:
            await self.writer.write(lambda s: was_sent(s, letter, self.name, now), ROOM)

    def _draw(self, session: Session, letter: str, now: datetime) -> Mail | None:
        found = session.get(Letter, letter)  # gone when its reader wants no more e-mail
        return self.letters.draw(session, found, now) if found else None

    def _reads(self, query: Callable[..., T], *args: object) -> T:
        with self.database.read() as session:
            return query(session, *args)


def _at(verb: Callable[..., None], *args: object) -> Callable[[Session], None]:
    return lambda session: verb(session, *args)
