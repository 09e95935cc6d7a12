"""Who has been heard: asked for by a facilitator, shown nowhere else (S12)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.balance import Balance, balance
from app.domain.workshops import Facilitator
from app.pages.guards import DeskDoor, desk_door
from app.pages.look import Look

router = APIRouter(prefix="/w/{workshop}/desk")

Desk = Annotated[DeskDoor, Depends(desk_door)]


@dataclass(frozen=True)
class BalanceShown:
    balance: Balance
    titles: dict[str, str]  # of the touchpoints


def balance_shown(session: Session, by: Facilitator, look: Look) -> BalanceShown:
    titles = {t.id: t.title for t in look.touchpoints}
    return BalanceShown(balance(session, by.workshop, tuple(titles)), titles)


@router.get("/balance", name="desk_balance")
def heard(door: Desk) -> Response:
    if door.by_htmx:
        return door.fragment("desk/_balance.html", view=balance_shown)
    return door.fragment("desk/balance.html", view=balance_shown)
