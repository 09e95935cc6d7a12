"""The ground rules, and the journey as it stands, in pages that fit the wall."""

from dataclasses import dataclass

from app.domain.journey import Touchpoint
from app.domain.workshops import Stage
from app.pages.wall.fitting import BOLD, GAP, LETTER, PAGES, Page, body, lines, page
from app.pages.wall.words import above

RULES, RULE_AROUND, RULE_LINE = 2, 2.4, 2.03  # beside each other
ALONG, MOMENT, MOMENT_LINE = 5, 5.0, 1.9  # touchpoints beside each other
Row = tuple[Touchpoint, ...]


@dataclass(frozen=True)
class LineOnTheWall:
    """Some of the touchpoints, numbered from `first`."""

    touchpoints: tuple[Touchpoint, ...]
    first: int
    at: int
    of: int


def rules_on_the_wall(stage: Stage, at: int) -> Page[str]:
    def tall(rule: str, _columns: int) -> float:
        return RULE_AROUND + RULE_LINE * lines(rule, 42 / LETTER)

    rules = tuple(stage.settings.get("rules", ()))
    return page(rules, tall, _room(stage), at, (RULES,))


def line_on_the_wall(stage: Stage, touchpoints: tuple[Touchpoint, ...], at: int) -> LineOnTheWall:
    rows = [touchpoints[n : n + ALONG] for n in range(0, len(touchpoints), ALONG)]

    def tall(row: Row, _columns: int) -> float:
        most = max(lines(each.title, 15 / (LETTER * BOLD)) for each in row)
        return MOMENT + MOMENT_LINE * most

    found = page(rows, tall, _room(stage), at, (1,))
    shown = tuple(each for row in found.columns[0] for each in row)
    first = touchpoints.index(shown[0]) + 1 if shown else 1
    return LineOnTheWall(shown, first, found.at, found.of)


def _room(stage: Stage) -> float:
    return body(stage.title) - above(stage) - PAGES - GAP
