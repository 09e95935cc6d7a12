"""Somebody at the desk, without scripts, and somebody of another project."""

import re

import httpx2
import pytest

from tests.conftest import Running
from tests.make import World, a_world


def still(html: str) -> str:
    """A page without the ids that its forms get anew each time."""
    return re.sub(r'name="key" value="[0-9a-f-]+"', "", html)


@pytest.fixture
def sam(running: Running, room: World) -> httpx2.Client:
    return running.desk(room, htmx=False)


@pytest.fixture
def kim(running: Running, room: World) -> httpx2.Client:
    """Signed in, with a project of her own."""
    return running.desk(a_world(room.database, room.now, "kim@example.org"), htmx=False)


@pytest.fixture
def stranger(running: Running) -> httpx2.Client:
    return running.client()


@pytest.fixture
def home(room: World) -> str:
    return f"/p/{room.project}"
