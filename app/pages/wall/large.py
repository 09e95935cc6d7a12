"""What stands large on the wall in front of everything else: one item, or the themes."""

from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.showing import name_of, released_now
from app.domain.workshops import StageKind
from app.pages.look import Look

MOST_THEMES, MOST_IN_A_THEME = 6, 3


@dataclass(frozen=True)
class One:
    """One person's words, with large type."""

    is_shown: bool
    kind: str = ""
    text: str = ""
    touchpoint: str = ""
    group: Group | None = None
    number: int = 0
    total: int = 0
    is_long: bool = False
    workshop_id: str = ""


def one(look: Look) -> One:
    """Nothing as soon as it is held or withdrawn."""
    workshop = look.workshop
    if workshop.shown_words is None or workshop.blanked_at or workshop.paused_at:
        return One(is_shown=False, workshop_id=look.workshop_id)
    released = released_now(look.session, workshop, look.stage)
    if workshop.shown_touchpoint is not None:
        at = tuple(w for w in released if w.touchpoint_id == workshop.shown_touchpoint)
        released = at or released
    names = [name_of(each) for each in released]
    if workshop.shown_words not in names:
        return One(is_shown=False, workshop_id=look.workshop_id)
    number = names.index(workshop.shown_words)
    found = released[number]
    may = look.labels
    return One(
        is_shown=True,
        kind=found.kind,
        text=found.text,
        touchpoint=found.touchpoint,
        group=may.at(found.touchpoint_id, found.voice) if look.kind != StageKind.CHOOSE else None,
        number=number + 1,
        total=len(names),
        is_long=len(found.text) > 220,
        workshop_id=look.workshop_id,
    )


@dataclass(frozen=True)
class Said:
    kind: str
    text: str
    group: Group | None


@dataclass(frozen=True)
class ThemeOnTheWall:
    name: str
    words: int
    said: tuple[Said, ...]
    more: int


@dataclass(frozen=True)
class ThemeWall:
    are_shown: bool
    themes: tuple[ThemeOnTheWall, ...] = ()
    more: int = 0


def theme_wall(look: Look) -> ThemeWall:
    """Each theme, how much is in it, and its released words; the largest themes first."""
    workshop = look.workshop
    if workshop.themes_shown_at is None or workshop.blanked_at or workshop.paused_at:
        return ThemeWall(are_shown=False)
    may = look.labels
    written = [
        each
        for each in look.written
        if each.theme_id and each.state == "released" and each.may_show
    ]
    shown = []
    for theme in look.themes:
        said = [
            Said(each.kind, each.text, may.at(each.touchpoint_id, each.voice))
            for each in written
            if each.theme_id == theme.id
        ]
        first = tuple(sorted(said, key=lambda each: len(each.text))[:MOST_IN_A_THEME])
        shown.append(ThemeOnTheWall(theme.name, theme.words, first, len(said) - len(first)))
    shown.sort(key=lambda theme: -theme.words)
    return ThemeWall(True, tuple(shown[:MOST_THEMES]), max(len(shown) - MOST_THEMES, 0))
