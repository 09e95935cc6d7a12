"""One process of many that share a database: it makes a round whenever it is told the time."""

import asyncio
from datetime import datetime
from multiprocessing.connection import Connection

from app.database import open_database
from app.outside.letters import Letters
from app.outside.mail import Smtp
from app.outside.post import Post
from app.pages.templating import render, translate
from app.writer import Writer
from tests.make import KEYRING


def live(url: str, port: int, line: Connection) -> None:
    asyncio.run(_live(url, port, line))


async def _live(url: str, port: int, line: Connection) -> None:
    database = open_database(url)
    writer = Writer(database, lambda _changes: None)
    writer.start()
    carrier = Smtp("127.0.0.1", port, security="none", timeout=5)
    letters = Letters(render, translate, KEYRING, "https://touchline.example")
    post = Post(database, writer, letters, carrier, "Touchline <us@hospital.example>", lambda: 0)
    line.send("up")
    while True:
        now = await asyncio.to_thread(line.recv)
        assert isinstance(now, datetime)
        await post.round(now)
        line.send("done")
