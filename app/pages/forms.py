"""What forms send: text as it was typed, and ids made by the phone."""

from typing import Annotated
from uuid import uuid4

from fastapi import Form

Text = Annotated[str, Form()]
Words = Annotated[list[str], Form()]


def key_or_new(key: str) -> str:
    """Scripts make the id; without scripts the page holds one, and a shared page none."""
    return key or str(uuid4())


def yes(answer: str) -> bool:
    return answer == "yes"


def on_or_off(answer: str) -> bool | None:
    """None turns a switch over, for keys on a wall that does not know where it stands."""
    return None if answer == "turn" else answer == "yes"
