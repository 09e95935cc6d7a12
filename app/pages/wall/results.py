"""The result of a vote on the wall, in pages, whatever its method."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.agreement import Agreed, Agreement
from app.domain.results import Outcome, Results
from app.domain.weighing import Weighing
from app.pages.results import ResultsShown
from app.pages.wall.fitting import BOLD, LETTER, PAGES, UNDER_TITLE, Page, body, lines, page
from app.pages.wall.weighing import WeighedOnTheWall, weighed_on_the_wall

MOST_IN_ONE_COLUMN = 4
HEADING, RULE, KEY = 3.35, 5.3, 2.6
SHARE, RESULT_LINE, RESULT_AROUND = 1.83, 1.76, 1.2
WIDE, NARROW = 93.5 - 33.8, 25.6  # what the words have beside the bars, in one column or two
SIGNS = "divides the room not sure yet     "

Shown = Outcome | Agreed
Piece = tuple[str, Shown, bool]  # its list, and whether it is the first one of it


@dataclass(frozen=True)
class Section:
    """One list of the result, or as much of it as stands in one column."""

    name: str  # both | patients_and_carers | staff | less | order | apart
    outcomes: tuple[Shown, ...]


@dataclass(frozen=True)
class ResultsOnTheWall:
    shown: ResultsShown
    page: Page[Section]


def results_on_the_wall(
    shown: ResultsShown, title: str, at: int
) -> ResultsOnTheWall | WeighedOnTheWall:
    if isinstance(shown.results, Weighing):
        return weighed_on_the_wall(shown, shown.results, title, at)
    return _listed(shown, shown.results, title, at)


def _listed(
    shown: ResultsShown, results: Results | Agreement, title: str, at: int
) -> ResultsOnTheWall:
    """The lists one after the other, in one column where they are few."""
    pieces = tuple(_pieces(results))
    by_dots = isinstance(results, Results)

    def heading(name: str) -> float:
        return HEADING if by_dots or name == "apart" else 0.0

    def tall(piece: Piece, columns: int) -> float:
        name, outcome, is_first = piece
        across = WIDE if columns == 1 else NARROW
        rows = lines(_text(shown, outcome), across / (LETTER * BOLD))
        rows += lines(_under(shown, outcome), across / LETTER)
        high = max(RESULT_LINE * rows, SHARE * _bars(outcome)) + RESULT_AROUND
        return high + heading(name) * is_first

    def top(piece: Piece) -> float:
        """Its heading stands again over what goes on in another column."""
        return 0.0 if piece[2] else heading(piece[0])

    room = body(title) + UNDER_TITLE - RULE - PAGES + 1.4 - (0 if by_dots else KEY)
    columns = (1,) if len(pieces) <= MOST_IN_ONE_COLUMN else (2,)
    found = page(pieces, tall, room, at, columns, top)
    sections = tuple(tuple(_sections(column)) for column in found.columns)
    return ResultsOnTheWall(shown, Page(sections, found.at, found.of))


def _pieces(results: Results | Agreement) -> Iterator[Piece]:
    if results.too_few:
        return
    lists: dict[str, tuple[Shown, ...]] = {"order": results.in_order}
    if isinstance(results, Agreement):
        lists["apart"] = results.apart
    elif results.compared:
        lists = {
            "both": results.both_want_it,
            "patients_and_carers": results.patients_and_carers_more,
            "staff": results.staff_more,
            "less": results.less_asked_for,
        }
    for name, outcomes in lists.items():
        for number, outcome in enumerate(outcomes):
            yield name, outcome, number == 0


def _text(shown: ResultsShown, outcome: Shown) -> str:
    place = "99=  " if isinstance(outcome, Agreed) else ""
    return place + shown.texts[outcome.choice].text


def _under(shown: ResultsShown, outcome: Shown) -> str:
    if isinstance(outcome, Agreed) and (outcome.divides or outcome.not_sure_yet):
        return SIGNS if outcome.divides and outcome.not_sure_yet else "divides the room"
    return f"{shown.texts[outcome.choice].touchpoint} · tied"


def _bars(outcome: Shown) -> int:
    return len(outcome.opinions if isinstance(outcome, Agreed) else outcome.shares)


def _sections(column: tuple[Piece, ...]) -> Iterator[Section]:
    for name in dict.fromkeys(name for name, _, _ in column):
        yield Section(name, tuple(outcome for at, outcome, _ in column if at == name))
