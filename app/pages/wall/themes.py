"""The theme wall: every theme with some of its words, or all words of one theme; in pages."""

from dataclasses import dataclass

from app.domain.moderation import WrittenShown
from app.domain.themes import ThemeShown
from app.pages.look import Look
from app.pages.wall.fitting import ACROSS, BOLD, GAP, PAGES, body, lines, page
from app.pages.wall.notes import BETWEEN, LAST, Note, note, tall
from app.pages.wall.state import is_covered

ACROSS_A_PAGE, DOWN_A_PAGE = 3, 2  # themes
HEADING = 2.1  # letters of a theme's name
NUMBER, MORE, APART = 2.05, 2.85, 0.8  # the lines that say how much is in it, and how much more


@dataclass(frozen=True)
class ThemeOnTheWall:
    name: str
    words: int
    notes: tuple[Note, ...]  # whole ones, as many as there is room for
    more: int  # released, and not on this page


@dataclass(frozen=True)
class ThemeWall:
    """Of one theme: its notes in columns. Else a few themes with some of their words."""

    are_shown: bool
    name: str = ""
    words: int = 0
    columns: tuple[tuple[Note, ...], ...] = ()
    themes: tuple[ThemeOnTheWall, ...] = ()
    at: int = 0
    of: int = 1


def theme_wall(look: Look) -> ThemeWall:
    """The largest themes first; nothing that was not released."""
    workshop = look.workshop
    if workshop.themes_shown_at is None or is_covered(look):
        return ThemeWall(are_shown=False)
    alone = next((t for t in look.themes if t.id == workshop.shown_theme), None)
    room = body(look.stage.title if look.stage else "") - PAGES
    return _alone(look, alone, room) if alone else _together(look, room)


def _alone(look: Look, theme: ThemeShown, room: float) -> ThemeWall:
    room -= HEADING * 1.2 * lines(theme.name, 0.75 * ACROSS / (HEADING * BOLD)) + GAP
    found = page(_notes(look, theme), tall, room + LAST, look.workshop.shown_page)
    return ThemeWall(True, theme.name, theme.words, found.columns, (), found.at, found.of)


def _together(look: Look, room: float) -> ThemeWall:
    themes = sorted(look.themes, key=lambda theme: (-theme.words, theme.name.casefold()))
    pages = max(-(-len(themes) // (ACROSS_A_PAGE * DOWN_A_PAGE)), 1)
    many = -(-len(themes) // pages)
    at = min(look.workshop.shown_page, pages - 1)
    here = themes[at * many : (at + 1) * many]
    down = -(-len(here) // ACROSS_A_PAGE)
    each = (room - (down - 1) * 1.6) / max(down, 1)
    shown = tuple(_some(look, theme, each) for theme in here)
    return ThemeWall(True, themes=shown, at=at, of=pages)


def _some(look: Look, theme: ThemeShown, room: float) -> ThemeOnTheWall:
    """Whole notes only, the shortest first; the rest waits until its theme is shown alone."""
    across = (ACROSS - (ACROSS_A_PAGE - 1) * BETWEEN) / ACROSS_A_PAGE
    heading = HEADING * 1.2 * lines(theme.name, across / (HEADING * BOLD)) + NUMBER
    room -= heading + APART + MORE - LAST
    notes = sorted(_notes(look, theme), key=lambda each: tall(each, ACROSS_A_PAGE))
    fitting: list[Note] = []
    for each in notes:
        room -= tall(each, ACROSS_A_PAGE)
        if room < 0:
            break
        fitting.append(each)
    return ThemeOnTheWall(theme.name, theme.words, tuple(fitting), len(notes) - len(fitting))


def _notes(look: Look, theme: ThemeShown) -> list[Note]:
    def may(each: WrittenShown) -> bool:
        return each.theme_id == theme.id

    return [note(look, each) for each in look.released if may(each)]
