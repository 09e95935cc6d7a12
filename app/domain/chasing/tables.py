"""Who is asked about a day to look, and what they answered."""

from datetime import date, datetime
from secrets import token_urlsafe

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, SQLModel

from app.domain.addresses import LONGEST
from app.domain.columns import Moment

NAME = 80  # characters
ANSWERS = ("done", "stopped")


class Sponsor(SQLModel, table=True):
    """Whom a project tells when its own people stay silent."""

    project_id: str = Field(foreign_key="project.id", primary_key=True)
    name: str
    email: str = Field(max_length=LONGEST)


class Chased(SQLModel, table=True):
    """Who is asked about one trial, and the secret of the page on which they answer."""

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    email: str = Field(default="", max_length=LONGEST)  # empty: the project's lead
    key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)


class Look(SQLModel, table=True):
    """What was answered about one day to look; a day that was moved leaves none."""

    __table_args__ = (CheckConstraint("answer IN ('done', 'stopped')", name="answer"),)

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    day: date = Field(primary_key=True)
    answer: str = Field(sa_type=String(10))
    said: str = ""
    at: datetime = Field(sa_type=Moment)
