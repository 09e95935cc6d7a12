"""What somebody took back is in no row, and in no byte of the database's files (A6, T20)."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.domain.agreeing import agree
from app.domain.library import publish, unpublish, write_how
from app.domain.library.index import TABLE, found_by, put_in_index, words_in
from app.domain.seats import Use
from app.domain.tables import metadata
from app.domain.withdrawal import withdraw
from tests.afterwards import closes, goes_on, saving, says, tries, works_on
from tests.domain.test_library import SAID
from tests.make import World, a_key

pytestmark = pytest.mark.alone_in_its_database  # it looks into the files

SENTENCE = "The-letter-came-on-a-Saturday"
ADDRESS = "amina.of.the.canary@example.org"


@pytest.fixture
def story(world: World) -> str:
    goes_on(world)
    story = says(world, "Amina", SENTENCE)
    with saving(world) as session:
        by = world.sits(session, "Amina")
        uses = frozenset({Use.ROOM, Use.CONTACT})
        agree(session, by, uses, stories=frozenset({story}), email=ADDRESS, key=a_key())
    return story


# A plain VACUUM frees the room in a page and moves what is left together, but writes over nothing:
# in PostgreSQL 18, of 30 pages filled by chance, 20 held the words afterwards.
def in_the_files(world: World, words: str) -> bool:
    database = world.database
    if not database.is_postgresql:
        database.empty_log()
        files = list(Path(database.url.removeprefix("sqlite:///")).parent.glob("touchline.db*"))
    else:
        database.writing.dispose()
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM FULL"))
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
            number = connection.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar_one()
        engine.dispose()
        files = [path for path in (folder / "base" / str(number)).iterdir() if path.is_file()]
    assert files
    return any(words.encode() in path.read_bytes() for path in files)


def in_the_rows(world: World, words: str) -> bool:
    """Of the tables, and of the library's index, where words stand without capitals and signs."""
    with world.database.read() as session:
        connection = session.connection()
        rows = [
            row for table in metadata.sorted_tables for row in connection.execute(table.select())
        ]
        index = connection.execute(text(f"SELECT title, body FROM {TABLE}")).all()
        plain = " ".join(words_in(words))
        return any(words in str(row) for row in rows) or any(plain in str(row) for row in index)


@pytest.mark.parametrize("what", ["story", "everything"])
def test_what_was_taken_back_is_nowhere(world: World, story: str, what: str):
    assert in_the_rows(world, SENTENCE)
    assert in_the_files(world, SENTENCE)
    with saving(world) as session:
        withdraw(session, world.sits(session, "Amina"), what=what, id=story, key=a_key())
    assert not in_the_rows(world, SENTENCE)
    assert not in_the_files(world, SENTENCE)
    assert in_the_files(world, ADDRESS) == (what == "story")


def test_an_address_that_was_given_up_is_nowhere(world: World, story: str):
    assert in_the_files(world, ADDRESS)
    with saving(world) as session:
        by = world.sits(session, "Amina")
        agree(session, by, frozenset(), stories=frozenset(), email="", key=a_key())
    assert not in_the_rows(world, ADDRESS)
    assert not in_the_files(world, ADDRESS)


WORD = "quokkahopper"


def test_what_is_taken_out_of_the_library_is_nowhere_in_its_index(world: World):
    """The index holds words of its own; the team's text stays with its trial, spelled otherwise."""
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    closes(world, trial)
    for n in range(10):
        with saving(world) as session:
            put_in_index(session, f"other {n}", "Another", f"words of others {n}")
    with saving(world) as session:
        by = works_on(world, session, trial)
        write_how(session, by, {**SAID, "took": "Quokkahopper"})
        session.flush()
        publish(session, by)
    assert in_the_index(world, WORD)
    assert in_the_files(world, WORD)
    with saving(world) as session:
        unpublish(session, works_on(world, session, trial))
    assert not in_the_index(world, WORD)
    assert not in_the_files(world, WORD)


def in_the_index(world: World, word: str) -> bool:
    with world.database.read() as session:
        return bool(found_by(session, word))
