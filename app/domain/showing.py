"""What stands large on the wall: one person's words, or the themes. Only what was released.

A list too long for one wall is turned page by page.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app.domain.changes import Topic, announce
from app.domain.choosing import sort_chosen
from app.domain.errors import Refused, Unusable
from app.domain.history import record
from app.domain.ideas import SORTS, Idea
from app.domain.moderation import WrittenShown, written_in
from app.domain.stories import Story
from app.domain.themes import theme_called
from app.domain.workshops import Facilitator, Stage, StageKind, Workshop, stages_of

MOST_PAGES = 1000


def released_now(
    session: Session, workshop: Workshop, stage: Stage | None
) -> tuple[WrittenShown, ...]:
    """What the room may see in this stage, in the order of the wall."""
    every = [
        each
        for table in (Story, Idea)
        for each in written_in(session, table, workshop.id, released=True)
    ]
    return of_the_stage(every, stage)


def of_the_stage(released: Sequence[WrittenShown], stage: Stage | None) -> tuple[WrittenShown, ...]:
    """Of all released words, those that this stage is about."""
    sort = sort_of(stage)
    return tuple(each for each in released if each.sort == sort)


def sort_of(stage: Stage | None) -> str:
    """Of the words that a stage is about; empty where it is about none."""
    kind = StageKind(stage.kind) if stage is not None else None
    if kind in {StageKind.FEELINGS, StageKind.MAP}:
        return "story"
    if kind in SORTS:
        return SORTS[kind]
    if stage is not None and kind == StageKind.CHOOSE and stage.revealed_at is None:
        return sort_chosen(stage)
    return ""


def name_of(words: WrittenShown) -> str:
    return f"{words.kind}-{words.id}"


def show_words(session: Session, by: Facilitator, *, to: str) -> None:
    """`to`: "turn" (on, or off again), "next", "back", "off", or the words' own name."""
    workshop = by.workshop
    stage = next((s for s in stages_of(session, workshop.id) if s.id == workshop.stage_id), None)
    names = [name_of(each) for each in released_now(session, workshop, stage)]
    if workshop.shown_touchpoint is not None:
        here = released_now(session, workshop, stage)
        at = [name_of(w) for w in here if w.touchpoint_id == workshop.shown_touchpoint]
        names = at or names
    before = workshop.shown_words
    wanted = _wanted(names, before, to)
    if wanted == before:
        return
    if before is None:  # turning it on can be undone; arrows through the list are not acts apart
        record(session, by, "large", words=None)
    workshop.shown_words = wanted
    session.add(workshop)
    announce(session, workshop.id, Topic.SHOWN)


def show_themes(session: Session, by: Facilitator, *, shown: bool | None, theme: str = "") -> None:
    """All themes, or all words of one `theme`; or what was there before. Raises NotYours."""
    workshop = by.workshop
    was = workshop.themes_shown_at is not None
    shown = not was if shown is None else shown
    if theme:
        theme_called(session, by, theme)
    if shown == was and theme == (workshop.shown_theme or ""):
        return
    record(session, by, "large", themes=was, theme=workshop.shown_theme)
    set_themes(session, by, shown, theme or None)


def show_the_stage(session: Session, by: Facilitator) -> None:
    """Whatever stands in front of it goes."""
    if by.workshop.shown_words is not None:
        set_words(session, by, None)
    else:
        show_themes(session, by, shown=False)


def set_themes(session: Session, by: Facilitator, shown: bool, theme: str | None) -> None:
    by.workshop.themes_shown_at = by.now if shown else None
    by.workshop.shown_theme, by.workshop.shown_page = theme if shown else None, 0
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.SHOWN)


def show_page(session: Session, by: Facilitator, *, page: int) -> None:
    """This page, from 0, of what the wall shows; past the last one stands the last one."""
    if not 0 <= page < MOST_PAGES:
        raise Unusable("There is no such page.")
    if page == by.workshop.shown_page:
        return
    by.workshop.shown_page = page
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.SHOWN)


def set_words(session: Session, by: Facilitator, shown: str | None) -> None:
    by.workshop.shown_words = shown
    session.add(by.workshop)
    announce(session, by.workshop.id, Topic.SHOWN)


def _wanted(names: list[str], now: str | None, to: str) -> str | None:
    if to == "off" or (to == "turn" and now is not None):
        return None
    if to in names:
        return to
    if not names:
        if now is not None:
            return None
        raise Refused("There are no released words to show in this stage.")
    if now not in names:
        return names[0]
    step = {"next": 1, "back": -1}.get(to, 0)
    return names[(names.index(now) + step) % len(names)]
