"""The built files: under names that change with their content, compressed before anyone asks."""

import json
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent.parent / "static" / "vendor"
A_YEAR = "public, max-age=31536000, immutable"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class AssetsMissing(Exception):
    """The front-end files were not built."""


@cache
def manifest() -> dict[str, str]:
    """Raises AssetsMissing, so that a server says so at its start."""
    path = FOLDER / "manifest.json"
    if not path.exists():
        raise AssetsMissing("The front-end files are missing. Please run: python tools/assets.py")
    names: dict[str, str] = json.loads(path.read_text())
    return names


def asset(name: str) -> str:
    """The address of a built file."""
    return f"/static/vendor/{manifest()[name]}"


class Assets:
    """Serves app/static/vendor, the brotli or gzip twin where the browser takes it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].rsplit("/", 1)[-1]
        path = FOLDER / name
        kind = TYPES.get(path.suffix)
        response: Response
        if kind is None or name not in _served():
            response = Response(status_code=404)
        else:
            response = self._file(path, kind, Headers(scope=scope).get("accept-encoding", ""))
        await response(scope, receive, send)

    def _file(self, path: Path, kind: str, accepted: str) -> Response:
        headers = {"cache-control": A_YEAR, "vary": "accept-encoding"}
        for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
            twin = path.with_name(path.name + ending)
            if encoding in accepted and twin.exists():
                headers["content-encoding"] = encoding
                return FileResponse(twin, media_type=kind, headers=headers)
        return FileResponse(path, media_type=kind, headers=headers)


@cache
def _served() -> frozenset[str]:
    return frozenset(manifest().values()) | {p.name for p in FOLDER.glob("*.woff2")}
