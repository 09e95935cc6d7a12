"""What a team typed, what is wrong with it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain import journey, projects, trials, workshops
from app.domain.errors import Refused, Unusable
from app.domain.text import maybe_written
from app.pages.forms import day

PROJECT = {"title": projects.TITLE, "journey": projects.JOURNEY}
WORKSHOP = {"title": workshops.TITLE}
JOURNEY = {"lines": journey.MOST * (journey.TITLE + journey.SOURCE)}
PLAN = {
    "title": trials.LINE,
    "aim": trials.PARAGRAPH,
    "change": trials.PARAGRAPH,
    "prediction": trials.PARAGRAPH,
    "place": trials.LINE,
    "owner": trials.LINE,
    "co_owner": trials.LINE,
}
CLOSING = {"what_happened": trials.PARAGRAPH, "act": trials.LINE, "reason": trials.PARAGRAPH}


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


def wrong_in_plan(refused: Refused, typed: Mapping[str, str]) -> Wrong:
    days = [name for name in ("starts_on", "review_on") if not _is_day(typed[name])]
    if not days and typed["starts_on"] and typed["review_on"] < typed["starts_on"]:
        days = ["review_on"] if typed["review_on"] else []
    return wrong_in(refused, typed, PLAN, otherwise=[*days, "prediction"][0])


def _is_day(typed: str) -> bool:
    try:
        day(typed)
    except Refused:
        return False
    return True


def _fits(typed: str, most: int) -> bool:
    try:
        maybe_written(typed, most)
    except Unusable:
        return False
    return True
