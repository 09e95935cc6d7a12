"""The stream beside FastAPI asks the same guards as the pages."""

from fastapi import FastAPI, Request


def asked_at(headers: dict[bytes, bytes], pages: FastAPI) -> Request:
    """A request as the doors want it: cookies and the application's state."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": list(headers.items()),
        "query_string": b"",
        "scheme": "http",
        "server": ("", 0),
        "app": pages,
    }
    return Request(scope)
