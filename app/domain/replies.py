"""Answers that are not trials: passed on to somebody else, or it can't be done (domain.md 5.5)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.columns import Moment
from app.domain.decisions import Decision, that_stand
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.ideas import Idea
from app.domain.projects import Member
from app.domain.text import written
from app.domain.trials import LINE, PARAGRAPH, trial_of
from app.domain.workshops import Workshop

ANSWERS = ("passed_on", "cannot")


class Reply(SQLModel, table=True):
    """What is said about an idea or a priority that this project can't try itself."""

    __table_args__ = (CheckConstraint("state IN ('passed_on', 'cannot')", name="state"),)

    idea_id: str = Field(foreign_key="idea.id", primary_key=True)
    state: str = Field(sa_type=String(10))
    who: str  # to whom it was passed on, or who decided: a role, never a name
    reason: str
    reply_by: date | None = None  # when whom it was passed on to should answer
    answered_at: datetime = Field(sa_type=Moment)
    answered_by: str = Field(foreign_key="account.id")


def give_reply(
    session: Session,
    by: Member,
    *,
    idea: str,
    state: str,
    who: str,
    reason: str,
    reply_by: date | None,
) -> None:
    """Another answer takes the place of an earlier one. Raises Refused while it is being tried."""
    found = _idea(session, by, idea)
    if trial_of(session, found.id) is not None:
        raise Refused("This is being tried. What comes of it stands with the trial.")
    if state not in ANSWERS:
        raise Unusable("Please choose one of the answers.")
    answer = session.get(Reply, found.id) or Reply(
        idea_id=found.id, state=state, who="", reason="", answered_at=by.now, answered_by=""
    )
    answer.state = state
    answer.who = written(who, LINE, one_line=True)
    answer.reason = written(reason, PARAGRAPH)
    answer.reply_by = reply_by if state == "passed_on" else None
    answer.answered_at, answer.answered_by = by.now, by.account_id
    session.add(answer)


def take_reply_away(session: Session, by: Member, *, idea: str) -> None:
    """What the workshop decided stands again."""
    known = session.get(Reply, _idea(session, by, idea).id)
    if known is not None:
        session.delete(known)


def replies_in(session: Session, project_id: str) -> dict[str, Reply]:
    """By idea; only of ideas that still stand."""
    rows = session.exec(
        select(Reply)
        .join(Idea, col(Idea.id) == col(Reply.idea_id))
        .join(Workshop, col(Workshop.id) == col(Idea.workshop_id))
        .where(Workshop.project_id == project_id, col(Idea.withdrawn_at).is_(None))
    )
    return {answer.idea_id: answer for answer in rows}


@dataclass(frozen=True)
class Answerable:
    """Something decided that nobody tries, with the answer it has."""

    idea_id: str
    text: str
    outcome: str
    decided: str  # the reason that was given in the room
    answer: Reply | None


def answerable(session: Session, by: Member) -> tuple[Answerable, ...]:
    rows = session.exec(
        select(Decision, Idea)
        .join(Idea, col(Idea.id) == col(Decision.idea_id))
        .join(Workshop, col(Workshop.id) == col(Decision.workshop_id))
        .where(
            Workshop.project_id == by.project.id,
            col(Workshop.rehearsal_since).is_(None),
            col(Idea.withdrawn_at).is_(None),
        )
    ).all()
    standing = that_stand(decision for decision, _ in rows)
    known = replies_in(session, by.project.id)
    ideas = {idea.id: idea for _, idea in rows}
    return tuple(
        Answerable(id_, ideas[id_].text, made.outcome, made.reason, known.get(id_))
        for id_, made in sorted(standing.items())
        if trial_of(session, id_) is None
    )


def _idea(session: Session, by: Member, idea: str) -> Idea:
    found = session.exec(
        select(Idea)
        .join(Workshop, col(Workshop.id) == col(Idea.workshop_id))
        .where(
            Idea.id == idea,
            Workshop.project_id == by.project.id,
            col(Idea.withdrawn_at).is_(None),
        )
    ).first()
    if found is None:
        raise NotYours("There is no such idea here.")
    return found
