"""Addresses go 30 days after the last report: when nothing more is to come (domain.md 4.8)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session

from app.domain.became import Places, Thing
from app.domain.contacts import write_no_more
from app.domain.outbox import last_letter
from app.domain.seats import Seat
from app.domain.telling import Reader, readers, untold
from app.domain.workshops import Workshop

AFTER_THE_LAST = timedelta(days=30)
ON_ITS_WAY = ("waiting", "failing", "sending")


def contacts_over(session: Session, now: datetime) -> tuple[str, ...]:
    """The seats of those who have heard the last of everything they said, 30 days ago or more."""
    places: dict[str, Places] = {}
    over = []
    for reader in readers(session):
        if reader.has_ended:
            project = reader.project.id
            places[project] = places.get(project) or Places(session, project, now)
            things = places[project].things(reader.seat_id)
            if _is_over(session, reader, things, now):
                over.append(reader.seat_id)
    return tuple(over)


def forget_contacts_over(session: Session, now: datetime) -> None:
    for seat in contacts_over(session, now):
        write_no_more(session, seat)


def _is_over(session: Session, reader: Reader, things: tuple[Thing, ...], now: datetime) -> bool:
    if any(_goes_on(thing) for thing in things) or untold(session, reader.seat_id, things):
        return False
    last = last_letter(session, "news", reader.seat_id)
    if last is not None and last.state(now) in ON_ITS_WAY:
        return False
    return all(now - moment >= AFTER_THE_LAST for moment in _reports(session, reader, things, now))


def _goes_on(thing: Thing) -> bool:
    """Undecided, or something is still to come: also a look at whether it lasts."""
    everywhere = (thing.where, *thing.also)
    return any(w.state == "heard" or w.is_open or w.next_on is not None for w in everywhere)


def _reports(
    session: Session, reader: Reader, things: tuple[Thing, ...], now: datetime
) -> Iterator[datetime]:
    """Every moment at which there was something to hear."""
    seat = session.get_one(Seat, reader.seat_id)
    ended = session.get_one(Workshop, seat.workshop_id).ended_at
    if ended is not None:
        yield ended
    last = last_letter(session, "news", reader.seat_id)
    if last is not None:
        yield last.sent_at or last.given_up_at or last.claimed_at or last.made_at
    for thing in things:
        if thing.where.since is not None:
            yield datetime.combine(thing.where.since, now.timetz())
