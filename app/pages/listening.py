"""The stream beside FastAPI asks the same guards as the pages."""

from typing import Any

from fastapi import FastAPI, Request

from app.pages.guards import DeskDoor, RoomDoor, WallDoor, WordsDoor
from app.pages.phone_door import PhoneDoor

DOORS: dict[str, type[RoomDoor[Any]]] = {
    door.screen: door for door in (PhoneDoor, DeskDoor, WordsDoor, WallDoor)
}


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
