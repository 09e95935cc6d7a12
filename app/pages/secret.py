"""Pages behind a secret address: no search engine lists them, no other site learns of them."""

from fastapi import Response


def kept_secret(response: Response) -> Response:
    """`layouts/` says the same in the page itself, for a copy that was saved."""
    response.headers["x-robots-tag"] = "noindex, nofollow"
    response.headers["referrer-policy"] = "no-referrer"
    return response
