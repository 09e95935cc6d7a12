"""The table, and the words around it; where results are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
BOARD = "## A board of 300 stories"  # this part of the results is written by a command of its own
HEAD = ("", "to hold", "measured", "bare limit, same run", "ratio")
Row = tuple[str, str, str, str, str]


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
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * 5, *rows))


def keep(room: str = "", board: str = "") -> None:
    """One part of the results anew; the other as it stands."""
    was, heading, rest = RESULTS.read_text().partition(BOARD)
    RESULTS.write_text(f"{(room or was).rstrip()}\n\n{(board or heading + rest).rstrip()}\n")


def ratio(measured: float, bare: float) -> str:
    return f"{measured / bare:.1f} ×" if bare else "–"


def share(part: float) -> str:
    return f"{part:.0%}".replace("%", " %")
