"""The clips of a film: who is in each, and for whom they agreed that it may be shown (S1).

A film is linked or played in the room, never kept here. The register is the facilitators' own
note of what people agreed to, clip by clip, as the film's consent is (domain 3.2, 4.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.errors import Unusable
from app.domain.text import maybe_written
from app.domain.workshops import Stage, StageKind

CLIP = 120  # characters
MOST_CLIPS = 12


class ShownTo(StrEnum):
    """Whom somebody agreed to be shown to."""

    STAFF = "staff"
    PATIENTS = "patients"
    TOGETHER = "together"  # patients, carers and staff at a joint event or in a group
    ANYBODY = "anybody"  # a celebration with guests, or teaching


# Who sits in an event made from each template; an unknown one is taken as the widest.
IN_THE_ROOM = {
    "staff": ShownTo.STAFF,
    "patients": ShownTo.PATIENTS,
    "joint": ShownTo.TOGETHER,
    "group": ShownTo.TOGETHER,
    "short": ShownTo.TOGETHER,
}


@dataclass(frozen=True)
class Clip:
    what: str
    who: str = ""  # a role rather than a name
    shown_to: frozenset[ShownTo] = frozenset()
    until: date | None = None  # the last day
    withdrawn: bool = False

    def trouble(self, template: str, today: date) -> str:
        """Why it must not be shown at an event made from this template, or nothing.

        withdrawn | over | not_agreed
        """
        if self.withdrawn:
            return "withdrawn"
        if self.until is not None and self.until < today:
            return "over"
        here = IN_THE_ROOM.get(template, ShownTo.ANYBODY)
        return "" if {here, ShownTo.ANYBODY} & self.shown_to else "not_agreed"


def clips_of(stage: Stage) -> tuple[Clip, ...]:
    """What is noted for a film; a note from before there was a register is one clip."""
    kept = stage.settings.get("clips", [])
    if isinstance(kept, str):
        return (Clip(kept),)
    return tuple(
        Clip(
            what=each["what"],
            who=each["who"],
            shown_to=frozenset(ShownTo(name) for name in each["shown_to"]),
            until=date.fromisoformat(each["until"]) if each["until"] else None,
            withdrawn=each["withdrawn"],
        )
        for each in kept
    )


def clips_typed(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """As a stage's settings keep them; a line without words is left out.

    Raises Unusable for a day that is none, and for agreement without a clip.
    """
    made = []
    for n in range(MOST_CLIPS):
        what = maybe_written(typed.get(f"clip_{n}_what", ""), CLIP, one_line=True)
        who = maybe_written(typed.get(f"clip_{n}_who", ""), CLIP, one_line=True)
        shown_to = [str(each) for each in ShownTo if typed.get(f"clip_{n}_{each}") == "yes"]
        until = _day(typed.get(f"clip_{n}_until", ""))
        withdrawn = typed.get(f"clip_{n}_withdrawn") == "yes"
        if not what:
            if who or shown_to or until:
                raise Unusable("Please say which clip this is.")
            continue
        made.append(
            {
                "what": what,
                "who": who,
                "shown_to": shown_to,
                "until": until,
                "withdrawn": withdrawn,
            }
        )
    return made


def clip_fields(stage: Stage) -> dict[str, str]:
    """The clips as a form shows them."""
    fields: dict[str, str] = {}
    for n, clip in enumerate(clips_of(stage)):
        fields |= {
            f"clip_{n}_what": clip.what,
            f"clip_{n}_who": clip.who,
            f"clip_{n}_until": clip.until.isoformat() if clip.until else "",
            f"clip_{n}_withdrawn": "yes" if clip.withdrawn else "",
            **{f"clip_{n}_{each}": "yes" for each in clip.shown_to},
        }
    return fields


CLIP_FIELDS = tuple(
    f"clip_{n}_{name}"
    for n in range(MOST_CLIPS)
    for name in ("what", "who", "until", "withdrawn", *ShownTo)
)


@dataclass(frozen=True)
class ClipShown:
    """One clip as the desk lists it beside the film."""

    what: str
    who: str
    trouble: str  # withdrawn | over | not_agreed; nothing when it may be shown


def clips_shown(stage: Stage | None, template: str, today: date) -> tuple[ClipShown, ...]:
    if stage is None or stage.kind != StageKind.FILM:
        return ()
    return tuple(ClipShown(c.what, c.who, c.trouble(template, today)) for c in clips_of(stage))


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed.strip()).isoformat() if typed.strip() else ""
    except ValueError:
        raise Unusable("Please give the day as it is asked for, such as 2026-12-31.") from None
