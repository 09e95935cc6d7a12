"""Benefit and effort on the wall: the picture, and beside it what stands where, in pages."""

from dataclasses import dataclass

from app.domain.weighing import Corner, Placed, Weighing
from app.pages.results import ResultsShown
from app.pages.wall.fitting import BOLD, LETTER, LINE, PAGES, UNDER_TITLE, Page, body, lines, page
from app.pages.weighing import FAR, Picture, picture

BESIDE = 40.0  # what the lists have beside the picture
NUMBER, HEADING, RULE, GAP, WITHHELD = 3.4, 3.2, 5.3, 0.7, 2.7


@dataclass(frozen=True)
class CornerOnTheWall:
    corner: Corner
    placed: tuple[Placed, ...]


@dataclass(frozen=True)
class WeighedOnTheWall:
    shown: ResultsShown
    page: Page[CornerOnTheWall]
    picture: Picture | None  # of the choices on this page


def weighed_on_the_wall(
    shown: ResultsShown, results: Weighing, title: str, at: int
) -> WeighedOnTheWall:
    firsts = {placed[0].choice for _, placed in results.lists}

    def tall(placed: Placed, _columns: int) -> float:
        text = lines(shown.texts[placed.choice].text, (BESIDE - NUMBER) / (LETTER * BOLD))
        return LINE * text + GAP + HEADING * (placed.choice in firsts)

    def top(placed: Placed) -> float:
        return 0.0 if placed.choice in firsts else HEADING

    room = body(title) + UNDER_TITLE - RULE - PAGES - (WITHHELD if results.people.withheld else 0)
    found = page(results.placed, tall, room, at, (1,), top)
    here = found.columns[0]
    corners = dict.fromkeys(each.corner for each in here)
    lists = tuple(
        CornerOnTheWall(corner, tuple(each for each in here if each.corner is corner))
        for corner in corners
    )
    drawn = picture(here, shown.numbers, FAR) if here else None
    return WeighedOnTheWall(shown, Page((lists,), found.at, found.of), drawn)
