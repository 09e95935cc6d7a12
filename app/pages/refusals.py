"""Saying no in plain words, and giving back what was typed."""

import logging
import re
from contextlib import suppress

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException

from app.domain.errors import N_, MayOnlyCare, NotSeated, Refused, Unknown
from app.pages.guards import Visitor
from app.pages.keeping import SEAT
from app.writer import NotSaved

NOT_NOW = N_(
    "This could not be saved just now. Please try again in a moment: what you typed is still here."
)
NOT_RIGHT = N_("This form did not arrive as it should. Please load the page and try again.")
TOO_MUCH = N_("This is too much at once. Please make it shorter and send it again.")
NOT_OURS = N_("This form came from another site, so nothing was saved.")
NOT_HERE = N_("There is no such page.")
NOT_WORKING = N_("Something went wrong on our side. Please try again in a moment.")
BY_STATUS = {403: NOT_OURS, 404: NOT_HERE, 413: TOO_MUCH}
HOME_OF_A_FORM = re.compile(
    r"/w/[^/]+/(phone|desk)(?=/)|/p/[^/]+/trials/[^/]+(?=/)|/p/[^/]+(?=/)|/t/[^/]+(?=/)|/still/[^/]+(?=/)"
)
DESK = re.compile(r"(/w/[0-9a-f]+)/desk")
TYPED = (
    "text",
    "title",
    "own",
    "reason",
    "answer",
    "name",
    "email",
    "phrase",
    "lines",
    "aim",
    "change",
    "prediction",
    "what_happened",
    "journey",
    "place",
    "owner",
    "co_owner",
    "what",
    "who",
    "stop_rule",
    "learned",
    "tell",
    "because",
    "note",
    "words",
)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if isinstance(error, Unknown) and request.method == "GET":
        return RedirectResponse(f"/account/sign-in?to={request.url.path}", status_code=303)
    desk = DESK.fullmatch(request.url.path) if isinstance(error, MayOnlyCare) else None
    if desk is not None and request.method == "GET":
        return RedirectResponse(f"{desk[1]}/care", status_code=303)
    answer = await say(request, error.status, error.message, error.values)
    if isinstance(error, NotSeated):
        answer.headers[SEAT] = "none"  # its outbox keeps the words for whoever comes back
    return answer


async def not_saved(request: Request, error: Exception) -> Response:
    cause = error.__cause__ or error
    # What the database says of a value may hold the value, so only trouble of its own is told.
    told = cause.orig if isinstance(cause, OperationalError | InterfaceError) else ""
    logging.error("Not saved, or not read: %s %s", type(cause).__name__, told)
    return await say(request, 503, NOT_NOW)


async def malformed(request: Request, _error: Exception) -> Response:
    return await say(request, 422)


async def not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and request.method == "GET":
        # A phone loads a tab again that it had put away after a form.
        home = HOME_OF_A_FORM.match(request.url.path)
        return RedirectResponse(home[0] if home else "/", status_code=303)
    return await say(request, error.status_code)


async def broken(request: Request, _error: Exception) -> Response:
    return await say(request, 500, NOT_WORKING)


HANDLERS = {
    Refused: refused,
    NotSaved: not_saved,
    OperationalError: not_saved,
    InterfaceError: not_saved,
    NoConnectionFree: not_saved,
    DataError: malformed,  # such as a NUL, which PostgreSQL does not keep
    IntegrityError: malformed,
    RequestValidationError: malformed,
    HTTPException: not_there,
    Exception: broken,
}


async def say(
    request: Request, status: int, message: str = "", values: dict[str, object] | None = None
) -> Response:
    """htmx puts one line at the top and leaves the form alone; others get the form back."""
    door = Visitor(request)
    said = (message or BY_STATUS.get(status, NOT_RIGHT), values or {})
    if door.by_htmx:
        response = door.render("shared/_notice.html", status, said=said, wrong=True)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "outerMorph"
    else:
        typed = await _typed(request) if request.method == "POST" and status != 413 else []
        response = door.render(
            "shared/refused.html",
            status,
            said=said,
            address=request.url.path if typed else "",
            kept=[(n, v) for n, v in typed if n != "password" and (n not in TYPED or not v)],
            written=[(n, v) for n, v in typed if n in TYPED and v],
        )
    if status == 413:
        response.headers["connection"] = "close"  # whatever else is coming is not read
    return response


async def _typed(request: Request) -> list[tuple[str, str]]:
    """Nothing where the form cannot be read, which may be the very reason for refusing."""
    with suppress(Exception):
        form = await request.form()
        return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return []
