"""The demo's four series (domain 6.6), and short ways to write others."""

from app.domain.charts import Better, Chart, Label, Stretch, exact, read_chart

CALLED = "44 57 38 50 62 40 55 33 50 60 45 43 71 83 75 88 100 80 86 90 75 89"
EXPLAINED = "94 81 103 88 97 76 110 92 85 99 90 105 70 64 75 58 66 61 54 68 59 63"
CONTACTED = "19 23 17 21 26 18 22 20 24 19 25 21 20 17 22 15 18 23 16 19 22 17"
ACTIVE = "18 22 15 25 20 17 23 19 21 16 24 20 27 31 29 34 30 36 33 28 24 22 21 19"


def stretch(figures: str, baseline: int | None = None, gaps: tuple[int, ...] = ()) -> Stretch:
    return Stretch(tuple(map(exact, figures.split())), baseline, frozenset(gaps))


def chart(figures: str, baseline: int | None = None, better: Better = Better.UP, **other) -> Chart:
    return read_chart([stretch(figures, baseline)], better, **other)


def fired(found: Chart) -> dict[str, list[int]]:
    """Each rule that fired in the chart, with its points counted from 1, as people count weeks."""
    points: dict[str, set[int]] = {}
    for phase in found.phases:
        for each in phase.fired:
            points.setdefault(str(each.rule), set()).update(p + 1 for p in each.points)
    return {rule: sorted(flagged) for rule, flagged in points.items()}


def named(labels: tuple[Label | None, ...]) -> list[str]:
    return [str(label.rule) if label else "" for label in labels]


def said(found: Chart) -> list[tuple[str, int]]:
    return [(each.key, each.n) for each in found.says]
