"""Which table somebody sits at: shown on their phone, and changed there (S8)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.seating import sit_at
from app.domain.seats import Seat, Sitting
from app.pages.forms import Text, key_or_new
from app.pages.look import Look
from app.pages.phone_door import PhoneDoor, phone_door

router = APIRouter(prefix="/w/{workshop}/phone")

Phone = Annotated[PhoneDoor, Depends(phone_door)]


@dataclass(frozen=True)
class Tables:
    """The same on all phones: how many tables, and a sign that changes when all were seated."""

    tables: int
    seated: str


@dataclass(frozen=True)
class OwnTable:
    tables: tuple[int, ...]
    mine: int | None


def tables(look: Look) -> Tables:
    at = look.workshop.seated_at
    return Tables(look.workshop.tables, at.isoformat() if at else "")


def own_table(session: Session, by: Sitting, look: Look) -> OwnTable:
    numbers = tuple(range(1, look.workshop.tables + 1))
    return OwnTable(numbers, session.get_one(Seat, by.seat_id).table_number)


@router.get("/table", name="phone_table")
def table(door: Phone) -> Response:
    return door.fragment("phone/_table.html", own_table=own_table)


@router.post("/table", name="phone_table_sit")
async def sits(door: Phone, table: Text = "", key: Text = "") -> Response:
    await door.write(sit_at, table=table, key=key_or_new(key))
    if door.by_htmx:
        return await door.in_turn(door.fragment, "phone/_table.html", own_table=own_table)
    return door.go(f"/w/{door.place}/phone")
