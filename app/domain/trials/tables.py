"""What a trial is, and what a cycle of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, SQLModel

from app.domain.columns import Moment, public_id

LINE, PARAGRAPH = 200, 600  # characters
ACTS = ("adopt", "adapt", "abandon")
COMPARED = ("yes", "partly", "no")  # whether it came as expected
SCALES = ("patient", "clinic", "week", "ward", "everyone")  # how small it is tried (domain 5.2)
BEGAN = ("first", "adapt", "slip", "again")  # why a cycle was opened


def one_of(name: str, values: tuple[str, ...]) -> str:
    """A check that lets an empty text through: nothing was said yet."""
    return f"{name} IN ('', {', '.join(map(repr, values))})"


class Trial(SQLModel, table=True):
    """What stays from one cycle to the next: where it came from, its aim, who leads it."""

    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id", index=True)
    idea_id: str = Field(foreign_key="idea.id", unique=True)
    touchpoint_id: str = Field(foreign_key="touchpoint.id")
    # Empty: the idea's own words, which their author can still take back; the change as well.
    title: str = ""
    aim: str = ""  # what, for whom, how much, by when
    owner: str = ""  # a role, which anybody may read
    owner_name: str = ""  # only the team reads it
    co_owner: str = ""  # a patient or carer, as a role
    co_owner_name: str = ""
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="account.id")


class Cycle(SQLModel, table=True):
    """Plan, do, study, act. Closed only with a comparison and a decision with its reason."""

    __table_args__ = (
        CheckConstraint("act IS NULL OR act IN ('adopt', 'adapt', 'abandon')", name="act"),
        CheckConstraint(one_of("compared", COMPARED), name="compared"),
        CheckConstraint(one_of("scale", SCALES), name="scale"),
        CheckConstraint(f"began IN {BEGAN}", name="began"),
    )

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    number: int = Field(primary_key=True)  # from 1
    began: str = Field(default="first", sa_type=String(10))
    because: str = ""  # why it was opened again, once it had been kept or stopped
    # Plan
    change: str = ""
    prediction: str = ""
    place: str = ""
    scale: str = Field(default="", sa_type=String(10))
    stop_rule: str = ""  # when to stop at once
    starts_on: date | None = None
    review_on: date | None = None
    # Study
    what_happened: str = ""
    compared: str = Field(default="", sa_type=String(10))
    learned: str = ""
    # Act
    act: str | None = Field(default=None, sa_type=String(10))
    reason: str = ""
    tell: str = ""  # who must be told what
    answer: str = ""  # when it is abandoned: what we say to those who asked for it
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_by: str | None = Field(default=None, foreign_key="account.id")  # None: by the link
