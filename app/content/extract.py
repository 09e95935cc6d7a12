"""Finds the sentences in the content files that people are shown, for translation with Babel."""

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

SHOWN = {
    "title",
    "about",
    "service",
    "instruction",
    "script",
    "question",
    "prompt",
    "note",
    "rules",
    "lifts",
    "weighs",
    "middle",
}
# What invented people say and do stays as it was said.
SAID = {"voices", "ideas", "priorities", "proposals", "trials"}


def extract_toml(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extraction method for TOML: (line, no function, message, no comments) of each."""
    text = fileobj.read().decode("utf-8")
    lines = text.splitlines()
    for message in _shown(tomllib.loads(text)):
        yield _line(lines, message), None, message, []


def _shown(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key in SHOWN:
            yield from _strings(value)
        elif key not in SAID:
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    yield from _shown(inner)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _line(lines: list[str], message: str) -> int:
    """The first line with the message in quotes; TOML writes a string as JSON does."""
    written = json.dumps(message, ensure_ascii=False)
    return next((n for n, line in enumerate(lines, 1) if written in line), 1)
