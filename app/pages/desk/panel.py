"""The panel "in the room": counts only, at once, never who (S7, S8)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session, col, select

from app.domain.errors import Unusable
from app.domain.helpers import Helped
from app.domain.seating import TableShown, count_heads, set_tables, tables_in
from app.domain.seats import Seat
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, StageKind
from app.pages.forms import Text, yes
from app.pages.guards import DeskDoor, desk_door
from app.pages.look import Look

router = APIRouter(prefix="/w/{workshop}/desk")

Desk = Annotated[DeskDoor, Depends(desk_door)]

AT_A_TABLE = 7  # people, as suggested


@dataclass(frozen=True)
class Present:
    """Who is here, as counts: by voice and by table, done, away, and without a device."""

    people: dict[Voice, int]
    total: int
    is_open: bool
    counted: int | None
    without_device: int  # counted in the room, but not joined
    too_many: int  # joined, but not counted in the room
    done: int
    may_be_done: bool
    away: int  # not seen for five minutes
    tables: tuple[TableShown, ...]


def present(look: Look) -> Present:
    total, counted = sum(look.people.values()), look.workshop.people_counted
    difference = 0 if counted is None else counted - total
    return Present(
        people=look.people,
        total=total,
        is_open=look.workshop.doors_opened_at is not None and look.workshop.ended_at is None,
        counted=counted,
        without_device=max(difference, 0),
        too_many=max(-difference, 0),
        done=look.done if look.stage else 0,
        may_be_done=look.kind not in {None, StageKind.WELCOME, StageKind.MAP, StageKind.DECISIONS},
        away=_away(look),
        tables=tables_in(look.session, look.workshop),
    )


def _away(look: Look) -> int:
    """Whoever somebody else writes for is here without a phone."""
    signs = look.session.exec(
        select(Seat.secret_hash)
        .outerjoin(Helped, (col(Helped.seat_id) == col(Seat.id)) & col(Helped.over_at).is_(None))
        .where(Seat.workshop_id == look.workshop_id, col(Helped.seat_id).is_(None))
    )
    return sum(not look.presence.is_there(look.workshop_id, sign) for sign in signs)


@dataclass(frozen=True)
class RoomForms:
    """What the forms beside the panel begin with."""

    counted: str
    tables: int


def room_forms(_session: Session, by: Facilitator, look: Look) -> RoomForms:
    counted, people = by.workshop.people_counted, sum(look.people.values())
    suggested = max(1, round(people / AT_A_TABLE))
    return RoomForms("" if counted is None else str(counted), by.workshop.tables or suggested)


@router.post("/heads", name="desk_heads")
async def heads(door: Desk, people: Text = "") -> Response:
    """How many people were counted; empty: not counted."""
    await door.write(count_heads, people=_number(people) if people.strip() else None)
    return _done(door)


@router.post("/tables", name="desk_tables")
async def tables(door: Desk, tables: Text = "0", mix: Text = "") -> Response:
    await door.write(set_tables, tables=_number(tables), mix=yes(mix))
    return _done(door)


def _number(typed: str) -> int:
    typed = typed.strip()
    if not (typed.isdecimal() and typed.isascii() and len(typed) <= 4):
        raise Unusable("Please give a whole number.")
    return int(typed)


def _done(door: DeskDoor) -> Response:
    return door.answer(f"/w/{door.workshop}/desk", "shared/_notice.html", said="", wrong=False)
