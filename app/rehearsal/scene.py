"""Where the room is, as an invented person sees it, and one thing that they do there."""

from dataclasses import dataclass
from typing import Any

Seconds = tuple[float, float]  # the shortest and the longest a person takes

LOOK_AROUND: Seconds = (8, 25)
THINK: Seconds = (5, 60)
FINISH: Seconds = (2, 6)


@dataclass(frozen=True)
class Step:
    """One act and the time before it (seconds at human pace). `nth` picks one of one's stories."""

    wait: float
    act: str
    fields: tuple[tuple[str, str], ...] = ()
    nth: int = 0


@dataclass(frozen=True)
class Scene:
    """Where the room is, as `mine.json` tells it."""

    stage: str
    kind: str
    position: int
    touchpoints: tuple[tuple[str, str], ...]  # id and title
    words: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]  # id and text
    dots_each: int
    dots_on_one: int
    teams: tuple[tuple[str, str], ...] = ()  # id and text
    stories: int = 0
    guesses: bool = False  # staff are asked how patients felt
    asks: tuple[tuple[str, tuple[int, ...]], ...] = ()  # about each choice, where there are no dots

    @classmethod
    def of(cls, mine: dict[str, Any]) -> "Scene":
        stage = mine["stage"]
        ids = [each["id"] for each in mine["stages"]]
        return cls(
            stage=stage["id"],
            kind=stage["kind"],
            position=ids.index(stage["id"]),
            touchpoints=tuple((each["id"], each["title"]) for each in mine["touchpoints"]),
            words=tuple(mine["words"]),
            choices=tuple((each["id"], each["text"]) for each in mine["choices"]),
            dots_each=mine["dots_each"],
            dots_on_one=mine["dots_on_one"],
            guesses=mine["asks_for_guesses"],
            asks=tuple((name, tuple(values)) for name, values in mine["asks"].items()),
            teams=tuple((each["id"], each["text"]) for each in mine["teams"]),
        )

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.touchpoints)
