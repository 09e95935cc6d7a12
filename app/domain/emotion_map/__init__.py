"""The emotion map: how every touchpoint felt to each group that may be shown (M4, M5, A1).

Everything here is worked out from shown groups alone. The heights of a group leave as a sorted
list, not in the order of seats or of arrival: two marks of one group at one height look the same,
so any other order could only help somebody to find a person in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.domain.anonymity import IN_ORDER, Group, group_of, in_batches, shown_groups
from app.domain.emotion_map import suggestions
from app.domain.emotion_map.drawing import Box, DrawnMark, Line, Point, Scatter, lines, scatter
from app.domain.emotion_map.shape import (
    Course,
    Difference,
    EmotionMap,
    GroupFelt,
    Loud,
    Mark,
    ProtectThis,
    QuietButDeep,
    Side,
    Split,
    SplitGroup,
    Spoken,
    TouchpointFelt,
    Turn,
)

__all__ = [
    "Box",
    "Course",
    "Difference",
    "DrawnMark",
    "EmotionMap",
    "GroupFelt",
    "Line",
    "Loud",
    "Mark",
    "Point",
    "ProtectThis",
    "QuietButDeep",
    "Scatter",
    "Side",
    "Split",
    "SplitGroup",
    "Spoken",
    "TouchpointFelt",
    "Turn",
    "emotion_map",
    "lines",
    "next_marks",
    "scatter",
    "spoken",
]


def emotion_map(
    touchpoints: Sequence[str],
    marks: Iterable[Mark],
    words: Mapping[str, int],
    stories: Mapping[str, int],
    *,
    merged: bool,
    k: int,
    with_marks: bool,
) -> EmotionMap:
    """The map of these touchpoints, in this order.

    `merged` is the decision kept at the reveal (`decide_merging`). `words` and `stories` count what
    was written at each touchpoint, by everybody. Marks at other touchpoints are left out.
    """
    placed = defaultdict(list)
    for mark in marks:
        placed[mark.touchpoint].append(mark)
    columns = tuple(
        _column(volume, placed[at], merged, k, with_marks)
        for at, volume in suggestions.volumes(touchpoints, words, stories).items()
    )
    present = {each.group for column in columns for each in column.groups}
    return EmotionMap(columns, merged, tuple(group for group in IN_ORDER if group in present))


def spoken(felt: EmotionMap) -> Spoken:
    """The map as it can be said in a few sentences (I1)."""
    return Spoken(
        courses=tuple(_course(felt, group) for group in felt.groups),
        most_different=felt.most_different,
        part_withheld=tuple(at.touchpoint for at in felt.touchpoints if at.withheld),
        nobody=tuple(at.touchpoint for at in felt.touchpoints if at.total == 0),
    )


def next_marks(drawn: Iterable[Mark], now: Iterable[Mark], *, merged: bool, k: int) -> list[Mark]:
    """The marks a live map may draw next, for each touchpoint and group: see `in_batches`.

    When a stage has closed and is revealed, draw all marks instead.
    """
    before, after = _by_place(drawn, merged), _by_place(now, merged)
    batches = (in_batches(before.get(place, {}), given, k) for place, given in after.items())
    return [mark for batch in batches for mark in batch.values()]


def _by_place(marks: Iterable[Mark], merged: bool) -> dict[tuple[str, Group], dict[str, Mark]]:
    places: dict[tuple[str, Group], dict[str, Mark]] = defaultdict(dict)
    for mark in marks:
        places[mark.touchpoint, group_of(mark.voice, merged)][mark.key] = mark
    return places


def _column(
    volume: suggestions.Volume, marks: Sequence[Mark], merged: bool, k: int, with_marks: bool
) -> TouchpointFelt:
    at = volume.touchpoint
    shown = shown_groups(Counter(mark.voice for mark in marks), merged, k)
    heights = _heights(marks, merged, shown.counts)
    groups = _groups(heights, with_marks)
    between = suggestions.difference(at, groups)
    within = suggestions.split(at, heights, with_counts=with_marks)
    return TouchpointFelt(
        touchpoint=at,
        groups=groups,
        withheld=shown.withheld,
        total=shown.total,
        difference=between,
        seen_differently=suggestions.seen_differently(between),
        split=within,
        loud=suggestions.loud(volume),
        quiet_but_deep=suggestions.quiet_but_deep(volume, groups),
        protect_this=suggestions.protect_this(at, groups, shown.withheld, within),
    )


def _heights(
    marks: Iterable[Mark], merged: bool, shown: Iterable[Group]
) -> dict[Group, tuple[int, ...]]:
    """Of shown groups only: from here on the others' heights do not exist."""
    found: dict[Group, list[int]] = {group: [] for group in shown}
    for mark in marks:
        group = group_of(mark.voice, merged)
        if group in found:
            found[group].append(mark.height)
    return {group: tuple(sorted(heights)) for group, heights in found.items()}


def _groups(heights: Mapping[Group, tuple[int, ...]], with_marks: bool) -> tuple[GroupFelt, ...]:
    return tuple(
        GroupFelt(group, len(given), suggestions.median_of(given), given if with_marks else ())
        for group, given in heights.items()
    )


def _course(felt: EmotionMap, group: Group) -> Course:
    medians = {
        at.touchpoint: each.median
        for at in felt.touchpoints
        for each in at.groups
        if each.group is group
    }
    highest, lowest = (
        Turn(turn, tuple(at for at, median in medians.items() if median == turn))
        for turn in (max(medians.values()), min(medians.values()))
    )
    return Course(group, highest, lowest)
