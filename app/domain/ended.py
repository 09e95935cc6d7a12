"""That a project has ended, when what people gave is deleted, and the record of it (A7)."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel

from app.domain.columns import Moment
from app.domain.errors import Refused

TIME_TO_THINK = timedelta(days=30)  # in which it can be opened again


class ProjectEnd(SQLModel, table=True):
    __tablename__ = "project_end"

    project_id: str = Field(foreign_key="project.id", primary_key=True)
    ended_at: datetime = Field(sa_type=Moment)
    ended_by: str | None = Field(default=None, foreign_key="account.id")  # None: its day had come
    deletes_on: date
    deleted_at: datetime | None = Field(default=None, sa_type=Moment)
    deleted: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """How many of each kind were deleted; nothing of what they said."""


def end_of(session: Session, project_id: str) -> ProjectEnd | None:
    return session.get(ProjectEnd, project_id)


def not_ended(session: Session, project_id: str) -> None:
    """Raises Refused once the project has ended."""
    if end_of(session, project_id) is not None:
        raise Refused("This project has ended. It can be opened again on its page.")
