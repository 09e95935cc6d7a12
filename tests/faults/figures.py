"""What the faults showed, goal by goal: printed at the end, and kept in bench/faults.md."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).parent.parent.parent / "bench/faults.md"
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
HEAD = "| | what was done | goal | measured |\n| --- | --- | --- | --- |\n"


@dataclass(frozen=True)
class Figure:
    """One row; `number` is the goal's, such as R1 … R9."""

    number: str
    done: str
    goal: str
    measured: str

    @property
    def line(self) -> str:
        return f"| {self.number} | {self.done} | {self.goal} | {self.measured} |"


def _place(figure: Figure) -> tuple[bool, int, str]:
    """The goals R1 … R9 first."""
    return figure.number[0] != "R", int(figure.number[1:]), figure.done


def table(figures: list[Figure]) -> str:
    ordered = sorted(figures, key=_place)
    return HEAD + "\n".join(figure.line for figure in ordered) + "\n"


def keep(new: list[Figure]) -> str:
    """Rows that were measured now stand in place of those of the same name; the others stay."""
    known = [Figure(*row) for row in ROW.findall(PLACE.read_text())] if PLACE.exists() else []
    names = {(figure.number, figure.done) for figure in new}
    whole = table([*(k for k in known if (k.number, k.done) not in names), *new])
    PLACE.write_text(f"{BEFORE}\n{whole}\n{_machine()}\n{AFTER}")
    return whole


def _machine() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = round(pages * size / 2**30)
    return f"Measured on {len(os.sched_getaffinity(0))} cores with {memory} GB of memory.\n"


BEFORE = """# What nothing was lost in

Faults done on purpose to a real server, with phones that do what ours do; afterwards a checker that
shares no code with the application compares what each phone was told with what the database holds.
Written by `make faults`; `make faults only=kill` runs a part (any expression of `pytest -k`).
"""

AFTER = """The phones share the cores with the server. A phone counts as live again with the first
bytes of a new stream. Acknowledged means answered with 200 by our server; lost means acknowledged
and not in the database, twice means stored more than once. The seed of each run is printed with it,
and `FAULTS_SEED` sets it.
"""


def middle(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0.0


def of_a_hundred(values: Sequence[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else 0.0
