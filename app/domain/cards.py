"""Numbered seat cards on paper: each is one place, taken once, by whoever it was given to (J8).

Nothing that is printed on a card is kept: the code and the four words are worked out from the
secret key each time a card is printed, and only their hashes are stored.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow, token_urlsafe
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.domain.columns import Moment, public_id
from app.domain.errors import N_, NotYours, Refused, Unusable
from app.domain.history import Gone, record
from app.domain.keyring import Keyring, hashed
from app.domain.seats import Seat, phrase_hash, phrase_typed, take_seat
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, Workshop, workshop_called

MOST_CARDS = 200


class Card(SQLModel, table=True):
    """A place kept for whoever gets this number; a seat only once it is taken."""

    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 200", name="number_possible"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id")
    number: int
    key: str  # its secrets come from this and the installation's key; says nothing alone
    secret_hash: str = Field(unique=True)  # of what its QR code holds
    phrase_hash: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)
    seat_id: str | None = Field(default=None, foreign_key="seat.id", unique=True)
    taken_by: str = ""  # a fingerprint of the form that took it, so that a resent one is known


@dataclass(frozen=True)
class CardPrinted:
    """What stands on one card: secret until it lies in somebody's hand."""

    number: int
    secret: str
    phrase: str


@dataclass(frozen=True)
class CardFound:
    """A card at the door, and the room it leads to."""

    card: Card
    workshop: Workshop

    @property
    def is_taken(self) -> bool:
        return self.card.seat_id is not None


def keep_cards(session: Session, by: Facilitator, *, up_to: int, keyring: Keyring) -> None:
    """Places for the numbers from 1 on; those that are there already stay as they are."""
    if not 0 <= up_to <= MOST_CARDS:
        raise Unusable("Please give a number between 0 and %(most)s.", most=MOST_CARDS)
    if by.workshop.ended_at is not None:
        raise Refused("This workshop has ended.")
    workshop = by.workshop.id
    known = set(session.exec(select(Card.number).where(Card.workshop_id == workshop)))
    for number in sorted(set(range(1, up_to + 1)) - known):
        card = Card(
            workshop_id=workshop,
            number=number,
            key="",
            secret_hash="",
            phrase_hash="",
            made_at=by.now,
        )
        session.add(_fresh(card, keyring))


def cards_to_print(
    session: Session, workshop_id: str, *, first: int, last: int, keyring: Keyring
) -> tuple[CardPrinted, ...]:
    """Those nobody has taken: what brings somebody back is never shown to anybody else again."""
    wanted = (
        select(Card)
        .where(Card.workshop_id == workshop_id, col(Card.seat_id).is_(None))
        .where(col(Card.number) >= first, col(Card.number) <= last)
        .order_by(col(Card.number))
    )
    return tuple(_printed(card, keyring) for card in session.exec(wanted))


def card_numbered(session: Session, workshop_id: str, number: int | None) -> Card:
    card = session.exec(
        select(Card).where(Card.workshop_id == workshop_id, Card.number == number)
    ).first()
    if card is None:
        raise Refused("There is no card with this number.")
    return card


@dataclass(frozen=True)
class CardCounts:
    kept: int  # numbers from 1 on
    taken: tuple[int, ...]


def card_counts(session: Session, workshop_id: str) -> CardCounts:
    here = Card.workshop_id == workshop_id
    kept = session.exec(select(func.max(Card.number)).where(here)).one() or 0
    taken = select(Card.number).where(here, col(Card.seat_id).is_not(None))
    return CardCounts(kept, tuple(sorted(session.exec(taken))))


def card_with_secret(session: Session, secret: str) -> CardFound:
    """Raises NotYours for a card that was never printed, or that was lost and replaced."""
    found = session.exec(select(Card).where(Card.secret_hash == hashed(secret))).first()
    if found is None:
        raise NotYours("This card does not work any more. Please ask a facilitator for another.")
    return CardFound(found, workshop_called(session, found.workshop_id))


def card_with_phrase(session: Session, workshop_id: str, phrase: str, keyring: Keyring) -> str:
    """The secret of a card that nobody has taken yet, or nothing."""
    wanted = phrase_hash(keyring, workshop_id, phrase_typed(phrase))
    found = session.exec(
        select(Card.key).where(
            Card.workshop_id == workshop_id,
            Card.phrase_hash == wanted,
            col(Card.seat_id).is_(None),
        )
    ).first()
    return keyring.card_secret(found) if found else ""


def take_card(
    session: Session,
    found: CardFound,
    *,
    voice: Voice,
    name: str,
    may_show: bool,
    key: str,
    keyring: Keyring,
    now: datetime,
    table: int | None = None,
) -> str:
    """The secret of exactly this card's seat. Raises Refused once another phone has taken it."""
    card, workshop = found.card, found.workshop
    if workshop.doors_opened_at is None or workshop.ended_at is not None:
        raise NotYours("This workshop is not open. Please ask a facilitator.")
    form = keyring.fingerprint("card", card.id, key)
    if found.is_taken and card.taken_by != form:
        raise Refused("This card is in use on another phone. Its four words bring you back.")
    secret = take_seat(
        session,
        workshop,
        voice=voice,
        name=name,
        may_show=may_show,
        key=card.key,
        keyring=keyring,
        now=now,
        table=table,
    )
    session.flush()
    card.seat_id, card.taken_by = keyring.seat_id(workshop.id, card.key), form
    session.add(card)
    return secret


def replace_card(
    session: Session, by: Facilitator, *, number: int | None, keyring: Keyring
) -> CardPrinted:
    """A card was lost: the old one opens nothing from now on; what stands on the new one.

    Where it was taken, every phone of that seat must come back with the new words.
    """
    card = card_numbered(session, by.workshop.id, number)
    seat = session.get(Seat, card.seat_id) if card.seat_id else None
    before: dict[str, Any] = {"card": card.id, "was": _state(card, seat)}
    if seat is None:
        _fresh(card, keyring)
        session.add(card)
    else:
        seat.turn = randbelow(10**9) + 1
        seat.secret_hash = hashed(keyring.seat_secret(seat.id, seat.turn))
        words = keyring.phrase(seat.id, seat.turn)
        seat.phrase_hash = phrase_hash(keyring, by.workshop.id, words)
        session.add(seat)
    record(session, by, "card", **before, now=_state(card, seat))
    session.flush()
    return _printed(card, keyring, seat.turn if seat else 0)


def put_card_back(session: Session, by: Facilitator, before: dict[str, Any]) -> None:
    """The old card works again, unless it has been taken or replaced once more since."""
    card = session.get(Card, before["card"])
    seat = session.get(Seat, card.seat_id) if card and card.seat_id else None
    if card is None or _state(card, seat) != before["now"]:
        raise Gone(N_("This card was taken or replaced meanwhile, so nothing was undone."))
    changed = seat or card
    for name, value in before["was"].items():
        setattr(changed, name, value)
    session.add(changed)


def _state(card: Card, seat: Seat | None) -> dict[str, Any]:
    """What a replacement changes; hashes and numbers, from which nothing can be printed."""
    if seat is not None:
        names = ("turn", "secret_hash", "phrase_hash")
        return {name: getattr(seat, name) for name in names}
    return {name: getattr(card, name) for name in ("key", "secret_hash", "phrase_hash")}


def _fresh(card: Card, keyring: Keyring) -> Card:
    card.key = token_urlsafe(16)
    card.secret_hash = hashed(keyring.card_secret(card.key))
    words = keyring.phrase(keyring.seat_id(card.workshop_id, card.key))
    card.phrase_hash = phrase_hash(keyring, card.workshop_id, words)
    return card


def _printed(card: Card, keyring: Keyring, turn: int = 0) -> CardPrinted:
    seat = keyring.seat_id(card.workshop_id, card.key)
    return CardPrinted(card.number, keyring.card_secret(card.key), keyring.phrase(seat, turn))
