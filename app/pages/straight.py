"""The forms that a whole room sends within a minute, past layers that cost more than saving one."""

import re
from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request, Response
from starlette.datastructures import State
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.pages.refusals import HANDLERS

PHONE = re.compile(r"/w/([^/]+)/phone/([a-z/]+)")

Route = Callable[[Request], Awaitable[Response]]


class Straight:
    """Calls a phone's route by the last part of its address; whatever else goes to the pages.

    The routes are the router's own, and so are the answers to errors: only the layers between are
    left out.
    """

    def __init__(self, pages: FastAPI, routes: Mapping[str, Route]) -> None:
        self.pages = pages
        self.routes = routes

    @property
    def state(self) -> State:
        """What the doors ask for, as the pages' own."""
        return self.pages.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PHONE.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        route = self.routes.get(found[2]) if found and scope["method"] == "POST" else None
        if found is None or route is None:
            return await self.pages(scope, receive, send)
        scope = {**scope, "app": self.pages, "path_params": {"workshop": found[1]}}
        request = Request(scope, receive)
        try:
            response = await route(request)
        except ClientDisconnect:
            return  # in the middle of its form: nobody waits for an answer
        except Exception as error:
            kind = next(kind for kind in type(error).__mro__ if kind in HANDLERS)
            await (await HANDLERS[kind](request, error))(scope, receive, send)
            if kind is Exception:
                raise  # for the server's log
            return
        await response(scope, receive, send)
