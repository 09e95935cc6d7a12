"""What the terminal shows."""

from io import StringIO

from app.rehearsal.report import Progress
from app.rehearsal.terminal import show

PROGRESS = Progress(
    state="live",
    seconds=65.2,
    people=11,
    seats=12,
    listening=10,
    stage="How it felt",
    stage_number=3,
    stages=9,
    done=4,
    acknowledged={"placement": 40, "word": 30, "story": 9, "idea": 0, "dot": 0, "answer": 0},
    refused=0,
    waiting=1,
    retried=2,
    acts_per_second=3.4,
    p50_ms=12.0,
    p95_ms=31.5,
    note="desk: moves to How it felt",
)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_over_what_was_there():
    out = Terminal()
    draw = show(out=out)
    draw(PROGRESS)
    first = out.getvalue()
    draw(PROGRESS)
    second = out.getvalue().removeprefix(first)

    assert "3 of 9  How it felt" in first
    assert "4 of 11" in first
    assert "1:05" in first
    assert second.startswith(f"\x1b[{first.count(chr(10))}A")


def test_where_nobody_watches_nothing_is_drawn():
    elsewhere, quiet = StringIO(), Terminal()
    show(out=elsewhere)(PROGRESS)
    show(quiet=True, out=quiet)(PROGRESS)

    assert elsewhere.getvalue() == quiet.getvalue() == ""
