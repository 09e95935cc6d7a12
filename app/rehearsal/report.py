"""What a rehearsal tells: its progress while it runs, and its report at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.rehearsal.checking import KINDS, Finding, Outcome, Sent

MOST_PROBLEMS = 20  # said in words; all are counted
NAMES = {
    "placement": "placements",
    "word": "words",
    "story": "stories",
    "idea": "ideas",
    "dot": "dots",
    "answer": "answers",
}
_HEAD = ("", "sent", "saved", "refused", "again", "found", "lost", "twice", "p50", "p95", "p99")


@dataclass(frozen=True)
class Line:
    """One kind of act. Times are in ms, of acts answered at the first try; None without any."""

    sent: int
    acknowledged: int
    refused: int
    retried: int
    found: int
    lost: int
    twice: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


@dataclass(frozen=True)
class Report:
    acts: dict[str, Line]
    seats: int
    seconds: float
    acts_per_second: float
    seed: int
    problems: tuple[str, ...] = field(default=())

    @property
    def is_honest(self) -> bool:
        """Nothing acknowledged was lost, and nothing is there twice."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        return {
            "acts": {kind: vars(line) for kind, line in self.acts.items()},
            "seats": self.seats,
            "seconds": self.seconds,
            "acts_per_second": self.acts_per_second,
            "seed": self.seed,
            "problems": list(self.problems[:MOST_PROBLEMS]),
        }

    def as_text(self) -> str:
        rows = [_HEAD, *(_row(NAMES[kind], line) for kind, line in self.acts.items())]
        table = [row[0].ljust(11) + "".join(cell.rjust(9) for cell in row[1:]) for row in rows]
        said = "Nothing that was acknowledged is lost, and nothing is there twice."
        if self.problems:
            said = f"There were {len(self.problems)} problems:"
        return "\n".join(
            [
                *table,
                "",
                f"{self.seats} people, {self.seconds} seconds, "
                f"{self.acts_per_second} acts a second, seed {self.seed}",
                said,
                *(f"  {problem}" for problem in self.problems[:MOST_PROBLEMS]),
            ]
        )


@dataclass(frozen=True)
class Progress:
    """How it goes just now; times in ms over the acts of the last few seconds."""

    state: str
    seconds: float
    people: int
    seats: int
    listening: int
    stage: str
    stage_number: int
    stages: int
    done: int
    acknowledged: dict[str, int]
    refused: int
    waiting: int  # sent and not answered yet
    retried: int
    acts_per_second: float
    p50_ms: float | None
    p95_ms: float | None
    note: str = ""


def report(
    acts: Sequence[Sent],
    findings: Iterable[Finding],
    *,
    seats: int,
    seconds: float,
    seed: int,
    problems: Iterable[str] = (),
) -> Report:
    found = list(findings)
    counted = [sent for sent in acts if sent.kind in KINDS and sent.is_sure]
    return Report(
        acts={kind: _line(kind, acts, found) for kind in KINDS},
        seats=seats,
        seconds=round(seconds, 1),
        acts_per_second=_rate(counted),
        seed=seed,
        problems=(*problems, *(said for each in found for said in each.problems)),
    )


def percentile(times: Sequence[float], share: float) -> float | None:
    """The nearest rank: one of the times itself."""
    if not times:
        return None
    ordered = sorted(times)
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)


def times(acts: Iterable[Sent]) -> list[float]:
    return [sent.milliseconds for sent in acts if sent.is_sure and sent.tries == 1]


def _rate(acts: Sequence[Sent]) -> float:
    """Acts a second, from the first try to the last answer, with all the pauses between."""
    if not acts:
        return 0.0
    ended = max(sent.began + sent.milliseconds / 1000 for sent in acts)
    return round(len(acts) / max(ended - min(sent.began for sent in acts), 0.001), 1)


def _line(kind: str, acts: Iterable[Sent], findings: Sequence[Finding]) -> Line:
    mine = [sent for sent in acts if sent.kind == kind]
    took = times(mine)
    lost = sum(len(each.lost.get(kind, ())) for each in findings)
    found = sum(len(each.found.get(kind, set()) - each.lost.get(kind, set())) for each in findings)
    return Line(
        sent=len(mine),
        acknowledged=sum(sent.is_sure for sent in mine),
        refused=sum(sent.outcome is Outcome.REFUSED for sent in mine),
        retried=sum(sent.tries > 1 for sent in mine),
        found=found,
        lost=lost,
        twice=sum(each.twice[kind] for each in findings),
        p50_ms=percentile(took, 0.5),
        p95_ms=percentile(took, 0.95),
        p99_ms=percentile(took, 0.99),
    )


def milliseconds(ms: float | None) -> str:
    return "–" if ms is None else f"{ms:.0f} ms"


def _row(name: str, line: Line) -> tuple[str, ...]:
    answers = (line.sent, line.acknowledged, line.refused, line.retried)
    counts = (*answers, line.found, line.lost, line.twice)
    took = (line.p50_ms, line.p95_ms, line.p99_ms)
    return (name, *map(str, counts), *map(milliseconds, took))
