"""A rehearsal in the terminal, while it runs: one small screen that is drawn over."""

import sys
from collections.abc import Callable
from typing import TextIO

from app.rehearsal.checking import KINDS
from app.rehearsal.report import NAMES, Progress, milliseconds

STATES = {
    "waiting": "waiting for the first stage",
    "live": "live",
    "paused": "paused",
    "away": "the server is away; trying again",
    "ending": "ending",
}
BAR = 30  # characters
_UP, _CLEAR = "\x1b[%dA", "\x1b[K"


def show(quiet: bool = False, out: TextIO | None = None) -> Callable[[Progress], None]:
    """What draws each progress over the one before; draws nothing where that cannot be seen."""
    out = out or sys.stderr
    if quiet or not out.isatty():
        return lambda progress: None
    return Screen(out).show


class Screen:
    def __init__(self, out: TextIO) -> None:
        self.out = out
        self._drawn = 0

    def show(self, progress: Progress) -> None:
        lines = progress_lines(progress)
        up = _UP % self._drawn if self._drawn else ""
        self.out.write(up + "".join(f"{line}{_CLEAR}\n" for line in lines))
        self.out.flush()
        self._drawn = len(lines)


def progress_lines(p: Progress) -> list[str]:
    minutes, seconds = divmod(int(p.seconds), 60)
    where = f"{p.stage_number} of {p.stages}  {p.stage}" if p.stage else "before the first stage"
    saved = "  ".join(f"{p.acknowledged[kind]} {NAMES[kind]}" for kind in KINDS)
    return [
        f"Rehearsal  {minutes}:{seconds:02}  {STATES[p.state]}",
        f"  People   {_bar(p.people, p.seats)} {p.people} of {p.seats}, {p.listening} listening",
        f"  Stage    {where}",
        f"  Done     {_bar(p.done, p.people)} {p.done} of {p.people}",
        f"  Saved    {saved}",
        f"  Speed    {p.acts_per_second} a second   {milliseconds(p.p50_ms)} in the middle, "
        f"{milliseconds(p.p95_ms)} for 95 of 100",
        f"  Answers  {p.waiting} awaited, {p.retried} sent again, {p.refused} refused",
        f"  {p.note}",
    ]


def _bar(part: int, whole: int) -> str:
    full = round(BAR * part / whole) if whole else 0
    return "█" * full + "░" * (BAR - full)
