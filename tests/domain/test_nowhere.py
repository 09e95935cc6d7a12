"""What somebody took back is in no row, and in no byte of the database's files (A6, T20)."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.domain.agreeing import agree
from app.domain.seats import Use
from app.domain.tables import metadata
from app.domain.withdrawal import withdraw
from tests.afterwards import goes_on, saving, says
from tests.make import World, a_key

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


# A plain VACUUM frees the room in a page and leaves the bytes there until they are written over.
def in_the_files(world: World, words: str) -> bool:
    database = world.database
    if not database.is_postgresql:
        database.empty_log()
        files = list(Path(database.url.removeprefix("sqlite:///")).parent.glob("touchline.db*"))
    else:
        database.writing.dispose()
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM FULL story, idea, contact"))
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
    with world.database.read() as session:
        return any(
            words in str(row)
            for table in metadata.sorted_tables
            for row in session.connection().execute(table.select())
        )


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
