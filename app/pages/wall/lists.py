"""What the room chose, decided and formed, in pages that fit the wall."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.both_lists import BothLists, BroughtShown
from app.domain.results import Outcome
from app.domain.teams import TeamShown
from app.pages.charts import ResultsShown
from app.pages.decided import ItemDecided
from app.pages.wall.fitting import (
    ACROSS,
    BOLD,
    LETTER,
    LINE,
    PAGES,
    UNDER_TITLE,
    Page,
    body,
    lines,
    page,
)
from app.pages.wall.notes import AROUND, INSIDE, LAST

MOST_IN_ONE_COLUMN = 4  # results
HEADING, RULE = 3.35, 5.3
SHARE, RESULT_LINE, RESULT_AROUND = 1.83, 1.76, 1.2
ITEM_AROUND, ITEM_LINE, ITEM_GAP = 3.0, 2.03, 0.9
PILL = 18.0  # how wide
Piece = tuple[str, Outcome, bool]  # its list, and whether it is the first one of it


@dataclass(frozen=True)
class Section:
    """One list of the result, or as much of it as stands in one column."""

    name: str  # both | patients_and_carers | staff | less | order
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class ResultsOnTheWall:
    shown: ResultsShown
    page: Page[Section]


def results_on_the_wall(shown: ResultsShown, title: str, at: int) -> ResultsOnTheWall:
    """The lists one after the other, in one column where they are few."""
    pieces = tuple(_pieces(shown))
    texts = shown.texts

    def tall(piece: Piece, columns: int) -> float:
        _, outcome, is_first = piece
        across = (93.5 - 33.8) if columns == 1 else 25.6
        rows = lines(texts[outcome.choice].text, across / (LETTER * BOLD))
        rows += lines(f"{texts[outcome.choice].touchpoint} · tied", across / LETTER)
        high = max(RESULT_LINE * rows, SHARE * len(outcome.shares)) + RESULT_AROUND
        return high + HEADING * is_first

    def top(piece: Piece) -> float:
        """Its heading stands again over what goes on in another column."""
        return 0.0 if piece[2] else HEADING

    room = body(title) + UNDER_TITLE - RULE - PAGES + 1.4
    columns = (1,) if len(pieces) <= MOST_IN_ONE_COLUMN else (2,)
    found = page(pieces, tall, room, at, columns, top)
    sections = tuple(tuple(_sections(column)) for column in found.columns)
    return ResultsOnTheWall(shown, Page(sections, found.at, found.of))


def _pieces(shown: ResultsShown) -> Iterator[Piece]:
    results = shown.results
    if results.too_few:
        return
    lists = {"order": results.in_order}
    if results.compared:
        lists = {
            "both": results.both_want_it,
            "patients_and_carers": results.patients_and_carers_more,
            "staff": results.staff_more,
            "less": results.less_asked_for,
        }
    for name, outcomes in lists.items():
        for number, outcome in enumerate(outcomes):
            yield name, outcome, number == 0


def _sections(column: tuple[Piece, ...]) -> Iterator[Section]:
    for name in dict.fromkeys(name for name, _, _ in column):
        yield Section(name, tuple(outcome for at, outcome, _ in column if at == name))


def decided_on_the_wall(items: tuple[ItemDecided, ...], title: str, at: int) -> Page[ItemDecided]:
    """Only what is decided."""

    def tall(item: ItemDecided, _columns: int) -> float:
        under = item.reason or item.joined_with or item.touchpoint
        return _item(item.text, under)

    decided = [item for item in items if item.outcome]
    return page(decided, tall, body(title) - PAGES + ITEM_GAP, at, (1,))


def teams_on_the_wall(teams: tuple[TeamShown, ...], title: str, at: int) -> Page[TeamShown]:
    def tall(team: TeamShown, _columns: int) -> float:
        owner = team.owner or team.touchpoint
        return _item(team.text, f"{owner} · First meeting: 00 September 0000") + 2.6

    return page(teams, tall, body(title) - PAGES + ITEM_GAP, at, (1,))


def _item(text: str, under: str) -> float:
    room = (ACROSS - 3.6 - PILL) / LETTER
    return ITEM_AROUND + ITEM_LINE * (lines(text, room / BOLD) + lines(under, room))


@dataclass(frozen=True)
class BothOnTheWall:
    """A page of both lists; the shorter one stays while the longer goes on."""

    shown: BothLists
    at: int
    of: int

    @property
    def is_empty(self) -> bool:
        return not (self.shown.patients or self.shown.staff or self.shown.together)


def both_on_the_wall(both: BothLists, title: str, at: int) -> BothOnTheWall:
    room = body(title) - PAGES - 2.9 + LAST

    def tall(each: BroughtShown, _columns: int) -> float:
        across = ((ACROSS - 2.5) / 2 - INSIDE) / LETTER
        return AROUND + LINE * (lines(each.text, across) + lines(each.touchpoint, across))

    sides = [page(side, tall, room, at, (1,)) for side in (both.patients, both.staff)]
    together = page(both.together, tall, room, at, (2,))
    patients, staff = (side.columns[0] for side in sides)
    of = max(each.of for each in (*sides, together))
    shown = BothLists(patients, staff, tuple(each for c in together.columns for each in c))
    return BothOnTheWall(shown, min(at, of - 1), of)
