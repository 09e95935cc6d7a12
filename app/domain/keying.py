"""Typing in from paper at the desk: every sheet is its card's own, once, also late (J4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.cards import CardFound, card_numbered, take_card
from app.domain.errors import NotYours, Refused
from app.domain.helpers import Helped
from app.domain.keyring import Keyring
from app.domain.misread import Misread
from app.domain.receipts import fresh
from app.domain.seats import Seat, Sitting, sitting
from app.domain.sheets import SHEETS, has_given
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, StageKind, stage_called


class AlreadyTyped(Refused):
    """There is something of this card here: whoever types must look at the number once more."""


@dataclass(frozen=True)
class Comes:
    """The sheet "Coming in"."""

    voice: str
    name: str
    takes_part: bool
    may_show: bool


def come_in(
    session: Session,
    by: Facilitator,
    *,
    number: int | None,
    sheet: Comes,
    key: str,
    keyring: Keyring,
) -> None:
    """A card becomes a seat for whoever writes on paper. The same form again changes nothing."""
    if sheet.voice not in set(Voice):
        raise Misread("Please choose one, so that we hear every side.", "voice")
    if not sheet.takes_part:
        raise Misread("Without a yes to taking part, nothing is typed in.", "takes_part")
    _may_type(by)
    card = card_numbered(session, by.workshop.id, number)
    if card.seat_id is not None and card.taken_by != keyring.fingerprint("card", card.id, key):
        raise Misread("Card %(number)s is in already.", "number", number=number)
    take_card(
        session,
        CardFound(card, by.workshop),
        voice=Voice(sheet.voice),
        name=sheet.name,
        may_show=sheet.may_show,
        key=key,
        keyring=keyring,
        now=by.now,
    )
    session.flush()
    if session.get(Helped, card.seat_id) is None:
        session.add(Helped(seat_id=card.seat_id or "", since=by.now, given_at=by.now))


def type_in(
    session: Session,
    by: Facilitator,
    *,
    number: int | None,
    stage: str,
    fields: Mapping[str, str],
    uses: Sequence[str],
    sure: bool,
    key: str,
    keyring: Keyring,
) -> None:
    """One sheet of one card: all of it, or nothing.

    Raises Misread for a field, AlreadyTyped where the card has something in this stage and nobody
    is `sure`, Refused where the stage takes nothing from paper any more.
    """
    _may_type(by)
    found = stage_called(session, by.workshop.id, stage)
    if found.opened_at is None:
        raise Refused("This stage has not begun yet.")
    if found.sealed_at is not None and found.kind != StageKind.FEELINGS:
        raise Refused(
            "The result of this stage has been shown, so nothing can be added to it any more."
        )
    seat = seat_on_paper(session, by, number, keyring)
    kind = StageKind(found.kind)
    if kind not in SHEETS:
        raise NotYours("There is no such stage here.")
    written = {name: said.strip() for name, said in fields.items() if said.strip()}
    if not (written or uses):
        raise Misread("Nothing is written here yet.", "number")
    content = (stage, *sorted(written.items()), *sorted(uses))
    # A ballot's sheet is known by its ballot alone, or its id would tell whose dots they are (V6).
    if not fresh(session, seat, key, "paper", *content, secret=kind == StageKind.CHOOSE):
        return
    if not sure and has_given(session, seat, found):
        raise AlreadyTyped(
            "Card %(number)s has something here already. If the number is right, save once more.",
            number=number,
        )
    SHEETS[kind](session, seat, found, written, uses, key)


def _may_type(by: Facilitator) -> None:
    if by.workshop.doors_opened_at is None:
        raise Refused("Open the doors first.")
    if by.workshop.ended_at is not None:
        raise Refused("This workshop has ended, so nothing can be typed in any more.")


def seat_on_paper(
    session: Session, by: Facilitator, number: int | None, keyring: Keyring
) -> Sitting:
    """The seat of a card that nobody opened on a phone of its own: only then the desk writes."""
    try:
        card = card_numbered(session, by.workshop.id, number)
    except Refused as refused:
        raise Misread(refused.message, "number") from None
    if card.seat_id is None:
        raise Misread(
            "Card %(number)s is not in yet. Type in its sheet “Coming in” first.",
            "number",
            number=number,
        )
    helped = session.get(Helped, card.seat_id)
    if helped is None or helped.over_at is not None:
        raise Misread(
            "Card %(number)s writes on a phone of its own. Please look at the number once more.",
            "number",
            number=number,
        )
    seat = session.get_one(Seat, card.seat_id)
    secret = keyring.seat_secret(seat.id, seat.turn)
    its_own = sitting(session, by.workshop.id, secret, keyring, by.now)
    return replace(its_own, helped=True, late=True, may_see_phrase=False)
