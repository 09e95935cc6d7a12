"""What today's patients and staff answer, and when the team looks at it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.columns import Moment, public_id
from app.domain.text import LONGEST_STORED

SIDES = ("patients", "staff")  # patients and carers together: cards hang where both pass by
SAID = ("felt", "not_yet", "slipped")
RESULTS = ("yes", "slipped", "gone")
WORDS = 500  # characters


class Answer(SQLModel, table=True):
    """One person at a card. Nothing here says who it was."""

    __tablename__ = "still_answer"
    __table_args__ = (
        CheckConstraint("side IN ('patients', 'staff')", name="side"),
        CheckConstraint("said IN ('felt', 'not_yet', 'slipped')", name="said"),
        CheckConstraint("height BETWEEN -2 AND 2", name="height"),
        CheckConstraint("words_are IN ('new', 'shown', 'hidden')", name="words_are"),
        CheckConstraint(f"length(words) <= {LONGEST_STORED}", name="length"),
    )

    id: str = Field(primary_key=True)  # made by the form, so that sent twice it is one
    trial_id: str = Field(foreign_key="trial.id", index=True)
    side: str = Field(sa_type=String(10))
    said: str = Field(sa_type=String(10))
    height: int | None = None
    words: str = ""
    words_are: str = Field(default="new", sa_type=String(10))  # to the team, until somebody read
    at: datetime = Field(sa_type=Moment)


class Check(SQLModel, table=True):
    """A check that was settled. Those that wait are worked out, from days and from charts."""

    __tablename__ = "still_check"
    __table_args__ = (
        UniqueConstraint("trial_id", "cycle", "months", "due_on"),
        CheckConstraint("months IN (0, 3, 6, 12)", name="months"),
        CheckConstraint("result IN ('yes', 'slipped', 'gone')", name="result"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    trial_id: str = Field(foreign_key="trial.id", index=True)
    cycle: int  # the one that was adopted
    months: int  # after it was adopted; 0: a falling trend asked for it
    due_on: date
    result: str = Field(sa_type=String(10))
    words: str = ""
    settled_at: datetime = Field(sa_type=Moment)
    settled_by: str | None = Field(default=None, foreign_key="account.id")  # None: by the link
