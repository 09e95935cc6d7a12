"""The map on the wall, as high as the lines under it and three short quotes leave it.

A journey of many touchpoints is seen whole first, in numbers, and then part by part with titles.
"""

from dataclasses import dataclass, replace

from app.domain.anonymity import Group
from app.domain.workshops import Stage
from app.pages.charts import FAR, MOST_TITLES, WHOLE, MapShown, map_felt, map_shown
from app.pages.look import Look
from app.pages.wall.fitting import ACROSS, LETTER, lines

IN_A_PART = 14  # touchpoints, at most
LINE = 33.5  # of the picture's own units, as FAR
# As long as what stands there in English, and somewhat longer.
MERGED = "oooo_Patients_and_carers are drawn together today, because some groups are small, oooo."
GUESSED = (
    "oooo_Staff’s_guess Furthest apart at {}: Staff guessed in between. Patients and carers said."
)


@dataclass(frozen=True)
class MapOnTheWall:
    shown: MapShown
    at: int
    of: int


def map_pages(look: Look) -> tuple[int, int]:
    """Which page of the map it is, from 0, and of how many."""
    number = len(look.touchpoints)
    pages = 1 + -(-number // IN_A_PART) if number > MOST_TITLES else 1
    return min(look.workshop.shown_page, pages - 1), pages


def map_on_the_wall(look: Look, stage: Stage) -> MapOnTheWall:
    at, of = map_pages(look)
    felt = map_felt(look, stage)
    part = _part(len(look.touchpoints), at, of)
    shown = map_shown(look, stage, whole=felt, part=part)
    told = [MERGED] if Group.BOTH in felt.groups else []
    if shown.guesses:
        furthest = shown.guesses.furthest
        told.append(GUESSED.format(shown.titles[furthest.touchpoint] if furthest else ""))
    rows = sum(lines(each, ACROSS / LETTER) for each in told) + (of > 1)
    if rows:
        frame = replace(FAR, height=round(FAR.height - rows * LINE))
        shown = map_shown(look, stage, frame, felt, part)
    return MapOnTheWall(shown, at, of)


def _part(number: int, at: int, of: int) -> slice:
    """About equally many touchpoints on each page after the first, which has all."""
    if at == 0:
        return WHOLE
    many = -(-number // (of - 1))
    return slice((at - 1) * many, at * many)
