"""Cookies: `__Host-` and Secure on https, plain on a laptop's http, never readable by scripts."""

from secrets import token_urlsafe

from fastapi import Request, Response

from app.settings import Settings

TWO_WEEKS = 14 * 24 * 3600


def is_https(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.public_url.startswith("https://") or request.scope["scheme"] == "https"


def name_for(request: Request, name: str) -> str:
    return f"__Host-{name}" if is_https(request) else name


def read(request: Request, name: str) -> str:
    return request.cookies.get(name_for(request, name), "")


def keep(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name_for(request, name),
        value,
        max_age=TWO_WEEKS,
        httponly=True,
        samesite="lax",
        secure=is_https(request),
        path="/",
    )


def forget(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(
        name_for(request, name), httponly=True, samesite="lax", secure=is_https(request), path="/"
    )


def recognise(request: Request, response: Response) -> Response:
    """The page with a form that may be guessed at marks its browser, to count wrong tries by."""
    if not read(request, VISITOR):
        keep(request, response, VISITOR, token_urlsafe(16))
    return response


SIGN_IN = "sid"
VISITOR = "visitor"


def seat(workshop: str) -> str:
    return f"seat-{workshop}"


def helper(workshop: str) -> str:
    return f"helper-{workshop}"


def wall(workshop: str) -> str:
    return f"wall-{workshop}"
