"""The table, and the words around it; where results are kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
HEAD = ("", "to hold", "measured", "bare limit, same run", "ratio")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row: what is to hold, what it was, and what the machine can do bare."""

    what: str
    to_hold: str
    measured: str
    bare: str
    ratio: str


def drawn(lines: Sequence[Line]) -> str:
    rows = [(each.what, each.to_hold, each.measured, each.bare, each.ratio) for each in lines]
    return table(HEAD, rows)


def table(head: Row, rows: Sequence[Row]) -> str:
    """In Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows))


def keep(part: str) -> None:
    """One part of the results anew, known by its heading; each is a command's own."""
    heading = part.partition("\n")[0]
    parts = [each.rstrip() for each in re.split(r"(?m)^(?=##? )", RESULTS.read_text()) if each]
    known = {each.partition("\n")[0]: each for each in parts}
    known[heading] = part.rstrip()
    RESULTS.write_text("\n\n".join(known.values()) + "\n")


def ratio(measured: float, bare: float) -> str:
    return f"{measured / bare:.1f} ×" if bare else "–"


def share(part: float) -> str:
    return f"{part:.0%}".replace("%", " %")
