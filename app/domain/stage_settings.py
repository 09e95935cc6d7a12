"""What can be set for each kind of stage, from what was typed (S1)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.domain.choosing import Method, method_of
from app.domain.clips import clips_typed
from app.domain.dots import DOTS_EACH, DOTS_ON_ONE
from app.domain.errors import N_, Refused, Unusable
from app.domain.text import maybe_written
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind

QUESTION, NOTE, LINK = 120, 300, 500  # characters
RULE, MOST_RULES = 120, 20
MOST_DOTS = 10

STAYS = N_(
    "Somebody has chosen by these rules already, so they stay: what was answered to one question "
    "cannot count for another."
)

STAYING_OPEN = {
    StageKind.TOUCHPOINTS,
    StageKind.FEELINGS,
    StageKind.PRIORITIES,
    StageKind.IDEAS,
}
ASKING = {StageKind.PRIORITIES, StageKind.IDEAS, StageKind.CHOOSE}


def settings_from(stage: Stage, typed: Mapping[str, str], *, is_cast: bool) -> dict[str, Any]:
    """The stage's settings with what was typed; what its kind does not know stays as it was.

    `is_cast`: somebody has put a dot or given an answer here. Raises Refused when the rules of
    choosing would change after that.
    """
    kind, made = StageKind(stage.kind), dict(stage.settings)
    if kind in STAYING_OPEN:
        made["stays_open"] = typed.get("stays_open") == "yes"
    if kind in ASKING:
        made["question"] = maybe_written(typed.get("question", ""), QUESTION, one_line=True)
    if kind == StageKind.WELCOME:
        made["rules"] = _rules(typed.get("rules", ""))
    elif kind == StageKind.FILM:
        made["link"] = _link(typed.get("link", ""))
        made["note"] = maybe_written(typed.get("note", ""), NOTE)
        made["clips"] = clips_typed(typed)
    elif kind == StageKind.TALK:
        made["prompt"] = maybe_written(typed.get("prompt", ""), QUESTION, one_line=True)
        made["preview"] = typed.get("preview") == "yes"
    elif kind == StageKind.FEELINGS:
        asked = {v: typed.get(f"question_{v}", "") for v in Voice}
        made["question"] = {
            str(v): maybe_written(said, QUESTION, one_line=True) for v, said in asked.items()
        }
        made["guess"] = typed.get("guess") == "yes"
    elif kind == StageKind.CHOOSE:
        made |= _choosing(stage, typed)
        if is_cast and rules_of(made) != rules_of(stage.settings):
            raise Refused(STAYS)
    return {name: value for name, value in made.items() if value not in ("", [], False)}


def _rules(typed: str) -> list[str]:
    rules = [maybe_written(line, RULE, one_line=True) for line in typed.splitlines()]
    rules = [rule for rule in rules if rule]
    if len(rules) > MOST_RULES:
        raise Unusable("At most %(most)s ground rules, please.", most=MOST_RULES)
    return rules


def _link(typed: str) -> str:
    link = maybe_written(typed, LINK, one_line=True)
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    if link and (not is_web or " " in link):
        raise Unusable("Please give a web address that begins with https://")
    return link


def rules_of(settings: Mapping[str, Any]) -> tuple[object, ...]:
    """By what a stage chooses: what a dot or an answer means depends on it."""
    method = settings.get("method", Method.DOTS)
    dots = (settings.get("dots", DOTS_EACH), settings.get("most", DOTS_ON_ONE))
    return (method, settings.get("over"), dots if method == Method.DOTS else ())


def _choosing(stage: Stage, typed: Mapping[str, str]) -> dict[str, Any]:
    over, method = typed.get("over", ""), typed.get("method") or str(method_of(stage))
    if over not in {"idea", "priority"}:
        raise Unusable("Please choose what people choose among.")
    if method not in set(Method):
        raise Unusable("Please choose how people choose.")
    if method != Method.DOTS:
        return {"over": over, "method": method}
    each = whole(typed.get("dots", ""), 1, MOST_DOTS)
    most = whole(typed.get("most", ""), 1, MOST_DOTS)
    if each is None or most is None or most > each:
        raise Unusable(
            "Please give each person 1 to %(most)s dots, and not more on one than each has.",
            most=MOST_DOTS,
        )
    return {"over": over, "method": method, "dots": each, "most": most}


def whole(typed: str, least: int, most: int) -> int | None:
    """The number that was typed, or none."""
    typed = typed.strip()
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 4:
        return None
    return int(typed) if least <= int(typed) <= most else None
