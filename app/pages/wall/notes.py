"""One person's released words on the wall: a note, and how much room it takes."""

from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.moderation import WrittenShown
from app.pages.look import Look
from app.pages.wall.fitting import ACROSS, LETTER, LINE, lines

AROUND = 3.45  # of a note: its edges, and the space to the next one
INSIDE = 3.5  # of a column: what a note's edges take
BETWEEN = 1.1
LAST = 1.0  # the space under the last one, which is not needed
# As wide as the voice's name with its shape, in one piece.
NAMES = {
    Group.PATIENT: "ooPatient",
    Group.CARER: "ooCarer_or_family",
    Group.STAFF: "ooStaff",
    Group.BOTH: "ooPatient_or_carer",
}


@dataclass(frozen=True)
class Note:
    id: str
    kind: str
    text: str
    touchpoint: str
    group: Group | None


def note(look: Look, words: WrittenShown, *, labelled: bool = True) -> Note:
    """With the voice where the small-number guard allows it (A1)."""
    group = look.labels.at(words.touchpoint_id, words.voice) if labelled else None
    return Note(words.id, words.kind, words.text, words.touchpoint, group)


def tall(note: Note, columns: int) -> float:
    """How high a note is in one of so many columns, with the space under it."""
    room = ((ACROSS - (columns - 1) * BETWEEN) / columns - INSIDE) / LETTER
    under = f"{NAMES[note.group]} {note.touchpoint}" if note.group else note.touchpoint
    rows = lines(f"“{note.text}”", room) + (lines(under, room) if under else 0)
    return AROUND + LINE * rows
