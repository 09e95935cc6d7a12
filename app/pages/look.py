"""One look at a room: what every view of one drawing shares, read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sqlmodel import Session

from app.domain.board import everything_written
from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.moderation import WrittenShown
from app.domain.projects import Project
from app.domain.seats import done_with, voices_in
from app.domain.themes import ThemeShown, themes_of
from app.domain.voices import Voice
from app.domain.what_we_see import DrawnFrom, Labels, labels
from app.domain.workshops import Stage, StageKind, Workshop, room_called, running_order
from app.live.presence import Presence

V = TypeVar("V")

FOR_ALL = {"_room", "stages", "touchpoints"}  # the same whoever looks


@dataclass
class Look:
    """Everything a view may ask for; made by the artist, gone after the drawing."""

    session: Session
    workshop_id: str
    address: str  # where phones reach this server
    writing: int  # people writing just now
    drawn: DrawnFrom  # what the desk's live map was drawn from before
    presence: Presence  # whose phone is there
    voice: Voice | None = None
    place: str = ""  # the room in addresses: its id, for a helper with whom they write for

    def __post_init__(self) -> None:
        self.place = self.place or self.workshop_id

    @cached_property
    def _room(self) -> tuple[Workshop, Project, Stage | None]:
        return room_called(self.session, self.workshop_id)

    @property
    def workshop(self) -> Workshop:
        return self._room[0]

    @property
    def project(self) -> Project:
        return self._room[1]

    @property
    def stage(self) -> Stage | None:
        return self._room[2]

    @cached_property
    def stages(self) -> list[Stage]:
        return running_order(self.session, self.workshop_id)

    @property
    def kind(self) -> StageKind | None:
        return StageKind(self.stage.kind) if self.stage else None

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        return touchpoints_of(self.session, self.workshop.project_id)

    @cached_property
    def people(self) -> dict[Voice, int]:
        return voices_in(self.session, self.workshop_id)

    @cached_property
    def done(self) -> int:
        return done_with(self.session, self.workshop.stage_id)

    @cached_property
    def written(self) -> tuple[WrittenShown, ...]:
        """All stories, priorities and ideas: several regions of the desk are made of them."""
        return everything_written(self.session, self.workshop_id)

    @cached_property
    def released(self) -> tuple[WrittenShown, ...]:
        """Of all that was written, what the room may see: released, and its author agrees.

        Read apart, unless all has been read: while a room writes, only few of it is.
        """
        if "written" in vars(self):
            return tuple(e for e in self.written if e.state == "released" and e.may_show)
        return everything_written(self.session, self.workshop_id, released=True)

    def seen(self) -> dict[str, Any]:
        """What was read for everybody alike, for another look at the same state."""
        return {name: found for name, found in vars(self).items() if name in FOR_ALL | {"_made"}}

    def begin_with(self, seen: Mapping[str, Any]) -> None:
        """Read nothing again that an earlier look has seen."""
        vars(self).update(seen)

    def once(self, view: Callable[["Look"], V]) -> V:
        """What a view gives, made once in this drawing, also where another view is made of it."""
        if view not in self._made:
            self._made[view] = view(self)
        made: V = self._made[view]
        return made

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def themes(self) -> tuple[ThemeShown, ...]:
        return themes_of(self.session, self.workshop_id)

    @cached_property
    def labels(self) -> Labels:
        """Which voice may stand beside words, as the small-number guard allows (A1)."""
        return labels(self.session, self.workshop)

    @property
    def code(self) -> str:
        """Two groups of three, as they are read aloud; empty while the doors are closed."""
        code = self.workshop.code
        return f"{code[:3]} {code[3:]}" if code else ""

    @property
    def join(self) -> str:
        return f"{self.address}/j/{self.workshop.join_secret}"

    @property
    def host(self) -> str:
        return self.address.split("//", 1)[-1]

    def for_voice(self, voice: str, place: str = "") -> "Look":
        """The same look with another voice's eyes or in another's place, sharing what was read."""
        here = place or self.workshop_id
        same = voice == (self.voice or "") and here == self.place
        return self if same else _with_voice(self, voice, here)


def _with_voice(look: Look, voice: str, place: str) -> Look:
    other = Look(
        look.session,
        look.workshop_id,
        look.address,
        look.writing,
        look.drawn,
        look.presence,
        Voice(voice) if voice else None,
        place,
    )
    for name in FOR_ALL | {"people", "done"}:
        if name in look.__dict__:
            other.__dict__[name] = look.__dict__[name]
    return other
