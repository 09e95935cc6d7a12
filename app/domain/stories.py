"""Stories: one thought about one touchpoint, in its author's words."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, bindparam, func, insert, select
from sqlmodel import Field, Session, col

from app.domain.changes import Topic, announce
from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused
from app.domain.journey import Touchpoint
from app.domain.moderation import Written, take_back
from app.domain.receipts import fresh, made_by
from app.domain.seats import Sitting, stage_taking
from app.domain.text import LONGEST_STORED, written
from app.domain.workshops import StageKind, Workshop

STORY = 500  # characters
MOST = 100  # from one seat


class Story(Written, table=True):
    __table_args__ = (CheckConstraint(f"length(text) <= {LONGEST_STORED}", name="length"),)
    topic: ClassVar[Topic] = Topic.STORIES

    outside_agreed_at: datetime | None = Field(default=None, sa_type=Moment)


_BEFORE: Any = (
    select(
        select(func.count()).where(col(Story.seat_id) == bindparam("seat")).scalar_subquery(),
        col(Workshop.release_at_once),
    )
    .join(Touchpoint, col(Touchpoint.project_id) == col(Workshop.project_id))
    .where(col(Touchpoint.id) == bindparam("touchpoint"))
    .where(col(Workshop.id) == bindparam("workshop"))
)
_TELL = insert(Story)


def tell_story(
    session: Session,
    by: Sitting,
    *,
    stage: str,
    touchpoint: str,
    text: str,
    key: str,
    replaces: str = "",
) -> None:
    """Keep a story; `replaces` is an earlier one of the same seat that this one changes."""
    text = written(text, STORY)
    if not fresh(session, by, key, "story", touchpoint, text, *filter(None, [replaces])):
        return
    stage_taking(session, by, stage, StageKind.FEELINGS)
    asked = {"touchpoint": touchpoint, "workshop": by.workshop_id, "seat": by.seat_id}
    found = session.connection().execute(_BEFORE, asked).first()
    if found is None:
        raise NotYours("There is no such touchpoint here.")
    told, release_at_once = found
    if told >= MOST:
        raise Refused("That is enough for now. Please tell a facilitator.")
    if replaces:
        _replace(session, by, replaces)
    story = {
        "id": made_by(by, key),
        "workshop_id": by.workshop_id,
        "seat_id": by.seat_id,
        "touchpoint_id": touchpoint,
        "text": text,
        "told_at": by.now,
        "released_at": by.now if release_at_once else None,
        "by_helper": by.helped,
    }
    session.connection().execute(_TELL, story)
    announce(session, by.workshop_id, Topic.STORIES)


def _replace(session: Session, by: Sitting, story: str) -> None:
    found = session.get(Story, story)
    if found is None or found.seat_id != by.seat_id:
        raise NotYours("There is no such story of yours.")
    take_back(session, by, Story, found.id)
