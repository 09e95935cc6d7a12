"""A room comes back all at once: those who wait at the door are looked up together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session

LOOKED_UP_TOGETHER = 50

T = TypeVar("T")


@dataclass(eq=False)
class Waiting(Generic[T]):
    """Somebody with a question, and what it found."""

    ask: Callable[[Session], T]
    answer: "asyncio.Future[T]"
    found: T | None = None
    error: Exception | None = None

    def look(self, session: Session) -> None:
        try:
            self.found = self.ask(session)
        except Exception as error:
            self.error = error
            session.rollback()  # or PostgreSQL answers nothing more

    def settle(self) -> None:
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.found)  # type: ignore[arg-type]


class Entrance:
    """One look at the database for all who came while the one before lasted, in their order."""

    def __init__(self, read: Callable[[], Session]) -> None:
        self._read = read
        self._waiting: list[Waiting[Any]] = []
        self._looking: asyncio.Task[None] | None = None

    async def ask(self, ask: Callable[[Session], T]) -> T:
        """What it finds. Raises what it raises, for nobody else; a lost database for all."""
        waiting: Waiting[T] = Waiting(ask, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await waiting.answer

    async def _look(self) -> None:
        try:
            while self._waiting:
                together = self._waiting[:LOOKED_UP_TOGETHER]
                del self._waiting[:LOOKED_UP_TOGETHER]
                try:
                    await asyncio.to_thread(self._look_up, together)
                except Exception as error:  # not one question's: the database went away
                    for each in together:
                        each.error = each.error or error
                for each in together:
                    each.settle()
        finally:
            self._looking = None

    def _look_up(self, together: list[Waiting[Any]]) -> None:
        with self._read() as session:
            for each in together:
                each.look(session)
