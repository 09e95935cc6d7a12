"""Apart from the application: what is stored, read by plain SQL, against what phones were told."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.told import Act, History

RECEIPTS = "SELECT key FROM receipt"
STORIES = "SELECT text, seat_id FROM story"
HEIGHTS = "SELECT seat_id, touchpoint_id, height FROM placement"
SEATS = "SELECT secret_hash, id FROM seat"


@dataclass
class Verdict:
    """Empty lists are good."""

    acknowledged: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)  # under another seat, or given by nobody

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.disordered or self.strange)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} acknowledged, {len(self.lost)} lost, {len(self.twice)} twice, "
            f"{len(self.disordered)} out of order"
        )


class Stored:
    """One look at a database, of either kind."""

    def __init__(self, database: Path | str) -> None:
        ask = _from_file if isinstance(database, Path) else _from_server
        receipts, stories, heights, seats = ask(database)  # type: ignore[arg-type]
        self.receipts = Counter(key for (key,) in receipts)
        self.stories = Counter(text for text, _ in stories)
        self.tellers = dict(stories)
        self.heights = {(seat, at): height for seat, at, height in heights}
        self.seats = dict(seats)


def check(history: History, database: Path | str) -> Verdict:
    """Acknowledged is stored, stored is stored once, and of each phone in its order."""
    found, verdict = Stored(database), Verdict(acknowledged=len(history.acknowledged))
    seats = [found.seats.get(sha256(each.encode()).hexdigest(), "") for each in history.secrets]
    for act in history.acts:
        copies = found.receipts[act.key]
        verdict.stored += copies
        if act.acknowledged and not copies:
            verdict.lost.append(f"no receipt of {act}")
        if act.words:
            _check_story(act, seats[act.phone], found, verdict)
    _check_heights(history, seats, found, verdict)
    ours = {act.words for act in history.acts if act.words}
    known = f"in run {history.seed}."
    verdict.strange += [t for t in found.stories if t.endswith(known) and t not in ours]
    return verdict


def _check_story(act: Act, seat: str, found: Stored, verdict: Verdict) -> None:
    copies = found.stories[act.words]
    if copies > 1:
        verdict.twice.append(act.words)
    if act.acknowledged and not copies:
        verdict.lost.append(act.words)
    if copies and found.tellers[act.words] != seat:
        verdict.strange.append(f"not under its own seat: {act.words}")
    if bool(copies) != bool(found.receipts[act.key]):
        verdict.strange.append(f"half of it is there: {act.words}")


def _check_heights(history: History, seats: Sequence[str], found: Stored, verdict: Verdict) -> None:
    """Each touchpoint shows what the phone gave it last, of what has arrived."""
    by_place: dict[tuple[int, str], list[Act]] = {}
    for act in history.acts:
        if act.height is not None:
            by_place.setdefault((act.phone, act.touchpoint), []).append(act)
    for (phone, touchpoint), given in by_place.items():
        arrived = [act for act in given if found.receipts[act.key]]
        told = any(act.acknowledged for act in given)
        height = found.heights.get((seats[phone], touchpoint))
        if told and height is None:
            verdict.lost.append(f"phone {phone} has no height at {touchpoint}")
        elif arrived and height != arrived[-1].height:
            verdict.disordered.append(f"phone {phone} shows {height}, gave {arrived[-1]}")


def _from_file(database: Path) -> list[list[Any]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
        return [
            connection.execute(asked).fetchall() for asked in (RECEIPTS, STORIES, HEIGHTS, SEATS)
        ]


def _from_server(address: str) -> Iterable[list[Any]]:
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        return [
            connection.execute(asked).fetchall() for asked in (RECEIPTS, STORIES, HEIGHTS, SEATS)
        ]
