"""The forms of a room at work, past layers that cost more than saving one."""

import re
from collections.abc import Awaitable, Callable, Mapping
from inspect import signature
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.pages.forms import Text, Words, typed
from app.pages.refusals import HANDLERS

IN_A_ROOM = re.compile(r"/w/([^/]+)/((?:phone|desk)/[a-z/]+)")

MOST_AT_A_DESK = 1000  # fields, as FastAPI allows: hundreds of words are released at once

Route = Callable[[Request], Awaitable[Response]]


def with_fields(page: Callable[..., Awaitable[Response]], door: Callable[..., object]) -> Route:
    """A page's own function, given its door and the form's fields as FastAPI gives them.

    An empty field is as one that was not sent. Raises TypeError for a page that asks for more than
    texts.
    """
    _, *asked = signature(page).parameters.values()
    if any(each.annotation not in (Text, Words) for each in asked):
        raise TypeError(f"{page.__name__} asks for more than texts.")
    one = [each.name for each in asked if each.annotation is Text]
    many = [each.name for each in asked if each.annotation is Words]

    async def route(request: Request) -> Response:
        form = await typed(request, MOST_AT_A_DESK)
        fields: dict[str, Any] = {name: form.one(name) for name in one if form.one(name)}
        fields |= {name: form.all(name) for name in many if form.all(name)}
        return await page(door(request.path_params["workshop"], request), **fields)

    return route


class Straight:
    """Calls a route by the last parts of its address; whatever else goes through all layers.

    The routes are the pages' own, and so are the answers to errors: only the layers between are
    left out. Nor is the answer compressed, for it is a sentence or a card.
    """

    def __init__(self, pages: FastAPI, layers: ASGIApp, routes: Mapping[str, Route]) -> None:
        self.pages = pages
        self.layers = layers
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = IN_A_ROOM.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        route = self.routes.get(found[2]) if found and scope["method"] == "POST" else None
        if found is None or route is None:
            return await self.layers(scope, receive, send)
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
