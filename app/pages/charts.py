"""The map, ready to be drawn: where everything stands, and what it is called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.domain.emotion_map import Box, Line, Scatter, Spoken, lines, scatter, spoken
from app.domain.emotion_map import EmotionMap as Felt
from app.domain.feelings import feeling_counts
from app.domain.what_we_see import journey_map
from app.domain.workshops import Stage
from app.pages.guesses import GuessesShown, guesses_shown
from app.pages.look import Look

SIGN = {"different": 8.8, "split": 4.2}  # how wide the sign is, in letters' heights
LETTER = 0.55  # how wide a letter is, of its height
MOST_TITLES = 18  # more stand as numbers, with a key beside the map
ROWS = 3  # lines of one title
WHOLE = slice(None)


@dataclass(frozen=True)
class Frame:
    """How a map is drawn for a screen far away or near: the whole picture, and its letters."""

    width: int
    height: int
    letter: int
    left: int
    right: int
    headroom: float
    mark: float
    marker: float
    name: str = ""


FAR = Frame(1520, 456, 25, left=104, right=52, headroom=26, mark=5, marker=11)
NEAR = Frame(820, 420, 17, left=62, right=34, headroom=22, mark=3.4, marker=7, name="near")


@dataclass(frozen=True)
class Sign:
    """What is said about one column, where it hides no other sign."""

    says: str  # "different" or "split"
    x: float
    y: float
    width: float


Signs = tuple[Sign, ...]
Place = tuple[float, float]  # of a median or a guess


@dataclass(frozen=True)
class Column:
    """One touchpoint under the map."""

    id: str
    title: str
    lines: tuple[str, ...]
    x: float
    title_y: float
    is_lower: bool  # its title stands on the second level
    says: str  # "different", "split" or nothing: the sign in the column
    low: float  # where the gap is drawn, from and to
    high: float


@dataclass(frozen=True)
class MapShown:
    felt: Felt
    spoken: Spoken
    columns: tuple[Column, ...]
    signs: tuple[Sign, ...]
    lines: tuple[Line, ...]
    scatter: Scatter
    titles: dict[str, str]
    is_numbered: bool
    box: Box
    frame: Frame
    people: int
    middle: float
    guesses: GuessesShown | None


def map_felt(look: Look, stage: Stage) -> Felt:
    ids = tuple(t.id for t in look.touchpoints)
    return journey_map(look.session, look.workshop, ids, stage, look.drawn)


def map_shown(
    look: Look,
    stage: Stage,
    frame: Frame = FAR,
    whole: Felt | None = None,
    part: slice = WHOLE,
) -> MapShown:
    """All of it, or a part with numbered titles. `whole` spares reading it again."""
    whole = whole or map_felt(look, stage)
    felt = replace(whole, touchpoints=whole.touchpoints[part])
    number = "{}. " if part != WHOLE else ""
    titles = {t.id: number.format(n) + t.title for n, t in enumerate(look.touchpoints, start=1)}
    levels = _levels([titles[at.touchpoint] for at in felt.touchpoints], frame)
    box = _box(levels, frame)
    columns = tuple(_columns(felt, titles, levels, box, frame))
    drawn = lines(felt, box)
    guesses = guesses_shown(look, stage, whole, [c.id for c in columns], drawn, box)
    points = [(p.x, p.y) for line in drawn for p in line.points]
    points += [(g.x, g.y) for g in guesses.at] if guesses else []
    return MapShown(
        felt=felt,
        spoken=spoken(whole),
        columns=columns,
        signs=_signs(columns, points, box, frame),
        lines=drawn,
        scatter=scatter(felt, box),
        titles=titles,
        is_numbered=len(felt.touchpoints) > MOST_TITLES,
        box=box,
        frame=frame,
        people=feeling_counts(look.session, look.workshop_id).people,
        middle=box.y(0),
        guesses=guesses,
    )


Levels = list[list[tuple[str, ...]]]  # titles in lines, by level; a column's level is its turn


def _levels(titles: list[str], frame: Frame) -> Levels:
    """Titles on one level where they fit, else on two by turns, so that each has twice the room."""
    number = max(len(titles), 1)
    if number > MOST_TITLES:
        return [[(str(n),) for n in range(1, number + 1)]]
    column = (frame.width - frame.left - frame.right) / number
    letter = LETTER * frame.letter
    side = 2 * (column / 2 + frame.right - 4) / letter  # the last may not leave the picture
    one = [_wrapped(title, int(0.96 * column / letter)) for title in titles]
    fits = all(len(rows) <= ROWS and not _is_cut(rows) for rows in one)
    if fits or number == 1:
        return [[rows[:ROWS] for rows in one]]
    wide = 1.84 * column / letter
    two = [
        _wrapped(title, int(min(wide, side) if at == number - 1 else wide))
        for at, title in enumerate(titles)
    ]
    return [[_ended(rows) for rows in two[level::2]] for level in (0, 1)]


def _is_cut(rows: tuple[str, ...]) -> bool:
    return any(row.endswith("\u00ad") for row in rows)


def _ended(rows: tuple[str, ...]) -> tuple[str, ...]:
    """At most three lines; a longer title ends in an ellipsis, and stands whole in the table."""
    return (
        rows if len(rows) <= ROWS else (*rows[: ROWS - 1], rows[ROWS - 1].rstrip("-\u00ad") + "…")
    )


def _deep(levels: Levels) -> list[int]:
    return [max((len(rows) for rows in level), default=1) for level in levels]


def _box(levels: Levels, frame: Frame) -> Box:
    """What the titles leave of the picture."""
    rows = sum(_deep(levels))
    titles = 1.15 * frame.letter * rows + 0.8 * frame.letter + (len(levels) - 1) * 8
    return Box(
        left=frame.left,
        top=6,
        width=frame.width - frame.left - frame.right,
        height=round(frame.height - 6 - titles, 1),
        headroom=frame.headroom,
        mark=frame.mark,
        marker=frame.marker,
    )


def _columns(
    felt: Felt, titles: dict[str, str], levels: Levels, box: Box, frame: Frame
) -> Iterator[Column]:
    first = box.top + box.height + 1.35 * frame.letter
    lower = first + 1.15 * frame.letter * _deep(levels)[0] + 8
    for number, at in enumerate(felt.touchpoints):
        medians = [each.median for each in at.groups]
        different = at.seen_differently is not None
        turn, level = divmod(number, len(levels))
        yield Column(
            id=at.touchpoint,
            title=titles[at.touchpoint],
            lines=levels[level][turn],
            x=box.x(number, len(felt.touchpoints)),
            title_y=round(lower if level else first, 1),
            is_lower=bool(level),
            says="different" if different else "split" if at.split else "",
            low=box.y(min(medians, default=0)),
            high=box.y(max(medians, default=0)),
        )


def _signs(columns: tuple[Column, ...], points: Sequence[Place], box: Box, frame: Frame) -> Signs:
    """Each near the middle of its gap, where it hides the fewest points and no other sign."""
    tall = 1.65 * frame.letter
    top, bottom = box.top + tall / 2, box.top + box.height - tall / 2
    placed: list[Sign] = []
    for column in columns:
        if not column.says:
            continue
        width = SIGN[column.says] * frame.letter
        x = min(column.x, frame.width - width / 2)
        middle = min(max((column.low + column.high) / 2, top), bottom)

        def hidden(y: float, x: float = x, width: float = width, middle: float = middle) -> float:
            signs = sum(
                abs(x - other.x) < (width + other.width) / 2 and abs(y - other.y) < tall
                for other in placed
            )
            over = sum(
                abs(x - point_x) < width / 2 + box.marker
                and abs(y - point_y) < tall / 2 + box.marker
                for point_x, point_y in points
            )
            return 1000 * signs + tall * over + abs(y - middle)

        y = min((top + (bottom - top) * n / 40 for n in range(41)), key=hidden)
        placed.append(Sign(column.says, round(x, 1), round(y, 1), round(width, 1)))
    return tuple(placed)


@cache
def _wrapped(title: str, room: int) -> tuple[str, ...]:
    """In lines of at most `room` letters, about equally long; a word too long for any is parted."""
    rows = _rows(title, room)
    while room > 4 and len(narrower := _rows(title, room - 1)) == len(rows):
        if _is_cut(narrower) and not _is_cut(rows):
            break
        room, rows = room - 1, narrower
    return rows


def _rows(title: str, room: int) -> tuple[str, ...]:
    rows = [""]
    for word in title.split():
        for part in _parted(word, max(room, 4)):
            if rows[-1] and len(rows[-1]) + 1 + len(part) > room:
                rows.append(part)
            else:
                rows[-1] = f"{rows[-1]} {part}".strip()
    return tuple(rows)


def _parted(word: str, room: int) -> list[str]:
    parts = []
    while len(word) > room:
        parts.append(f"{word[: room - 1]}-\u00ad")
        word = word[room - 1 :]
    return [*parts, word]
