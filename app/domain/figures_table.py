"""Figures pasted from a spreadsheet or read from CSV: every bad line named, none guessed (T2).

Columns are day, figure, and if wanted the number of people; headings may stand above them.
"""

import csv
from dataclasses import dataclass
from datetime import date

from app.domain.errors import N_, Refused, Unusable
from app.domain.figures import Put, wrong_with
from app.domain.reading_figures import (
    NO_DAY,
    NO_FIGURE,
    Unreadable,
    as_typed,
    day_from,
    figure_from,
    people_from,
)

LARGEST = 60_000  # bytes
MOST_ROWS = 1000
SHOWN = 60  # characters of a bad line

TWICE_ALIKE = N_("This day is there twice, on line %(other)s as well.")
TWICE = N_("This day is there twice with different figures, on line %(other)s as well.")
ANOTHER = N_("Another figure stands for this day: %(value)s. Correct it on the measure’s page.")
NO_TABLE = N_("This is not a table in CSV. Save it as CSV first, please.")


@dataclass(frozen=True)
class BadRow:
    """A line that is left out, as it was, and why."""

    number: int  # of the line, from 1
    text: str
    wrong: str
    values: dict[str, str]


@dataclass(frozen=True)
class FigureTable:
    good: tuple[Put, ...]  # new, in order of time
    known: int  # lines that say what is there already
    bad: tuple[BadRow, ...]

    @property
    def lines(self) -> str:
        """The good rows, as this module reads them again."""
        return "\n".join(
            f"{put.day.isoformat()}\t{as_typed(put.value)}\t{put.people or ''}".rstrip("\t")
            for put in self.good
        )


def read_figures(
    content: bytes | str, known: tuple[Put, ...], *, percent: bool, today: date
) -> FigureTable:
    """Raises Refused or Unusable for what is no table, or too long a one.

    `known` are the figures that stand; `percent`: the measure counts in %.
    """
    rows = _rows(content)
    comma = _comma_is_decimal(rows)
    read: dict[int, Put] = {}
    bad: list[BadRow] = []
    for number, cells in rows:
        try:
            read[number] = _put(cells, percent=percent, comma=comma, today=today)
        except Unreadable as error:
            bad.append(
                _bad(
                    number,
                    cells,
                    error.message,
                    **{name: str(value) for name, value in error.values.items()},
                )
            )
    texts = dict(rows)
    lines: dict[date, list[int]] = {}
    for number, put in read.items():
        lines.setdefault(put.day, []).append(number)
    there = {put.day: put for put in known}
    good, same = [], 0
    for day, numbers in sorted(lines.items()):
        first = read[numbers[0]]
        differ = any(read[number] != first for number in numbers)
        for number in numbers if differ else numbers[1:]:
            other = numbers[1] if number == numbers[0] else numbers[0]
            said = TWICE if differ else TWICE_ALIKE
            bad.append(_bad(number, texts[number], said, other=str(other)))
        if differ:
            continue
        if day not in there:
            good.append(first)
        elif there[day] == first:
            same += 1
        else:
            value = as_typed(there[day].value)
            bad.append(_bad(numbers[0], texts[numbers[0]], ANOTHER, value=value))
    return FigureTable(tuple(good), same, tuple(sorted(bad, key=lambda row: row.number)))


Rows = list[tuple[int, list[str]]]


def _rows(content: bytes | str) -> Rows:
    """The lines that hold anything, numbered as they stand, without headings."""
    if len(content) > LARGEST:
        raise Refused("This table is too large. Please add it in parts, of 1,000 lines at most.")
    text = content if isinstance(content, str) else _text(content)
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise Unusable(NO_TABLE)
    try:
        told = list(csv.reader(text.splitlines(), delimiter=_between(text), strict=True))
    except csv.Error:
        raise Unusable(NO_TABLE) from None
    rows = [(n, cells) for n, cells in enumerate(told, 1) if any(c.strip() for c in cells)]
    if rows and _is_heading(rows[0][1]):
        del rows[0]
    if not rows:
        raise Unusable("There is no line with a figure in this table.")
    if len(rows) > MOST_ROWS:
        raise Refused("This table is too large. Please add it in parts, of 1,000 lines at most.")
    return rows


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what older spreadsheets write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _between(text: str) -> str:
    """Tab before semicolon before comma, because a comma may stand inside a figure."""
    return next((sign for sign in "\t;" if sign in text), ",")


def _is_heading(cells: list[str]) -> bool:
    """Words where day and figure would stand, without a digit among them."""
    return not any(c.isdigit() for cell in cells[:2] for c in cell)


def _comma_is_decimal(rows: Rows) -> bool:
    """Some figure has a comma that can't part thousands, as in 12,5; then 1,234 is one as well."""
    return any(_odd_comma(cells[1]) for _, cells in rows if len(cells) > 1)


def _odd_comma(figure: str) -> bool:
    whole, comma, part = figure.strip(" %").rpartition(",")
    return bool(comma) and part.isdecimal() and len(part) != 3 and "." not in whole


def _put(cells: list[str], *, percent: bool, comma: bool, today: date) -> Put:
    if not cells[0].strip():
        raise Unreadable(NO_DAY)
    day = day_from(cells[0])
    if len(cells) < 2 or not cells[1].strip():
        raise Unreadable(NO_FIGURE)
    value = figure_from(cells[1], percent=percent, comma=comma)
    people = people_from(cells[2]) if len(cells) > 2 else None
    put = Put(day, value, people)
    if wrong := wrong_with(put, today):
        raise Unreadable(wrong)
    return put


def _bad(number: int, cells: list[str], wrong: str, **values: str) -> BadRow:
    text = " · ".join(cell.strip() for cell in cells if cell.strip())
    return BadRow(number, text if len(text) <= SHOWN else text[: SHOWN - 1] + "…", wrong, values)
