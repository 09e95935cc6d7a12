"""A plain ASGI function beside FastAPI, because each layer around `send` is paid per copy."""

import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from app.live.hub import Audience, Hub, Listener

HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
ADDRESS = re.compile(r"/w/([0-9a-f]{16})/(phone|desk|wall)/live")
MayListen = Callable[[str, str, dict[bytes, bytes]], Awaitable[bool]]  # workshop, screen, headers


class Stream:
    """GET /w/{workshop}/{screen}/live?language=…&voice=…&known=…"""

    def __init__(self, hub: Hub, may_listen: MayListen, languages: tuple[str, ...]) -> None:
        self.hub = hub
        self.may_listen = may_listen
        self.languages = languages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        found = ADDRESS.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET" or self.hub.closing:
            return await _refuse(send, 503 if self.hub.closing else 404)
        workshop, screen = found.groups()
        if not await self.may_listen(workshop, screen, headers):
            return await _refuse(send, 404)
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        known = headers.get(b"last-event-id", b"").decode("latin-1") or asked.get("known", [""])[0]
        who = self._audience(screen, asked)

        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        listener = Listener(send)
        try:
            await self.hub.join(workshop, who, listener, known)
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.leave(workshop, who, listener)

    def _audience(self, screen: str, asked: dict[str, list[str]]) -> Audience:
        language, voice = asked.get("language", ["en"])[0], asked.get("voice", [""])[0]
        language = language if language in self.languages else "en"
        voices = {"patient", "carer", "staff"} if screen == "phone" else set()
        return Audience(
            screen, language, voice if voice in voices else sorted(voices)[0] if voices else ""
        )


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
