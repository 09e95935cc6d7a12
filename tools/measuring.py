"""What a wall's picture gets wrong, measured in the page itself.

Letters that are too small, too little contrast, anything cut, covered or off the screen. It asks
what is really there: the letters' own size, the colours under them, the boxes that cut them.
"""

from pathlib import Path
from typing import Any, Protocol

SCRIPT = Path(__file__).with_suffix(".js").read_text().split("\n", 1)[1]
SMALLEST = 28  # px at 1920 × 1080; the same share of --u elsewhere (docs/decisions, 0018)


class Page(Protocol):
    def evaluate(self, expression: str, arg: Any = None) -> Any: ...


def wrong_on(page: Page, width: int, height: int) -> list[str]:
    """Each thing that is wrong, in words; empty when all is well."""
    unit = min(width / 100, height / 100 * 16 / 9)  # --u in the style sheet
    found: list[str] = page.evaluate(
        SCRIPT, {"smallest": SMALLEST * unit / 19.2, "width": width, "height": height}
    )
    return found
