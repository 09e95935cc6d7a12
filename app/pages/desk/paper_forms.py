"""The paper twin of each stage that has something to fill in, with a seat card's number (J8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.domain.choosing import Method, choices_of, method_of
from app.domain.dots import dots_each, dots_on_one
from app.domain.guesses import asks_for_guesses
from app.domain.ideas import SORTS, Sort
from app.domain.journey import touchpoints_of
from app.domain.moderation import WrittenShown
from app.domain.preparing import words_for
from app.domain.projects import Project
from app.domain.teams import TeamShown, teams_in
from app.domain.voices import Voice
from app.domain.workshops import CODE_LETTERS, Stage, StageKind, Workshop, stages_of
from app.pages.desk.paper_size import cut, cut_by_lines, lines_of, weight
from app.pages.templating import translate

LINES = 46  # of a list, on a sheet
ACROSS, HALF = 72, 46  # letters in a line of a choice, and in one of two columns
BLANKS = 12


@dataclass(frozen=True)
class Head:
    """What stands at the top of every paper form."""

    number: int
    voice: Voice
    title: str
    instruction: str
    sheet: int
    sheets: int


@dataclass(frozen=True)
class Sheet:
    """One page of A4; `kind` names its template."""

    kind: str
    content: Any
    head: Head | None = None


@dataclass(frozen=True)
class ComingIn:
    keep_until: Any


@dataclass(frozen=True)
class Numbered:
    """A touchpoint by its place on the journey, as it is called on every sheet."""

    number: int
    title: str


@dataclass(frozen=True)
class FeelingSheet:
    question: str
    touchpoints: tuple[Numbered, ...]
    words: tuple[str, ...]
    is_dense: bool
    guesses: bool = False  # staff are asked how patients felt as well


@dataclass(frozen=True)
class OfferSheet:
    """Priorities or ideas, or with no sort touchpoints that are missing."""

    question: str
    sort: Sort | None
    touchpoints: tuple[Numbered, ...]
    entries: int


@dataclass(frozen=True)
class ChoiceOnPaper:
    mark: str  # by which it is keyed in; empty on a line to write on
    text: str
    touchpoint: str


@dataclass(frozen=True)
class BallotSheet:
    question: str
    choices: tuple[ChoiceOnPaper, ...]
    each: int
    on_one: int
    method: str = "dots"


@dataclass(frozen=True)
class TeamSheet:
    teams: tuple[TeamShown, ...]
    blanks: int


@dataclass(frozen=True)
class PaperSet:
    """All sheets of one voice, before they get a number."""

    sheets: tuple[tuple[Sheet, Stage | None], ...]

    def numbered(self, number: int, voice: Voice) -> list[Sheet]:
        made = []
        for at, (sheet, stage) in enumerate(self.sheets, 1):
            title, said = (stage.title, stage.instruction) if stage else ("", "")
            is_first = at < 2 or self.sheets[at - 2][1] is not stage
            head = Head(number, voice, title, said if is_first else "", at, len(self.sheets))
            made.append(replace(sheet, head=head, content=_shuffled(sheet.content, number)))
        return made


def paper_set(
    session: Session, workshop: Workshop, voice: Voice, wanted: frozenset[str], language: str
) -> PaperSet:
    """The sheets of everybody with this voice: coming in, then the stages that are wanted."""
    project = session.get_one(Project, workshop.project_id)
    made: list[tuple[Sheet, Stage | None]] = [(Sheet("coming", ComingIn(project.keep_until)), None)]
    for stage in stages_of(session, workshop.id):
        if stage.id in wanted and stage.kind in WITH_PAPER:
            make = WITH_PAPER[StageKind(stage.kind)]
            made += [(s, stage) for s in make(session, workshop, stage, voice, language)]
    return PaperSet(tuple(made))


def mark_of(choice: str) -> str:
    """Three letters that stay with a choice, whatever else is added: to key in dots by."""
    number = int(sha256(choice.encode()).hexdigest(), 16)
    letters = []
    for _ in range(3):
        number, which = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[which])
    return "".join(letters)


def _numbered(session: Session, workshop: Workshop) -> tuple[Numbered, ...]:
    journey = touchpoints_of(session, workshop.project_id)
    return tuple(Numbered(n, t.title) for n, t in enumerate(journey, 1))


def _feelings(
    session: Session, workshop: Workshop, stage: Stage, voice: Voice, language: str
) -> Sequence[Sheet]:
    words = words_for(workshop, voice)
    heavy = sum(weight(translate(language, word)) + 3 for word in words)
    each = 3 if heavy <= 420 else 2 if heavy <= 1000 else 1
    guesses = voice is Voice.STAFF and asks_for_guesses(stage)
    each = max(each - guesses, 1)
    question = stage.settings.get("question", {}).get(str(voice), "")
    return [
        Sheet("feelings", FeelingSheet(question, some, words, heavy > 420, guesses))
        for some in cut(_numbered(session, workshop), each)
    ]


def _offers(
    session: Session, workshop: Workshop, stage: Stage, _voice: Voice, _language: str
) -> Sequence[Sheet]:
    titles = _numbered(session, workshop)
    lines = sum(lines_of(t.title, HALF) for t in titles) // 2
    sort = SORTS.get(StageKind(stage.kind))
    entries = 3 if lines <= 12 else 2 if lines <= 22 else 1
    return [Sheet("offers", OfferSheet(stage.settings.get("question", ""), sort, titles, entries))]


def _ballot(
    session: Session, workshop: Workshop, stage: Stage, _voice: Voice, _language: str
) -> Sequence[Sheet]:
    """What can be chosen so far; before there is anything, lines to write it on."""
    method = method_of(stage)
    choices = sorted(map(_choice, choices_of(session, workshop.id, stage)), key=lambda c: c.mark)
    listed = choices or [ChoiceOnPaper("", "", "")] * BLANKS
    across = ACROSS if method == Method.DOTS else HALF
    sized = [(choice, _lines(choice, across)) for choice in listed]
    question, each, most = stage.settings.get("question", ""), dots_each(stage), dots_on_one(stage)
    return [
        Sheet("ballot", BallotSheet(question, some, each, most, str(method)))
        for some in cut_by_lines(sized, LINES)
    ]


def _choice(choice: WrittenShown) -> ChoiceOnPaper:
    return ChoiceOnPaper(mark_of(choice.id), choice.text, choice.touchpoint)


def _lines(choice: ChoiceOnPaper, across: int) -> int:
    return lines_of(choice.text, across) + lines_of(choice.touchpoint, across) + 1


def _teams(
    session: Session, workshop: Workshop, _stage: Stage, _voice: Voice, _language: str
) -> Sequence[Sheet]:
    teams = teams_in(session, workshop.id)
    sized = [(t, lines_of(t.text, ACROSS) + lines_of(t.touchpoint, ACROSS) + 1) for t in teams]
    sheets = cut_by_lines(sized, LINES) or [()]
    return [Sheet("teams", TeamSheet(some, 0 if some else 3)) for some in sheets]


def _checkout(
    _session: Session, _workshop: Workshop, _stage: Stage, _voice: Voice, _language: str
) -> Sequence[Sheet]:
    return [Sheet("checkout", None)]


def _shuffled(content: Any, number: int) -> Any:
    """Choices in an order of its own for each number, as on the phones; marks stay with them."""
    if not isinstance(content, BallotSheet):
        return content
    order = sorted(content.choices, key=lambda c: sha256(f"{number} {c.mark}".encode()).digest())
    return replace(content, choices=tuple(order))


Maker = Callable[[Session, Workshop, Stage, Voice, str], Sequence[Sheet]]
WITH_PAPER: dict[StageKind, Maker] = {
    StageKind.TOUCHPOINTS: _offers,
    StageKind.FEELINGS: _feelings,
    StageKind.PRIORITIES: _offers,
    StageKind.IDEAS: _offers,
    StageKind.CHOOSE: _ballot,
    StageKind.TEAMS: _teams,
    StageKind.CHECKOUT: _checkout,
}
