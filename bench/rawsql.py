"""As fast as SQLite can save: BEGIN IMMEDIATE, one insert, a durable COMMIT, and again."""

import sqlite3
import time
from pathlib import Path
from uuid import uuid4


def commits(folder: Path, seconds: float, together: int = 1) -> float:
    """Rows saved per second, `together` of them with each commit."""
    connection = sqlite3.connect(folder / f"raw-{uuid4().hex}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE given (key TEXT PRIMARY KEY, owner TEXT, text TEXT)")
    rows, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        for _ in range(together):
            connection.execute(
                "INSERT INTO given VALUES (?, ?, ?)", (str(uuid4()), "somebody", "x" * 80)
            )
        connection.execute("COMMIT")
        rows += together
    rate = rows / (time.perf_counter() - began)
    connection.close()
    return rate
