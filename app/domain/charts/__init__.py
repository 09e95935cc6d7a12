"""Chart rules: what a series of figures over time says, and what it does not say (T3).

Pure: standard library only, nothing about databases or pages, so that anybody can check the rules
against their sources. Figures are exact fractions, because a figure that lies on a line lies on it,
whatever a computer's floating point makes of a third.

`series` says what goes in, `xmr` and `run_chart` hold the rules, `phase` chooses between them by
the number of points, `saying` finds the sentence for a patient, `reading` puts a chart together.
"""

from app.domain.charts.phase import FIRM, SHORTEST_RUN_CHART, SHORTEST_XMR, Kind, PhaseRead
from app.domain.charts.reading import Assurance, Chart, Variation, read_chart
from app.domain.charts.saying import Said
from app.domain.charts.series import (
    PRESETS,
    Better,
    Fired,
    Label,
    Meaning,
    Preset,
    Rule,
    Stretch,
    exact,
)

__all__ = [
    "FIRM",
    "PRESETS",
    "SHORTEST_RUN_CHART",
    "SHORTEST_XMR",
    "Assurance",
    "Better",
    "Chart",
    "Fired",
    "Kind",
    "Label",
    "Meaning",
    "PhaseRead",
    "Preset",
    "Rule",
    "Said",
    "Stretch",
    "Variation",
    "exact",
    "read_chart",
]
