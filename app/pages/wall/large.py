"""One person's words in front of everything else, as large as they fit."""

from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.showing import name_of, of_the_stage
from app.domain.workshops import StageKind
from app.pages.look import Look
from app.pages.wall.fitting import AROUND, FOOT, GAP, HEIGHT, LETTER, lines
from app.pages.wall.state import is_covered

# From the largest letters to the smallest, in hundredths of the picture's width; as .size-1 …
SIZES = (5.4, 4.4, 3.6, 3.0, 2.5, 2.1, LETTER)
SPACING, ACROSS, CLOCK = 1.28, 84.0, 9.0
HIGH = HEIGHT - AROUND - FOOT - 2 * GAP - CLOCK


@dataclass(frozen=True)
class One:
    """One person's words, with large type."""

    is_shown: bool
    kind: str = ""
    text: str = ""
    touchpoint: str = ""
    group: Group | None = None
    number: int = 0
    total: int = 0  # how many there are to be shown in this stage
    size: int = 1
    workshop_id: str = ""


def one(look: Look) -> One:
    """Nothing as soon as it is held or withdrawn."""
    workshop = look.workshop
    released = () if is_covered(look) else of_the_stage(look.released, look.stage)
    if workshop.shown_touchpoint is not None:
        at = tuple(w for w in released if w.touchpoint_id == workshop.shown_touchpoint)
        released = at or released
    names = [name_of(each) for each in released]
    if workshop.shown_words not in names:
        return One(is_shown=False, total=len(names), workshop_id=look.workshop_id)
    number = names.index(workshop.shown_words)
    found = released[number]
    may = look.labels
    return One(
        is_shown=True,
        kind=found.kind,
        text=found.text,
        touchpoint=found.touchpoint,
        group=may.at(found.touchpoint_id, found.voice) if look.kind != StageKind.CHOOSE else None,
        number=number + 1,
        total=len(names),
        size=size(found.text, found.touchpoint),
        workshop_id=look.workshop_id,
    )


def size(text: str, under: str) -> int:
    """Which of the sizes, from 1, is the largest at which the words stand whole."""
    caption = LETTER * 1.5 * lines(under, 0.8 * ACROSS / LETTER) + 2
    for number, letter in enumerate(SIZES, start=1):
        if SPACING * letter * lines(f"“{text}”", ACROSS / letter) + caption <= HIGH:
            return number
    return len(SIZES)
