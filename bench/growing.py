"""python -m bench.growing: how cost grows, from 50 to 2,000 phones and from 10 to 1,000 stories."""

import gc
import statistics
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlmodel import Session

from app.domain.board import Named, deal_with
from app.domain.changes import Topic
from app.domain.steering import move, reveal
from bench.board import TIMES, Board
from bench.machine import allow_many_files, broadcaster, described, touchline
from bench.room import SECRET, furnish
from bench.rows import Target, Told, crowded, the_bare, the_room
from bench.table import Row, keep, ratio, table

PHONES = (50, 200, 500, 1000, 2000)
STORIES = (10, 100, 300, 1000)
PER_SECOND, SECONDS = 10, 6.0
EVENT = 254  # bytes
OF_PHONES = ("phones", "p50 until the last has it", "CPU an act", "CPU a copy", "bare", "ratio")
OF_STORIES = ("stories", "release one", "reveal or hide the map", "draw every screen whole")


async def told(target: Target, phones: int) -> Told:
    async with crowded(target, phones) as crowd:
        return await crowd.tell(PER_SECOND, SECONDS)


async def with_phones(real: Target, bare: Target) -> list[Row]:
    rows = []
    for phones in PHONES:
        ours, limit = await told(real, phones), await told(bare, phones)
        rows.append(
            (
                f"{phones:,}",
                f"{ours.p50:.1f} ms",
                f"{1000 * ours.per_act:.1f} ms",
                f"{ours.per_copy:.1f} µs",
                f"{limit.per_copy:.1f} µs",
                ratio(ours.per_copy, limit.per_copy),
            )
        )
    return rows


def of_phones(folder: Path) -> list[Row]:
    room = furnish(folder, max(PHONES))
    with ExitStack() as stack:
        real = stack.enter_context(touchline(folder, SECRET))
        limit = stack.enter_context(broadcaster(folder, EVENT))
        gc.freeze()
        gc.disable()
        rows = uvloop.run(with_phones(the_room(real, room), the_bare(limit)))
        gc.enable()
    return rows


def of_stories(folder: Path, stories: int) -> Row:
    (folder / str(stories)).mkdir()
    board = Board(folder / str(stories), stories)

    def release(session: Session) -> None:
        deal_with(session, board.desk(session), "release", [Named("story", next(left))])

    left = iter(board.stories)
    released = [board.act(release).processor for _ in range(min(TIMES, stories))]
    board.act(lambda s: move(s, board.desk(s), board.stages["map"]))
    revealed = [
        board.act(lambda s, shown=shown: reveal(s, board.desk(s), revealed=shown)).processor
        for shown in [True, False] * 4
    ]
    whole = [board.worked(lambda: board.draw(frozenset(Topic))) for _ in range(5)]
    board.database.close()
    return (
        f"{stories:,}",
        f"{statistics.median(released):.0f} ms",
        f"{statistics.median(revealed):.0f} ms",
        f"{statistics.median(whole):.0f} ms",
    )


def main() -> None:
    allow_many_files()
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as name:
        folder = Path(name)
        phones = of_phones(folder)
        stories = [of_stories(folder, many) for many in STORIES]
    said = f"""## How cost grows

One act seen by everyone, {PER_SECOND} acts a second, the real server and the bare one in turns:

{table(OF_PHONES, phones)}

A board of stories, medians of the processor's time, all screens drawn:

{table(OF_STORIES, stories)}

Measured on {datetime.now(UTC):%d %B %Y}, {described()}, by `python -m bench.growing`.
"""
    print(said)
    keep(said)


if __name__ == "__main__":
    main()
