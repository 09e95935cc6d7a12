"""The journey: touchpoints in order, and those the room proposes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, String, bindparam
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.content import journeys
from app.domain.changes import Topic, announce
from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.history import record
from app.domain.projects import Project
from app.domain.receipts import fresh, made_by
from app.domain.seats import Sitting, stage_taking
from app.domain.text import maybe_written, written
from app.domain.workshops import Facilitator, StageKind

TITLE, SOURCE, ANSWER = 80, 120, 200  # characters
MOST = 40  # touchpoints on one journey
KINDS = (
    "first", "arriving", "waiting", "talking", "care", "daily", "family", "leaving", "after",
)  # fmt: skip
"""Of moments, so that somebody finds what others tried at such a moment."""


class Touchpoint(SQLModel, table=True):
    __table_args__ = (CheckConstraint(f"kind IN {('', *KINDS)}", name="kind"),)

    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id", index=True)
    position: int
    title: str
    source: str = ""  # where it came from: "raised in 7 of 11 interviews"
    kind: str = Field(default="", sa_type=String(10))  # one of KINDS, or not said yet


class Proposal(SQLModel, table=True):
    """A touchpoint that somebody in the room misses."""

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'accepted', 'answered', 'withdrawn')", name="state"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    after_id: str | None = Field(default=None, foreign_key="touchpoint.id")
    title: str
    touchpoint_id: str | None = None  # what it became
    state: str = Field(default="waiting", sa_type=String(10))
    answer: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str | None = Field(default=None, foreign_key="account.id")


@dataclass(frozen=True)
class ProposalShown:
    """What the desk and its author see of a proposal."""

    id: str
    title: str
    after: str
    state: str
    answer: str


_IN_ORDER: Any = (
    select(Touchpoint)
    .where(col(Touchpoint.project_id) == bindparam("project"))
    .order_by(col(Touchpoint.position), col(Touchpoint.id))
)


def touchpoints_of(session: Session, project_id: str) -> tuple[Touchpoint, ...]:
    return tuple(session.exec(_IN_ORDER, params={"project": project_id}))


def touchpoint_called(session: Session, project_id: str, touchpoint_id: str) -> Touchpoint:
    found = session.get(Touchpoint, touchpoint_id)
    if found is None or found.project_id != project_id:
        raise NotYours("There is no such touchpoint here.")
    return found


def lay_out(session: Session, project: Project, lines: str) -> int:
    """One touchpoint a line, added at the end; "title | where it came from". How many were new.

    A title that is there already is not added again, so that a form sent twice does no harm.
    """
    known = [touchpoint.title for touchpoint in touchpoints_of(session, project.id)]
    read = [_read(n, line) for n, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if not read:
        raise Refused("Please write one touchpoint on each line.")
    new = {title: source for title, source in read if title not in known}
    if len(known) + len(new) > MOST:
        raise Refused("A journey has at most %(most)s touchpoints.", most=MOST)
    for position, (title, source) in enumerate(new.items(), start=len(known)):
        added = Touchpoint(
            project_id=project.id,
            position=position,
            title=title,
            source=source,
            kind=_kinds().get(title, ""),
        )
        session.add(added)
    return len(new)


def say_kind(session: Session, project_id: str, touchpoint: str, kind: str) -> None:
    """What kind of moment it is; with no kind, that nobody has said."""
    found = touchpoint_called(session, project_id, touchpoint)
    if kind not in ("", *KINDS):
        raise Unusable("Please choose a kind of moment from the list.")
    found.kind = kind
    session.add(found)


@cache
def _kinds() -> dict[str, str]:
    """Of the touchpoints that starter journeys bring."""
    return {each.title: each.kind for told in journeys().values() for each in told.touchpoints}


def _read(number: int, line: str) -> tuple[str, str]:
    title, _, source = line.partition("|")
    try:
        title = written(title, TITLE, one_line=True)
        return title, maybe_written(source, SOURCE, one_line=True)
    except Unusable:
        raise Unusable(
            "Please look at line %(line)s. It needs a title of at most %(title)s characters, and "
            "then, after a |, at most %(source)s about where it came from.",
            line=number,
            title=TITLE,
            source=SOURCE,
        ) from None


def propose_touchpoint(
    session: Session, by: Sitting, *, stage: str, after: str, title: str, key: str
) -> None:
    title = written(title, TITLE, one_line=True)
    if not fresh(session, by, key, "proposal", after, title):
        return
    stage_taking(session, by, stage, StageKind.TOUCHPOINTS)
    if after:
        touchpoint_called(session, by.project_id, after)
    mine = select(func.count()).where(Proposal.seat_id == by.seat_id)
    if session.exec(mine).one() >= MOST:
        raise Refused("That is enough for now. Please tell a facilitator.")
    proposal = Proposal(
        id=made_by(by, key),
        workshop_id=by.workshop_id,
        seat_id=by.seat_id,
        after_id=after or None,
        title=title,
    )
    session.add(proposal)
    announce(session, by.workshop_id, Topic.JOURNEY)


def answer_proposal(
    session: Session, by: Facilitator, *, proposal: str, accepted: bool, answer: str
) -> Proposal:
    """Accept it into the journey, or say why not; compare and set."""
    found = session.get(Proposal, proposal)
    if found is None or found.workshop_id != by.workshop.id:
        raise NotYours("There is no such proposal here.")
    if found.state != "waiting":
        raise Refused("This one has been answered already.")
    record(session, by, "accept" if accepted else "answer", proposal=found.id)
    found.answer = maybe_written(answer, ANSWER)
    found.state = "accepted" if accepted else "answered"
    found.decided_at, found.decided_by = by.now, by.account_id
    if accepted:
        _put_after(session, by.workshop.project_id, found)
    session.add(found)
    announce(session, by.workshop.id, Topic.JOURNEY, Topic.STAGE)
    return found


def _put_after(session: Session, project_id: str, proposal: Proposal) -> None:
    order = list(touchpoints_of(session, project_id))
    at = next((n for n, t in enumerate(order, start=1) if t.id == proposal.after_id), len(order))
    if proposal.after_id is None:
        at = 0
    new = Touchpoint(project_id=project_id, position=0, title=proposal.title)
    proposal.touchpoint_id = new.id
    order.insert(at, new)
    for position, touchpoint in enumerate(order):
        touchpoint.position = position
        session.add(touchpoint)


def proposals_waiting(session: Session, workshop_id: str) -> tuple[ProposalShown, ...]:
    return _proposals(session, Proposal.workshop_id == workshop_id, Proposal.state == "waiting")


def own_proposals(session: Session, by: Sitting) -> tuple[ProposalShown, ...]:
    return _proposals(session, Proposal.seat_id == by.seat_id, Proposal.state != "withdrawn")


def _proposals(session: Session, *wanted: bool) -> tuple[ProposalShown, ...]:
    rows = (
        select(Proposal, Touchpoint.title)
        .outerjoin(Touchpoint, col(Proposal.after_id) == col(Touchpoint.id))
        .where(*wanted)
        .order_by(col(Proposal.id))
    )
    return tuple(
        ProposalShown(p.id, p.title, after or "", p.state, p.answer)
        for p, after in session.exec(rows)
    )
