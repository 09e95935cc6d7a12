"""What the projector shows can be read from ten metres: nothing is smaller than 28 px at 1080p."""

import pytest

from tests.browser.conftest import Room
from tests.browser.full_room import PEOPLE, FullRoom
from tests.browser.screens import Wall
from tests.conftest import only_sqlite

SMALLEST = 28  # px at 1920 × 1080, the same share of other screens (domain: D of the projector)
SIZES = ((1920, 1080), (1600, 900), (1024, 768))

# Each text that a person sees, with the height of its letters' box in pixels of the screen.
MEASURE = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), at = walk.currentNode.parentElement;
    if (!text || !at.checkVisibility({ visibilityProperty: true })) continue;
    const box = at.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || at.closest('dialog, .nhsuk-skip-link')) continue;
    let size = parseFloat(getComputedStyle(at).fontSize);
    if (at.ownerSVGElement) size *= Math.hypot(at.getScreenCTM().a, at.getScreenCTM().b);
    found.push([Math.round(size * 10) / 10, text.slice(0, 40)]);
  }
  return found.sort((one, other) => one[0] - other[0]).slice(0, 3);
}"""


@only_sqlite
@pytest.mark.parametrize("carers", [PEOPLE, 1], ids=["apart", "merged"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_letter_on_the_wall_is_too_small(at: Room, size: tuple[int, int], carers: int) -> None:
    width, height = size
    unit = min(width / 100, height / 100 * 16 / 9)  # as --u in the style sheet
    wanted = SMALLEST * unit / 19.2
    wall: Wall = at.wall()
    wall.page.set_viewport_size({"width": width, "height": height})
    small: list[str] = []
    for where in FullRoom(at, carers).walk():
        wall.opens(f"{at.here}/wall?key={at.world.wall_key}")
        for px, text in wall.page.evaluate(MEASURE):
            if px < wanted - 0.1:
                small.append(f"{where}: {px} px, wanted {wanted:.1f}: {text}")
    assert not small, "\n".join(small)
