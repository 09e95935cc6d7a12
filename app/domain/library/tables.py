"""What is kept of a how: the team's own, the one in the library, and copies in other projects."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.columns import Moment, public_id
from app.domain.trials import LINE, PARAGRAPH

STEPS = 3000  # characters of all steps together
MOST_STEPS = 20
FIELDS = {
    "setting": LINE,
    "change": PARAGRAPH,
    "result": PARAGRAPH,
    "took": PARAGRAPH,
    "steps": STEPS,
    "materials": PARAGRAPH,
    "agreed": PARAGRAPH,
    "went_wrong": PARAGRAPH,
    "credit": LINE,
}
"""What a team writes, each with its limit in characters."""


class HowSaid(SQLModel):
    """What a team says of how it did a thing, in its own words."""

    setting: str = ""  # where, such as "a breast clinic with six nurses"
    change: str = ""  # what they do differently
    result: str = ""  # what came of it
    took: str = ""  # time, money, people
    steps: str = ""  # one on each line
    materials: str = ""
    agreed: str = ""  # who had to agree
    went_wrong: str = ""
    credit: str = ""  # who is to be thanked: a service or a team, never a person


class How(HowSaid, table=True):
    """A trial's own, which its team goes on writing."""

    __table_args__ = (CheckConstraint("length(steps) <= 8000", name="length"),)

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)


class Published(HowSaid, table=True):
    """As it stood when a member put it into the library; what is written later waits."""

    id: str = Field(default_factory=public_id, primary_key=True)
    trial_id: str = Field(foreign_key="trial.id", unique=True)
    title: str
    built_on: str = ""  # title and credit of what the trial was copied from, as one line
    published_at: datetime = Field(sa_type=Moment)
    published_by: str = Field(foreign_key="account.id")


class Copy(HowSaid, table=True):
    """What a project took from the library. It stays when the library's own is taken out."""

    __table_args__ = (UniqueConstraint("project_id", "how_id"),)

    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id")
    how_id: str = Field(index=True)  # of Published, which may be gone by now
    title: str
    trial_id: str | None = Field(default=None, foreign_key="trial.id", unique=True)
    copied_at: datetime = Field(sa_type=Moment)
    copied_by: str = Field(foreign_key="account.id")
