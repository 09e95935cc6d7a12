"""Stories: one thought about one touchpoint, in its author's words."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, func, select

from app.domain.changes import Topic, announce
from app.domain.columns import Moment
from app.domain.errors import NotYours, Refused
from app.domain.journey import touchpoint_called
from app.domain.moderation import Written, take_back
from app.domain.receipts import fresh
from app.domain.seats import Sitting, stage_taking
from app.domain.text import LONGEST_STORED, written
from app.domain.workshops import StageKind, Workshop

STORY = 500  # characters
MOST = 100  # from one seat


class Story(Written, table=True):
    __table_args__ = (CheckConstraint(f"length(text) <= {LONGEST_STORED}", name="length"),)
    topic: ClassVar[Topic] = Topic.STORIES

    outside_agreed_at: datetime | None = Field(default=None, sa_type=Moment)


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
    if not fresh(session, by, key, "story", touchpoint, text):
        return
    stage_taking(session, by, stage, StageKind.FEELINGS)
    touchpoint_called(session, by.project_id, touchpoint)
    mine = select(func.count()).where(Story.seat_id == by.seat_id)
    if session.exec(mine).one() >= MOST:
        raise Refused("That is enough for now. Please tell a facilitator.")
    if replaces:
        _replace(session, by, replaces)
    story = Story(
        workshop_id=by.workshop_id,
        seat_id=by.seat_id,
        touchpoint_id=touchpoint,
        text=text,
        told_at=by.now,
    )
    if session.get_one(Workshop, by.workshop_id).release_at_once:
        story.released_at = by.now
    session.add(story)
    announce(session, by.workshop_id, Topic.STORIES)


def _replace(session: Session, by: Sitting, story: str) -> None:
    found = session.get(Story, story)
    if found is None or found.seat_id != by.seat_id:
        raise NotYours("There is no such story of yours.")
    take_back(session, by, Story, found.id)
