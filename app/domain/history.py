"""What was done at the desk, so that it can be undone (K5). Never what anyone at a phone did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, bindparam, insert
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.changes import Topic, announce
from app.domain.columns import Moment
from app.domain.workshops import Facilitator


class Gone(Exception):
    """What an act was about is not there any more, so it cannot be undone; says why."""


class Act(SQLModel, table=True):
    """One act at the desk, with what it needs to be undone."""

    id: int | None = Field(default=None, primary_key=True)  # their order; never leaves the server
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    account_id: str = Field(foreign_key="account.id")
    what: str
    before: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Moment)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)


_RECORD = insert(Act)


def record(session: Session, by: Facilitator, what: str, **before: Any) -> None:
    act = {
        "workshop_id": by.workshop.id,
        "account_id": by.account_id,
        "what": what,
        "before": before,
        "at": by.now,
    }
    session.connection().execute(_RECORD, act)
    announce(session, by.workshop.id, Topic.HISTORY)


def name_of(at: datetime) -> str:
    """How a desk says which act it means: its moment, not its number."""
    return at.isoformat()


def _newest(*wanted: Any) -> Any:
    return (
        select(*wanted)
        .where(col(Act.workshop_id) == bindparam("workshop"), col(Act.undone_at).is_(None))
        .order_by(col(Act.id).desc())
        .limit(1)
    )


_LAST = _newest(Act)
_SEEN = _newest(col(Act.what), col(Act.at))  # with every drawing of a desk


def last_act(session: Session, workshop_id: str) -> Act | None:
    """The newest that has not been undone."""
    act: Act | None = session.exec(_LAST, params={"workshop": workshop_id}).first()
    return act


def last_seen(session: Session, workshop_id: str) -> tuple[str, str]:
    """What the newest not undone was, and its name; both empty where there is none."""
    found = session.connection().execute(_SEEN, {"workshop": workshop_id}).first()
    return (found[0], name_of(found[1])) if found is not None else ("", "")
