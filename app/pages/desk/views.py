"""What the desk shows: where the room is, what it wrote, and what can be done next."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import func, select

from app.domain.ballots import people_who_chose
from app.domain.both_lists import BothLists, both_lists, chooses_brought, lists_on
from app.domain.choosing import Method, choices_of, method_of
from app.domain.clips import ClipShown, clips_shown
from app.domain.feelings import feeling_counts
from app.domain.history import last_seen
from app.domain.ideas import SORTS, Idea, Sort
from app.domain.journey import ProposalShown, proposals_waiting
from app.domain.moderation import withdrawn_from
from app.domain.steering import NOWHERE, REVEALING
from app.domain.stories import Story
from app.domain.teams import TeamShown, teams_in
from app.domain.voices import Voice
from app.domain.workshops import StageKind
from app.pages.bar import Bar
from app.pages.bar import bar as bar_of
from app.pages.charts import NEAR, MapShown, map_shown
from app.pages.decided import DecidedShown, decided
from app.pages.desk.undone import undo_label
from app.pages.look import Look
from app.pages.results import ResultsShown, results_shown

# Stages in which no phone says "I'm done".
NOTHING_TO_DO = {None, StageKind.WELCOME, StageKind.MAP, StageKind.DECISIONS, StageKind.BREAK}


@dataclass(frozen=True)
class StageLine:
    id: str
    title: str
    minutes: int
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Order:
    """The running order, and the one big step after this."""

    workshop_id: str
    project_id: str
    project: str
    workshop: str
    stages: tuple[StageLine, ...]
    now: str  # the stage's id, or NOWHERE: said by whoever presses Next
    next: str  # the next stage's title; empty after the last
    is_open: bool
    has_begun: bool
    has_ended: bool
    is_rehearsal: bool


def order(look: Look) -> Order:
    at = look.stage.position if look.stage else -1
    later = [s for s in look.stages if s.position > at]
    return Order(
        workshop_id=look.workshop_id,
        project_id=look.project.id,
        project=look.project.title,
        workshop=look.workshop.title,
        stages=tuple(
            StageLine(s.id, s.title, s.minutes, s.position < at, s.position == at)
            for s in look.stages
        ),
        now=look.workshop.stage_id or NOWHERE,
        next=later[0].title if later else "",
        is_open=look.workshop.doors_opened_at is not None,
        has_begun=look.stage is not None,
        has_ended=look.workshop.ended_at is not None,
        is_rehearsal=look.workshop.rehearsal_since is not None,
    )


@dataclass(frozen=True)
class DeskBar:
    bar: Bar
    workshop_id: str
    may_reveal: bool
    is_revealed: bool
    is_blank: bool
    undo: str  # the button's words; empty when nothing can be undone
    undo_name: str


def bar(look: Look) -> DeskBar:
    what, name = last_seen(look.session, look.workshop_id)
    return DeskBar(
        bar=bar_of(look),
        workshop_id=look.workshop_id,
        may_reveal=look.kind in REVEALING,
        is_revealed=look.stage is not None and look.stage.revealed_at is not None,
        is_blank=look.workshop.blanked_at is not None,
        undo=undo_label(what),
        undo_name=name,
    )


@dataclass(frozen=True)
class Counts:
    """Numbers only, and at once: nothing here says who."""

    kind: str
    people: int
    done: int
    writing: int
    started: int
    feelings: int
    words: int
    stories: int
    ideas: int
    chosen: int
    by_dots: bool
    withdrawn: int
    may_be_done: bool


def counts(look: Look) -> Counts:
    felt = feeling_counts(look.session, look.workshop_id)
    stories = select(func.count()).where(
        Story.workshop_id == look.workshop_id,
        Story.withdrawn_at == None,  # noqa: E711
    )
    sort = SORTS.get(look.kind, Sort.IDEA) if look.kind else Sort.IDEA
    ideas = select(func.count()).where(
        Idea.workshop_id == look.workshop_id,
        Idea.sort == sort,
        Idea.withdrawn_at == None,  # noqa: E711
    )
    voting = look.stage is not None and look.kind == StageKind.CHOOSE
    return Counts(
        kind=str(look.kind or ""),
        people=sum(look.people.values()),
        done=look.done if look.stage else 0,
        writing=look.writing,
        started=felt.people,
        feelings=felt.placements,
        words=felt.words,
        stories=look.session.exec(stories).one(),
        ideas=look.session.exec(ideas).one(),
        chosen=people_who_chose(look.session, look.stage) if voting and look.stage else 0,
        by_dots=look.stage is None or method_of(look.stage) is Method.DOTS,
        withdrawn=sum(withdrawn_from(look.session, t, look.workshop_id) for t in (Story, Idea)),
        may_be_done=look.kind not in NOTHING_TO_DO,
    )


@dataclass(frozen=True)
class Work:
    """The middle of the desk, by the kind of stage."""

    workshop_id: str
    project_id: str
    kind: str
    state: str  # closed | lobby | ended | stage
    title: str
    instruction: str
    script: str
    map: MapShown | None
    results: ResultsShown | None
    decided: DecidedShown | None
    teams: tuple[TeamShown, ...]
    clips: tuple[ClipShown, ...]
    both: BothLists | None
    is_revealed: bool
    choices: int
    progress_key: str
    is_rehearsal: bool


def work(look: Look) -> Work:
    stage, kind = look.stage, look.kind
    revealed = stage is not None and stage.revealed_at is not None
    return Work(
        workshop_id=look.workshop_id,
        project_id=look.project.id,
        kind=str(kind or ""),
        state=_state(look),
        title=stage.title if stage else "",
        instruction=stage.instruction if stage else "",
        script=stage.script if stage else "",
        map=map_shown(look, stage, NEAR) if stage and kind == StageKind.MAP else None,
        results=results_shown(look),
        decided=decided(look) if kind in {StageKind.DECISIONS, StageKind.CHECKOUT} else None,
        teams=teams_in(look.session, look.workshop_id) if kind == StageKind.TEAMS else (),
        clips=clips_shown(stage, look.workshop.template, datetime.now(UTC).date()),
        both=both_lists(look.session, look.workshop)
        if chooses_brought(stage) and not revealed
        else lists_on(look.session, look.workshop, stage),
        is_revealed=revealed,
        choices=len(choices_of(look.session, look.workshop_id, stage))
        if stage and kind == StageKind.CHOOSE
        else 0,
        progress_key=look.project.progress_key,
        is_rehearsal=look.workshop.rehearsal_since is not None,
    )


def _state(look: Look) -> str:
    if look.workshop.ended_at is not None:
        return "ended"
    if look.workshop.doors_opened_at is None:
        return "closed"
    return "stage" if look.stage else "lobby"


def proposals(look: Look) -> tuple[ProposalShown, ...]:
    return proposals_waiting(look.session, look.workshop_id)


@dataclass(frozen=True)
class Rehearsing:
    """What can be chosen for a rehearsal; a pace says how many times as fast as in life."""

    people: tuple[int, ...] = (6, 12, 18, 30, 40)
    usual_people: int = 18
    paces: tuple[int, ...] = (1, 5, 20)
    usual_pace: int = 5


REHEARSAL = Rehearsing()


@dataclass(frozen=True)
class InTheRoom:
    workshop_id: str
    people: dict[Voice, int]
    total: int
    code: str
    join: str
    wall: str
    host: str
    opened_at: datetime | None
    is_open: bool
    has_ended: bool
    is_rehearsal: bool
    rehearsal: Rehearsing = REHEARSAL


def room(look: Look) -> InTheRoom:
    w = look.workshop
    return InTheRoom(
        workshop_id=w.id,
        people=look.people,
        total=sum(look.people.values()),
        code=look.code,
        join=look.join,
        wall=f"{look.address}/w/{w.id}/wall?key={w.wall_key}",
        host=look.host,
        opened_at=w.doors_opened_at,
        is_open=w.code is not None,
        has_ended=w.ended_at is not None,
        is_rehearsal=w.rehearsal_since is not None,
    )
