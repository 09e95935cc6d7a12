"""What fits on a wall: how many lines a text needs, and which notes stand on which page.

A wall is drawn by the server for screens it does not see, so it counts in the letters' own
measures: widths in ems of the text's size, heights in hundredths of the picture's width (--u in
the style sheet). A 16:9 picture is 100 wide and 56.25 high; a 4:3 picture is only higher.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from app.pages.lately import Lately

T = TypeVar("T")

# Widths of Atkinson Hyperlegible Next in ems; other letters by their kind.
WIDTHS = {
    "'’‘,.:;`|i": 0.24,
    ' jl!"()/': 0.3,
    "[ft]{}-r": 0.35,
    "_I\\1“”": 0.41,
    "zsy*?cvkx": 0.49,
    "Ja7Leu2<>F^hno~": 0.55,
    "dgEbpq35T9$PS6": 0.59,
    "8+BRVYZ4X=CK": 0.62,
    "A0#DGHNU": 0.68,
    "OwQ&@": 0.74,
    "MmW%": 0.87,
}
EM = {letter: width for letters, width in WIDTHS.items() for letter in letters}
WIDE, ELSE, NOTHING = 1.06, 0.68, 0.0
# Of a script whose letters are joined: narrow within a word, and most end wide.
ARABIC = range(0x600, 0x780)
JOINED = 0.6
WIDTHS_JOINED = {"اآأإ": 0.34, "بتثپٹنںلئىيی": 0.38, "دذرزڈڑژوؤعغفقهھ": 0.53, "سشصضطظ": 0.85}
EM |= {letter: width for letters, width in WIDTHS_JOINED.items() for letter in letters}
ENDS_WIDE = re.compile(r"[بتثپٹنںلئىيیسشصضفقکكگ]\b")
END = 0.45
BOLD = 1.06
SURE = 0.97  # of a line, lest a browser sets a little wider

# Of the whole picture: what the title, the foot and the space around them take.
HEIGHT, AROUND, FOOT, GAP = 56.25, 4.0, 5.8, 1.1
TITLE, UNDER_TITLE = 3.65, 2.1
ACROSS = 93.5
LETTER, LINE = 1.5, 2.03  # the smallest letters, and one line of them
PAGES = 3.0  # the line that says which page it is, and the space over it
STEPS = 12


def body(title: str) -> float:
    """How high the middle of the wall is, under a stage's title."""
    header = UNDER_TITLE + TITLE * lines(title, 82 / (3.125 * BOLD))
    return HEIGHT - AROUND - FOOT - 2 * GAP - header


def width(text: str) -> float:
    """In ems."""
    letters = sum(EM[letter] if letter in EM else _other(letter) for letter in text)
    return letters + END * len(ENDS_WIDE.findall(text))


@lru_cache(maxsize=500)
def _other(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn"}:
        return NOTHING
    if unicodedata.east_asian_width(letter) in "WF":
        return WIDE
    return JOINED if ord(letter) in ARABIC else ELSE


_counted: Lately[int] = Lately()


def lines(text: str, room: float) -> int:
    """In a column `room` ems wide; a word too long for it is parted."""
    return _counted.get((text, room), lambda: _count(text, room))


def _count(text: str, room: float) -> int:
    room *= SURE
    count, filled = 1, 0.0
    for word in text.split():
        long = width(word)
        if filled and filled + EM[" "] + long > room:
            count, filled = count + 1, 0.0
        elif filled:
            filled += EM[" "]
        filled += long
        while filled > room and filled > 1.1:
            count, filled = count + 1, max(filled - max(room - 1.1, 1.1), 0.0)
    return count


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, in columns read one after the other."""

    columns: tuple[tuple[T, ...], ...]
    at: int = 0  # from 0
    of: int = 1

    @property
    def is_there(self) -> bool:
        return any(self.columns)


Tall = Callable[[T, int], float]  # how high an item is with so many columns beside each other
Top = Callable[[T], float]  # how much higher where it stands first in a column


def page(
    items: Sequence[T],
    tall: Tall[T],
    room: float,
    at: int,
    columns: Sequence[int] = (3, 2, 1),
    top: Top[T] = lambda item: 0.0,
) -> Page[T]:
    """Page `at`, or the last one, of items in columns `room` high.

    As many columns as leave room for the highest item whole.
    """
    fits = [n for n in columns if all(tall(each, n) <= room for each in items)]
    beside = fits[0] if fits else columns[-1]
    filled = _filled(items, tall, beside, room, top)
    pages = -(-len(filled) // beside)
    at = max(min(at, pages - 1), 0)
    here = filled[at * beside : (at + 1) * beside]
    return Page(tuple(map(tuple, _even(here, tall, beside, room, top))), at, pages)


def _even(
    here: list[list[T]], tall: Tall[T], beside: int, room: float, top: Top[T]
) -> list[list[T]]:
    """The page's items over all of its columns, about equally high."""
    items = [each for column in here for each in column]
    least = sum(tall(each, beside) for each in items) / beside
    for step in range(STEPS):
        most = least + (room - least) * step / STEPS
        even = _filled(items, tall, beside, most, top)
        if len(even) <= beside:
            here = even
            break
    return here + [[] for _ in range(beside - len(here))]


def _filled(
    items: Sequence[T], tall: Tall[T], beside: int, room: float, top: Top[T]
) -> list[list[T]]:
    columns: list[list[T]] = [[]]
    left = room
    for each in items:
        needed = tall(each, beside)
        if columns[-1] and needed > left:
            columns.append([])
            left = room
        if not columns[-1]:
            left -= top(each)
        columns[-1].append(each)
        left -= needed
    return columns
