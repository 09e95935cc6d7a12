"""What is wrong with a form, and where: said at its top and at the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import Refused, Unusable
from app.domain.text import maybe_written


@dataclass(frozen=True)
class Wrong:
    """The sentence for the top of the form, and the field it is about, or none."""

    said: tuple[str, dict[str, Any]]
    field: str
    status: int


def wrong_in(
    refused: Refused,
    typed: Mapping[str, str],
    limits: Mapping[str, int],
    *,
    needed: tuple[str, ...] = (),
    otherwise: str = "",
) -> Wrong:
    """The first field that is too long, or empty where it is needed."""
    long = [name for name, most in limits.items() if not _fits(typed[name], most)]
    empty = [name for name in needed if not typed[name].strip()]
    return Wrong((refused.message, refused.values), [*long, *empty, otherwise][0], refused.status)


def _fits(typed: str, most: int) -> bool:
    try:
        maybe_written(typed, most)
    except Unusable:
        return False
    return True
