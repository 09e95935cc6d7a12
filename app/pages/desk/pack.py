"""The print pack as sheets of A4, each exactly one page (J8)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlmodel import Session

from app.content import ground_rules
from app.domain.cards import CardPrinted, card_counts, cards_to_print
from app.domain.journey import touchpoints_of
from app.domain.keyring import Keyring
from app.domain.preparing import words_for
from app.domain.projects import Project
from app.domain.voices import Voice
from app.domain.workshops import StageKind, Workshop, stages_of
from app.pages.desk.paper_forms import Sheet, paper_set
from app.pages.desk.paper_size import cut, size_of
from app.pages.templating import translate

CARDS_EACH, TOUCHPOINTS_EACH, WORDS_EACH = 4, 2, 14  # on one sheet


@dataclass(frozen=True)
class Wanted:
    """What was chosen; numbers are checked."""

    poster: bool = False
    tents: int = 0
    cards: int = 0
    touchpoints: bool = False
    words: bool = False
    on_paper: dict[Voice, int] = field(default_factory=dict)
    first: int = 1  # the first paper form has this card's number
    stages: frozenset[str] = frozenset()

    @property
    def last_number(self) -> int:
        """The highest number a card is needed for."""
        papers = sum(self.on_paper.values())
        return max(self.cards, self.first + papers - 1 if papers else 0)


@dataclass(frozen=True)
class Place:
    """Where the paper leads: what stands on nearly every sheet."""

    project: str
    workshop: str
    address: str
    host: str
    join: str
    code: str  # two groups of three; empty while the doors are closed
    size: str  # of the workshop's title on the poster


@dataclass(frozen=True)
class Pack:
    workshop_id: str
    place: Place
    sheets: tuple[Sheet, ...]
    taken: tuple[int, ...] = ()  # cards asked for that somebody holds already: not printed again
    is_one_card: bool = False


@dataclass(frozen=True)
class Tent:
    number: int
    rules: tuple[str, ...]
    size: str


@dataclass(frozen=True)
class CardShown:
    number: int
    address: str  # what its QR code holds
    phrase: str


@dataclass(frozen=True)
class TouchpointCard:
    number: int
    title: str
    source: str
    size: str


@dataclass(frozen=True)
class WordCard:
    word: str
    voices: tuple[Voice, ...]  # whose set it is from
    size: str


def pack(
    session: Session,
    workshop: Workshop,
    wanted: Wanted,
    address: str,
    keyring: Keyring,
    language: str,
) -> Pack:
    place = _place(session, workshop, address)
    sheets: list[Sheet] = []
    if wanted.poster:
        sheets.append(Sheet("poster", place))
    sheets += [Sheet("tent", tent) for tent in _tents(session, workshop, wanted.tents)]
    cards = cards_to_print(session, workshop.id, first=1, last=wanted.cards, keyring=keyring)
    sheets += [
        Sheet("cards", tuple(_card(card, address) for card in some))
        for some in cut(cards, CARDS_EACH)
    ]
    if wanted.touchpoints:
        titles = _touchpoint_cards(session, workshop)
        sheets += [Sheet("touchpoints", some) for some in cut(titles, TOUCHPOINTS_EACH)]
    if wanted.words:
        for words in _word_cards(workshop, language):
            sheets += [Sheet("words", some) for some in cut(words, WORDS_EACH)]
    number = wanted.first
    for voice, people in wanted.on_paper.items():
        if people:
            papers = paper_set(session, workshop, voice, wanted.stages, language)
            for _ in range(people):
                sheets += papers.numbered(number, voice)
                number += 1
    taken = card_counts(session, workshop.id).taken
    held = tuple(n for n in taken if n <= wanted.cards)
    return Pack(workshop.id, place, tuple(sheets), held)


def one_card(session: Session, workshop: Workshop, card: CardPrinted, address: str) -> Pack:
    sheet = Sheet("cards", (_card(card, address),))
    return Pack(workshop.id, _place(session, workshop, address), (sheet,), is_one_card=True)


def _place(session: Session, workshop: Workshop, address: str) -> Place:
    code = workshop.code
    return Place(
        project=session.get_one(Project, workshop.project_id).title,
        workshop=workshop.title,
        address=address,
        host=address.split("//", 1)[-1],
        join=f"{address}/j/{workshop.join_secret}",
        code=f"{code[:3]} {code[3:]}" if code else "",
        size=size_of(workshop.title, (40, "large")),
    )


def _card(card: CardPrinted, address: str) -> CardShown:
    return CardShown(card.number, f"{address}/c/{card.secret}", card.phrase)


def _tents(session: Session, workshop: Workshop, tables: int) -> Iterator[Tent]:
    welcome = (s for s in stages_of(session, workshop.id) if s.kind == StageKind.WELCOME)
    rules = next((tuple(s.settings["rules"]) for s in welcome if s.settings.get("rules")), ())
    rules = rules or ground_rules()
    size = size_of(" ".join(rules) + " " * 30 * len(rules), (900, "large"), (1500, "medium"))
    for number in range(1, tables + 1):
        yield Tent(number, rules, size)


def _touchpoint_cards(session: Session, workshop: Workshop) -> Iterator[TouchpointCard]:
    for number, t in enumerate(touchpoints_of(session, workshop.project_id), 1):
        size = size_of(t.title, (24, "large"), (44, "medium"))
        yield TouchpointCard(number, t.title, t.source, size)


def _word_cards(workshop: Workshop, language: str) -> Iterator[tuple[WordCard, ...]]:
    """One pack for each set: voices that pick from the same words share one."""
    sets: dict[tuple[str, ...], tuple[Voice, ...]] = {}
    for voice in Voice:
        words = words_for(workshop, voice)
        sets[words] = (*sets.get(words, ()), voice)
    for words, voices in sets.items():
        yield tuple(
            WordCard(
                word, voices, size_of(translate(language, word), (12, "large"), (18, "medium"))
            )
            for word in words
        )
