"""What can be turned on the wall just now: for the desk's buttons and the wall's keys."""

from dataclasses import dataclass

from app.domain.showing import sort_of
from app.domain.workshops import StageKind
from app.pages.look import Look
from app.pages.wall.large import One, one
from app.pages.wall.map import map_pages
from app.pages.wall.themes import theme_wall
from app.pages.wall.views import show
from app.pages.wall.words import words


@dataclass(frozen=True)
class Turning:
    """What stands large, or which page of a long list the wall shows."""

    one: One
    are_themes: bool  # they stand in front of the stage
    theme: str  # the name of the one theme that is shown; empty for all
    at: int  # the page, from 0
    of: int
    has_words: bool  # the stage is about what people wrote
    workshop_id: str

    @property
    def next(self) -> int:
        return min(self.at + 1, self.of - 1)

    @property
    def back(self) -> int:
        return max(self.at - 1, 0)


def turning(look: Look) -> Turning:
    themes = look.once(theme_wall)
    at, of = (themes.at, themes.of) if themes.are_shown else _of_the_stage(look)
    return Turning(
        one=look.once(one),
        are_themes=themes.are_shown,
        theme=themes.name,
        at=at,
        of=of,
        has_words=bool(sort_of(look.stage)) and look.workshop.ended_at is None,
        workshop_id=look.workshop_id,
    )


def _of_the_stage(look: Look) -> tuple[int, int]:
    if look.stage is None:
        return 0, 1
    found = look.once(words).page
    if look.kind == StageKind.MAP and look.stage.revealed_at and not look.workshop.shown_touchpoint:
        return map_pages(look)
    if found.is_there or look.kind == StageKind.MAP:
        return found.at, found.of
    shown = look.once(show)
    return shown.at, shown.of
