"""What the wall shows: never a name, and nothing that was not released or revealed."""

from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.ballots import people_who_chose
from app.domain.both_lists import BothLists, both_lists, shows_both_lists
from app.domain.choosing import choices_of
from app.domain.feelings import WordSaid, feeling_counts, words_at
from app.domain.ideas import SORTS, ideas_released
from app.domain.journey import Touchpoint
from app.domain.moderation import WrittenShown, written_in
from app.domain.stories import Story
from app.domain.teams import TeamShown, teams_in
from app.domain.voices import Voice
from app.domain.workshops import StageKind
from app.pages.charts import MapShown, ResultsShown, map_shown, results_shown
from app.pages.decided import DecidedShown, decided
from app.pages.look import Look
from app.pages.moments import Moment, moment

MOST_WORDS_ON_THE_WALL = 12
# How many notes, and how tall a column of them may be, in hundredths of the screen's width.
NOTES = {
    StageKind.FEELINGS: (9, 31.0),
    StageKind.MAP: (3, 9.9),
    StageKind.PRIORITIES: (12, 29.5),
    StageKind.IDEAS: (12, 29.5),
    StageKind.CHOOSE: (12, 27.0),
}
ONE = (9, 21.0)  # beside the words of one touchpoint
COLUMNS = 3
LETTERS = 36  # in one line of a note
LABEL = {Group.PATIENT: 10, Group.CARER: 18, Group.STAFF: 8, Group.BOTH: 19}
LINE, AROUND = 2.1, 3.4  # of a note: a line of its text, and everything else


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
    rules: tuple[str, ...]
    touchpoints: tuple[Touchpoint, ...]
    is_revealed: bool
    map: MapShown | None
    results: ResultsShown | None
    decided: DecidedShown | None
    moment: Moment | None
    teams: tuple[TeamShown, ...]
    both: BothLists | None
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
    return Show(
        state=state_of(look),
        kind=str(kind or ""),
        project=look.project.title,
        workshop=workshop.title,
        title=stage.title if stage else "",
        instruction=stage.instruction if stage else "",
        questions=tuple((v, asked[v]) for v in Voice if v in asked),
        rules=tuple(settings.get("rules", ())),
        touchpoints=look.touchpoints,
        is_revealed=revealed,
        map=map_shown(look, stage) if stage and kind == StageKind.MAP and revealed else None,
        results=results_shown(look, stage)
        if stage and kind == StageKind.CHOOSE and revealed
        else None,
        decided=decided(look) if kind == StageKind.DECISIONS else None,
        moment=moment(look),
        teams=teams_in(look.session, look.workshop_id) if kind == StageKind.TEAMS else (),
        both=both_lists(look.session, workshop) if shows_both_lists(stage) else None,
        dots=int(settings.get("dots", 3)),
        join=look.join,
        host=look.host,
        code=look.code,
        progress=f"{look.address}/progress/{look.project.progress_key}",
    )


def state_of(look: Look) -> str:
    workshop = look.workshop
    if workshop.blanked_at is not None:
        return "blank"
    if workshop.paused_at is not None:
        return "paused"
    if workshop.ended_at is not None:
        return "ended"
    if workshop.doors_opened_at is None:
        return "closed"
    return "stage" if look.stage else "lobby"


@dataclass(frozen=True)
class Note:
    id: str
    text: str
    touchpoint: str
    group: Group | None


@dataclass(frozen=True)
class Words:
    """Released words; those of one touchpoint large, when the desk shows it."""

    state: str
    kind: str
    notes: tuple[Note, ...]
    more: int
    shown: Touchpoint | None
    said: tuple[WordSaid, ...]


def words(look: Look) -> Words:
    kind = look.kind
    shown = next((t for t in look.touchpoints if t.id == look.workshop.shown_touchpoint), None)
    revealed = look.stage is not None and look.stage.revealed_at is not None
    if kind == StageKind.MAP and not revealed:
        shown = None
    written = () if shows_both_lists(look.stage) else _released(look)  # the lists take the room
    if shown is not None:
        written = tuple(w for w in written if w.touchpoint_id == shown.id)
    most, tall = ONE if shown else NOTES.get(kind, (0, 0.0)) if kind else (0, 0.0)
    labelled = kind != StageKind.CHOOSE  # a choice is weighed by what it says
    may = look.labels
    notes = [
        Note(w.id, w.text, w.touchpoint, may.at(w.touchpoint_id, w.voice) if labelled else None)
        for w in written
    ]
    fitting = _fitting(notes, most, tall)
    return Words(
        state=state_of(look),
        kind=str(kind or ""),
        notes=fitting,
        more=len(written) - len(fitting),
        shown=shown,
        said=words_at(look.session, look.workshop_id, shown.id)[:MOST_WORDS_ON_THE_WALL]
        if shown
        else (),
    )


def _fitting(notes: list[Note], most: int, tall: float) -> tuple[Note, ...]:
    """Whole notes only: what doesn't fit waits for its touchpoint to be shown large."""
    columns, filled = 1, 0.0
    chosen: list[Note] = []
    for each in notes:
        needed = AROUND + LINE * _rows(each)
        if len(chosen) == most or needed > tall:
            continue
        if filled + needed > tall:
            if columns == COLUMNS:
                continue
            columns, filled = columns + 1, 0.0
        filled += needed
        chosen.append(each)
    return tuple(chosen)


def _rows(note: Note) -> int:
    beside = LETTERS - (LABEL[note.group] if note.group else 0)
    return -(-len(note.text) // LETTERS) - (-len(note.touchpoint) // max(beside, 1))


def _released(look: Look) -> tuple[WrittenShown, ...]:
    if look.kind in {StageKind.FEELINGS, StageKind.MAP}:
        return written_in(look.session, Story, look.workshop_id, released=True)
    if look.kind in SORTS:
        return ideas_released(look.session, look.workshop_id, SORTS[look.kind])
    if look.stage and look.kind == StageKind.CHOOSE and look.stage.revealed_at is None:
        return choices_of(look.session, look.workshop_id, look.stage)
    return ()


@dataclass(frozen=True)
class Foot:
    """Counts, and the way in for whoever comes late."""

    state: str
    people: dict[Voice, int]
    total: int
    said: str  # which sentence: done | started | stories | ideas | chosen | nothing
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
        return "chosen", people_who_chose(look.session, look.stage.id)
    if look.kind in {StageKind.TOUCHPOINTS, StageKind.PRIORITIES, StageKind.IDEAS}:
        return "done", look.done
    return "nothing", 0
