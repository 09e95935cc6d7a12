"""Map and result, ready to be drawn: where everything stands, and what it is called."""

from dataclasses import dataclass
from functools import cache

from app.domain.choosing import sort_chosen
from app.domain.emotion_map import Box, Line, Scatter, Spoken, lines, scatter, spoken
from app.domain.emotion_map import EmotionMap as Felt
from app.domain.feelings import feeling_counts
from app.domain.ideas import ideas_released
from app.domain.results import Results
from app.domain.what_we_see import journey_map, result_of
from app.domain.workshops import Stage
from app.pages.look import Look

BOX = Box(left=110, top=14, width=1390, height=430, headroom=34, mark=5, marker=11)
VIEW = (1520, 560)
LINE = 15  # letters of a touchpoint's title on one line of a narrow column


@dataclass(frozen=True)
class Column:
    """One touchpoint under the map."""

    id: str
    title: str
    lines: tuple[str, ...]
    x: float
    says: str  # "different", "split" or nothing: the sign in the column
    low: float  # where the gap is drawn, from and to
    high: float


@dataclass(frozen=True)
class MapShown:
    felt: Felt
    spoken: Spoken
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    scatter: Scatter
    titles: dict[str, str]
    box: Box
    view: tuple[int, int]
    people: int
    middle: float


def map_shown(look: Look, stage: Stage) -> MapShown:
    ids = tuple(t.id for t in look.touchpoints)
    felt = journey_map(look.session, look.workshop, ids, stage)
    titles = {t.id: t.title for t in look.touchpoints}
    return MapShown(
        felt=felt,
        spoken=spoken(felt),
        columns=tuple(_columns(felt, titles)),
        lines=lines(felt, BOX),
        scatter=scatter(felt, BOX),
        titles=titles,
        box=BOX,
        view=VIEW,
        people=feeling_counts(look.session, look.workshop_id).people,
        middle=BOX.y(0),
    )


def _columns(felt: Felt, titles: dict[str, str]) -> list[Column]:
    columns = []
    room = max(8, round(LINE * 9 / max(len(felt.touchpoints), 1)))
    for number, at in enumerate(felt.touchpoints):
        medians = [each.median for each in at.groups]
        different = at.seen_differently is not None
        column = Column(
            id=at.touchpoint,
            title=titles[at.touchpoint],
            lines=_wrapped(titles[at.touchpoint], room),
            x=BOX.x(number, len(felt.touchpoints)),
            says="different" if different else "split" if at.split else "",
            low=BOX.y(min(medians, default=0)),
            high=BOX.y(max(medians, default=0)),
        )
        columns.append(column)
    return columns


@cache
def _wrapped(title: str, room: int) -> tuple[str, ...]:
    """At most three lines; a longer title ends in an ellipsis, and stands whole in the table."""
    rows = [""]
    for word in title.split():
        word = word if len(word) <= room else word[: room - 1] + "…"
        if rows[-1] and len(rows[-1]) + 1 + len(word) > room:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return tuple(rows[:3] if len(rows) <= 3 else [*rows[:2], rows[2][: room - 1] + "…"])


@dataclass(frozen=True)
class ChoiceText:
    text: str
    touchpoint: str


@dataclass(frozen=True)
class ResultsShown:
    results: Results
    texts: dict[str, ChoiceText]
    people: int | None  # None where a number could tell how many are withheld
    of: int


def results_shown(look: Look, stage: Stage) -> ResultsShown:
    choices = ideas_released(look.session, look.workshop_id, sort_chosen(stage))
    results = result_of(look.session, look.workshop, stage)
    return ResultsShown(
        results=results,
        texts={c.id: ChoiceText(c.text, c.touchpoint) for c in choices},
        people=results.people.total,
        of=sum(look.people.values()),
    )
