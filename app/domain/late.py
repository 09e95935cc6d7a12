"""What comes from paper after the map was shown: kept at once, drawn with the next reveal (A1).

A second picture beside the first tells of those who were added. So a late height or word waits, and
a new reveal takes it up only where it comes from at least k people, or completes a group that was
too small to be shown at all before: nothing of that group can then be compared with anything.
"""

from collections import Counter, defaultdict
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.anonymity import Group, at_least, group_of
from app.domain.feelings import Placement, Word
from app.domain.seats import Seat
from app.domain.voices import Voice
from app.domain.workshops import Workshop


def take_up_late(session: Session, workshop: Workshop, *, merged: bool) -> None:
    """With a new reveal, under the merging that was decided at the first."""
    k = at_least(workshop.k)
    waiting: dict[tuple[str, Group], list[Placement]] = defaultdict(list)
    drawn = Counter[tuple[str, Group]]()
    rows = select(Placement, Seat.voice).join(Seat).where(Placement.workshop_id == workshop.id)
    for placement, voice in session.exec(rows.where(col(Placement.height).is_not(None))):
        place = placement.touchpoint_id, group_of(Voice(voice), merged)
        if placement.late_at is None:
            drawn[place] += 1
        else:
            waiting[place].append(placement)
    for place, late in waiting.items():
        if len(late) >= k or drawn[place] < k <= drawn[place] + len(late):
            _take_up(session, late)
    _take_up_words(session, workshop.id, k)


def _take_up_words(session: Session, workshop_id: str, k: int) -> None:
    """Words have no voice on any screen, so all who said one at a touchpoint are one group."""
    words: dict[str, list[Word]] = defaultdict(list)
    late = select(Word).where(Word.workshop_id == workshop_id, col(Word.late_at).is_not(None))
    for word in session.exec(late):
        words[word.touchpoint_id].append(word)
    for said in words.values():
        if len({word.seat_id for word in said}) >= k:
            _take_up(session, said)


def _take_up(session: Session, late: list[Any]) -> None:
    for each in late:
        each.late_at = None
        session.add(each)


def people_waiting(session: Session, workshop_id: str) -> int:
    """How many people gave a height after the map was shown that is not drawn yet."""
    counted = select(func.count(func.distinct(col(Placement.seat_id)))).where(
        Placement.workshop_id == workshop_id,
        col(Placement.late_at).is_not(None),
        col(Placement.height).is_not(None),
    )
    return session.exec(counted).one()
