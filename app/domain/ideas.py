"""Priorities (what) and ideas (how): what the room offers, each for one touchpoint."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, func, select

from app.domain.changes import Topic, announce
from app.domain.errors import Refused
from app.domain.journey import touchpoint_called
from app.domain.moderation import Written, WrittenShown, written_in
from app.domain.receipts import fresh, made_by
from app.domain.seats import Sitting, stage_taking
from app.domain.text import LONGEST_STORED, written
from app.domain.workshops import StageKind, Workshop

IDEA = 200  # characters
MOST = 30  # from one seat


class Sort(StrEnum):
    """What is chosen among."""

    PRIORITY = "priority"  # what matters
    IDEA = "idea"  # how to change it


SORTS = {StageKind.PRIORITIES: Sort.PRIORITY, StageKind.IDEAS: Sort.IDEA}


class Idea(Written, table=True):
    __table_args__ = (CheckConstraint(f"length(text) <= {LONGEST_STORED}", name="length"),)
    topic: ClassVar[Topic] = Topic.IDEAS

    sort: Sort = Field(default=Sort.IDEA, sa_type=String(10))


def offer_idea(
    session: Session, by: Sitting, *, stage: str, touchpoint: str, text: str, key: str
) -> None:
    """A priority or an idea, as the stage says."""
    text = written(text, IDEA)
    if not fresh(session, by, key, "idea", touchpoint, text):
        return
    sort = SORTS[stage_taking(session, by, stage, *SORTS)]
    touchpoint_called(session, by.project_id, touchpoint)
    mine = select(func.count()).where(Idea.seat_id == by.seat_id)
    if session.exec(mine).one() >= MOST:
        raise Refused("That is enough for now. Please tell a facilitator.")
    idea = Idea(
        id=made_by(by, key),
        workshop_id=by.workshop_id,
        seat_id=by.seat_id,
        touchpoint_id=touchpoint,
        text=text,
        told_at=by.now,
        sort=sort,
        by_helper=by.helped,
    )
    if session.get_one(Workshop, by.workshop_id).release_at_once:
        idea.released_at = by.now
    session.add(idea)
    announce(session, by.workshop_id, Topic.IDEAS)


def ideas_released(session: Session, workshop_id: str, sort: Sort) -> tuple[WrittenShown, ...]:
    """What the room may see, and choose among."""
    sorts = select(Idea.id).where(Idea.workshop_id == workshop_id, Idea.sort == sort)
    wanted = set(session.exec(sorts))
    shown = written_in(session, Idea, workshop_id, released=True)
    return tuple(each for each in shown if each.id in wanted)
