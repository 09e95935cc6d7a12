"""All that was written in a workshop, for the desk: dealt with one by one or together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain.errors import N_, NotYours, Refused, Unusable
from app.domain.ideas import Idea, Sort
from app.domain.moderation import (
    HELD_FOR,
    Before,
    Written,
    WrittenShown,
    as_it_is,
    at_the_desk,
    may_show,
    remember,
    saved,
    set_state,
    unread_in,
    written_in,
)
from app.domain.stories import Story
from app.domain.text import maybe_written, written
from app.domain.workshops import Facilitator

KINDS: dict[str, type[Written]] = {"story": Story, "idea": Idea}
ASKED = 200  # characters of a question to an author
MOST_AT_ONCE = 100
ACTS = {"release": "released", "hold": "held", "ask": "asked", "private": "private"}

GONE = N_("These words are not here any more. Perhaps their author took them back.")


@dataclass(frozen=True)
class Named:
    """Which words somebody at a desk means, and how they stood there."""

    kind: str
    id: str
    seen: str = ""


def named(item: str) -> Named:
    """ "story-ID", or "story-ID-STATE" with the state that the desk was looking at."""
    kind, id_, seen, *_ = [*item.split("-"), "", ""]
    return Named(kind, id_, seen)


def table_of(kind: str) -> type[Written]:
    if kind not in KINDS:
        raise NotYours(GONE)
    return KINDS[kind]


def deal_with(
    session: Session, by: Facilitator, act: str, items: Sequence[Named], said: str = ""
) -> int:
    """One undo takes it back. `said` is what their author is asked or told.

    All of them, or none; but of those to release, some stay, as their authors want them kept off
    the screen. How many these are is returned; where nothing is left, it is refused.

    Acts: release, hold, ask (to reword; needs words), private (a quiet word; the message may be
    empty: then it only stands on the desk's list), read.
    """
    if not items:
        raise Unusable("Please choose some words first.")
    if len(items) > MOST_AT_ONCE:
        raise Refused("That is too many at once. Please choose fewer.")
    said = written(said, ASKED) if act == "ask" else maybe_written(said, ASKED)
    found = [at_the_desk(session, by, table_of(e.kind), e.id, e.seen) for e in items]
    if act == "release":
        found = [each for each in found if may_show(session, each)] or found
    remember(session, by, [_dealt_with(session, by, act, each, said) for each in found])
    return len(items) - len(found)


def _dealt_with(
    session: Session, by: Facilitator, act: str, found: Written, said: str
) -> Before | None:
    if act == "read":
        return _read(session, by, found)
    if act not in ACTS:
        raise Unusable("Please choose what to do with these words.")
    asked = said if act in {"ask", "private"} else ""
    return set_state(session, by, found, ACTS[act], asked)


def _read(session: Session, by: Facilitator, found: Written) -> Before | None:
    if found.read_at is not None:
        return None
    before = as_it_is(found)
    found.read_at, found.read_by = by.now, by.account_id
    saved(session, found)
    return before


@dataclass(frozen=True)
class Sums:
    """How many words stand where; a number is never a person."""

    states: dict[str, int]
    unread: int

    @property
    def all(self) -> int:
        return sum(self.states.values())


def sums(session: Session, workshop_id: str) -> Sums:
    states, unread = Counter[str](), 0
    for table in KINDS.values():
        released, held = col(table.released_at).is_not(None), col(table.held_at).is_not(None)
        read = col(table.read_at).is_not(None)
        counted = (
            select(released, held, table.held_for, read, func.count())  # type: ignore[call-overload]
            .where(table.workshop_id == workshop_id, col(table.withdrawn_at).is_(None))
            .group_by(released, held, table.held_for, read)
        )
        for is_released, is_held, held_for, is_read, n in session.exec(counted):
            state = "released" if is_released else HELD_FOR[held_for] if is_held else "waiting"
            states[state] += n
            unread += 0 if is_read else n
    return Sums(
        {each: states[each] for each in ("waiting", "released", *HELD_FOR.values())}, unread
    )


def everything_written(
    session: Session, workshop_id: str, released: bool | None = None
) -> tuple[WrittenShown, ...]:
    """Stories, then priorities and ideas; each in an order that says nothing of time.

    `released` as in `written_in`.
    """
    return tuple(
        each
        for table in KINDS.values()
        for each in written_in(session, table, workshop_id, released=released)
    )


def withdrawn_ids(session: Session, workshop_id: str) -> tuple[tuple[str, str], ...]:
    """Kind and id of what was taken back, so that a screen that still shows it can let it go."""
    return tuple(
        (kind, id_)
        for kind, table in KINDS.items()
        for id_ in session.exec(
            select(table.id)
            .where(table.workshop_id == workshop_id, col(table.withdrawn_at).is_not(None))
            .order_by(col(table.id))
        )
    )


def to_read(
    session: Session, workshop_id: str, sorts: Sequence[str], at_most: int
) -> tuple[WrittenShown, ...]:
    """What is to be read next: what the room works on now (`sorts`) first, and held ones last."""
    found = [
        each
        for table in KINDS.values()
        for each in unread_in(session, table, workshop_id, sorts, at_most)
    ]
    first = sorted(found, key=lambda each: (each.state == "held", each.sort not in sorts))
    return tuple(first[:at_most])


SORTS = ("story", *(str(each) for each in Sort))
