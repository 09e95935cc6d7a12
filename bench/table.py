"""The table, and the words around it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One row: what is to hold, what it was, and what the machine can do bare."""

    what: str
    to_hold: str
    measured: str
    bare: str
    ratio: str


def drawn(lines: Sequence[Line]) -> str:
    """As a Markdown table."""
    head = ("", "to hold", "measured", "bare limit, same run", "ratio")
    rows = [(each.what, each.to_hold, each.measured, each.bare, each.ratio) for each in lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * 5, *rows))


def ratio(measured: float, bare: float) -> str:
    return f"{measured / bare:.1f} ×" if bare else "–"


def share(part: float) -> str:
    return f"{part:.0%}".replace("%", " %")
