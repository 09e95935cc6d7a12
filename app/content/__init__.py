"""Ready content: starter journeys, workshop templates, word sets, ground rules and phrase words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Told:
    """An invented quote, in the voice of a patient, carer or member of staff."""

    voice: str
    text: str


@dataclass(frozen=True)
class StarterTouchpoint:
    """One moment of a journey, with the heights (-2 to 2) and words typical of each side."""

    title: str
    source: str
    patient: int
    staff: int
    spread: bool
    words: dict[str, tuple[str, ...]]
    voices: tuple[Told, ...]
    kind: str = ""  # of moment: see domain/journey.py


@dataclass(frozen=True)
class Offered:
    """An idea or a priority; `touchpoint` counts from 0."""

    touchpoint: int
    text: str


@dataclass(frozen=True)
class Proposed:
    """A touchpoint somebody might miss; it belongs after the one numbered `after`, from 0."""

    after: int
    title: str


@dataclass(frozen=True)
class StarterMeasure:
    """What a trial counts: a process, an outcome or a balancing measure.

    `figures` are invented, one a week; the first `before` of them come from before the change.
    """

    kind: str
    text: str
    unit: str = ""
    better: str = "up"
    target: float | None = None
    before: int = 0
    figures: tuple[float, ...] = ()
    people: tuple[int, ...] = ()  # behind each figure, or none at all


@dataclass(frozen=True)
class StarterTrial:
    """A small trial of the idea numbered `idea`; `decision` is empty while it is being tried."""

    idea: int
    title: str
    aim: str
    change: str
    prediction: str
    place: str
    owner: str
    co_owner: str
    review_days: int
    measures: tuple[StarterMeasure, ...]
    what_happened: str
    decision: str
    reason: str
    compared: str = "partly"  # yes | partly | no: whether it came as expected
    answer: str = ""  # where it was abandoned: what those hear who asked for it
    asked: tuple[str, ...] = ()  # at cards, once it is kept: side, answer, height, perhaps words
    how: Mapping[str, str] | None = None  # what it took, for the library; its steps one on a line


@dataclass(frozen=True)
class Journey:
    """A starter journey with all that an invented room says about it."""

    key: str
    title: str
    service: str
    touchpoints: tuple[StarterTouchpoint, ...]
    priorities: tuple[Offered, ...]
    ideas: tuple[Offered, ...]
    proposals: tuple[Proposed, ...]
    trials: tuple[StarterTrial, ...]


@dataclass(frozen=True)
class WordSet:
    """Words for a feeling, to pick from."""

    lifts: tuple[str, ...]
    weighs: tuple[str, ...]
    middle: str  # empty where there is none

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(word for word in (*self.lifts, self.middle, *self.weighs) if word)


@dataclass(frozen=True)
class StageTemplate:
    """One stage of a running order, as a new workshop gets it."""

    kind: str
    title: str
    instruction: str
    script: str
    minutes: int
    settings: dict[str, Any]


@dataclass(frozen=True)
class WorkshopTemplate:
    """A running order to begin from."""

    key: str
    position: int
    title: str
    about: str
    stages: tuple[StageTemplate, ...]

    @property
    def minutes(self) -> int:
        return sum(stage.minutes for stage in self.stages)


@cache
def journeys() -> dict[str, Journey]:
    """The starter journeys by key, in the order of their titles."""
    made = [_journey(path.stem, _read(path)) for path in (FOLDER / "journeys").glob("*.toml")]
    return {journey.key: journey for journey in sorted(made, key=lambda j: j.title)}


def journey(key: str) -> Journey:
    return journeys()[key]


# Not cached: a stage keeps its settings as its own, so each workshop gets fresh ones.
def templates() -> dict[str, WorkshopTemplate]:
    """The workshop templates by key, in the order in which somebody chooses."""
    made = [_template(path.stem, _read(path)) for path in (FOLDER / "workshops").glob("*.toml")]
    return {template.key: template for template in sorted(made, key=lambda t: t.position)}


def template(key: str) -> WorkshopTemplate:
    return templates()[key]


# Not cached, for the same reason.
def new_stage(kind: str) -> StageTemplate:
    """A stage of this kind as somebody adds it to a running order."""
    return _stage({"kind": kind, "script": "", **_read(FOLDER / "stages.toml")[kind]})


def fitting_words(method: str, told: Mapping[str, str]) -> dict[str, str]:
    """Of what is told in a "choose" stage: ready words, as they are for this method instead.

    Where somebody wrote words of their own, nothing stands in their place.
    """
    fitting = _read(FOLDER / "choosing.toml").get(method, {})
    return {
        name: words
        for name, words in fitting.items()
        if " ".join(told.get(name, "").split()) in _ready_words(name)
    }


@cache
def _ready_words(name: str) -> frozenset[str]:
    """Everything that a "choose" stage comes with."""
    stages = [new_stage("choose"), *(s for t in templates().values() for s in t.stages)]
    told = [
        {"instruction": s.instruction, "script": s.script, **s.settings}
        for s in stages
        if s.kind == "choose"
    ]
    return frozenset(
        str(each.get(name, "")) for each in (*told, *_read(FOLDER / "choosing.toml").values())
    )


@cache
def word_set(name: str = "default") -> WordSet:
    words = _read(FOLDER / "words.toml")[name]
    return WordSet(tuple(words["lifts"]), tuple(words["weighs"]), words.get("middle", ""))


@cache
def ground_rules() -> tuple[str, ...]:
    """The rules a workshop starts with, unless its template brings its own."""
    return tuple(_read(FOLDER / "rules.toml")["rules"])


@cache
def phrase_words() -> tuple[str, ...]:
    """2048 words, easy to say and spell, so that each of the four in a phrase is worth 11 bits."""
    return tuple((FOLDER / "phrases.txt").read_text(encoding="ascii").split())


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _journey(key: str, told: dict[str, Any]) -> Journey:
    titles = [touchpoint["title"] for touchpoint in told["touchpoints"]]
    ideas = [idea["text"] for idea in told["ideas"]]
    return Journey(
        key=key,
        title=told["title"],
        service=told["service"],
        touchpoints=tuple(_touchpoint(each) for each in told["touchpoints"]),
        priorities=_offered(told["priorities"], titles),
        ideas=_offered(told["ideas"], titles),
        proposals=tuple(Proposed(titles.index(p["after"]), p["title"]) for p in told["proposals"]),
        trials=tuple(_trial(each, ideas) for each in told["trials"]),
    )


def _touchpoint(told: dict[str, Any]) -> StarterTouchpoint:
    words = {side: tuple(said) for side, said in told["words"].items()}
    voices = tuple(Told(**voice) for voice in told["voices"])
    return StarterTouchpoint(**{**told, "words": words, "voices": voices})


def _offered(told: list[dict[str, str]], titles: list[str]) -> tuple[Offered, ...]:
    return tuple(Offered(titles.index(each["touchpoint"]), each["text"]) for each in told)


def _trial(told: dict[str, Any], ideas: list[str]) -> StarterTrial:
    measures = tuple(_measure(measure) for measure in told["measures"])
    asked = tuple(told.get("asked", ()))
    known = {"idea": ideas.index(told["idea"]), "measures": measures, "asked": asked}
    if how := told.get("how"):
        known["how"] = {**how, "steps": "\n".join(how["steps"])}
    return StarterTrial(**{**told, **known})


def _measure(told: dict[str, Any]) -> StarterMeasure:
    series = {name: tuple(told.get(name, ())) for name in ("figures", "people")}
    return StarterMeasure(**{**told, **series})


def _template(key: str, told: dict[str, Any]) -> WorkshopTemplate:
    stages = tuple(_stage(each) for each in told["stages"])
    return WorkshopTemplate(key, told["position"], told["title"], told["about"], stages)


def _stage(told: dict[str, Any]) -> StageTemplate:
    starting = {"rules": list(ground_rules())} if told["kind"] == "welcome" else {}
    return StageTemplate(**{**told, "settings": {**starting, **told.get("settings", {})}})
