"""What a team typed, what is wrong with it, and where."""

from collections.abc import Mapping

from app.domain import journey, projects, trials, workshops
from app.domain.errors import Refused
from app.pages.forms import day
from app.pages.wrong import Wrong, wrong_in

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
