"""What the room decided and formed, and both lists, in pages that fit the wall."""

from dataclasses import dataclass

from app.domain.both_lists import BothLists, BroughtShown
from app.domain.teams import TeamShown
from app.pages.decided import ItemDecided
from app.pages.wall.fitting import (
    ACROSS,
    BOLD,
    LETTER,
    LINE,
    PAGES,
    Page,
    body,
    lines,
    page,
)
from app.pages.wall.notes import AROUND, INSIDE, LAST

ITEM_AROUND, ITEM_LINE, ITEM_GAP = 3.0, 2.03, 0.9
PILL = 18.0  # how wide
JOINED = "oooo_Joined with:"  # as long as what stands there, and somewhat longer


def decided_on_the_wall(items: tuple[ItemDecided, ...], title: str, at: int) -> Page[ItemDecided]:
    """Only what is decided."""

    def tall(item: ItemDecided, _columns: int) -> float:
        joined = f"{JOINED} {item.joined_with}" if item.joined_with else ""
        return _item(item.text, joined, item.reason, item.about)

    decided = [item for item in items if item.outcome]
    return page(decided, tall, body(title) - PAGES + ITEM_GAP, at, (1,))


def teams_on_the_wall(teams: tuple[TeamShown, ...], title: str, at: int) -> Page[TeamShown]:
    def tall(team: TeamShown, _columns: int) -> float:
        owner = team.owner or team.touchpoint
        return _item(team.text, f"{owner} · First meeting: 00 September 0000") + 2.6

    return page(teams, tall, body(title) - PAGES + ITEM_GAP, at, (1,))


def _item(text: str, *under: str) -> float:
    room = (ACROSS - 3.6 - PILL) / LETTER
    rows = lines(text, room / BOLD) + sum(lines(each, room) for each in under if each)
    return ITEM_AROUND + ITEM_LINE * rows


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
