"""Tables: where people sit, and tables mixed so that no patient or carer sits alone (S8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.changes import Topic, announce
from app.domain.errors import Refused, Unusable
from app.domain.history import record
from app.domain.receipts import fresh
from app.domain.seats import Done, Seat, Sitting
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Workshop

MOST_TABLES, MOST_HEADS = 40, 999
TOGETHER = 2  # patients or carers at each table, at least


def count_heads(session: Session, by: Facilitator, *, people: int | None) -> None:
    """How many people a facilitator counted in the room; None: not counted."""
    if people is not None and not 0 <= people <= MOST_HEADS:
        raise Unusable("Please give a number between 0 and %(most)s.", most=MOST_HEADS)
    workshop = by.workshop
    record(session, by, "heads", people=workshop.people_counted)
    workshop.people_counted = people
    session.add(workshop)
    announce(session, workshop.id, Topic.ROOM)


def set_tables(session: Session, by: Facilitator, *, tables: int, mix: bool) -> None:
    """How many tables there are; with `mix`, everybody is given a seat at one of them."""
    if not 0 <= tables <= MOST_TABLES:
        raise Unusable("Please give a number between 0 and %(most)s.", most=MOST_TABLES)
    seats = _seats(session, by.workshop.id)
    given: Mapping[str, int | None]
    if mix:
        given = mixed([(seat.id, Voice(seat.voice)) for seat in seats], tables)
    else:
        given = {s.id: s.table_number if _fits(s.table_number, tables) else None for s in seats}
    before = {seat.id: seat.table_number for seat in seats}
    moved = {id_: [before[id_], new] for id_, new in given.items() if new != before[id_]}
    record(session, by, "tables", tables=by.workshop.tables, moved=moved)
    _seat_all(session, by, tables, given)


def put_tables_back(session: Session, by: Facilitator, before: dict[str, Any]) -> None:
    """As they were, but for whoever has chosen another table since."""
    seats = {seat.id: seat for seat in _seats(session, by.workshop.id)}
    given = {
        id_: old
        for id_, (old, new) in before["moved"].items()
        if id_ in seats and seats[id_].table_number == new
    }
    _seat_all(session, by, before["tables"], given)


def _seat_all(
    session: Session, by: Facilitator, tables: int, given: Mapping[str, int | None]
) -> None:
    workshop = by.workshop
    workshop.tables, workshop.seated_at = tables, by.now
    session.add(workshop)
    for id_, table in given.items():
        seat = session.get_one(Seat, id_)
        seat.table_number = table
        session.add(seat)
    announce(session, workshop.id, Topic.ROOM, Topic.TABLES)


def sit_at(session: Session, by: Sitting, *, table: str, key: str) -> None:
    """At this table from now on; empty: at none."""
    workshop = session.get_one(Workshop, by.workshop_id)
    if table and not (table.isdecimal() and _fits(int(table[:3]), workshop.tables)):
        raise Unusable("There is no such table.")
    if fresh(session, by, key, "table", table):
        seat = session.get_one(Seat, by.seat_id)
        seat.table_number = int(table) if table else None
        session.add(seat)
        announce(session, by.workshop_id, Topic.ROOM)


def mixed(people: list[tuple[str, Voice]], tables: int) -> dict[str, int]:
    """A table for each: patients and carers dealt out first, then staff to the emptiest.

    Raises Refused where there are too few patients and carers for so many tables.
    """
    theirs = sorted((v, id_) for id_, v in people if v is not Voice.STAFF)
    most = len(theirs) // TOGETHER
    if tables < 1 or tables > most:
        raise Refused(
            "Each table needs two patients or carers. With those who are here, that is enough for"
            " %(most)s tables.",
            most=most,
        )
    # Patients to carers, so that dealing them out in turn spreads both.
    given = {id_: n % tables + 1 for n, (_, id_) in enumerate(reversed(theirs))}
    size = {table: list(given.values()).count(table) for table in range(1, tables + 1)}
    for id_ in sorted(id_ for id_, v in people if v is Voice.STAFF):
        emptiest = min(size, key=lambda table: (size[table], table))
        given[id_], size[emptiest] = emptiest, size[emptiest] + 1
    return given


@dataclass(frozen=True)
class TableShown:
    """One table as counts; number 0: people who are at none."""

    number: int
    people: dict[Voice, int]
    total: int
    done: int
    is_mixed: bool  # at least two patients or carers


def tables_in(session: Session, workshop: Workshop) -> tuple[TableShown, ...]:
    if not workshop.tables:
        return ()
    counted = (
        select(Seat.table_number, Seat.voice, func.count(), func.count(col(Done.seat_id)))
        .outerjoin(
            Done, (col(Done.seat_id) == col(Seat.id)) & (col(Done.stage_id) == workshop.stage_id)
        )
        .where(Seat.workshop_id == workshop.id)
        .group_by(col(Seat.table_number), col(Seat.voice))
    )
    people = {n: dict.fromkeys(Voice, 0) for n in range(workshop.tables + 1)}
    done = dict.fromkeys(people, 0)
    for table, voice, n, ready in session.exec(counted):
        people[table or 0][Voice(voice)] += n
        done[table or 0] += ready
    shown = tuple(_table(n, at, done[n]) for n, at in people.items() if n)
    nowhere = _table(0, people[0], done[0])
    return (*shown, nowhere) if nowhere.total else shown


def _table(number: int, people: dict[Voice, int], done: int) -> TableShown:
    theirs = people[Voice.PATIENT] + people[Voice.CARER]
    return TableShown(number, people, sum(people.values()), done, theirs >= TOGETHER)


def _seats(session: Session, workshop_id: str) -> list[Seat]:
    return list(session.exec(select(Seat).where(Seat.workshop_id == workshop_id)))


def _fits(table: int | None, tables: int) -> bool:
    return table is not None and 1 <= table <= tables
