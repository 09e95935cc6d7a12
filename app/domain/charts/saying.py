"""The sentence that a patient can read, chosen by the rule that fired."""

from dataclasses import dataclass

from app.domain.charts.phase import Kind, PhaseRead
from app.domain.charts.series import HIGH, Better, Fired, Meaning, Rule, meaning


@dataclass(frozen=True)
class Said:
    """A sentence that whoever shows it translates: its key, and the numbers in it."""

    key: str
    n: int = 0


RECENT = 12  # points: what ended longer ago is not spoken of any more
SPOKEN = (Rule.TREND, Rule.SHIFT, Rule.OUTSIDE, Rule.TWO_OF_THREE)
"""What is said first of the last point: what people can see from afar comes before what needs the
limits."""


def says(last: PhaseRead | None, better: Better, *, few_people: bool) -> tuple[Said, ...]:
    """From the rules that fired at the last point, strongest for the eye first; at most two."""
    if last is None:
        return (Said("nothing_yet"),)
    points = last.last - last.first + 1
    if last.kind is Kind.DOTS:
        return (Said("few_people" if few_people else "too_soon", points),)
    if last.is_constant and not last.fired:
        return (Said("constant", points),)
    now = sorted(last.fired_at_end(), key=lambda each: SPOKEN.index(each.rule))
    now = now[:1] + [each for each in now[1:2] if each.rule is not Rule.TWO_OF_THREE]
    said = [_said(each, better) for each in now]
    if not said and last.runs is not None and last.runs.is_few:
        said = [Said("few_crossings")]
    past = _ended_shift(last)
    if past is not None and len(said) < 2:
        first = said or [Said("back")]
        return (*first, Said(f"was_{_way(past.side, better)}", len(past.points)))
    if not said:
        more = last.baseline < points
        return (Said("no_change" if more else "common", points - last.baseline),)
    return tuple(said)


def _said(each: Fired, better: Better) -> Said:
    return Said(f"{each.rule}_{_way(each.side, better)}", len(each.points))


def _way(side: int, better: Better) -> str:
    """better | worse, or where neither is: higher | lower"""
    if better is Better.NEITHER:
        return "higher" if side == HIGH else "lower"
    return "better" if meaning(side, better) is Meaning.IMPROVEMENT else "worse"


def _ended_shift(last: PhaseRead) -> Fired | None:
    """The latest shift, if the last point is not in it any more and it is no old story."""
    shifts = [each for each in last.fired if each.rule is Rule.SHIFT]
    latest = max(shifts, key=lambda each: each.points[-1], default=None)
    if latest is None or last.last - latest.points[-1] not in range(1, RECENT):
        return None
    return latest
