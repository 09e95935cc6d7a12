"""The five suggestions beside the map (M5): each answers with its reason, or None.

They look only at groups that are shown, and at how much was written; never at a height withheld.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.emotion_map.shape import (
    Difference,
    GroupFelt,
    Loud,
    ProtectThis,
    QuietButDeep,
    Side,
    Split,
    SplitGroup,
)

APART = 2  # steps between two medians
LOW, HIGH = -1, 1
FEWEST_FOR_QUARTERS = 4  # touchpoints


def median_of(heights: Sequence[int]) -> float:
    """The middle height, or half-way between the two middle ones."""
    ordered, half = sorted(heights), len(heights) // 2
    if len(ordered) % 2:
        return float(ordered[half])
    return (ordered[half - 1] + ordered[half]) / 2


def difference(touchpoint: str, groups: Sequence[GroupFelt]) -> Difference | None:
    """Staff's median beside the others', where both are shown."""
    staff = next((felt.median for felt in groups if felt.group is Group.STAFF), None)
    others = [felt for felt in groups if felt.group is not Group.STAFF]
    if staff is None or not others:
        return None
    sides = tuple(_side(felt, staff) for felt in others)
    return Difference(touchpoint, staff, sides, max(side.gap for side in sides))


def seen_differently(found: Difference | None) -> Difference | None:
    """Staff's median and another shown group's median are two steps apart or more."""
    return found if found and found.gap >= APART else None


def split(
    touchpoint: str, heights: Mapping[Group, Sequence[int]], with_counts: bool
) -> Split | None:
    """Within one shown group at least a quarter are ≤ −1 and at least a quarter are ≥ +1."""
    groups = []
    for group, given in heights.items():
        low = sum(height <= LOW for height in given)
        high = sum(height >= HIGH for height in given)
        if 4 * min(low, high) >= len(given):
            counts = (low, high) if with_counts else (None, None)
            groups.append(SplitGroup(group, len(given), *counts))
    return Split(touchpoint, tuple(groups)) if groups else None


@dataclass(frozen=True)
class Volume:
    """How much was written at one touchpoint, and whether that is much or little here."""

    touchpoint: str
    words: int
    stories: int
    loudest: bool
    quietest: bool


def volumes(
    touchpoints: Sequence[str], words: Mapping[str, int], stories: Mapping[str, int]
) -> dict[str, Volume]:
    """By touchpoint: words and stories, and which are in the top and bottom quarter by their sum.

    A quarter of t touchpoints is t / 4 rounded down (of nine: two); with fewer than four there is
    none. A touchpoint is in when its sum is at least that of the last one in the quarter, so ties
    at the edge are all in: chance never decides. And it must be beyond the median sum, so that
    where most are alike nobody stands out, and nothing is both loud and quiet.
    """
    sums = {at: words.get(at, 0) + stories.get(at, 0) for at in touchpoints}
    loudest = _top_quarter(sums)
    quietest = _top_quarter({at: -each for at, each in sums.items()})
    return {
        at: Volume(at, words.get(at, 0), stories.get(at, 0), at in loudest, at in quietest)
        for at in touchpoints
    }


def loud(volume: Volume) -> Loud | None:
    """In the loudest quarter."""
    return Loud(volume.touchpoint, volume.words, volume.stories) if volume.loudest else None


def quiet_but_deep(volume: Volume, groups: Sequence[GroupFelt]) -> QuietButDeep | None:
    """In the quietest quarter, and a shown group's median is −1 or lower."""
    deep = tuple(felt for felt in groups if felt.median <= LOW)
    if not volume.quietest or not deep:
        return None
    return QuietButDeep(volume.touchpoint, volume.words, volume.stories, deep)


def protect_this(
    touchpoint: str, groups: Sequence[GroupFelt], withheld: Sequence[Group], found: Split | None
) -> ProtectThis | None:
    """Every group is shown here, each median is +1 or higher, and none is split."""
    if withheld or found or not groups or any(felt.median < HIGH for felt in groups):
        return None
    return ProtectThis(touchpoint, tuple(groups))


def _side(felt: GroupFelt, staff: float) -> Side:
    gap = abs(staff - felt.median)
    return Side(felt.group, felt.median, gap, apart=gap >= APART)


def _top_quarter(sums: Mapping[str, int]) -> frozenset[str]:
    if len(sums) < FEWEST_FOR_QUARTERS:
        return frozenset()
    ordered = sorted(sums.values(), reverse=True)
    edge, middle = ordered[len(ordered) // 4 - 1], median_of(ordered)
    return frozenset(at for at, each in sums.items() if each >= edge and each > middle)
