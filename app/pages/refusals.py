"""Saying no in plain words, and giving back what was typed."""

import logging

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException

from app.domain.errors import N_, Refused, Unknown
from app.pages.guards import Visitor
from app.writer import NotSaved

NOT_NOW = N_(
    "This could not be saved just now. Please try again in a moment: what you typed is still here."
)
NOT_RIGHT = N_("This form did not arrive as it should. Please load the page and try again.")
NOT_HERE = N_("There is no such page.")
NOT_WORKING = N_("Something went wrong on our side. Please try again in a moment.")
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
)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if isinstance(error, Unknown) and request.method == "GET":
        return RedirectResponse(f"/account/sign-in?to={request.url.path}", status_code=303)
    return await _say(request, error.status, error.message, error.values)


async def not_saved(request: Request, error: Exception) -> Response:
    logging.error("A group could not be saved: %r", error.__cause__ or error)
    return await _say(request, 503, NOT_NOW)


async def malformed(request: Request, _error: Exception) -> Response:
    return await _say(request, 422, NOT_RIGHT)


async def not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return await _say(
        request, error.status_code, NOT_HERE if error.status_code == 404 else NOT_RIGHT
    )


async def broken(request: Request, _error: Exception) -> Response:
    return await _say(request, 500, NOT_WORKING)


HANDLERS = {
    Refused: refused,
    NotSaved: not_saved,
    DBAPIError: not_saved,
    DataError: malformed,  # such as a NUL, which PostgreSQL does not keep
    RequestValidationError: malformed,
    HTTPException: not_there,
    Exception: broken,
}


async def _say(
    request: Request, status: int, message: str, values: dict[str, object] | None = None
) -> Response:
    """htmx puts one line at the top and leaves the form alone; others get the form back."""
    door = Visitor(request)
    said = (message, values or {})
    if door.by_htmx:
        response = door.render("shared/_notice.html", status, said=said, wrong=True)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
    typed: list[tuple[str, str]] = []
    if request.method == "POST":
        form = await request.form()
        typed = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return door.render(
        "shared/refused.html",
        status,
        said=said,
        address=request.url.path if typed else "",
        kept=[(n, v) for n, v in typed if n != "password" and (n not in TYPED or not v)],
        written=[(n, v) for n, v in typed if n in TYPED and v],
    )
