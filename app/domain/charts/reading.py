"""A chart put together: which kind each phase allows, what it says, and the sentence to read out.

Fewer than 8 points: points and median only. 8 to 11: a run chart. From 12: XmR, with "trial limits"
until 20 (T3; sources differ between 12 and 30, see `docs/decisions`). Each phase by itself, and
only the last one speaks: the phases before it stand as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.charts.phase import Kind, PhaseRead, read_phase
from app.domain.charts.saying import Said, says
from app.domain.charts.series import (
    HIGH,
    PRESETS,
    Better,
    Label,
    Meaning,
    Preset,
    Rule,
    Stretch,
    meaning,
)


class Variation(StrEnum):
    """What the last point of the chart says, as the variation icon does."""

    TOO_SOON = "too_soon"
    COMMON = "common"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    CHANGE_HIGH = "change_high"
    CHANGE_LOW = "change_low"


class Assurance(StrEnum):
    """Whether the target will be met while nothing changes: the last limits against the target."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_OR_MISS = "hit_or_miss"


@dataclass(frozen=True)
class Chart:
    phases: tuple[PhaseRead, ...]
    better: Better
    target: Fraction | None
    preset: Preset
    variation: Variation
    assurance: Assurance | None
    says: tuple[Said, ...]
    asks_for_check: bool  # the newest points slip away, one after the other

    @property
    def labels(self) -> tuple[Label | None, ...]:
        """One for each point of the chart."""
        return tuple(label for phase in self.phases for label in phase.labels)

    def means(self, label: Label) -> Meaning:
        return meaning(label.side, self.better)


def read_chart(
    stretches: Sequence[Stretch],
    better: Better = Better.NEITHER,
    target: Fraction | None = None,
    preset: Preset = PRESETS["mdc"],
    *,
    few_people: bool = False,
) -> Chart:
    """Read the phases of one measure, none of them empty; no phases at all is no chart yet.

    `few_people`: so few people stand behind most of the figures that no rule is asked.
    """
    phases: list[PhaseRead] = []
    first = 0
    for stretch in stretches:
        phases.append(read_phase(stretch, first, preset, few_people=few_people))
        first += len(stretch.values)
    last = phases[-1] if phases else None
    return Chart(
        phases=tuple(phases),
        better=better,
        target=target,
        preset=preset,
        variation=_variation(last, better),
        assurance=_assurance(last, better, target),
        says=says(last, better, few_people=few_people),
        asks_for_check=_asks_for_check(last, better),
    )


def _variation(last: PhaseRead | None, better: Better) -> Variation:
    """By the label of the last point alone, as the Making Data Count icon."""
    if last is None or last.kind is Kind.DOTS:
        return Variation.TOO_SOON
    label = last.labels[-1]
    if label is None:
        return Variation.COMMON
    side = "high" if label.side == HIGH else "low"
    return Variation(f"{meaning(label.side, better)}_{side}")


def _assurance(last: PhaseRead | None, better: Better, target: Fraction | None) -> Assurance | None:
    """Only with limits, a target and a direction; a target on a limit is hit or miss."""
    if last is None or last.upper is None or last.lower is None:
        return None
    if target is None or better is Better.NEITHER:
        return None
    if last.lower <= target <= last.upper:
        return Assurance.HIT_OR_MISS
    is_above = target > last.upper
    return Assurance.FAILS if is_above == (better is Better.UP) else Assurance.PASSES


def _asks_for_check(last: PhaseRead | None, better: Better) -> bool:
    """A trend in the wrong direction that reaches the last point (T5)."""
    return last is not None and any(
        each.rule is Rule.TREND and meaning(each.side, better) is Meaning.CONCERN
        for each in last.fired_at_end()
    )
