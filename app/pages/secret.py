"""Pages behind a secret address: no search engine lists them, no other site learns of them."""

from fastapi import Response

OUT_OF_SIGHT = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "same-origin"}
"""The referrer stays on this site, but is not left out altogether: with `no-referrer` a browser
sends a form as coming from nowhere (`Origin: null`), and such forms are refused."""


def kept_secret(response: Response) -> Response:
    """`layouts/` says the same in the page itself, for a copy that was saved."""
    response.headers.update(OUT_OF_SIGHT)
    return response
