"""Touchpoints from a table in CSV: read first, added only when asked (M1)."""

import csv
from dataclasses import dataclass

from app.domain.errors import N_, Refused, Unusable
from app.domain.journey import MOST, SOURCE, TITLE
from app.domain.text import maybe_written, written

LARGEST = 200_000  # bytes
HEADINGS = {"title", "touchpoint", "touchpoints", "moment"}
MOST_ROWS = 10 * MOST

LONG_TITLE = N_("The title is longer than %(most)s characters.")
LONG_SOURCE = N_("Where it came from is longer than %(most)s characters.")
NO_TITLE = N_("There is no title in the first column.")
BAR = N_("Please leave out the sign |.")
TWICE = N_("This title is there twice.")


@dataclass(frozen=True)
class Row:
    """One line of the table, and what is wrong with it, if anything is."""

    number: int
    title: str
    source: str
    wrong: str = ""
    most: int = 0


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]

    @property
    def good(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.wrong)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.wrong)

    @property
    def lines(self) -> str:
        """The good rows as somebody would paste them."""
        return "\n".join(f"{row.title} | {row.source}".rstrip(" |") for row in self.good)


def read_table(content: bytes) -> Table:
    """Title, then where it came from; comma, semicolon or tab. Headings are left out."""
    if len(content) > LARGEST:
        raise Refused("This file is too large for a list of touchpoints.")
    text = _text(content)
    if "\0" in text:
        raise Unusable("This is not a table in CSV. Save it as CSV first, please.")
    try:
        told = list(csv.reader(text.splitlines(), delimiter=_between(text)))
    except csv.Error:
        raise Unusable("This is not a table in CSV. Save it as CSV first, please.") from None
    numbered = [(n, cells) for n, cells in enumerate(told, 1) if any(c.strip() for c in cells)]
    if numbered and numbered[0][1][0].strip().lower() in HEADINGS:
        del numbered[0]
    if not numbered:
        raise Unusable("There is nothing in this file.")
    if len(numbered) > MOST_ROWS:
        raise Refused("A journey has at most %(most)s touchpoints.", most=MOST)
    seen: set[str] = set()
    rows = []
    for number, cells in numbered:
        row = _row(number, cells, seen)
        seen.add(row.title)
        rows.append(row)
    return Table(tuple(rows))


def _text(content: bytes) -> str:
    """UTF-8, or what older spreadsheets write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _between(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _row(number: int, cells: list[str], seen: set[str]) -> Row:
    title, source = " ".join(cells[0].split()), " ".join("".join(cells[1:2]).split())
    short = title[:TITLE], source[:SOURCE]
    if "|" in title + source:
        return Row(number, *short, BAR)
    if not title:
        return Row(number, *short, NO_TITLE)
    if not _fits(title, TITLE):
        return Row(number, *short, LONG_TITLE, TITLE)
    if not _fits(source, SOURCE):
        return Row(number, *short, LONG_SOURCE, SOURCE)
    if title in seen:
        return Row(number, *short, TWICE)
    return Row(number, written(title, TITLE, one_line=True), maybe_written(source, SOURCE))


def _fits(text: str, most: int) -> bool:
    try:
        maybe_written(text, most, one_line=True)
    except Unusable:
        return False
    return True
