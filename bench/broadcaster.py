"""As fast as Python can tell everybody: a protocol, N sockets, one event. No rooms, no disk.

python -m bench.broadcaster PORT SIZE: a GET listens, a POST makes the clock a minute later.
"""

import asyncio
import sys
from typing import cast

import uvloop

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Told:
    """What was said last, and who listens."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.ends = 0
        self.listeners: list[asyncio.Transport] = []

    def event(self) -> bytes:
        data = b'id: %d\ndata: <p data-ends="%d">' % (self.ends, self.ends)
        data = data.ljust(self.size - len(b"280\r\n\n\n\r\n"), b".") + b"\n\n"
        return b"%x\r\n%b\r\n" % (len(data), data)


class Door(asyncio.Protocol):
    def __init__(self, told: Told) -> None:
        self.told = told

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        told = self.told
        if data.startswith(b"GET"):
            self.transport.write(HEAD + told.event())
            told.listeners.append(self.transport)
            return
        told.ends += 60_000
        event = told.event()
        self.transport.write(DONE)
        for listener in told.listeners:
            listener.write(event)

    def connection_lost(self, _error: Exception | None) -> None:
        if self.transport in self.told.listeners:
            self.told.listeners.remove(self.transport)


async def serve(port: int, size: int) -> None:
    told = Told(size)
    server = await asyncio.get_running_loop().create_server(
        lambda: Door(told), "127.0.0.1", port, backlog=2048
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
