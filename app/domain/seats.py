"""A seat is one person's place in a workshop: a voice, consents, and no account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any

import sqlalchemy
from sqlalchemy import CheckConstraint, String, bindparam
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.changes import Topic, announce
from app.domain.columns import Moment
from app.domain.errors import NotSeated, NotYours, Refused
from app.domain.keyring import Keyring, hashed
from app.domain.receipts import fresh
from app.domain.text import cleaned, maybe_written
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind, Workshop, stage_called, takes

NAME = 40  # characters


class Use(StrEnum):
    """What somebody agrees that their words may be used for; each apart, off unless given (A5)."""

    ROOM = "room"  # in this room, once a facilitator has read them
    REPORT = "report"  # in the service's report
    OTHER_GROUP = "other_group"  # to the other group at the joint event
    OUTSIDE = "outside"  # on the public progress page
    CONTACT = "contact"  # write to me about what happens next


class Seat(SQLModel, table=True):
    __table_args__ = (CheckConstraint("table_number BETWEEN 1 AND 40", name="table_possible"),)

    id: str = Field(primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    voice: Voice = Field(sa_type=String(10))
    name: str = ""
    secret_hash: str = Field(unique=True)
    phrase_hash: str = Field(index=True)
    joined_at: datetime = Field(sa_type=Moment)
    table_number: int | None = None
    turn: int = 0  # how often its secrets were made anew, because its card was lost


class Consent(SQLModel, table=True):
    """Given while the row is there."""

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    use: Use = Field(sa_type=String(12), primary_key=True)
    given_at: datetime = Field(sa_type=Moment)


class Contact(SQLModel, table=True):
    """How to write to somebody: apart from the seat, and deleted first (A7)."""

    __table_args__ = (CheckConstraint("rhythm IN ('digest', 'each')", name="rhythm"),)

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    email: str = Field(max_length=254)
    key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)  # in every e-mail
    rhythm: str = Field(default="digest", sa_type=String(10))
    language: str = Field(default="en", sa_type=String(10))
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)  # by a tap in an e-mail


class Done(SQLModel, table=True):
    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", primary_key=True, index=True)


@dataclass(frozen=True)
class Sitting:
    """Who is asking, when, and where their room is; only the guard makes one."""

    seat_id: str
    workshop_id: str
    project_id: str
    voice: Voice
    stage_id: str | None
    ended: bool
    ballot: str
    keyring: Keyring
    now: datetime
    turn: int = 0
    helped: bool = False  # somebody else writes it down
    late: bool = False  # from paper, or kept on a phone without a network: its stage may be over
    may_see_phrase: bool = True
    proofs: Mapping[str, str] | None = None  # by key, where acts are offered again (receipts)

    @property
    def phrase(self) -> str:
        """The four words that bring this seat back on another phone; empty for a helper."""
        return self.keyring.phrase(self.seat_id, self.turn) if self.may_see_phrase else ""


# Every participant's write begins with this. Building a statement takes longer than running it.
_SITTING: Any = (
    sqlalchemy.select(
        col(Seat.id),
        col(Seat.voice),
        col(Workshop.project_id),
        col(Workshop.stage_id),
        col(Workshop.ended_at),
        col(Seat.turn),
    )
    .join(Workshop)
    .where(col(Seat.secret_hash) == bindparam("secret"))
    .where(col(Seat.workshop_id) == bindparam("workshop"))
)


def sitting(
    session: Session, workshop_id: str, secret: str, keyring: Keyring, now: datetime
) -> Sitting:
    asked = {"workshop": workshop_id, "secret": hashed(secret)}
    found = session.connection().execute(_SITTING, asked).first()
    if found is None:
        raise NotSeated("Please join this workshop first.")
    return Sitting(
        seat_id=found[0],
        workshop_id=workshop_id,
        project_id=found[2],
        voice=Voice(found[1]),
        stage_id=found[3],
        ended=found[4] is not None,
        ballot=keyring.ballot(found[0]),
        keyring=keyring,
        now=now,
        turn=found[5],
    )


def take_seat(
    session: Session,
    workshop: Workshop,
    *,
    voice: Voice,
    name: str,
    may_show: bool,
    key: str,
    keyring: Keyring,
    now: datetime,
    table: int | None = None,
) -> str:
    """The secret for this seat's phone. The same key again is the same seat."""
    seat_id = keyring.seat_id(workshop.id, key)
    secret = keyring.seat_secret(seat_id)
    if session.get(Seat, seat_id) is not None:
        return secret
    seat = Seat(
        id=seat_id,
        workshop_id=workshop.id,
        voice=voice,
        name=maybe_written(name, NAME, one_line=True),
        secret_hash=hashed(secret),
        phrase_hash=phrase_hash(keyring, workshop.id, keyring.phrase(seat_id)),
        joined_at=now,
        table_number=table if table is not None and 1 <= table <= workshop.tables else None,
    )
    session.add(seat)
    session.flush()
    if may_show:
        session.add(Consent(seat_id=seat_id, use=Use.ROOM, given_at=now))
    announce(session, workshop.id, Topic.ROOM)
    return secret


def come_back(session: Session, workshop: Workshop, phrase: str, keyring: Keyring) -> str:
    """The secret for another phone of the same seat. Raises Refused for a wrong phrase."""
    wanted = phrase_hash(keyring, workshop.id, phrase_typed(phrase))
    found = session.exec(
        select(Seat.id, Seat.turn).where(
            Seat.workshop_id == workshop.id, Seat.phrase_hash == wanted
        )
    ).first()
    if found is None:
        raise Refused("Those four words do not fit this workshop. Please check them.")
    return keyring.seat_secret(*found)


def say_done(session: Session, by: Sitting, *, stage: str, done: bool, key: str) -> bool:
    """ "I'm done", or not yet after all (S5): only the number is ever shown."""
    stage_called(session, by.workshop_id, stage)
    if fresh(session, by, key, "done", stage, done):
        known = session.get(Done, (by.seat_id, stage))
        if done and known is None:
            session.add(Done(seat_id=by.seat_id, stage_id=stage))
        elif not done and known is not None:
            session.delete(known)
        announce(session, by.workshop_id, Topic.DONE)
    return done


def consents_of(session: Session, seat_id: str) -> frozenset[Use]:
    given = session.exec(select(Consent.use).where(Consent.seat_id == seat_id))
    return frozenset(Use(use) for use in given)


def voices_in(session: Session, workshop_id: str) -> dict[Voice, int]:
    """How many people are in the room, by voice; each voice is there, if only as 0."""
    counted = select(Seat.voice, func.count()).where(Seat.workshop_id == workshop_id)
    found = {Voice(voice): n for voice, n in session.exec(counted.group_by(col(Seat.voice)))}
    return {voice: found.get(voice, 0) for voice in Voice}


def done_with(session: Session, stage_id: str | None) -> int:
    counted = select(func.count()).select_from(Done).where(Done.stage_id == stage_id)
    return session.exec(counted).one()


_STAGE: Any = sqlalchemy.select(
    col(Stage.kind), col(Stage.opened_at), col(Stage.closed_at), col(Stage.sealed_at)
).where(col(Stage.id) == bindparam("stage"), col(Stage.workshop_id) == bindparam("workshop"))


def stage_taking(session: Session, by: Sitting, stage_id: str, *kinds: StageKind) -> StageKind:
    """What the stage somebody writes in is. Raises Refused when it has closed for good.

    What was saved once and is offered again, proved by its receipt, was in time then: only what
    has been shown to the room stays as it was shown.
    """
    asked = {"stage": stage_id, "workshop": by.workshop_id}
    session.flush()  # a statement past the ORM sees only what it has written
    kind, opened, closed, sealed = (
        session.connection().execute(_STAGE, asked).first() or (None,) * 4
    )
    if kind not in kinds:
        raise NotYours("There is no such stage here.")
    if by.ended:
        raise Refused("The workshop has ended. What you wrote is kept on this phone.")
    was_in_time = by.proofs is not None and sealed is None
    may_come_late = by.late and opened is not None
    may_come_late = may_come_late and (sealed is None or kind == StageKind.FEELINGS)
    if not (was_in_time or may_come_late or takes(opened, closed, sealed, by.now)):
        raise Refused(
            "The room has moved on, so this was not added. What you wrote is kept on this phone."
        )
    return StageKind(kind)


def comes_late(session: Session, by: Sitting, stage_id: str) -> bool:
    """Whether this stage's map has been shown already: what is added then waits (A1)."""
    return by.late and stage_called(session, by.workshop_id, stage_id).sealed_at is not None


def phrase_typed(phrase: str) -> str:
    """As it is printed: small letters, one space between two words."""
    return " ".join(cleaned(phrase).lower().replace(",", " ").replace("-", " ").split())


def phrase_hash(keyring: Keyring, workshop_id: str, phrase: str) -> str:
    return keyring.fingerprint("phrase", workshop_id, phrase)
