"""How much room words take on paper: too much to fit is decided here, before anything is cut."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def weight(text: str) -> int:
    """In letters of usual width; a wide one, such as a Chinese letter or an emoji, is two."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 1 + (unicodedata.east_asian_width(letter) in {"W", "F"})
        for letter in text
    )


def size_of(text: str, *steps: tuple[int, str]) -> str:
    """The name of the first step that holds so much; "small" where none does."""
    heavy = weight(text)
    return next((name for most, name in steps if heavy <= most), "small")


def lines_of(text: str, across: int) -> int:
    """About how many lines it takes; a word that does not fit begins another."""
    return 1 + weight(text) * 6 // (across * 5)


def cut(items: Iterable[T], each: int) -> list[tuple[T, ...]]:
    """In order, at most so many on a sheet."""
    listed = tuple(items)
    return [listed[at : at + each] for at in range(0, len(listed), each)]


def cut_by_lines(items: Iterable[tuple[T, int]], lines: int) -> list[tuple[T, ...]]:
    """In order, each with the lines it takes, never more than `lines` on a sheet."""
    sheets: list[list[T]] = []
    left = 0
    for item, takes in items:
        if takes > left or not sheets:
            sheets.append([])
            left = lines
        sheets[-1].append(item)
        left -= takes
    return [tuple(sheet) for sheet in sheets]
