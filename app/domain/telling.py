"""Telling people by e-mail what became of what they said: when, and what the letter holds (R3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import true
from sqlmodel import Session, col, select

from app.domain.became import Places, Thing
from app.domain.chasing.asking import FROM_HOUR, LOCAL
from app.domain.contacts import Told
from app.domain.keyring import hashed
from app.domain.outbox import Letter, Wanted, is_missing, last_letter, put
from app.domain.projects import Project
from app.domain.reporting import SILENT_FOR
from app.domain.seats import Consent, Contact, Seat, Use
from app.domain.workshops import Workshop

AT_MOST_EVERY = {"digest": timedelta(days=28), "each": timedelta(days=1)}
TIME_TO_SAY_YES = timedelta(days=3)  # then news goes without words
A_LITTLE = timedelta(hours=4)  # by which a letter may come earlier than the day before's


@dataclass(frozen=True)
class Reader:
    """Somebody who wants to hear, and has said so."""

    seat_id: str
    contact: Contact
    project: Project
    has_ended: bool  # their workshop


def readers(session: Session, *seats: str) -> tuple[Reader, ...]:
    """All, or of these seats. Consents obeyed, and no invented people."""
    rows = session.exec(
        select(Contact, Project, Workshop.ended_at)
        .join(Seat, col(Seat.id) == col(Contact.seat_id))
        .join(Workshop, col(Workshop.id) == col(Seat.workshop_id))
        .join(Project, col(Project.id) == col(Workshop.project_id))
        .join(
            Consent,
            (col(Consent.seat_id) == col(Contact.seat_id)) & (col(Consent.use) == Use.CONTACT),
        )
        .where(
            col(Workshop.rehearsal_since).is_(None),
            col(Contact.seat_id).in_(seats) if seats else true(),
        )
        .order_by(col(Contact.seat_id))
    )
    return tuple(
        Reader(contact.seat_id, contact, project, ended is not None)
        for contact, project, ended in rows
    )


# The first letter: is this you?


def hellos_wanted(session: Session) -> Iterator[Wanted]:
    """One for each address, as soon as it is given."""
    for reader in readers(session):
        if reader.contact.confirmed_at is None:
            yield _hello(reader)


def hello_is_missing(session: Session) -> bool:
    return any(is_missing(session, wanted) for wanted in hellos_wanted(session))


def put_hellos(session: Session, now: datetime) -> None:
    for wanted in list(hellos_wanted(session)):
        put(session, wanted, now)


def _hello(reader: Reader) -> Wanted:
    return Wanted("hello", reader.project.id, reader.seat_id, hashed(reader.contact.key)[:16])


# News


@dataclass(frozen=True)
class News:
    """What one letter says, and to whom. Without a confirmed address it holds no words at all."""

    to: str
    key: str
    language: str
    is_known: bool
    seat_id: str
    project: str
    progress_key: str
    things: tuple[Thing, ...]
    is_quiet: bool  # there is no news, and six weeks have passed
    open: tuple[Thing, ...]  # what is still to come


def news_is_missing(session: Session, now: datetime) -> bool:
    return any(True for _ in _with_news(session, now))


def put_news(session: Session, now: datetime) -> None:
    """What is told is noted down with the letter, so that no other letter tells it again."""
    today = now.astimezone(LOCAL).date()
    for reader, changed in list(_with_news(session, now)):
        step = str(today) if changed else f"{today} quiet"
        letter = put(session, Wanted("news", reader.project.id, reader.seat_id, step), now)
        if letter is None:
            continue
        for thing in changed:
            told = session.get(Told, (reader.seat_id, thing.item)) or Told(
                seat_id=reader.seat_id, item=thing.item, state="", letter_id=letter
            )
            told.state, told.letter_id = thing.where.state, letter
            session.add(told)


def _with_news(session: Session, now: datetime) -> Iterator[tuple[Reader, tuple[Thing, ...]]]:
    """Who ought to get a letter now, and about what; about nothing after six weeks of silence."""
    if now.astimezone(LOCAL).hour < FROM_HOUR:
        return
    places: dict[str, Places] = {}
    for reader in readers(session):
        if not reader.has_ended:
            continue
        if reader.contact.confirmed_at is None:
            asked = last_letter(session, "hello", reader.seat_id)
            if asked is None or now - asked.made_at < TIME_TO_SAY_YES:
                continue
        before = last_letter(session, "news", reader.seat_id)
        pause = AT_MOST_EVERY[reader.contact.rhythm] - A_LITTLE
        if before is not None and now - before.made_at < pause:
            continue
        project = reader.project.id
        places[project] = places.get(project) or Places(session, project, now)
        things = places[project].things(reader.seat_id)
        changed = untold(session, reader.seat_id, things)
        is_waiting = any(thing.where.is_open for thing in things)
        if changed or (before and is_waiting and now - before.made_at >= SILENT_FOR):
            yield reader, changed


def untold(session: Session, seat_id: str, things: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Whose state has changed since its author was told, or was never told."""
    told = {t.item: t.state for t in session.exec(select(Told).where(Told.seat_id == seat_id))}
    return tuple(t for t in things if told.get(t.item, "heard") != t.where.state)


def news(session: Session, letter: Letter, now: datetime) -> News | None:
    """From what stands now: what was taken back since is in no letter.

    None when nothing is left of what it was about, or nobody wants it any more.
    """
    reader = next(iter(readers(session, letter.about)), None)
    if reader is None:
        return None
    if letter.kind == "hello" and letter.key != _hello(reader).key:
        return None  # another address since
    things = Places(session, reader.project.id, now).things(reader.seat_id)
    about = set(session.exec(select(Told.item).where(Told.letter_id == letter.id)))
    mine = tuple(thing for thing in things if thing.item in about)
    still_open = tuple(thing for thing in things if thing.where.is_open)
    is_quiet = letter.step.endswith("quiet")
    if letter.kind == "news" and not (still_open if is_quiet else mine):
        return None
    known = reader.contact.confirmed_at is not None
    return News(
        to=reader.contact.email,
        key=reader.contact.key,
        language=reader.contact.language,
        is_known=known,
        seat_id=reader.seat_id,
        project=reader.project.title,
        progress_key=reader.project.progress_key,
        things=mine if known else (),
        is_quiet=is_quiet,
        open=still_open if known else (),
    )


def next_news(things: tuple[Thing, ...], today: date) -> date | None:
    """The first day by which something is promised."""
    days = [t.where.next_on for t in things if t.where.is_open and t.where.next_on]
    return min((day for day in days if day >= today), default=None)
