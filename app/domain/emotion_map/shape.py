"""What an emotion map is made of: everything a template, table or export may show of it."""

from dataclasses import dataclass

from app.domain.anonymity import Group
from app.domain.voices import Voice


@dataclass(frozen=True)
class Mark:
    """One placement: `key` is the same for one person at one touchpoint, and is never shown."""

    touchpoint: str
    voice: Voice
    height: int
    key: str


@dataclass(frozen=True)
class GroupFelt:
    """One shown group at one touchpoint. The median moves in steps of a half.

    `heights` has every placement, lowest first; empty when the map was asked for without marks.
    """

    group: Group
    n: int
    median: float
    heights: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """A group beside staff: how far apart their medians are, and whether that is two steps."""

    group: Group
    median: float
    gap: float
    apart: bool


@dataclass(frozen=True)
class Difference:
    """Staff's median beside that of each other shown group; `gap` is the widest."""

    touchpoint: str
    staff: float
    sides: tuple[Side, ...]
    gap: float


@dataclass(frozen=True)
class SplitGroup:
    """How many of a group are at −1 or lower and at +1 or higher; None without marks."""

    group: Group
    n: int
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Split:
    """The groups that do not agree within themselves."""

    touchpoint: str
    groups: tuple[SplitGroup, ...]


@dataclass(frozen=True)
class Loud:
    """Much was written here."""

    touchpoint: str
    words: int
    stories: int


@dataclass(frozen=True)
class QuietButDeep:
    """Little was written here, and these groups' medians are −1 or lower."""

    touchpoint: str
    words: int
    stories: int
    groups: tuple[GroupFelt, ...]


@dataclass(frozen=True)
class ProtectThis:
    """Good for every group, and split in none."""

    touchpoint: str
    groups: tuple[GroupFelt, ...]


@dataclass(frozen=True)
class TouchpointFelt:
    """One column of the map. Each of the five suggestions is its reason, or None.

    `difference` is there wherever staff and somebody else are shown, two steps apart or not.
    """

    touchpoint: str
    groups: tuple[GroupFelt, ...]
    withheld: tuple[Group, ...]
    total: int | None
    difference: Difference | None
    seen_differently: Difference | None
    split: Split | None
    loud: Loud | None
    quiet_but_deep: QuietButDeep | None
    protect_this: ProtectThis | None


@dataclass(frozen=True)
class EmotionMap:
    """The map, with its five lists in the order of the journey: suggestions, never a score (M5)."""

    touchpoints: tuple[TouchpointFelt, ...]
    merged: bool
    groups: tuple[Group, ...]

    @property
    def seen_differently(self) -> tuple[Difference, ...]:
        return tuple(at.seen_differently for at in self.touchpoints if at.seen_differently)

    @property
    def split(self) -> tuple[Split, ...]:
        return tuple(at.split for at in self.touchpoints if at.split)

    @property
    def loud(self) -> tuple[Loud, ...]:
        return tuple(at.loud for at in self.touchpoints if at.loud)

    @property
    def quiet_but_deep(self) -> tuple[QuietButDeep, ...]:
        return tuple(at.quiet_but_deep for at in self.touchpoints if at.quiet_but_deep)

    @property
    def protect_this(self) -> tuple[ProtectThis, ...]:
        return tuple(at.protect_this for at in self.touchpoints if at.protect_this)

    @property
    def most_different(self) -> Difference | None:
        """The widest gap of the map, two steps or not; of equal ones the first of the journey."""
        differences = [at.difference for at in self.touchpoints if at.difference]
        widest = max(differences, key=lambda each: each.gap, default=None)
        return widest if widest and widest.gap else None


@dataclass(frozen=True)
class Turn:
    """A highest or lowest median of a group, and every touchpoint where it stands."""

    median: float
    touchpoints: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """One group's way through the journey, to be said in a sentence."""

    group: Group
    highest: Turn
    lowest: Turn


@dataclass(frozen=True)
class Spoken:
    """What a spoken summary says: each group's course, the widest gap, and what is missing.

    `part_withheld` lists touchpoints where some group is too small; `nobody` where none placed.
    """

    courses: tuple[Course, ...]
    most_different: Difference | None
    part_withheld: tuple[str, ...]
    nobody: tuple[str, ...]
