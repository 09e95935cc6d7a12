"""A chart as PNG, drawn from its SVG by resvg where that is installed; else there is only SVG."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from app.pages.assets import FOLDER, manifest

SHARP = 2  # pixels for each of the SVG's
LETTERS = tuple(
    f"atkinson-{script}-{n}.ttf" for script in ("latin", "latin-ext") for n in (400, 700)
)


@cache
def has_png() -> bool:
    return find_spec("resvg_py") is not None and all(name in manifest() for name in LETTERS)


def as_png(picture: str) -> bytes:
    """With our own letters, as a server has no fonts one could count on; others where it has."""
    resvg: Any = import_module("resvg_py")
    fonts = [str(FOLDER / manifest()[name]) for name in LETTERS]
    return bytes(resvg.svg_to_bytes(svg_string=picture, zoom=SHARP, font_files=fonts))
