"""Collects every sentence a person can see into app/locale/messages.pot (`make messages`)."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "app/locale/messages.pot"
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("templates/**.xml", "jinja2.ext:babel_extract"),
    ("content/**.toml", "app.content.extract:extract_toml"),
]
JINJA = {"silent": "false", "trimmed": "true"}
OPTIONS = {"templates/**.html": JINJA, "templates/**.xml": JINJA}
REFUSALS = (
    "N_", "Refused", "NotYours", "NotFound", "Unusable", "Unknown", "TooMany", "Misread",
    "AlreadyTyped",
)  # fmt: skip


def collected() -> Catalog:
    """Without line numbers, so that it changes only when the words do."""
    catalogue = Catalog(project="Touchline", charset="utf-8", fuzzy=False)
    keywords = {**DEFAULT_KEYWORDS, **dict.fromkeys(REFUSALS)}
    found = extract_from_dir(
        str(ROOT / "app"),
        METHODS,
        OPTIONS,
        keywords=keywords,
        comment_tags=("Translators:",),
    )
    for _file, _line, message, comments, context in found:
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def main() -> None:
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, collected(), sort_output=True, no_location=True, omit_header=True)
    print(f"{len(collected())} messages in {TEMPLATE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
