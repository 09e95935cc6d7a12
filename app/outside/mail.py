"""An e-mail as text and HTML, and how it is carried to the mail server (SMTP)."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from typing import Protocol

from app.outside.plain import plain

TIMEOUT = 20  # seconds for each answer of the mail server


class NotGone(Exception):
    """It is known that nobody got it. `for_good`: trying again would not help."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.why, self.for_good = why, for_good


class Unsure(Exception):
    """The line broke after the words were handed over: it may have gone, or not."""


class Carrier(Protocol):
    def carry(self, message: EmailMessage) -> None:
        """Raises NotGone or Unsure."""


@dataclass(frozen=True)
class Mail:
    """One e-mail, before it is a message."""

    id: str  # the letter's: the same e-mail tried again has the same Message-ID
    to: str
    subject: str
    html: str
    stop: str = ""  # the address that ends these e-mails with one click
    calendar: str = ""  # an entry for the reader's calendar


class _Unbroken(UnstructuredHeader, BaseHeader):
    """An address stands as it is, however long: broken up and encoded (as Python folds what is
    longer than a line) no mail program finds its way back to it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Unbroken)
_HEADERS.map_to_type("message-id", _Unbroken)
POLICY = SMTP.clone(header_factory=_HEADERS)


def message_of(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """The whole message. No header can be brought in by anything that was typed.

    Raises NotGone for an address that no message can go to, such as an account called "sam".
    """
    name, address = parseaddr(sender)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = _addressed(mail.to)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.id}@{address.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        message["List-Unsubscribe"] = f"<{mail.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain(mail.html), cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="review.ics",
            params={"method": "PUBLISH", "charset": "utf-8"},
        )
    return message


def _addressed(to: str) -> Address:
    try:
        address = Address(addr_spec=to)
    except (ValueError, IndexError, MessageError):
        raise NotGone("address", for_good=True) from None
    if not (address.username and address.domain and to.isascii()):
        raise NotGone("address", for_good=True)
    return address


@dataclass(frozen=True)
class Smtp:
    """A mail server that takes what we send."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "starttls"  # starttls | tls | none
    timeout: float = TIMEOUT

    def carry(self, message: EmailMessage) -> None:
        smtp = self._connected()
        try:
            self._hand_over(smtp, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _connected(self) -> smtplib.SMTP:
        """Up to here nothing can have gone."""
        try:
            if self.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host,
                    self.port,
                    timeout=self.timeout,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
            smtp.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self.user:
                smtp.login(self.user, self.password)
        except smtplib.SMTPAuthenticationError:
            raise NotGone("sign_in") from None
        except (OSError, smtplib.SMTPException):
            raise NotGone("no_connection") from None
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, message: EmailMessage) -> None:
        try:
            _check(smtp.mail(message["From"].addresses[0].addr_spec), "sender")
            _check(smtp.rcpt(message["To"].addresses[0].addr_spec), "address")
        except (OSError, smtplib.SMTPException):
            raise NotGone("no_connection") from None
        try:
            answer = smtp.data(message.as_bytes())
        except smtplib.SMTPDataError as refused:  # before the first word of it
            answer = (refused.smtp_code, b"")
        except (OSError, smtplib.SMTPException) as broken:
            raise Unsure from broken
        _check(answer, "refused")


def _check(answer: tuple[int, bytes], why: str) -> None:
    code = answer[0]
    if not 200 <= code < 300:
        raise NotGone(why, for_good=code >= 500)
