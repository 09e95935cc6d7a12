"""Released words on the wall, in pages; those of one touchpoint when the desk shows it."""

from dataclasses import dataclass, replace

from app.domain.both_lists import shows_both_lists
from app.domain.choosing import choices_of
from app.domain.feelings import WordSaid, words_at
from app.domain.journey import Touchpoint
from app.domain.moderation import WrittenShown
from app.domain.showing import of_the_stage
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look
from app.pages.wall.fitting import ACROSS, BOLD, GAP, LETTER, PAGES, Page, body, lines, page, width
from app.pages.wall.notes import LAST, Note, note, tall
from app.pages.wall.state import state_of

MOST_WORDS_ON_THE_WALL = 12
QUOTES, QUOTE = 3, 9.9  # under the map: how many, and how high
LARGE, LARGE_LINE = 2.1, 2.85
HEADING, CHIP, CHIPS_LINE, AROUND_A_CHIP = 2.4, 1.9, 3.1, 2.9
NOTHING: Page[Note] = Page(())
# As wide as a voice's name before its question.
ASKED = {
    Voice.PATIENT: "oooo_Patients ",
    Voice.CARER: "oooo_Carers_and_family ",
    Voice.STAFF: "oooo_Staff ",
}


@dataclass(frozen=True)
class Words:
    state: str
    kind: str
    page: Page[Note]
    shown: Touchpoint | None
    said: tuple[WordSaid, ...]


def words(look: Look) -> Words:
    shown = _shown(look)
    said = words_at(look.session, look.workshop_id, shown.id) if shown else ()
    said = said[:MOST_WORDS_ON_THE_WALL]
    return Words(state_of(look), str(look.kind or ""), _page(look, shown, said), shown, said)


def _page(look: Look, shown: Touchpoint | None, said: tuple[WordSaid, ...]) -> Page[Note]:
    if look.stage is None:
        return NOTHING
    # A choice is weighed by what it says, not by who says it.
    labelled = look.kind != StageKind.CHOOSE
    notes = [note(look, each, labelled=labelled) for each in _released(look, shown)]
    if shown:  # it stands over them all
        notes = [replace(each, touchpoint="") for each in notes]
    if look.kind == StageKind.MAP and not shown:
        short = [each for each in notes if tall(each, QUOTES) <= QUOTE]
        return Page(tuple((each,) for each in short[:QUOTES]))
    room = body(look.stage.title) - PAGES + LAST
    room -= _heading(shown.title, said) if shown else _over_words(look.stage)
    return page(notes, tall, room, look.workshop.shown_page)


def _shown(look: Look) -> Touchpoint | None:
    if look.kind == StageKind.MAP and (look.stage is None or look.stage.revealed_at is None):
        return None
    return next((t for t in look.touchpoints if t.id == look.workshop.shown_touchpoint), None)


def above(stage: Stage) -> float:
    """How high the instruction is, and the questions under it."""
    return LARGE_LINE * lines(stage.instruction, 0.95 * ACROSS / LARGE) + GAP + _questions(stage)


def _over_words(stage: Stage) -> float:
    """Where there are questions, they stand alone over the words."""
    return _questions(stage) or above(stage)


def _questions(stage: Stage) -> float:
    asked = stage.settings.get("question")
    if not isinstance(asked, dict):
        return 0
    asking: dict[str, str] = {}
    for voice in Voice:
        if voice in asked:
            asking[asked[voice]] = asking.get(asked[voice], "") + ASKED[voice]
    said = [who + what for what, who in asking.items()]
    rows = sum(lines(each, ACROSS / LETTER) for each in said)
    if width("oooo".join(said)) < ACROSS / LETTER:
        rows = 1
    return (LETTER * 1.35 + 0.5) * rows + GAP if asking else 0


def _heading(title: str, said: tuple[WordSaid, ...]) -> float:
    """A touchpoint's title, and the words that were picked there."""
    high = HEADING * 1.15 * lines(title, ACROSS / (HEADING * BOLD)) + GAP
    rows, filled = 0, ACROSS
    for each in said:
        chip = CHIP * BOLD * width(f"{each.text} ×10") + AROUND_A_CHIP
        rows, filled = (rows, filled + chip) if filled + chip <= ACROSS else (rows + 1, chip)
    return high + (CHIPS_LINE * rows + GAP if said else 0)


def _released(look: Look, shown: Touchpoint | None) -> tuple[WrittenShown, ...]:
    if shows_both_lists(look.stage):
        return ()  # the lists take the room
    written = of_the_stage(look.released, look.stage)
    if look.stage and look.kind == StageKind.CHOOSE and look.stage.revealed_at is None:
        written = choices_of(look.session, look.workshop_id, look.stage)
    return tuple(each for each in written if shown is None or each.touchpoint_id == shown.id)
