"""What the wall shows: never a name, and nothing that was not released or revealed."""

from dataclasses import dataclass

from app.domain.ballots import people_who_chose
from app.domain.both_lists import lists_on
from app.domain.choosing import Method, method_of
from app.domain.feelings import feeling_counts
from app.domain.teams import TeamShown, teams_in
from app.domain.voices import Voice
from app.domain.workshops import StageKind
from app.pages.charts import MapShown
from app.pages.decided import ItemDecided, decided
from app.pages.look import Look
from app.pages.moments import Moment, moment
from app.pages.results import results_shown
from app.pages.wall.fitting import Page
from app.pages.wall.lists import (
    BothOnTheWall,
    both_on_the_wall,
    decided_on_the_wall,
    teams_on_the_wall,
)
from app.pages.wall.map import map_on_the_wall
from app.pages.wall.opening import LineOnTheWall, line_on_the_wall, rules_on_the_wall
from app.pages.wall.results import ResultsOnTheWall, results_on_the_wall
from app.pages.wall.state import state_of
from app.pages.wall.weighing import WeighedOnTheWall

WITH_THE_LINE = {StageKind.TOUCHPOINTS, StageKind.FEELINGS}


@dataclass(frozen=True)
class Show:
    """The middle of the wall."""

    state: str  # closed | lobby | paused | blank | ended | stage
    kind: str
    project: str
    workshop: str
    title: str
    instruction: str
    questions: tuple[tuple[Voice, str], ...]
    rules: Page[str] | None
    line: LineOnTheWall | None
    is_revealed: bool
    map: MapShown | None
    results: ResultsOnTheWall | WeighedOnTheWall | None
    decided: Page[ItemDecided] | None
    moment: Moment | None
    teams: Page[TeamShown] | None
    both: BothOnTheWall | None
    at: int  # which page of these, from 0
    of: int
    dots: int
    join: str
    host: str
    code: str
    progress: str


def show(look: Look) -> Show:
    stage, kind, workshop = look.stage, look.kind, look.workshop
    revealed = stage is not None and stage.revealed_at is not None
    settings = stage.settings if stage else {}
    asked = settings.get("question", {})
    asked = asked if isinstance(asked, dict) else {}
    title, at = stage.title if stage else "", workshop.shown_page
    seen = results = made = teams = both = rules = line = None
    if stage and kind == StageKind.MAP and revealed:
        seen = map_on_the_wall(look, stage)
    elif shown := results_shown(look):
        results = results_on_the_wall(shown, title, at)
    elif kind == StageKind.DECISIONS:
        made = decided_on_the_wall(decided(look).items, title, at)
    elif kind == StageKind.TEAMS:
        teams = teams_on_the_wall(teams_in(look.session, look.workshop_id), title, at)
    elif lists := lists_on(look.session, workshop, stage):
        both = both_on_the_wall(lists, title, at)
    elif stage and settings.get("rules"):
        rules = rules_on_the_wall(stage, at)
    elif stage and kind in WITH_THE_LINE:
        line = line_on_the_wall(stage, look.touchpoints, at)
    listed = seen or (results.page if results else None) or made or teams or both or rules or line
    return Show(
        state=state_of(look),
        kind=str(kind or ""),
        project=look.project.title,
        workshop=workshop.title,
        title=title,
        instruction=stage.instruction if stage else "",
        questions=tuple((v, asked[v]) for v in Voice if v in asked),
        rules=rules,
        line=line,
        is_revealed=revealed,
        map=seen.shown if seen else None,
        results=results,
        decided=made,
        moment=moment(look),
        teams=teams,
        both=both,
        at=listed.at if listed else 0,
        of=listed.of if listed else 1,
        dots=int(settings.get("dots", 3)),
        join=look.join,
        host=look.host,
        code=look.code,
        progress=f"{look.address}/progress/{look.project.progress_key}",
    )


@dataclass(frozen=True)
class Foot:
    """Counts, and the way in for whoever comes late."""

    state: str
    people: dict[Voice, int]
    total: int
    said: str  # which sentence: done | started | chosen | answered | nothing
    number: int
    join: str
    host: str
    code: str


def foot(look: Look) -> Foot:
    said, number = _progress(look)
    return Foot(
        state=state_of(look),
        people=look.people,
        total=sum(look.people.values()),
        said=said,
        number=number,
        join=look.join,
        host=look.host,
        code=look.code,
    )


def _progress(look: Look) -> tuple[str, int]:
    if look.stage is None:
        return "nothing", 0
    if look.kind in {StageKind.FEELINGS, StageKind.MAP}:
        return "started", feeling_counts(look.session, look.workshop_id).people
    if look.kind == StageKind.CHOOSE:
        said = "chosen" if method_of(look.stage) is Method.DOTS else "answered"
        return said, people_who_chose(look.session, look.stage)
    if look.kind in {StageKind.TOUCHPOINTS, StageKind.PRIORITIES, StageKind.IDEAS}:
        return "done", look.done
    return "nothing", 0
