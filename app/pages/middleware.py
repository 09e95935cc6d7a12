"""What stands before every page: no forged forms, no floods, and headers that shut the rest out."""

import re
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.pages.keeping import LOOK_FIRST, RUN
from app.pages.refusals import say

SAFE = {"GET", "HEAD", "OPTIONS"}
LARGEST_BODY = 64 * 1024
# A mail program stops our e-mails by itself (RFC 8058). It comes from nowhere, and needs no cookie.
ONE_CLICK = re.compile(r"/hear/[\w-]{20,30}/stop")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Guarded:
    """Pure ASGI around the pages; the stream is not among them."""

    def __init__(self, app: ASGIApp, pages: FastAPI, public_url: str, run: str) -> None:
        self.app, self.pages = app, pages
        self.public = _origin(public_url)
        self._always = _headers(secure=public_url.startswith("https://"))
        self.says_run(run)

    def says_run(self, run: str) -> None:
        """Which start of Touchline, or which life of its database, this is."""
        self.run = run
        self.headers = [*self._always, (RUN.encode(), run.encode())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        send = self._with_headers(send)
        if scope["method"] not in SAFE:
            if not (self._is_ours(headers) or ONE_CLICK.fullmatch(scope["path"])):
                return await self._refuse(403, scope, receive, send)
            if _declared(headers) > LARGEST_BODY:
                return await self._refuse(413, scope, receive, send)
            if headers.get(RUN, self.run) != self.run:
                # Nothing newer may overtake what a phone has to offer again first.
                return await Response(status_code=LOOK_FIRST)(scope, receive, send)
            receive = _counted(receive)
        if scope["method"] == "HEAD":  # a page without its body, which the server leaves out
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)

    async def _refuse(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request({**scope, "app": self.pages})  # unread, so that nobody waits for a flood
        await (await say(request, status))(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        """Origin or, where a browser sends none, Sec-Fetch-Site or Referer must be ours.

        `Host` cannot be set by another site's page, so equal to it is ours as well: a laptop in a
        basement is reached under many names.
        """
        said = headers.get("origin") or headers.get("referer")
        if said is None:
            return headers.get("sec-fetch-site") == "same-origin"
        origin = _origin(said)
        host = headers.get("host", "").lower()
        return origin is not None and (origin == self.public or origin.split("//")[1] == host)

    def _with_headers(self, send: Send) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                ours = [pair for pair in self.headers if pair[0] not in known]
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        return with_headers


class TooLarge(HTTPException):
    """More arrived than was declared or than anyone needs."""

    def __init__(self) -> None:
        super().__init__(413)


def _headers(*, secure: bool) -> list[tuple[bytes, bytes]]:
    said = [
        (b"content-security-policy", POLICY.encode()),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    ]
    if secure:
        said.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return said


def _counted(receive: Receive) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        if size > LARGEST_BODY:  # asked again: more may never come
            raise TooLarge
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise TooLarge
        return message

    return counted


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _origin(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return f"{parts.scheme}://{parts.netloc}".lower()
