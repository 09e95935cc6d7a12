"""Two processes on one PostgreSQL, and a front that gives each new connection to the other one.

With TOUCHLINE_PROCESSES=2 in the environment `running` is this: a phone's stream is then at one
process and what it sends at another, and the phones of a room are divided between them.
"""

import asyncio
import itertools
import multiprocessing
import socket
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.running import Running


class Front:
    """Accepts on a port of its own; passes bytes to and fro, and each connection to the next."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.socket.getsockname()[1])
        self.behind: list[int] = []
        self.passed: dict[int, int] = {}
        self._turn = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._open: dict[asyncio.StreamWriter, asyncio.Event] = {}
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])
        self._over = asyncio.Event()
        self._thread.start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        async with await asyncio.start_server(self._accept, sock=self.socket):
            await self._over.wait()
        for writer in list(self._open):
            writer.close()
        await asyncio.gather(*(over.wait() for over in list(self._open.values())))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = over = asyncio.Event()
        port = self.behind[next(self._turn) % len(self.behind)]
        self.passed[port] = self.passed.get(port, 0) + 1
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port)
            try:
                await _either(_pass(reader, back), _pass(there, writer))
            finally:
                back.close()
        except OSError:
            pass
        finally:
            writer.close()
            over.set()
            del self._open[writer]


async def _either(*ways: Any) -> None:
    """Until one side has ended: HTTP needs no half-open line here."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()


class Other:
    """A second process, started once; it serves one database after another."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_live, args=[theirs], daemon=True)
        self._process.start()

    def asked(self, *what: Any) -> Any:
        self._line.send(what)
        answer = self._line.recv()
        assert not isinstance(answer, BaseException), answer
        return answer

    def stop(self) -> None:
        self._line.close()
        self._process.join()


def _live(line: Connection) -> None:
    running: Running | None = None
    with suppress(EOFError):
        while True:
            what, *said = line.recv()
            if what == "serve":
                url, folder, address = said
                running = Running(url, folder, address)
                line.send(running.server.port)
            elif what == "settled" and running is not None:
                running.settled(*said)
                line.send(None)
            elif what == "pings" and running is not None:
                running.pings()
                line.send(None)
            elif running is not None:
                running.stop()
                running = line.send(None)


class Split(Running):
    """One of the two is in this process and answers to `site`; everybody comes in by the front."""

    def __init__(self, url: str, folder: Path, other: Other) -> None:
        self.front, self.other = Front(), other
        address = f"http://127.0.0.1:{self.front.port}"
        super().__init__(url, folder / "one", address)
        self.front.behind = [
            self.server.port,
            other.asked("serve", url, folder / "other", address),
        ]
        self.port = self.front.port

    def settled(self, workshop: str) -> None:
        super().settled(workshop)
        self.other.asked("settled", workshop)

    def pings(self) -> None:
        super().pings()
        self.other.asked("pings")

    def stop(self) -> None:
        self.front.stop()
        self.other.asked("stop")
        super().stop()
