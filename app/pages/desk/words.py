"""The words page of the desk: everything written, sifted; what waits; the quiet words; themes."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.domain.anonymity import IN_ORDER, Group
from app.domain.board import (
    SORTS,
    Sums,
    sums,
    to_read,
    withdrawn_ids,
)
from app.domain.choosing import sort_chosen
from app.domain.ideas import SORTS as SORT_OF_STAGE
from app.domain.journey import Touchpoint
from app.domain.moderation import STATES, WrittenShown
from app.domain.themes import ThemeShown
from app.domain.workshops import StageKind
from app.pages.look import Look

MOST_IN_THE_QUEUE = 24
MOST_ON_THE_BOARD = 48
UNREAD = "unread"


@dataclass(frozen=True)
class Card:
    """One person's words at the desk, with the voice that may stand beside them."""

    id: str
    kind: str
    sort: str
    text: str
    touchpoint_id: str
    touchpoint: str
    group: Group | None
    state: str  # as WrittenShown; or gone: its author took it back
    may_show: bool
    by: str
    asked: str
    came_back: str
    is_read: bool
    theme_id: str
    theme: str
    workshop_id: str
    by_helper: bool = False  # said here and on the author's own page, never on the wall


def cards(look: Look) -> tuple[Card, ...]:
    """Every card there may be on somebody's words page, also those whose words are gone."""
    gone = tuple(
        Card(
            id=id_,
            kind=kind,
            sort="",
            text="",
            touchpoint_id="",
            touchpoint="",
            group=None,
            state="gone",
            may_show=False,
            by="",
            asked="",
            came_back="",
            is_read=True,
            theme_id="",
            theme="",
            workshop_id=look.workshop_id,
        )
        for kind, id_ in withdrawn_ids(look.session, look.workshop_id)
    )
    return (*carded(look, look.written), *gone)


def carded(look: Look, found: tuple[WrittenShown, ...]) -> tuple[Card, ...]:
    names = {each.id: each.name for each in look.themes}
    places = {(each.touchpoint_id, each.voice) for each in found}
    may = {place: look.labels.at(*place) for place in places}
    return tuple(
        Card(
            id=each.id,
            kind=each.kind,
            sort=each.sort,
            text=each.text,
            touchpoint_id=each.touchpoint_id,
            touchpoint=each.touchpoint,
            group=may[each.touchpoint_id, each.voice],
            state=each.state,
            may_show=each.may_show,
            by=each.by,
            asked=each.asked,
            came_back=each.came_back,
            is_read=each.is_read,
            theme_id=each.theme_id or "",
            theme=names.get(each.theme_id or "", ""),
            workshop_id=look.workshop_id,
            by_helper=each.by_helper,
        )
        for each in found
    )


@dataclass(frozen=True)
class Sift:
    """What one desk wants to see; stands in the address of its page, never on a stream."""

    sort: str = ""
    at: str = ""  # a touchpoint's id
    voice: str = ""
    state: str = ""
    theme: str = ""  # its id; "none" for words in no theme
    after: int = 0

    @property
    def address(self) -> str:
        chosen = {"sort": self.sort, "at": self.at, "voice": self.voice, "state": self.state}
        chosen |= {"theme": self.theme, "after": str(self.after or "")}
        return urlencode({name: value for name, value in chosen.items() if value})

    def takes(self, card: Card) -> bool:
        """By voice only where the small-number guard allows the label (A1)."""
        return (
            self.sort in {"", card.sort}
            and self.at in {"", card.touchpoint_id}
            and self.voice in {"", card.group or "-"}
            and (self.state in {"", card.state} or (self.state == UNREAD and not card.is_read))
            and self.theme in {"", card.theme_id or "none"}
        )


@dataclass(frozen=True)
class Board:
    workshop_id: str
    sift: Sift
    cards: tuple[Card, ...]
    total: int
    first: int
    last: int
    earlier: str  # the address of the cards before these; empty where there are none
    later: str
    has_earlier: bool
    has_later: bool
    touchpoints: tuple[Touchpoint, ...]
    groups: tuple[Group, ...]
    themes: tuple[ThemeShown, ...]
    states: tuple[str, ...] = (UNREAD, *STATES)
    sorts: tuple[str, ...] = SORTS


def board(look: Look, sift: Sift) -> Board:
    """The few dozen that one desk asked for."""
    every = carded(look, look.written)
    taken = [card for card in every if sift.takes(card)]
    after = sift.after if 0 <= sift.after < len(taken) else 0
    shown = tuple(taken[after : after + MOST_ON_THE_BOARD])
    labelled = {card.group for card in every}
    return Board(
        workshop_id=look.workshop_id,
        sift=replace(sift, after=after),
        cards=shown,
        total=len(taken),
        first=after + 1 if shown else 0,
        last=after + len(shown),
        earlier=replace(sift, after=max(after - MOST_ON_THE_BOARD, 0)).address,
        later=replace(sift, after=after + MOST_ON_THE_BOARD).address,
        has_earlier=after > 0,
        has_later=after + len(shown) < len(taken),
        touchpoints=look.touchpoints,
        groups=tuple(group for group in IN_ORDER if group in labelled),
        themes=look.themes,
    )


def queue(look: Look) -> tuple[Card, ...]:
    """The next few to be read before the room sees them, the same at every desk."""
    now: tuple[str, ...] = ("story",)
    if look.kind in SORT_OF_STAGE:
        now = (SORT_OF_STAGE[look.kind],)
    elif look.stage is not None and look.kind == StageKind.CHOOSE:
        now = (sort_chosen(look.stage),)
    return carded(look, to_read(look.session, look.workshop_id, now, MOST_IN_THE_QUEUE))


@dataclass(frozen=True)
class QueueSums:
    """How much stands where, and how much of what waits is not in the queue."""

    workshop_id: str
    sums: Sums
    more: int


def queue_sums(look: Look) -> QueueSums:
    found = sums(look.session, look.workshop_id)
    unread = found.states["waiting"] + found.states["held"]
    return QueueSums(look.workshop_id, found, max(unread - MOST_IN_THE_QUEUE, 0))


def quiet_words(look: Look) -> tuple[Card, ...]:
    """What needs a private conversation: a list of its own (A2)."""
    found = look.written
    return carded(look, tuple(each for each in found if each.state == "private"))


@dataclass(frozen=True)
class Themes:
    workshop_id: str
    themes: tuple[ThemeShown, ...]
    are_shown: bool
    shown: str  # the one theme that the wall shows alone; empty when it shows all or none


def themes(look: Look) -> Themes:
    workshop = look.workshop
    alone = workshop.shown_theme or ""
    return Themes(look.workshop_id, look.themes, workshop.themes_shown_at is not None, alone)
