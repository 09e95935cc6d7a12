"""Days and figures as people and spreadsheets write them; what could be two things is refused."""

import re
from datetime import date

from app.domain.errors import N_, Unusable
from app.domain.figures import NO_PEOPLE
from app.domain.measures import DECIMALS, LARGEST

NO_DAY = N_("There is no day on this line.")
NO_FIGURE = N_("There is no figure on this line.")
ODD_DAY = N_("This is no day we can read. Write it like 25/06/2026 or 25 June 2026.")
NO_SUCH_DAY = N_("There is no such day. The day comes first here, then the month.")
ODD_FIGURE = N_("This is no figure we can read. Write it like 12.5.")
TWO_WAYS = N_("This comma can be read in two ways. Write 1234 or 1.234.")
NOT_PERCENT = N_("There is a percent sign, but this measure does not count in percent.")
TOO_LARGE = N_("This figure is too large.")
TOO_FINE = N_("There are more than %(most)s digits behind the decimal point.")

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?")
UK = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})"
)
MONTH = re.compile(r"([a-z]{3,9})[ -](\d{4}|\d{2})")
ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
WEEK = re.compile(r"(\d{4})-?w(\d{1,2})")
SIGNS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "’": "'"})
THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?")
CONTINENTAL = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+")
ONE_COMMA = re.compile(r"-?\d{1,3},\d{3}")
PLAIN = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")


class Unreadable(Unusable):
    """What is wrong with one cell, or with what was typed into a field."""


def day_from(typed: str) -> date:
    """Day before month, as in the UK; a month alone is its first day, a week its Monday."""
    text = " ".join(typed.translate(SIGNS).split()).casefold()
    try:
        if found := ISO.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := UK.fullmatch(text):
            day, month, year = found.groups()
            return date(_year(year), int(month), int(day))
        if found := NAMED.fullmatch(text):
            day, name, year = found.groups()
            return date(_year(year), _month(name), int(day))
        if found := MONTH.fullmatch(text):
            return date(_year(found[2]), _month(found[1]), 1)
        if found := ISO_MONTH.fullmatch(text):
            return date(int(found[1]), int(found[2]), 1)
        if found := WEEK.fullmatch(text):
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise Unreadable(NO_SUCH_DAY) from None
    raise Unreadable(ODD_DAY)


def figure_from(typed: str, *, percent: bool = False, comma: bool = False) -> float:
    """A figure with a decimal point or comma, and a percent sign where the measure counts in %.

    A comma before exactly three digits may part thousands or decimals: refused, unless `comma`
    says that it is a decimal comma here.

    >>> figure_from("12,5"), figure_from("1,234.5"), figure_from("44 %", percent=True)
    (12.5, 1234.5, 44.0)
    """
    text = " ".join(typed.translate(SIGNS).split())
    if text.endswith("%"):
        if not percent:
            raise Unreadable(NOT_PERCENT)
        text = text[:-1].rstrip()
    if ONE_COMMA.fullmatch(text) and not comma:
        raise Unreadable(TWO_WAYS)
    if CONTINENTAL.fullmatch(text):
        text = text.replace(".", "")
    elif THOUSANDS.fullmatch(text) and not (comma and text.count(",") == 1 and "." not in text):
        text = re.sub(r"[ ']|,(?=\d{3}(?:\D|$))", "", text)
    text = text.replace(",", ".")
    if not PLAIN.fullmatch(text):
        raise Unreadable(ODD_FIGURE)
    whole, _, part = text.partition(".")
    if len(part.rstrip("0")) > DECIMALS:
        raise Unreadable(TOO_FINE, most=DECIMALS)
    if len(whole) > 20 or abs(float(text)) > LARGEST:
        raise Unreadable(TOO_LARGE)
    return float(text) + 0.0  # no minus nought


def as_typed(figure: float) -> str:
    """As `figure_from` reads it again.

    >>> as_typed(1234567.0), as_typed(12.5)
    ('1234567', '12.5')
    """
    return f"{figure:.{DECIMALS}f}".rstrip("0").rstrip(".")


def people_from(typed: str) -> int | None:
    """How many people a figure stands for; None where nothing is written."""
    text = typed.strip().removesuffix(".0")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= len(text) <= 7:
        raise Unreadable(NO_PEOPLE)
    return int(text)


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _month(name: str) -> int:
    """By its beginning, of three letters or more."""
    beginning = "sep" if name == "sept" else name
    found = [number for number, month in enumerate(MONTHS, 1) if month.startswith(beginning)]
    if not found:
        raise ValueError
    return found[0]
