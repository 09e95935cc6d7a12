"""Themes: words that a facilitator puts together (M7). Originals and their authors' thread stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.board import KINDS, MOST_AT_ONCE, Named, table_of
from app.domain.changes import Topic, announce
from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.history import record
from app.domain.moderation import at_the_desk, saved
from app.domain.text import LONGEST_STORED, written
from app.domain.workshops import Facilitator

NAME = 60  # characters
MOST = 40  # in one workshop


class Theme(SQLModel, table=True):
    """A name; the words in it point here. Gone once it is ungrouped or joined with another."""

    __table_args__ = (CheckConstraint(f"length(name) <= {LONGEST_STORED}", name="name_length"),)

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    name: str
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="account.id")
    gone_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(frozen=True)
class ThemeShown:
    """A theme, with how many words are in it and how many of them the room may see."""

    id: str
    name: str
    words: int
    released: int


def group(
    session: Session, by: Facilitator, items: Sequence[Named], *, name: str = "", theme: str = ""
) -> str:
    """Put words together, in a new theme or one that is there; its id. Raises Unusable, Refused."""
    _some(items)
    if not theme:
        name = written(name, NAME, one_line=True)
        if len(themes_of(session, by.workshop.id)) >= MOST:
            raise Refused("There are many themes already. Please join some of them first.")
        made = Theme(workshop_id=by.workshop.id, name=name, made_at=by.now, made_by=by.account_id)
        session.add(made)
        session.flush()
        found = made
    else:
        found = theme_called(session, by, theme)
    moved = _put(session, by, items, found.id)
    record(session, by, "group", moved=moved, made=None if theme else found.id)
    return found.id


def take_out(session: Session, by: Facilitator, items: Sequence[Named]) -> None:
    """Out of their themes, one by one or together."""
    _some(items)
    record(session, by, "group", moved=_put(session, by, items, None), made=None)


def rename(session: Session, by: Facilitator, theme: str, name: str) -> None:
    found = theme_called(session, by, theme)
    name = written(name, NAME, one_line=True)
    if name == found.name:
        return
    record(session, by, "rename", theme=found.id, name=found.name, to=name)
    found.name = name
    session.add(found)
    _tell(session, by)


def ungroup(session: Session, by: Facilitator, theme: str) -> None:
    """The theme goes; its words stay where they were written."""
    found = theme_called(session, by, theme)
    _let_go(session, by, found, None)


def join(session: Session, by: Facilitator, theme: str, into: str) -> None:
    """All words of one theme into another; the first theme goes."""
    found, other = theme_called(session, by, theme), theme_called(session, by, into)
    if found.id == other.id:
        raise Unusable("Please choose another theme to join with.")
    _let_go(session, by, found, other.id)


def themes_of(session: Session, workshop_id: str) -> tuple[ThemeShown, ...]:
    """By name. Withdrawn words are in no theme."""
    named = select(Theme).where(Theme.workshop_id == workshop_id, col(Theme.gone_at).is_(None))
    words: dict[str, int] = {}
    released: dict[str, int] = {}
    for table in KINDS.values():
        counted = (
            select(table.theme_id, func.count(), func.count(col(table.released_at)))
            .where(table.workshop_id == workshop_id, col(table.theme_id).is_not(None))
            .group_by(col(table.theme_id))
        )
        for theme, n, shown in session.exec(counted):
            if theme is not None:
                words[theme] = words.get(theme, 0) + n
                released[theme] = released.get(theme, 0) + shown
    found = [
        ThemeShown(each.id, each.name, words.get(each.id, 0), released.get(each.id, 0))
        for each in session.exec(named)
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))


def theme_called(session: Session, by: Facilitator, theme: str) -> Theme:
    found = session.get(Theme, theme)
    if found is None or found.workshop_id != by.workshop.id or found.gone_at is not None:
        raise NotYours("This theme is not here any more. A colleague may have changed it.")
    return found


def undo_group(session: Session, by: Facilitator, before: dict[str, Any]) -> bool:
    """Each of the words back where it was, unless it has been moved since."""
    done = _back(session, by, before["moved"])
    made = session.get(Theme, before["made"]) if before.get("made") else None
    if made is not None:
        made.gone_at = by.now
        session.add(made)
    gone = session.get(Theme, before["gone"]) if before.get("gone") else None
    if gone is not None:
        gone.gone_at = None
        session.add(gone)
    _tell(session, by)
    return done or made is not None or gone is not None


def undo_rename(session: Session, by: Facilitator, before: dict[str, Any]) -> bool:
    found = session.get(Theme, before["theme"])
    if found is None or found.name != before["to"] or found.gone_at is not None:
        return False
    found.name = before["name"]
    session.add(found)
    _tell(session, by)
    return True


def _some(items: Sequence[Named]) -> None:
    if not items:
        raise Unusable("Please choose some words first.")
    if len(items) > MOST_AT_ONCE:
        raise Refused("That is too many at once. Please choose fewer.")


def _put(
    session: Session, by: Facilitator, items: Sequence[Named], theme: str | None
) -> list[dict[str, Any]]:
    moved: list[dict[str, Any]] = []
    for each in items:
        found = at_the_desk(session, by, table_of(each.kind), each.id)
        if found.theme_id == theme:
            continue
        moved.append({"kind": each.kind, "id": found.id, "theme": found.theme_id, "to": theme})
        found.theme_id = theme
        saved(session, found)
    _tell(session, by)
    return moved


def _let_go(session: Session, by: Facilitator, theme: Theme, into: str | None) -> None:
    items = [
        Named(kind, id_)
        for kind, table in KINDS.items()
        for id_ in session.exec(select(table.id).where(table.theme_id == theme.id))
    ]
    moved = _put(session, by, items, into)
    record(session, by, "group", moved=moved, made=None, gone=theme.id)
    theme.gone_at = by.now
    session.add(theme)
    _tell(session, by)


def _back(session: Session, by: Facilitator, moved: list[dict[str, Any]]) -> bool:
    done = False
    for each in moved:
        found = session.get(table_of(each["kind"]), each["id"])
        if found is None or found.withdrawn_at is not None or found.theme_id != each["to"]:
            continue
        found.theme_id, done = each["theme"], True
        saved(session, found)
    return done


def _tell(session: Session, by: Facilitator) -> None:
    announce(session, by.workshop.id, Topic.THEMES)
