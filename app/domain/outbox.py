"""Letters on their way out by e-mail: each is claimed before it is sent, and so goes at most once.

A letter says what it is about, never what it says: that is drawn when it goes, from what stands
then, so that nothing taken back or no longer agreed to is kept here or sent.

A letter that was claimed and is neither sent nor known to have failed may not have gone: the server
stopped in between, or the line broke before the answer. It is never sent again by itself. Somebody
in the project sees it and decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from app.domain.columns import Moment, public_id
from app.domain.errors import NotYours, Refused
from app.domain.projects import Member

KINDS = ("review", "sponsor", "hello", "news")
UNSURE_AFTER = timedelta(minutes=10)  # longer than any sending takes
PAUSES = (5, 15, 60, 240, 720, 1440, 1440)  # minutes after each try that is known not to have gone


class Letter(SQLModel, table=True):
    """One e-mail to one person. `id` is in its Message-ID, however often it is tried."""

    __table_args__ = (
        CheckConstraint("kind IN ('review', 'sponsor', 'hello', 'news')", name="kind"),
        CheckConstraint("sent_at IS NULL OR claimed_at IS NOT NULL", name="claimed_before_sent"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    key: str = Field(unique=True)  # what it is about: the same news is one letter
    kind: str = Field(sa_type=String(10))
    project_id: str = Field(foreign_key="project.id", index=True)
    about: str  # a trial's id or a seat's, as the kind says
    step: str = ""  # which of several about the same: such as the day it is about
    made_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    claimed_by: str = ""  # which process
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0  # known not to have gone
    why: str = ""  # the last of these; see `Why` in app/outside
    given_up_at: datetime | None = Field(default=None, sa_type=Moment)
    dropped_at: datetime | None = Field(default=None, sa_type=Moment)  # nothing to say any more

    def state(self, now: datetime) -> str:
        """waiting | sending | sent | unsure | failing | given_up | dropped."""
        if self.sent_at is not None:
            return "sent"
        if self.dropped_at is not None:
            return "dropped"
        if self.given_up_at is not None:
            return "given_up"
        if self.claimed_at is not None:
            return "unsure" if now - self.claimed_at >= UNSURE_AFTER else "sending"
        return "failing" if self.tries else "waiting"


@dataclass(frozen=True)
class Wanted:
    """A letter that ought to exist."""

    kind: str
    project_id: str
    about: str
    step: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind} {self.about} {self.step}".strip()


def put(session: Session, wanted: Wanted, now: datetime) -> str | None:
    """The id of the new letter; None where there is one already.

    One that was dropped is wanted once more: a day may be moved and moved back.
    """
    known = letter_called(session, wanted.key)
    if known is not None:
        if known.dropped_at is None:
            return None
        known.dropped_at = known.claimed_at = None
        known.claimed_by, known.due_at = "", now
        session.add(known)
        return known.id
    letter = Letter(
        key=wanted.key,
        kind=wanted.kind,
        project_id=wanted.project_id,
        about=wanted.about,
        step=wanted.step,
        made_at=now,
        due_at=now,
    )
    session.add(letter)
    session.flush()
    return letter.id


def letter_called(session: Session, key: str) -> Letter | None:
    return session.exec(select(Letter).where(Letter.key == key)).first()


def is_missing(session: Session, wanted: Wanted) -> bool:
    known = letter_called(session, wanted.key)
    return known is None or known.dropped_at is not None


_OPEN = (
    col(Letter.claimed_at).is_(None),
    col(Letter.sent_at).is_(None),
    col(Letter.given_up_at).is_(None),
    col(Letter.dropped_at).is_(None),
)


def due(session: Session, now: datetime) -> Sequence[str]:
    """Letters that nobody has claimed, the oldest first."""
    wanted = select(Letter.id).where(*_OPEN, col(Letter.due_at) <= now)
    return session.exec(wanted.order_by(col(Letter.due_at), col(Letter.id))).all()


def claim(session: Session, letter: str, by: str, now: datetime) -> bool:
    """Compare and set: of all processes exactly one gets True."""
    ours = update(Letter).where(col(Letter.id) == letter, *_OPEN, col(Letter.due_at) <= now)
    return _one(session, ours.values(claimed_at=now, claimed_by=by))


def was_sent(session: Session, letter: str, by: str, now: datetime) -> bool:
    """The other server has taken it. False if somebody has decided otherwise meanwhile."""
    return _one(session, _held(letter, by).values(sent_at=now))


def was_not_sent(
    session: Session, letter: str, by: str, now: datetime, *, why: str, for_good: bool = False
) -> bool:
    """It is known not to have gone: tried again later, with longer pauses, then given up."""
    found = session.get(Letter, letter)
    if found is None:
        return False
    tries = found.tries + 1
    if for_good or tries > len(PAUSES):
        return _one(session, _held(letter, by).values(tries=tries, why=why, given_up_at=now))
    again = now + timedelta(minutes=PAUSES[tries - 1])
    back = {"claimed_at": None, "claimed_by": "", "due_at": again}
    return _one(session, _held(letter, by).values(tries=tries, why=why, **back))


def drop(session: Session, letter: str, by: str, now: datetime) -> bool:
    """When its time came there was nothing to say, or nobody to say it to, any more."""
    return _one(session, _held(letter, by).values(dropped_at=now))


def send_again(session: Session, by: Member, *, letter: str) -> None:
    """By hand, what may not have gone or was given up. Raises Refused while it is on its way."""
    found = session.get(Letter, letter)
    if found is None or found.project_id != by.project.id:
        raise NotYours("There is no such e-mail.")
    if found.state(by.now) not in {"unsure", "given_up"}:
        raise Refused("This e-mail has gone, or is on its way.")
    found.claimed_at = found.given_up_at = None
    found.claimed_by = found.why = ""
    found.tries, found.due_at = 0, by.now
    session.add(found)


@dataclass(frozen=True)
class LetterShown:
    """One e-mail on the page of those who run the project: never to whom, nor what it said."""

    id: str
    kind: str
    about: str
    step: str
    state: str
    why: str
    at: datetime  # when it got into this state
    next_at: datetime | None  # when it is tried again

    @property
    def may_go_again(self) -> bool:
        return self.state in {"unsure", "given_up"}


def letters_of(session: Session, project_id: str, now: datetime) -> tuple[LetterShown, ...]:
    """The newest first."""
    wanted = select(Letter).where(Letter.project_id == project_id, col(Letter.dropped_at).is_(None))
    rows = session.exec(wanted.order_by(col(Letter.made_at).desc(), col(Letter.id)))
    return tuple(_shown(each, now) for each in rows)


def last_letter(session: Session, kind: str, about: str) -> Letter | None:
    """The newest of its kind about the same, unless it was dropped."""
    wanted = select(Letter).where(
        Letter.kind == kind, Letter.about == about, col(Letter.dropped_at).is_(None)
    )
    return session.exec(wanted.order_by(col(Letter.made_at).desc())).first()


def forget_letters(session: Session, about: Sequence[str]) -> None:
    """Of a trial or a seat that is taken out altogether."""
    session.exec(delete(Letter).where(col(Letter.about).in_(about)))


def _shown(letter: Letter, now: datetime) -> LetterShown:
    state = letter.state(now)
    at = letter.sent_at or letter.given_up_at or letter.claimed_at or letter.made_at
    next_at = letter.due_at if state in {"waiting", "failing"} else None
    return LetterShown(
        letter.id, letter.kind, letter.about, letter.step, state, letter.why, at, next_at
    )


def _held(letter: str, by: str) -> Any:
    return update(Letter).where(
        col(Letter.id) == letter,
        col(Letter.claimed_by) == by,
        col(Letter.claimed_at).is_not(None),
        col(Letter.sent_at).is_(None),
    )


def _one(session: Session, changing: Any) -> bool:
    return bool(session.connection().execute(changing).rowcount == 1)
