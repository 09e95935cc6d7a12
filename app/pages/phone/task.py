"""What the room is doing, as all phones of one voice see it."""

from dataclasses import dataclass, field
from hashlib import sha256

from sqlmodel import select

from app.domain.both_lists import BothLists, lists_on
from app.domain.choosing import choices_of
from app.domain.dots import dots_each, dots_on_one
from app.domain.journey import Proposal
from app.domain.stage_settings import rules_of
from app.domain.teams import teams_in
from app.domain.workshops import Stage, StageKind
from app.pages.charts import MapShown, map_shown
from app.pages.decided import DecidedShown, decided
from app.pages.look import Look
from app.pages.moments import Moment, moment
from app.pages.phone.own import OWN_PART, Own, empty, is_over
from app.pages.results import ResultsShown, results_shown


@dataclass(frozen=True)
class Task:
    """What the room is doing, as all phones of one voice see it."""

    state: str  # lobby | paused | ended | stage
    workshop_id: str
    stage: str
    kind: str
    title: str
    instruction: str
    rules: tuple[str, ...]
    revealed: bool
    map: MapShown | None
    results: ResultsShown | None
    decided: DecidedShown | None
    both: BothLists | None
    own: Own | None
    project: str
    helplines: str
    may_be_done: bool
    is_over: bool
    answers: str  # changes when a proposal is answered, so that phones fetch what is theirs
    dots: tuple[int, int] = field(default=(3, 2))
    moment: Moment | None = None  # film, talk, break
    question: str = ""  # what the stage asks, where all voices are asked the same


def task(look: Look) -> Task:
    workshop, stage = look.workshop, look.stage
    state = "stage"
    if workshop.ended_at is not None:
        state = "ended"
    elif workshop.paused_at is not None:
        state = "paused"
    elif stage is None:
        state = "lobby"
    kind = look.kind or ""
    revealed = stage is not None and stage.revealed_at is not None
    return Task(
        state=state,
        workshop_id=look.place,
        stage=stage.id if stage else "",
        kind=kind,
        title=stage.title if stage else "",
        instruction=stage.instruction if stage else "",
        rules=tuple(stage.settings.get("rules", ())) if stage else (),
        revealed=revealed,
        map=map_shown(look, stage) if stage and kind == StageKind.MAP and revealed else None,
        results=results_shown(look),
        decided=decided(look) if kind == StageKind.DECISIONS else None,
        both=lists_on(look.session, workshop, stage),
        own=empty(look) if state == "stage" else None,
        is_over=stage is not None and not revealed and is_over(stage),
        project=look.project.title,
        helplines=workshop.helplines,
        may_be_done=kind in OWN_PART and not revealed,
        answers=_news(look),
        dots=(dots_each(stage), dots_on_one(stage)) if stage else (3, 2),
        moment=moment(look),
        question=_question(stage),
    )


def _question(stage: Stage | None) -> str:
    settings = stage.settings if stage else {}
    asked = settings.get("question", settings.get("prompt", ""))
    return asked if isinstance(asked, str) else ""


def _news(look: Look) -> str:
    """Changes with what each phone's own part must show anew."""
    if look.stage is not None and is_over(look.stage):
        return "over"
    if look.kind == StageKind.TOUCHPOINTS:
        return _answers(look)
    if look.stage is not None and look.kind == StageKind.CHOOSE:
        choices = choices_of(look.session, look.workshop_id, look.stage)
        told = [rules_of(look.stage.settings), *(each.id for each in choices)]
        return sha256(repr(told).encode()).hexdigest()[:8]
    if look.kind == StageKind.TEAMS:
        # Not how many are in a team: phones would all ask again for each who joins.
        told = [(t.id, t.owner, t.meets_on) for t in teams_in(look.session, look.workshop_id)]
        return sha256(repr(told).encode()).hexdigest()[:8]
    return ""


def _answers(look: Look) -> str:
    decided = select(Proposal.id, Proposal.state).where(
        Proposal.workshop_id == look.workshop_id, Proposal.state != "waiting"
    )
    given = sorted(f"{id_} {state}" for id_, state in look.session.exec(decided))
    return sha256("\n".join(given).encode()).hexdigest()[:8] if given else ""
