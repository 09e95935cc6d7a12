"""What a facilitator asks the author of some words: it reaches a seat, not a name (A2).

No message stands on a stream. A phone hears only that something in its sixteenth of the room has
changed, and fetches what is its own.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.board import KINDS
from app.domain.changes import Topic, announce
from app.domain.errors import NotYours, Refused
from app.domain.ideas import IDEA
from app.domain.journey import Touchpoint
from app.domain.keyring import hashed
from app.domain.moderation import Written, saved, state_of
from app.domain.receipts import fresh
from app.domain.seats import Sitting
from app.domain.stories import STORY, Story
from app.domain.text import written

LONGEST = {"story": STORY, "idea": IDEA}
ANSWERS = {"asked": ("reworded", "left"), "private": ("yes", "no")}


@dataclass(frozen=True)
class Asked:
    """A question to one seat, beside its own words."""

    id: str
    kind: str
    state: str  # asked (to reword) | private (a quiet word)
    text: str
    touchpoint: str
    question: str
    answer: str  # empty until given
    longest: int


def asked_of(session: Session, by: Sitting) -> tuple[Asked, ...]:
    """What this seat is asked; a quiet word stays here with its answer, so that it can change."""
    found: list[Asked] = []
    for kind, table in KINDS.items():
        rows = select(table, Touchpoint.title).join(
            Touchpoint, col(table.touchpoint_id) == col(Touchpoint.id)
        )
        rows = rows.where(table.seat_id == by.seat_id, col(table.asked) != "")
        for each, touchpoint in session.exec(rows.order_by(col(table.told_at))):
            state = state_of(each)
            if state in ANSWERS and (state == "private" or not each.came_back):
                found.append(
                    Asked(
                        each.id, kind, state, each.text, touchpoint, each.asked, each.came_back,
                        LONGEST[kind],
                    )
                )  # fmt: skip
    return tuple(found)


def answer(
    session: Session, by: Sitting, *, kind: str, id: str, answer: str, text: str = "", key: str
) -> None:
    """Changed words or the same ones; yes to a quiet word, or no thank you."""
    if kind not in KINDS:
        raise NotYours("There is nothing like that of yours here.")
    if answer == "reworded":
        text = written(text, LONGEST[kind])
    if not fresh(session, by, key, "answer", kind, id, answer, text):
        return
    found = session.get(KINDS[kind], id)
    if found is None or found.seat_id != by.seat_id or found.withdrawn_at is not None:
        raise NotYours("There is nothing like that of yours here.")
    state = state_of(found)
    if answer not in ANSWERS.get(state, ()):
        raise Refused("A facilitator has dealt with these words meanwhile. Nothing was changed.")
    if state == "asked":
        _reworded(found, text if answer == "reworded" else found.text)
        if found.came_back == "reworded":
            found.by_helper = by.helped
    else:
        found.came_back = answer
    saved(session, found)
    announce(session, by.workshop_id, Topic.ASKED)


def _reworded(found: Written, text: str) -> None:
    """Back to the queue, marked; new words are read first, and agreed to outside anew."""
    found.came_back = "left" if text == found.text else "reworded"
    found.held_at = found.held_by = None
    found.held_for = ""
    if found.came_back == "reworded":
        found.text = text
        if isinstance(found, Story):
            found.outside_agreed_at = None


def sixteenth(seat_id: str) -> str:
    """Which part of the room a seat is in, for `called`; only the seat's own phone is told."""
    return hashed(f"sixteenth {seat_id}")[0]


def called(session: Session, workshop_id: str) -> dict[str, str]:
    """For each sixteenth of the room a sign that changes with what is asked there; no content."""
    signs: dict[str, list[str]] = {}
    for table in KINDS.values():
        rows = select(table).where(table.workshop_id == workshop_id, col(table.asked) != "")
        for each in session.exec(rows):
            sign = f"{each.id} {each.held_for} {each.held_at} {each.asked}"
            signs.setdefault(sixteenth(each.seat_id), []).append(sign)
    return {part: hashed("\n".join(sorted(found)))[:12] for part, found in sorted(signs.items())}
