"""What people wrote, on its way to the room: read, released, held, taken back (A2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import sqlalchemy
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.accounts import Account
from app.domain.changes import Topic, announce
from app.domain.columns import Moment, public_id
from app.domain.errors import N_, NotYours, Refused
from app.domain.history import record
from app.domain.journey import Touchpoint
from app.domain.seats import Consent, Seat, Sitting, Use
from app.domain.voices import Voice
from app.domain.workshops import Facilitator


class Written(SQLModel):
    """What a story and an idea have in common. Nobody rewrites `text` but its author."""

    topic: ClassVar[Topic]

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id", index=True)
    text: str
    told_at: datetime = Field(sa_type=Moment)
    released_at: datetime | None = Field(default=None, sa_type=Moment)
    released_by: str | None = Field(default=None, foreign_key="account.id")
    held_at: datetime | None = Field(default=None, sa_type=Moment)
    held_by: str | None = Field(default=None, foreign_key="account.id")
    held_for: str = ""  # "reword" or "private" while its author is asked something; else empty
    asked: str = ""  # what its author is asked, as a facilitator typed it
    came_back: str = ""  # what the author answered: reworded | left | yes | no
    read_at: datetime | None = Field(default=None, sa_type=Moment)  # first dealt with at a desk
    read_by: str | None = Field(default=None, foreign_key="account.id")
    theme_id: str | None = Field(default=None, foreign_key="theme.id")
    by_helper: bool = False  # somebody else wrote it down (J4)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


W = TypeVar("W", bound=Written)
HELD_FOR = {"": "held", "reword": "asked", "private": "private"}
STATES = ("waiting", "released", *HELD_FOR.values())
DEALT_WITH = {
    "released": N_("%(name)s has already released these words."),
    "held": N_("Already held by %(name)s."),
    "asked": N_("%(name)s has already asked for these words to be reworded."),
    "private": N_("%(name)s has already marked these words for a private conversation."),
}


@dataclass(frozen=True)
class WrittenShown:
    """One person's words with what may stand beside them; `id` is random, so order says nothing."""

    id: str
    kind: str
    text: str
    touchpoint_id: str
    touchpoint: str
    voice: Voice
    state: str  # waiting | released | held | asked | private
    may_show: bool  # its author agreed to the room
    sort: str = "story"  # story | priority | idea
    by: str = ""  # the facilitator who dealt with it last
    asked: str = ""
    came_back: str = ""
    is_read: bool = False
    theme_id: str | None = None
    by_helper: bool = False


def release(session: Session, by: Facilitator, table: type[W], written: str, seen: str = "") -> W:
    """Show it to the room. Raises Refused if its author did not agree to that.

    `seen` is the state that whoever pressed was looking at, so that two facilitators never act on
    the same words unknowingly.
    """
    found = at_the_desk(session, by, table, written, seen)
    remember(session, by, [set_state(session, by, found, "released")])
    return found


def hold(session: Session, by: Facilitator, table: type[W], written: str, seen: str = "") -> W:
    """Keep it from the room; also takes a released one back."""
    found = at_the_desk(session, by, table, written, seen)
    remember(session, by, [set_state(session, by, found, "held")])
    return found


Before = dict[str, Any]


def may_show(session: Session, found: Written) -> bool:
    """Its author agreed that the room may see it."""
    return session.get(Consent, (found.seat_id, Use.ROOM)) is not None


def set_state(
    session: Session, by: Facilitator, found: Written, state: str, asked: str = ""
) -> Before | None:
    """What it needs to be undone; None where it stood so already."""
    before = as_it_is(found) | {"to": state}
    if state == "released" and not may_show(session, found):
        raise Refused("Its author wants these words kept off the screen. You can still read them.")
    if state == before["state"] and asked == found.asked:
        return None
    if found.asked != asked or asked:
        announce(session, found.workshop_id, Topic.ASKED)
    _stand(found, state, by)
    found.asked, found.came_back = asked, ""
    found.read_at, found.read_by = found.read_at or by.now, found.read_by or by.account_id
    saved(session, found)
    return before


def put_back(session: Session, by: Facilitator, table: type[W], before: Before) -> bool:
    """As it was before somebody at the desk acted; False if it was changed since."""
    found = at_the_desk(session, by, table, before["id"])
    if before.get("to", state_of(found)) != state_of(found) or (
        found.came_back == "reworded" and before["state"] == "released"
    ):
        return False  # its author answered meanwhile: new words are read first
    if found.asked or before.get("asked"):
        announce(session, found.workshop_id, Topic.ASKED)
    _stand(found, before["state"], by)
    found.asked, found.came_back = before.get("asked", ""), before.get("came_back", "")
    if not before.get("is_read", True):
        found.read_at = found.read_by = None
    saved(session, found)
    return True


def as_it_is(found: Written) -> Before:
    return {
        "kind": str(type(found).__tablename__),
        "id": found.id,
        "state": state_of(found),
        "asked": found.asked,
        "came_back": found.came_back,
        "is_read": found.read_at is not None,
    }


def _stand(found: Written, state: str, by: Facilitator) -> None:
    is_held = state in HELD_FOR.values()
    found.released_at = by.now if state == "released" else None
    found.released_by = by.account_id if state == "released" else None
    found.held_at, found.held_by = (by.now, by.account_id) if is_held else (None, None)
    found.held_for = next((why for why, named in HELD_FOR.items() if named == state), "")


def take_back(session: Session, by: Sitting, table: type[W], written: str) -> W:
    """By its author: the text is gone at once, everywhere; that there was one is counted (A6)."""
    found = session.get(table, written)
    if found is None or found.seat_id != by.seat_id:
        raise NotYours("There is nothing like that of yours here.")
    if found.withdrawn_at is None:
        if found.asked:
            announce(session, found.workshop_id, Topic.ASKED)
        found.withdrawn_at, found.text = by.now, ""
        found.released_at = found.released_by = found.held_at = found.held_by = None
        found.held_for = found.asked = found.came_back = ""
        found.theme_id = None
    return saved(session, found)


def withdrawn_from(session: Session, table: type[Written], workshop_id: str) -> int:
    """How many were taken back: shown as a number, never as text."""
    taken = select(func.count()).where(
        table.workshop_id == workshop_id, col(table.withdrawn_at).is_not(None)
    )
    return session.exec(taken).one()


def written_in(
    session: Session,
    table: type[Written],
    workshop_id: str,
    *,
    released: bool | None = None,
) -> tuple[WrittenShown, ...]:
    """All that stands, in an order that says nothing of time.

    `released=True` gives only what the room may see: released, and its author still agrees.
    """
    rows = _rows(table).where(table.workshop_id == workshop_id, col(table.withdrawn_at).is_(None))
    if released:
        rows = rows.where(col(table.released_at).is_not(None), col(Consent.use).is_not(None))
    kind = str(table.__tablename__)
    return tuple(_shown(kind, row) for row in session.exec(rows.order_by(col(table.id))))


def unread_in(
    session: Session, table: type[Written], workshop_id: str, sorts: Sequence[str], at_most: int
) -> tuple[WrittenShown, ...]:
    """The first that are to be read: of these sorts before others, and held ones last."""
    sort = getattr(table, "sort", sqlalchemy.literal("story"))
    rows = _rows(table).where(table.workshop_id == workshop_id, col(table.withdrawn_at).is_(None))
    rows = rows.where(col(table.released_at).is_(None), table.held_for == "")
    rows = rows.order_by(col(table.held_at).is_not(None), sort.not_in(sorts), col(table.id))
    kind = str(table.__tablename__)
    return tuple(_shown(kind, row) for row in session.exec(rows.limit(at_most)))


def own_written(session: Session, table: type[W], by: Sitting) -> tuple[W, ...]:
    wanted = select(table).where(table.seat_id == by.seat_id, col(table.withdrawn_at).is_(None))
    return tuple(session.exec(wanted.order_by(col(table.told_at))))


def state_of(written: Any) -> str:
    """Of a whole row, or of any that has these columns."""
    if written.released_at is not None:
        return "released"
    return HELD_FOR[written.held_for] if written.held_at is not None else "waiting"


def _rows(table: type[Written]) -> Any:
    """Columns, not whole rows: a board of hundreds is read at every drawing."""
    dealt_with = func.coalesce(col(table.held_by), col(table.released_by))
    return (
        sqlalchemy.select(
            col(table.id),
            col(table.text),
            col(table.touchpoint_id),
            col(Touchpoint.title),
            col(Seat.voice),
            col(table.released_at),
            col(table.held_at),
            col(table.held_for),
            col(Consent.use),
            getattr(table, "sort", sqlalchemy.literal("story")).label("sort"),
            col(Account.name),
            col(table.asked),
            col(table.came_back),
            col(table.read_at),
            col(table.theme_id),
            col(table.by_helper),
        )
        .join(Touchpoint, col(table.touchpoint_id) == col(Touchpoint.id))
        .join(Seat, col(table.seat_id) == col(Seat.id))
        .outerjoin(
            Consent, (col(Consent.seat_id) == col(table.seat_id)) & (col(Consent.use) == Use.ROOM)
        )
        .outerjoin(Account, dealt_with == col(Account.id))
    )


def _shown(kind: str, row: Any) -> WrittenShown:
    return WrittenShown(
        id=row.id,
        kind=kind,
        text=row.text,
        touchpoint_id=row.touchpoint_id,
        touchpoint=row.title,
        voice=Voice(row.voice),
        state=state_of(row),
        may_show=row.use is not None,
        sort=str(row.sort),
        by=row.name or "",
        asked=row.asked,
        came_back=row.came_back,
        is_read=row.read_at is not None,
        theme_id=row.theme_id,
        by_helper=row.by_helper,
    )


def at_the_desk(
    session: Session, by: Facilitator, table: type[W], written: str, seen: str = ""
) -> W:
    """The words somebody at a desk acts on. Raises Refused when a colleague was faster."""
    found = session.get(table, written)
    if found is None or found.workshop_id != by.workshop.id or found.withdrawn_at is not None:
        raise NotYours("These words are not here any more. Perhaps their author took them back.")
    state = state_of(found)
    if seen and seen != state:
        who = session.get(Account, found.held_by or found.released_by or "")
        if who is None or state not in DEALT_WITH:
            raise Refused("A colleague has just dealt with these words. Please look again.")
        raise Refused(DEALT_WITH[state], name=who.name)
    return found


def remember(session: Session, by: Facilitator, before: Iterable[Before | None]) -> None:
    """One act, however many words it was about, so that one undo takes it back."""
    items = [each for each in before if each is not None]
    if items:
        record(session, by, "moderate", items=items)


def saved(session: Session, found: W) -> W:
    session.add(found)
    announce(session, found.workshop_id, found.topic)
    return found
