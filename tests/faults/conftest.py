"""Seeds, rooms and figures for the faults."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.room import furnish
from tests.faults.crowd import Room
from tests.faults.figures import Figure, keep
from tests.faults.serving import Kept, allow_many_files
from tests.faults.told import History

FIGURES: list[Figure] = []
Say = Callable[[str, str, str, str], None]


@pytest.fixture
def seed() -> int:
    """Of this run; given by FAULTS_SEED, and printed."""
    chosen = int(os.environ.get("FAULTS_SEED", "0")) or time.time_ns() % 1_000_000
    print(f"\nseed {chosen}")
    return chosen


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Say:
    """Says a figure: number of the goal, what was done, the goal, what was measured."""

    def say(*figure: str) -> None:
        print(" · ".join(figure))
        if request.node.get_closest_marker("faults"):
            FIGURES.append(Figure(*figure))

    return say


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A server, not started yet."""
    allow_many_files()
    kept = Kept(tmp_path)
    yield kept
    kept.end()


def seated(folder: Path, people: int, seed: int, number: int = 0) -> tuple[Room, History]:
    """A room in “How it felt”, with so many phones in it; each room has another number."""
    made = furnish(folder, people, number=number)
    secrets = [seat.cookie.partition("=")[2] for seat in made.seats]
    return Room(made.workshop, made.stage, made.touchpoints), History(seed, secrets)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("what the faults showed")
        terminalreporter.write_line(keep(FIGURES))
