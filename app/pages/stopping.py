"""Pages while the server stops: nobody waits for what only reads, and a sentence says why."""

import asyncio

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.errors import N_
from app.pages.guards import Visitor
from app.pages.middleware import SAFE
from app.pages.refusals import say

STARTING_ANEW = N_("Touchline is starting anew. This page comes back by itself in a moment.")
LOADED_AGAIN = {"refresh": "3", "retry-after": "3"}  # seconds


class UntilStopped:
    """ASGI around what only reads. `stop` cuts it off, and who asked is told so with status 503."""

    def __init__(self, app: ASGIApp, pages: FastAPI) -> None:
        self.app, self.pages = app, pages
        self._waiting: set[asyncio.Task[object]] = set()
        self._is_stopping = False
        self._said: dict[tuple[str, bool], Response] = {}  # hundreds may be told the same

    def stop(self) -> None:
        self._is_stopping = True
        for task in self._waiting:
            task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in SAFE:
            return await self.app(scope, receive, send)
        task = asyncio.current_task()
        assert task is not None
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        self._waiting.add(task)
        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:
            if not self._is_stopping or has_begun:
                raise
            task.uncancel()
            await (await self._sentence(scope))(scope, receive, send)
        finally:
            self._waiting.discard(task)

    async def _sentence(self, scope: Scope) -> Response:
        request = Request({**scope, "app": self.pages})
        door = Visitor(request)
        asked = door.language, door.by_htmx
        if asked not in self._said:
            if door.by_htmx:
                answer = await say(request, 503, STARTING_ANEW)
            else:
                answer = door.render("shared/starting.html", 503, said=STARTING_ANEW)
            answer.headers.update(LOADED_AGAIN)
            self._said[asked] = answer
        return self._said[asked]
