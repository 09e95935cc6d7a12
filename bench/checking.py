"""Honesty under load: what the database has must be what was acknowledged."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.domain.keyring import hashed
from bench.rows import Given


@dataclass(frozen=True)
class Counted:
    receipts: int
    stories: int
    heights: dict[tuple[str, str], int | None]  # seat's secret, hashed, and touchpoint


def counted(folder: Path) -> Counted:
    connection = sqlite3.connect(folder / "touchline.db")
    heights = connection.execute(
        "SELECT secret_hash, touchpoint_id, height FROM placement JOIN seat ON seat.id = seat_id"
    )
    found = Counted(
        receipts=connection.execute("SELECT count(*) FROM receipt").fetchone()[0],
        stories=connection.execute("SELECT count(*) FROM story").fetchone()[0],
        heights={(seat, at): height for seat, at, height in heights},
    )
    connection.close()
    return found


def compared(before: Counted, after: Counted, given: Given) -> str:
    """One sentence; raises AssertionError if anything acknowledged is missing or twice."""
    acknowledged = given.placements + given.stories
    saved = after.receipts - before.receipts
    assert saved == acknowledged, f"{acknowledged} acknowledged, {saved} saved"
    told = after.stories - before.stories
    assert told == given.stories, f"{given.stories} stories acknowledged, {told} saved"
    for (cookie, at), height in given.heights.items():
        seat = hashed(cookie.partition("=")[2])
        assert after.heights.get((seat, at)) == height, "A height is not the one given last."
    return (
        f"{acknowledged:,} acts acknowledged, {saved:,} found; the last height of each of "
        f"{len(given.heights):,} marks is the one acknowledged last."
    )
