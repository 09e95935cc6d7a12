"""A real mail server of the tests' own (aiosmtpd), that can also refuse, break off or stop."""

import asyncio
import email
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


class Mailbox:
    """Everything that was delivered; what it does with the next one can be said."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = ""  # an answer to every recipient, such as "550 no such person"
        self.before: Callable[[], None] = lambda: None  # when the words are in, before the answer
        self.breaks_off = False  # after the words, without an answer
        self._loop = asyncio.new_event_loop()
        self._server: Any = None
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[started], daemon=True)
        self._thread.start()
        started.wait(5)

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def stop(self) -> None:
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == [mail["To"]]
        self.mails.append(mail)
        self.before()
        if self.breaks_off:
            server.transport.abort()
        return "250 OK"

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        factory = lambda: SMTP(self, loop=self._loop, hostname="mail.example")  # noqa: E731
        self._server = self._loop.run_until_complete(
            self._loop.create_server(factory, "127.0.0.1", 0)
        )
        started.set()
        self._loop.run_forever()
        self._loop.close()


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())
