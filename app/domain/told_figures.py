"""What a trial has counted, as far as anybody may see it on the progress page (A1, R4).

Behind each figure that stands there are at least k people. A percentage that says how many people
it comes from is joined with the next ones until there are that many; what is left over waits, so
that no later look can be compared with an earlier one. A percentage that does not say so, and any
other figure of too few people, is not shown: only the sentence is, which many figures make.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.domain.charts import Chart
from app.domain.figures import Figure
from app.domain.measured import Measured, measured_in
from app.domain.phases import PhaseOf
from app.domain.trials import TrialShown

LEAST = 4  # figures in a picture; fewer are no picture


@dataclass(frozen=True)
class ToldFigures:
    title: str
    unit: str
    every: str
    chart: Chart  # the team's own: the sentence is read from it
    figures: Measured | None  # what may be drawn; None where too few people stand behind it
    is_joined: bool  # each figure drawn is of several of the team's


def told_figures(
    session: Session, shown: TrialShown, today: date, k: int
) -> tuple[ToldFigures, ...]:
    """Once it is being tried, and something was counted; outcomes first."""
    since = shown.first_day
    if since is None or since > today:
        return ()
    return tuple(
        _told(each, since, k) for each in measured_in(session, shown.trial.id) if each.figures
    )


def _told(found: Measured, since: date, k: int) -> ToldFigures:
    of = found.measure
    people = [figure.people for figure in found.figures]
    is_share = of.unit == "%"
    drawn: Measured | None = found
    is_joined = False
    if is_share and None not in people and min(n or 0 for n in people) < k:
        drawn, is_joined = _joined(found, since, k), True
    elif (is_share and None in people) or any(n is not None and n < k for n in people):
        drawn = None
    if drawn is not None and len(drawn.figures) < LEAST:
        drawn = None
    return ToldFigures(of.title, of.unit, of.every, found.chart, drawn, is_joined)


def _joined(found: Measured, since: date, k: int) -> Measured:
    """With the middle line of each phase alone: rules and limits are those of single figures."""
    phases, read, first = [], [], 0
    for phase, lines in zip(found.phases, found.chart.phases, strict=True):
        figures = tuple(_join(phase, since, k))
        if figures:
            last = first + len(figures) - 1
            plain = (None,) * len(figures)
            phases.append(replace(phase, figures=figures))
            read.append(
                replace(
                    lines, first=first, last=last, labels=plain, fired=(), lower=None, upper=None
                )
            )
            first = last + 1
    every = tuple(figure for phase in phases for figure in phase.figures)
    chart = replace(found.chart, phases=tuple(read))
    return replace(found, phases=tuple(phases), figures=every, gaps=frozenset(), chart=chart)


def _join(phase: PhaseOf, since: date, k: int) -> Iterator[Figure]:
    """Never figures from before the change with figures from after it."""
    for is_after in (False, True):
        waiting: list[Figure] = []
        for figure in phase.figures:
            if (figure.day >= since) is is_after:
                waiting.append(figure)
                people = sum(each.people or 0 for each in waiting)
                if people >= k:
                    share = sum(each.value * (each.people or 0) for each in waiting) / people
                    yield Figure(
                        measure_id=figure.measure_id,
                        day=figure.day,
                        value=round(share, 1),
                        people=people,
                        put_at=figure.put_at,
                        put_by=None,
                    )
                    waiting = []
