"""Finding what was published by its words: SQLite's FTS5, or PostgreSQL's full text.

Words are made by us and the same for both: without capitals, accents and signs. Every word that is
looked for must begin a word of the entry, so "call" finds "calls". Only letters and digits ever
reach a database's own language for searching, so no typed sign means anything there.
"""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import TextClause, text
from sqlmodel import Session

LONGEST_WORD, MOST_WORDS = 60, 12
TABLE = "library_search"  # not a table of the models: on SQLite it is a virtual one
_PUT = text(f"INSERT INTO {TABLE} (how_id, title, body) VALUES (:how, :title, :body)")  # noqa: S608
_TAKE = text(f"DELETE FROM {TABLE} WHERE how_id = :how")  # noqa: S608
_ZIP = text(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608
_FTS5 = text(f"SELECT how_id, title FROM {TABLE} WHERE body MATCH :words")  # noqa: S608
_FULL_TEXT = text(
    f"SELECT how_id, title FROM {TABLE} WHERE "  # noqa: S608
    "array_to_tsvector(string_to_array(body, ' ')) @@ CAST(:words AS tsquery)"
)


def words_in(typed: str) -> list[str]:
    """Without capitals, accents, vowel signs and punctuation, in any script."""
    plain = unicodedata.normalize("NFKD", typed).casefold()
    kept = (c if c.isalnum() else " " for c in plain if unicodedata.category(c) != "Mn")
    return [word[:LONGEST_WORD] for word in "".join(kept).split()]


def put_in_index(session: Session, how: str, title: str, body: str) -> None:
    known = words_in(title)
    said = {"title": " ".join(known), "body": " ".join([*known, *words_in(body)])}
    session.connection().execute(_PUT, {"how": how, **said})


def take_out_of_index(session: Session, how: str) -> None:
    """FTS5 keeps what was deleted in its segments until they are merged, so they are merged now;
    SQLite's secure_delete then writes over the old ones."""
    session.connection().execute(_TAKE, {"how": how})
    if not _is_postgresql(session):
        session.connection().execute(_ZIP)


def found_by(session: Session, typed: str) -> list[str] | None:
    """The ids of what has every word, most of them in its title first; None without any word."""
    words = list(dict.fromkeys(words_in(typed)))[:MOST_WORDS]
    if not words:
        return None
    wanted, asked = _asked(session, words)
    rows = session.connection().execute(wanted, {"words": asked}).all()
    rows = sorted(rows, key=lambda row: (-_hits(words, row.title), row.how_id))
    return [row.how_id for row in rows]


def _asked(session: Session, words: Sequence[str]) -> tuple[TextClause, str]:
    if _is_postgresql(session):
        return _FULL_TEXT, " & ".join(f"'{word}':*" for word in words)
    return _FTS5, " AND ".join(f'"{word}" *' for word in words)


def _hits(words: Sequence[str], title: str) -> int:
    said = title.split()
    return sum(any(each.startswith(word) for each in said) for word in words)


def _is_postgresql(session: Session) -> bool:
    return session.connection().dialect.name == "postgresql"
