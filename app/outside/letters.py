"""What each kind of letter holds: its reader, its words from `templates/mail/`, its links."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any, Protocol

from sqlmodel import Session

from app.domain.chasing.asking import put_reminders, reminder, reminders_wanted
from app.domain.keyring import Keyring
from app.domain.outbox import Letter, is_missing
from app.domain.personal import personal_link
from app.domain.review_days import day_of, days_are_stale, keep_days
from app.domain.telling import hello_is_missing, news, news_is_missing, put_hellos, put_news
from app.outside.calendar import Say, days_file
from app.outside.mail import Mail
from app.outside.retention import retention


class Render(Protocol):
    """Draws a template in one language."""

    def __call__(self, template: str, language: str, **names: object) -> str: ...


Ought = Callable[[Session, datetime, bool], bool]
Plan = Callable[[Session, datetime, bool], None]


class Letters:
    """Draws letters; `address` is where people reach this server."""

    def __init__(self, render: Render, say: Say, keyring: Keyring, address: str) -> None:
        self.render, self.say = render, say
        self.keyring, self.address = keyring, address

    @property
    def planning(self) -> tuple[tuple[Ought, Plan], ...]:
        """What to ask in each round, and what to write if the answer is yes."""
        return (
            (_days_are_stale, _days),
            (_reminders_are_missing, _reminders),
            (_hello_is_missing, _hellos),
            (_news_is_missing, _news),
            *retention(self.keyring),
        )

    def draw(self, session: Session, letter: Letter, now: datetime) -> Mail | None:
        """From what stands now; None when there is nothing to say any more."""
        drawing = {
            "review": self._review,
            "sponsor": self._review,
            "hello": self._news,
            "news": self._news,
        }[letter.kind]
        return drawing(session, letter, now)

    def _news(self, session: Session, letter: Letter, now: datetime) -> Mail | None:
        said = news(session, letter, now)
        if said is None:
            return None
        link = personal_link(session, said.seat_id, self.keyring)
        return self._mail(
            letter,
            said.to,
            f"mail/{letter.kind}.html",
            said.language,
            stop=f"{self.address}/hear/{said.key}/stop",
            said=said,
            mine=f"{self.address}/mine/{link}" if said.is_known else "",
            hear=f"{self.address}/hear/{said.key}",
        )

    def _review(self, session: Session, letter: Letter, _now: datetime) -> Mail | None:
        said = reminder(session, letter)
        if said is None:
            return None
        mail = self._mail(letter, said.to, "mail/review.html", said.language, said=said)
        day = day_of(session, said.trial_id)
        if day is None:
            return mail
        file = days_file(said.project, [day], self.say, self.address, said.language)
        return replace(mail, calendar=file)

    def _mail(
        self, letter: Letter, to: str, template: str, language: str, stop: str = "", **names: Any
    ) -> Mail:
        html = self.render(template, language, address=self.address, stop=stop, **names)
        return Mail(letter.id, to, _title(html), html, stop=stop)


def _title(html: str) -> str:
    """The subject stands in the template, where translators see it."""
    return unescape(html.partition("<title>")[2].partition("</title>")[0])


def _days_are_stale(session: Session, _now: datetime, _goes_out: bool) -> bool:
    return days_are_stale(session)


def _days(session: Session, now: datetime, _goes_out: bool) -> None:
    keep_days(session, now)


def _reminders_are_missing(session: Session, now: datetime, goes_out: bool) -> bool:
    return goes_out and any(is_missing(session, w) for w in reminders_wanted(session, now))


def _reminders(session: Session, now: datetime, _goes_out: bool) -> None:
    put_reminders(session, now)


def _hello_is_missing(session: Session, _now: datetime, goes_out: bool) -> bool:
    return goes_out and hello_is_missing(session)


def _hellos(session: Session, now: datetime, _goes_out: bool) -> None:
    put_hellos(session, now)


def _news_is_missing(session: Session, now: datetime, goes_out: bool) -> bool:
    return goes_out and news_is_missing(session, now)


def _news(session: Session, now: datetime, _goes_out: bool) -> None:
    put_news(session, now)
