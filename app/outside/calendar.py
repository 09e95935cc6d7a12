"""Calendar entries for the days to look at a trial (RFC 5545): whole days, no times.

Written here rather than by a library: an entry has eight lines, and all that is hard about them is
below, in `escaped` and `folded`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from app.domain.errors import N_
from app.domain.review_days import DayShown

LONGEST = 75  # octets in a line


LOOK = N_("Time to look: %(change)s")
AT = N_("A change at “%(touchpoint)s”")


class Say(Protocol):
    """A sentence in one language."""

    def __call__(self, language: str, message: str, **values: object) -> str: ...


@dataclass(frozen=True)
class Entry:
    """One day. The same `uid` with a higher `sequence` moves the entry that is there already."""

    uid: str
    sequence: int
    changed_at: datetime
    day: date
    title: str
    about: str = ""
    url: str = ""
    is_cancelled: bool = False


def days_file(
    project: str, days: Iterable[DayShown], say: Say, address: str, language: str = "en"
) -> str:
    """The days to look of one project, as a file or a feed."""

    def title(day: DayShown) -> str:
        change = day.trial or say(language, AT, touchpoint=day.touchpoint)
        return say(language, LOOK, change=change)

    entries = [
        Entry(
            uid=f"{day.uid}@touchline",
            sequence=day.sequence,
            changed_at=day.changed_at,
            day=day.day,
            title=title(day),
            about=f"{project} · {day.touchpoint}",
            url=address,
            is_cancelled=day.is_cancelled,
        )
        for day in days
    ]
    return calendar(project, entries)


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """The whole file; lines end as the standard wants it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Touchline//Touchline//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
    ]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(entry: Entry) -> list[str]:
    changed = entry.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.title)}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
    ]
    if entry.about:
        lines.append(f"DESCRIPTION:{escaped(entry.about)}")
    if entry.url:
        lines.append(f"URL:{entry.url}")
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    r"""A value that can't end its line or begin another property.

    >>> escaped("Ring, then write; C:\\x\nEND:VEVENT")
    'Ring\\, then write\\; C:\\\\x\\nEND:VEVENT'
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """At most 75 octets in a line, never cut within a letter."""
    parts, now, room = [], "", LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(now)
            now, room = "", LONGEST - 1  # the space that says: this goes on
        now += letter
        room -= size
    return "\r\n ".join([*parts, now])
