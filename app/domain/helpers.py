"""Devices that write down for people who have none: let in at the desk, shut out there (J4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.columns import Moment, public_id
from app.domain.errors import N_, NotYours, Refused
from app.domain.history import Gone, record
from app.domain.keyring import Keyring, hashed
from app.domain.seats import NAME
from app.domain.text import written
from app.domain.workshops import Facilitator, Workshop, workshop_called

MOST_HELPERS = 40


class Helper(SQLModel, table=True):
    """A device let in at the desk by a link that opens once: somebody's phone, a table's tablet."""

    __table_args__ = (CheckConstraint("length(name) <= 8000", name="name_length"),)

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    name: str
    turn: int  # its link and its cookie come from this and the installation's key
    link_hash: str = Field(unique=True)
    secret_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="account.id")
    opened_at: datetime | None = Field(default=None, sa_type=Moment)  # then the link is dead
    opened_by: str = ""  # a fingerprint of the form that opened it, so that a resent one is known
    gone_at: datetime | None = Field(default=None, sa_type=Moment)


class Helped(SQLModel, table=True):
    """A seat that somebody else writes for; without a helper, from paper at the desk."""

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    helper_id: str | None = Field(default=None, foreign_key="helper.id", index=True)
    handle: str = Field(default_factory=public_id, unique=True)  # names it in addresses
    position: int = 0  # among the people of its helper
    since: datetime = Field(sa_type=Moment)
    given_at: datetime | None = Field(default=None, sa_type=Moment)  # the words to come back
    over_at: datetime | None = Field(default=None, sa_type=Moment)  # writes on a phone of its own


# At the desk


def add_helper(session: Session, by: Facilitator, *, name: str, keyring: Keyring) -> None:
    """Another device; the page at the desk shows its link until it is opened."""
    name = written(name, NAME, one_line=True)
    if by.workshop.ended_at is not None:
        raise Refused("This workshop has ended.")
    there = select(func.count()).where(
        Helper.workshop_id == by.workshop.id, col(Helper.gone_at).is_(None)
    )
    if session.exec(there).one() >= MOST_HELPERS:
        raise Refused("Many helpers are there already. Please take one out first.")
    helper = Helper(
        workshop_id=by.workshop.id,
        name=name,
        turn=0,
        link_hash="",
        secret_hash="",
        made_at=by.now,
        made_by=by.account_id,
    )
    _turn(helper, keyring)
    session.add(helper)
    session.flush()
    record(session, by, "helper", helper=helper.id, was=None, now=_state(helper))


def new_link(session: Session, by: Facilitator, *, helper: str, keyring: Keyring) -> None:
    """Another device takes over these people; the one before is shut out at once."""
    found = _helper_at_the_desk(session, by, helper)
    before = _state(found)
    _turn(found, keyring)
    found.opened_at, found.opened_by = None, ""
    session.add(found)
    record(session, by, "helper", helper=found.id, was=before, now=_state(found))


def take_helper_out(session: Session, by: Facilitator, *, helper: str) -> None:
    """The device is shut out at once. What it wrote down stays, as its people's own."""
    found = _helper_at_the_desk(session, by, helper)
    before = _state(found)
    found.gone_at = by.now
    session.add(found)
    record(session, by, "helper", helper=found.id, was=before, now=_state(found))


def put_helper_back(session: Session, by: Facilitator, before: dict[str, Any]) -> None:
    """As it was, unless the device or a colleague has changed it since."""
    found = session.get(Helper, before["helper"])
    if found is None or _state(found) != before["now"]:
        raise Gone(N_("This helper was changed meanwhile, so nothing was undone."))
    _set_state(found, before["was"] or {**before["now"], "gone_at": by.now.isoformat()})
    session.add(found)


@dataclass(frozen=True)
class HelperShown:
    """A device on the desk's list; `link` only until it is opened."""

    id: str
    name: str
    people: int
    link: str
    opened_at: datetime | None


def helpers_in(session: Session, workshop_id: str, keyring: Keyring) -> tuple[HelperShown, ...]:
    counted = (
        select(Helped.helper_id, func.count())
        .where(col(Helped.over_at).is_(None), col(Helped.helper_id).is_not(None))
        .group_by(col(Helped.helper_id))
    )
    people: Mapping[str | None, int] = dict(session.exec(counted).all())
    wanted = select(Helper).where(Helper.workshop_id == workshop_id, col(Helper.gone_at).is_(None))
    return tuple(
        HelperShown(
            each.id,
            each.name,
            people.get(each.id, 0),
            "" if each.opened_at else keyring.helper_link(each.id, each.turn),
            each.opened_at,
        )
        for each in session.exec(wanted.order_by(col(Helper.made_at), col(Helper.id)))
    )


def _helper_at_the_desk(session: Session, by: Facilitator, helper: str) -> Helper:
    found = session.get(Helper, helper)
    if found is None or found.workshop_id != by.workshop.id or found.gone_at is not None:
        raise Refused("This helper is not there any more. Please look again.")
    return found


def _turn(helper: Helper, keyring: Keyring) -> None:
    helper.turn = randbelow(10**9) + 1
    helper.link_hash = hashed(keyring.helper_link(helper.id, helper.turn))
    helper.secret_hash = hashed(keyring.helper_secret(helper.id, helper.turn))


STATE = ("turn", "link_hash", "secret_hash", "opened_by")
MOMENTS = ("opened_at", "gone_at")


def _state(helper: Helper) -> dict[str, Any]:
    moments = {name: getattr(helper, name) for name in MOMENTS}
    told = {name: at.isoformat() if at else None for name, at in moments.items()}
    return {**{name: getattr(helper, name) for name in STATE}, **told}


def _set_state(helper: Helper, state: dict[str, Any]) -> None:
    for name in STATE:
        setattr(helper, name, state[name])
    for name in MOMENTS:
        setattr(helper, name, datetime.fromisoformat(state[name]) if state[name] else None)


# Its link


def helper_with_link(session: Session, link: str) -> tuple[Helper, Workshop]:
    """Raises NotYours for a link that nobody made or that was replaced."""
    found = session.exec(select(Helper).where(Helper.link_hash == hashed(link))).first()
    if found is None or found.gone_at is not None:
        raise NotYours("This link does not work any more. Please ask a facilitator for another.")
    return found, workshop_called(session, found.workshop_id)


def open_link(
    session: Session, found: tuple[Helper, Workshop], *, key: str, keyring: Keyring, now: datetime
) -> str:
    """What the device keeps in its cookie. Raises Refused once another device has opened it."""
    helper, workshop = found
    form = keyring.fingerprint("helper", helper.id, key)
    if helper.opened_at is not None and helper.opened_by != form:
        raise Refused("Another device has opened this link. Please ask for a new one.")
    if workshop.ended_at is not None:
        raise Refused("This workshop has ended.")
    helper.opened_at, helper.opened_by = helper.opened_at or now, form
    session.add(helper)
    return keyring.helper_secret(helper.id, helper.turn)
