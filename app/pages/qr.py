"""QR codes as SVG: one path, crisp at any size."""

from functools import cache

import qrcode
from markupsafe import Markup

BORDER = 4  # modules of quiet around it, which scanners need


@cache
def qr_path(address: str) -> tuple[int, str]:
    """The side in modules, quiet border included, and the path of the dark ones."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    rows = code.get_matrix()
    runs = [
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return len(rows) + 2 * BORDER, "".join(runs)


def qr_svg(address: str, title: str) -> Markup:
    """For a template; `title` is what a screen reader says."""
    side, path = qr_path(address)
    return Markup(
        '<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{title}">'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).format(side=side, title=title, path=path)
