"""The link behind a card: one for patients and carers, one for staff.

It is no secret, as it hangs on a wall, and is kept as it is, so that the card can be printed again.
A new one takes the old one's place.
"""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, select

from app.domain.columns import Moment
from app.domain.errors import NotTheLead, Unusable
from app.domain.still_there.tables import SIDES
from app.domain.trials import Teammate, remember


class AskLink(SQLModel, table=True):
    """While the row is there, whoever opens its address is asked."""

    __tablename__ = "ask_link"
    __table_args__ = (CheckConstraint("side IN ('patients', 'staff')", name="side"),)

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    side: str = Field(sa_type=String(10), primary_key=True)
    key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)
    made_at: datetime = Field(sa_type=Moment)
    made_by: str | None = Field(default=None, foreign_key="account.id")


def begin_asking(session: Session, by: Teammate, *, side: str, seen: str = "") -> None:
    """Make the link of one side; where `seen` is the key that stands, make a new one instead.

    Sent twice it is made once. Members only, as with every link.
    """
    _members_only(by)
    if side not in SIDES:
        raise Unusable("Please choose who is asked.")
    known = session.get(AskLink, (by.trial.id, side))
    if known is not None and known.key != seen:
        return
    if known is not None:
        session.delete(known)
        session.flush()
    session.add(AskLink(trial_id=by.trial.id, side=side, made_at=by.now, made_by=by.account_id))
    remember(session, by, "ask", side=side)


def stop_asking(session: Session, by: Teammate, *, side: str) -> None:
    """The cards that hang there lead nowhere any more."""
    _members_only(by)
    known = session.get(AskLink, (by.trial.id, side)) if side in SIDES else None
    if known is not None:
        session.delete(known)
        remember(session, by, "no_ask", side=side)


def links_of(session: Session, trial: str) -> dict[str, AskLink]:
    """By side."""
    found = session.exec(select(AskLink).where(AskLink.trial_id == trial))
    return {link.side: link for link in found}


def _members_only(by: Teammate) -> None:
    if not by.is_member:
        raise NotTheLead("Only somebody in the project can make or withdraw a card. Ask them.")
