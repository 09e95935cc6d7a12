"""python -m bench [--quick] [--rows 1,5]: measures, prints, and writes bench/results.md."""

import argparse
import asyncio
import gc
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from bench.checking import compared, counted
from bench.machine import Process, allow_many_files, broadcaster, described, pace, touchline
from bench.rawsql import commits
from bench.room import SECRET, Room, furnish
from bench.rows import Given, Saved, Target, Told, acts, crowded, memory, the_bare, the_room
from bench.table import Line, drawn, keep, ratio, share
from bench.wire import Server

SEATS = 1000
AT_ONCE = 50
EVENT = 254  # bytes, as the clock's on the wire


class Bench:
    """The real server and the bare one, side by side on one core."""

    def __init__(self, real: Process, bare: Process, room: Room, quick: bool) -> None:
        self.real, self.room = the_room(real, room), room
        self.bare = the_bare(bare)
        self.seconds = 3.0 if quick else 8.0
        self.times = 1 if quick else 3
        self.given = Given()
        self.others: list[float] = []
        self.size = 0

    async def screens(self) -> None:
        """A desk and a wall look on, as in every room."""
        server, room = Server(self.real.process.port), self.room
        for screen in ("desk", "wall"):
            path = f"/w/{room.workshop}/{screen}/live?language=en"
            await server.watch(server.get(path, room.desk_cookie))

    async def phone(self) -> list[Line]:
        """Row 6, first of all: memory that was used once would hide what a phone takes."""
        real, bare = await memory(self.real, 500), await memory(self.bare, 500)
        measured, limit = f"{real / 1000:.1f} kB", f"{bare / 1000:.1f} kB"
        return [
            Line("memory per open phone", "≤ 15 kB", measured, limit, ratio(real, bare)),
        ]

    async def told(self, phones: int, per_second: int, bare: int = 0) -> tuple[Told, Told]:
        """The real one and the bare one in turns; the middle turn counts, by what both cost.

        Each was measured in the seconds after the other: the machine's pace changes by more than
        what is to be seen here.
        """
        turns = [
            (
                await self._told(self.real, phones, per_second),
                await self._told(self.bare, phones, bare or per_second),
            )
            for _ in range(self.times)
        ]
        turns.sort(key=lambda turn: turn[0].per_act / turn[1].per_act)
        real, limit = turns[len(turns) // 2]
        self.size = real.size
        self.others += [real.others, limit.others]
        return real, limit

    async def _told(self, target: Target, phones: int, per_second: int) -> Told:
        async with crowded(target, phones) as crowd:
            return await crowd.tell(per_second, self.seconds)

    async def acts(self, kind: str, folder: Path) -> list[Line]:
        found, alone, together = [], 0.0, 0.0
        for _ in range(self.times):
            found.append(
                await acts(self.real.process, self.room, kind, AT_ONCE, self.seconds, self.given)
            )
            alone = max(alone, await asyncio.to_thread(commits, folder, 0.5))
            together = max(together, await asyncio.to_thread(commits, folder, 0.5, AT_ONCE))
        best = self._calmest(found)
        return [
            Line(
                f"whole acts, {AT_ONCE} at once: {kind}",
                "≥ 1,200/s, p99 ≤ 100 ms",
                f"{best.rate:,.0f}/s, p50 {best.p50:.0f}, p99 {best.p99:.0f} ms, "
                f"{best.core / best.rate * 1e6:.0f} µs of CPU each",
                f"SQLite: {alone:,.0f} commits/s, {together:,.0f} rows/s by {AT_ONCE}",
                f"{best.rate / alone:.2f} × a commit each" if alone else "–",
            )
        ]

    def _calmest(self, found: Sequence[Saved]) -> Saved:
        best = min(found, key=lambda one: one.others)
        self.others.append(best.others)
        return best


def seen(what: str, to_hold: str, real: Told, bare: Told) -> Line:
    return Line(
        what,
        to_hold,
        f"p50 {real.p50:.1f}, p99 {real.p99:.1f} ms",
        f"p50 {bare.p50:.1f}, p99 {bare.p99:.1f} ms",
        ratio(real.p50, bare.p50),
    )


def copies(real: Told, bare: Told, most: str) -> Line:
    return Line(
        f"CPU per delivered copy, all in, {real.phones:,} phones",
        f"≤ 20 µs, ≤ {most} × bare",
        f"{real.per_copy:.1f} µs",
        f"{bare.per_copy:.1f} µs",
        ratio(real.per_copy, bare.per_copy),
    )


async def measure(bench: Bench, rows: set[int], folder: Path) -> list[Line]:
    found: dict[int, list[Line]] = {}
    if 6 in rows:
        found[6] = await bench.phone()
    await bench.screens()
    pairs: dict[int, tuple[Told, Told]] = {}
    for row, phones in ((1, 500), (2, 1000)):
        if rows & {row, 4}:
            real, bare = pairs[phones] = await bench.told(phones, 10)
            what = f"one act seen by everyone, {phones:,} phones, 10 acts/s"
            to_hold = "p50 ≤ 15, p99 ≤ 40 ms" if row == 1 else "p50 ≤ 25, p99 ≤ 60 ms"
            found[row] = [seen(what, to_hold, real, bare)]
    if 3 in rows:
        real, bare = await bench.told(1000, 200, bare=20)
        found[3] = [
            Line(
                "200 acts/s into 1,000 phones",
                "p99 ≤ 120 ms, ≤ 60 % of a core",
                f"p99 {real.p99:.0f} ms, {share(real.core)} of a core",
                f"20 events/s: p99 {bare.p99:.0f} ms, {share(bare.core)}",
                ratio(real.core, bare.core),
            )
        ]
    if 4 in rows:
        few, many = pairs[500], pairs[1000]
        more = [(b.per_act - a.per_act) / 500 * 1e6 for a, b in zip(few, many, strict=True)]
        real_more, bare_more = (f"{each:.1f} µs" for each in more)
        one = Line("CPU for one copy more", "≤ 12 µs", real_more, bare_more, ratio(*more))
        found[4] = [copies(*few, "2.3"), copies(*many, "3.5"), one]
    if 5 in rows:
        found[5] = [
            *await bench.acts("placements", folder),
            *await bench.acts("stories", folder),
        ]
    return [line for row in sorted(found) for line in found[row]]


def run(rows: set[int], quick: bool) -> str:
    allow_many_files()
    with tempfile.TemporaryDirectory(prefix="touchline-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        room = furnish(folder, SEATS)
        before = counted(folder)
        real = stack.enter_context(touchline(folder, SECRET))
        limit = stack.enter_context(broadcaster(folder, EVENT))
        bench, at_first = Bench(real, limit, room, quick), pace()
        gc.freeze()
        gc.disable()  # the client must not pause
        lines = uvloop.run(measure(bench, rows, folder))
        kept = compared(before, counted(folder), bench.given)
    return report(lines, bench, kept, f"{at_first} before, {pace()} after")


def report(lines: Sequence[Line], bench: Bench, kept: str, paces: str) -> str:
    others = f"{share(min(bench.others))}–{share(max(bench.others))}" if bench.others else "–"
    turns = "once" if bench.times == 1 else f"{bench.times} times"
    return f"""# How fast the room is

{drawn(lines)}

{kept}

Measured on {datetime.now(UTC):%d %B %Y}, {described()}. Other programs used {others} of the two
cores meanwhile. Each figure was measured {turns}, {bench.seconds:.0f} seconds at a time, the real
server and the bare one in turns; shown is the turn whose ratio is the middle one, and of the rest
the one in which other programs used least. A small piece of Python took {paces}:
the machine's own pace, to compare measurements by.

- Server on one core, load client on the other, loopback, SQLite with durable commits
  (`synchronous=FULL`), `touchline serve --alone`: without the process that watches. A desk and a
  wall look on.
- The act seen by everyone is the desk's clock, one minute more: a real act, with guard, history and
  commit, whose region (`bar`) reaches every phone of all three voices. Its event is {bench.size}
  bytes on the wire. Time runs from sending the form until the *last* phone has the event.
- The bare limit is a uvloop protocol that writes an event of about the same size to all sockets,
  without rooms or disk (`bench/broadcaster.py`), asked by the same client. At 200 acts/s a room
  draws at most 20 times a second, so the bare one is asked 20 times.
- A whole act is a form of one of {SEATS:,} seats at its real address with `HX-Request`: guard,
  receipt, checks, durable commit, fragment answered.
- Raw SQLite is one insert per durable commit, or {AT_ONCE} inserts per commit (`bench/rawsql.py`).
"""


def numbers(said: str) -> set[int]:
    found = {int(part) for part in said.split(",")}
    if not found <= set(range(1, 7)):
        raise ValueError
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three seconds each, once")
    parser.add_argument("--rows", type=numbers, default=set(range(1, 7)), help="such as 1,4")
    asked = parser.parse_args()
    said = run(asked.rows, asked.quick)
    print(said)
    if asked.rows == set(range(1, 7)) and not asked.quick:
        keep(said)


if __name__ == "__main__":
    main()
