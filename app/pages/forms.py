"""What forms send: text as it was typed, and ids made by the phone."""

from datetime import date
from typing import Annotated
from urllib.parse import parse_qs
from uuid import uuid4

from fastapi import Form, Request

from app.domain.errors import Refused, Unusable

Text = Annotated[str, Form()]
Words = Annotated[list[str], Form()]


MOST_FIELDS = 200


class Typed:
    """The fields of a form, empty where there is none."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        return (self._fields.get(name) or [""])[-1]  # a file sent as this field left an empty list

    def names(self) -> list[str]:
        return list(self._fields)

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])


async def typed(request: Request, most: int = MOST_FIELDS) -> Typed:
    """For the acts that come in bursts: FastAPI's own reading costs as much as saving one."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = await request.form()
        names = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form}
        return Typed(names)
    said = (await request.body()).decode(errors="replace")
    try:
        return Typed(parse_qs(said, keep_blank_values=True, max_num_fields=most))
    except ValueError:
        raise Unusable("This form is not complete. Please load the page again.") from None


def key_or_new(key: str) -> str:
    """Scripts make the id; without scripts the page holds one, and a shared page none."""
    return key or str(uuid4())


def day(typed: str) -> date | None:
    """None where nothing is typed. Raises Refused for something that is no day."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused("Please give the day like 2026-11-30.") from None


def yes(answer: str) -> bool:
    return answer == "yes"


def on_or_off(answer: str) -> bool | None:
    """None turns a switch over, for keys on a wall that does not know where it stands."""
    return None if answer == "turn" else answer == "yes"
