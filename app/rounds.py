"""What the server does again and again beside answering; none of it ends because it failed once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress


class SaidPlainly(Exception):
    """One sentence, which may stand in the log; what others say may hold what people wrote."""


class Rounds:
    """Each goes on until all are ended. The same fault is told once, until it works again."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def begin(
        self,
        name: str,
        seconds: float,
        act: Callable[[], Awaitable[None]],
        *,
        at_once: bool = False,
    ) -> None:
        """`seconds` lie between two; before the first one as well, unless it is made at once."""
        self._tasks.append(asyncio.create_task(self._again_and_again(name, seconds, act, at_once)))

    def keep(self, task: Awaitable[None]) -> None:
        """Something that goes on by itself, to be ended with the others."""
        self._tasks.append(asyncio.ensure_future(task))

    async def end(self) -> None:
        """However they ended: what has to be done afterwards must be."""
        for task in self._tasks:
            task.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await task

    async def _again_and_again(
        self, name: str, seconds: float, act: Callable[[], Awaitable[None]], at_once: bool
    ) -> None:
        told = ""
        while True:
            if not at_once:
                await asyncio.sleep(seconds)
            at_once = False
            try:
                await act()
                told = ""
            except Exception as error:
                is_plain = isinstance(error, SaidPlainly)
                if told != (told := str(error) if is_plain else f"{type(error).__name__}."):
                    logging.error("%s: %s Trying again.", name, told)
