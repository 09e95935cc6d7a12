"""The stages in which nothing is written: a film or reading, talk, a break."""

from dataclasses import dataclass

from app.domain.workshops import Stage, StageKind
from app.pages.bar import Clock, bar
from app.pages.look import Look

KINDS = {StageKind.FILM, StageKind.TALK, StageKind.BREAK}
WITH_DONE = {StageKind.FILM, StageKind.TALK}  # people may say that they are done


@dataclass(frozen=True)
class Moment:
    kind: str
    link: str  # to the film or the text, which we never host
    note: str  # what may be hard to see or read
    prompt: str  # what to talk about
    clock: Clock | None  # large, in a break


def moment(look: Look) -> Moment | None:
    """None in every other stage."""
    stage = look.stage
    if stage is None or stage.kind not in KINDS:
        return None
    return Moment(
        kind=str(stage.kind),
        link=_said(stage, "link"),
        note=_said(stage, "note"),
        prompt=_said(stage, "prompt"),
        clock=bar(look).clock if has_large_clock(look) else None,
    )


def has_large_clock(look: Look) -> bool:
    return look.kind == StageKind.BREAK


def _said(stage: Stage, name: str) -> str:
    return str(stage.settings.get(name, ""))
