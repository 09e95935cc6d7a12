"""A board of 300 stories: what grouping, releasing and a reveal cost, and what they send.

    python -m bench.board

Prints a table and writes it into bench/results.md; asserts nothing about time. Each act is timed
from the writer's door to the last region of desk, words page, wall and phones drawn, as the hub
draws them, without the network. Other programs make the clock say more, so the best of many turns
stands beside the median, and the processor's own time beside both.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

from sqlmodel import Session, select

from app.content import template
from app.database import open_database
from app.domain.accounts import add_account
from app.domain.board import Named, deal_with
from app.domain.changes import Topic, take_changes
from app.domain.journey import lay_out, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.projects import member, start_project
from app.domain.seats import Seat, take_seat
from app.domain.steering import move, open_doors, reveal
from app.domain.stories import Story
from app.domain.themes import group
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    prepare_workshop,
    stages_of,
    workshop_called,
)
from app.live.hub import Audience
from app.live.presence import Presence
from app.migrating import migrate
from app.pages.regions import Artist
from bench.machine import described
from bench.table import Row, keep, table

HEAD = ("", "to hold", "by the clock, best", "of the processor, best", "sent")
STORIES, SEATS, TOUCHPOINTS, TIMES = 300, 42, 9, 15
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
AUDIENCES = (
    Audience("desk", "en"),
    Audience("words", "en"),
    Audience("wall", "en"),
    *(Audience("phone", "en", voice) for voice in Voice),
)


class Board:
    """A room of its own, in a database of its own."""

    def __init__(self, folder: Path, stories: int = STORIES) -> None:
        url = f"sqlite:///{folder}/board.db"
        migrate(url)
        self.database = open_database(url)
        self.artist = Artist(self.database, Presence(lambda _changes: None), "http://board.example")
        keyring = Keyring(token_bytes(32))
        with Session(self.database.writing) as session:
            account = add_account(
                session, email="sam@example.org", password_hash="-", name="Sam", now=NOW
            )
            self.account = account.id
            project = start_project(session, account.id, title="Board", journey="To go", now=NOW)
            by = member(session, project, account, NOW)
            lay_out(session, by.project, "\n".join(f"Touchpoint {n}" for n in range(TOUCHPOINTS)))
            self.workshop = prepare_workshop(
                session, by.project, template("short"), title="Short", now=NOW
            )
            session.flush()
            open_doors(session, self.desk(session))
            workshop = workshop_called(session, self.workshop)
            for n in range(SEATS):
                voice = tuple(Voice)[n % 3]
                take_seat(
                    session,
                    workshop,
                    voice=voice,
                    name="",
                    may_show=True,
                    key=str(n),
                    keyring=keyring,
                    now=NOW,
                )
            session.flush()
            seats = list(session.exec(select(Seat.id)))
            at = [t.id for t in touchpoints_of(session, project)]
            self.stages = {str(s.kind): s.id for s in stages_of(session, self.workshop)}
            move(session, self.desk(session), self.stages["feelings"])
            told = [
                Story(
                    workshop_id=self.workshop,
                    seat_id=seats[n % SEATS],
                    touchpoint_id=at[n % TOUCHPOINTS],
                    text=f"Story {n}: I waited for a long time and nobody told me what came next.",
                    told_at=NOW,
                )
                for n in range(stories)
            ]
            session.add_all(told)
            session.commit()
            self.stories = [each.id for each in told]
        self.shown: dict[Audience, dict[str, str]] = {}
        self.draw(frozenset(Topic))

    def desk(self, session: Session) -> Facilitator:
        return Facilitator(self.account, "Sam", workshop_called(session, self.workshop), NOW)

    def act(self, verb: Callable[[Session], object]) -> "Turn":
        worked, began = time.process_time(), time.perf_counter()
        with Session(self.database.writing) as session:
            verb(session)
            topics = frozenset(topic for _, topic in take_changes(session))
            session.commit()
        parts, size = self.draw(topics)
        clock, worked = time.perf_counter() - began, time.process_time() - worked
        return Turn(1000 * clock, 1000 * worked, parts, size)

    def worked(self, does: Callable[[], object]) -> float:
        """Milliseconds of the processor."""
        began = time.process_time()
        does()
        return 1000 * (time.process_time() - began)

    def draw(self, topics: frozenset[Topic]) -> tuple[int, int]:
        drawn = self.artist.draw(self.workshop, dict.fromkeys(AUDIENCES, topics), None)
        parts = size = 0
        for who, regions in drawn.items():
            known = self.shown.setdefault(who, {})
            for region in regions.values():
                for part in region:
                    if known.get(part.id) != part.html:
                        parts, size = parts + 1, size + len(part.html.encode())
                        known[part.id] = part.html
        return parts, size


@dataclass(frozen=True)
class Turn:
    """One act: milliseconds by the clock and of the processor; parts and bytes that changed."""

    clock: float
    processor: float
    parts: int
    size: int


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = Board(Path(folder))
        whole = sum(len(html.encode()) for known in board.shown.values() for html in known.values())
        lines = [*measured(board)]
        board.database.close()
    said = f"""## A board of {STORIES} stories

{table(HEAD, lines)}

Measured on {datetime.now(UTC):%d %B %Y}, {described()}, by
`python -m bench.board`: {STORIES} stories, {SEATS} people, {TOUCHPOINTS} touchpoints,
{TIMES} turns each. All screens whole: {whole / 1000:.0f} kB. Sent: what changed on desk, words
page, wall and the phones of three voices.
"""
    print(said)
    keep(said)


def measured(board: Board) -> Iterator[Row]:
    left = iter(board.stories)

    def named(many: int) -> list[Named]:
        return [Named("story", next(left)) for _ in range(many)]

    def told(name: str, times: int, verb: Callable[[Session], object]) -> Row:
        turns = [board.act(verb) for _ in range(times)]
        clock = sorted(turn.clock for turn in turns)
        worked = sorted(turn.processor for turn in turns)
        return (
            name,
            "≤ 100 ms",
            f"{clock[0]:.0f} ms, median {statistics.median(clock):.0f}",
            f"{worked[0]:.0f} ms, median {statistics.median(worked):.0f}",
            f"{statistics.median(turn.parts for turn in turns):.0f} parts, "
            f"{statistics.median(turn.size for turn in turns) / 1000:.1f} kB",
        )

    def release(many: int) -> Callable[[Session], object]:
        return lambda s: deal_with(s, board.desk(s), "release", named(many))

    yield told("release one", TIMES, release(1))
    yield told("release 48 at once", 3, release(48))
    yield told("hold one", TIMES, lambda s: deal_with(s, board.desk(s), "hold", named(1)))
    yield told("group 5", TIMES, lambda s: group(s, board.desk(s), named(5), name="A theme"))
    board.act(lambda s: move(s, board.desk(s), board.stages["map"]))
    states = iter([True, False] * TIMES)
    yield told(
        "reveal or hide the map",
        TIMES,
        lambda s: reveal(s, board.desk(s), revealed=next(states)),
    )


if __name__ == "__main__":
    main()
