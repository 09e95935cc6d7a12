"""Addresses go 30 days after the last report, and what people gave on its day: by a moved clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import select

from app.domain.ended import end_of
from app.domain.ending import archive, end_project, open_again
from app.domain.errors import NotTheLead, NotYours, Refused
from app.domain.feelings import pick_words, place
from app.domain.hard_to_hear import HardToHear
from app.domain.personal import personal_link, sitting_with_link
from app.domain.projects import Member, Project, Role
from app.domain.seats import Contact, Seat
from app.domain.steering import open_doors
from app.domain.tables import metadata
from app.domain.trials import note_down
from app.domain.trials.links import make_link
from app.domain.voices import Voice
from tests.afterwards import (
    closes,
    decides,
    ends,
    goes_on,
    plans,
    progress_of,
    saving,
    says,
    tries,
    wants_to_hear,
    works_on,
)
from tests.conftest import only_sqlite
from tests.make import KEYRING, NOON, World, a_key
from tests.outside.conftest import Clock

pytestmark = pytest.mark.alone_in_its_database  # it looks into the files

DAY = timedelta(days=1)
STORY, IDEA, WORD = "canary-of-a-story", "canary-of-an-idea", "canaryword"
NAME, NOTE, PRIVATE = "Canary-Name", "canary-of-a-note", "canary-in-private"
ADDRESS = "amina@example.org"
GIVEN = (STORY, IDEA, WORD, NAME, NOTE, PRIVATE, ADDRESS)


def addresses(world: World) -> list[str]:
    with world.session() as session:
        return list(session.exec(select(Contact.email)))


@pytest.fixture
def answered(world: World) -> str:
    """Amina's idea was parked, she wants to hear, and the workshop is over."""
    goes_on(world)
    idea = world.offers("Amina", "Ring ahead")
    decides(world, idea, "parked", "In spring.")
    wants_to_hear(world, "Amina")
    ends(world)
    return idea


@only_sqlite
def test_an_address_goes_thirty_days_after_the_last_news(world, answered, clock: Clock, mailbox):
    clock.strikes(NOON + 2 * DAY)
    assert len(mailbox.mails) == 1
    clock.strikes(NOON + 31 * DAY)
    assert addresses(world) == [ADDRESS]
    clock.strikes(NOON + 32 * DAY)
    assert addresses(world) == []
    clock.strikes(NOON + 80 * DAY)
    assert len(mailbox.mails) == 1


@only_sqlite
@pytest.mark.parametrize("still", ["undecided", "tried", "kept"])
def test_it_stays_while_something_is_still_to_come(world, clock: Clock, still):
    goes_on(world)
    decides(world, world.offers("Amina", "Ring ahead"), "parked", "In spring.")
    idea = world.offers("Amina", "Another idea")
    if still != "undecided":
        trial = tries(world, idea, title="A call first", review_on="2026-12-01")
        if still == "kept":
            closes(world, trial)  # looked at again 3, 6 and 12 months later
    wants_to_hear(world, "Amina")
    ends(world)
    for days in (2, 31, 60, 100, 300):
        clock.strikes(NOON + days * DAY)
    assert addresses(world) == [ADDRESS]


@only_sqlite
def test_it_stays_until_its_owner_was_told_the_last(world, answered, clock: Clock, mailbox):
    mailbox.stop()
    for days in (2, 40, 41):
        clock.strikes(NOON + days * DAY)
    assert addresses(world) == [ADDRESS]


@pytest.fixture
def full(world: World) -> tuple[str, str]:
    """A project with everything that people give; its trial, and Amina's own link."""
    stage = world.goes_to("feelings")
    with saving(world) as session:
        by = world.sits(session, "Amina")
        at = world.touchpoints[0]
        place(session, by, stage=stage, touchpoint=at, height=-2, key=a_key())
        pick_words(
            session, by, stage=stage, touchpoint=at, words=(), own=WORD, offered=frozenset(),
            key=a_key(),
        )  # fmt: skip
    goes_on(world)
    says(world, "Amina", STORY)
    trial = tries(world, world.offers("Amina", IDEA), title="A call first")
    wants_to_hear(world, "Amina")
    with saving(world) as session:
        seat = session.exec(select(Seat).where(Seat.voice == Voice.PATIENT)).one()
        seat.name = NAME
        session.add(seat)
        session.add(
            HardToHear(
                seat_id=seat.id,
                workshop_id=world.workshop,
                text=PRIVATE,
                wants_to_talk=False,
                said_at=NOON,
            )
        )
        note_down(session, works_on(world, session, trial), text=NOTE)
        link = personal_link(session, seat.id, KEYRING)
    closes(world, trial)
    ends(world)
    return trial, link


def end(world: World) -> None:
    with saving(world) as session:
        end_project(session, world.member(session))


def in_rows(world: World) -> list[str]:
    with world.database.read() as session:
        rows = " ".join(
            str(row)
            for table in metadata.sorted_tables
            for row in session.connection().execute(table.select())
        )
    return [words for words in GIVEN if words in rows]


def in_files(world: World) -> list[str]:
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
    held = b"".join(path.read_bytes() for path in files)
    return [words for words in GIVEN if words.encode() in held]


def test_what_people_gave_goes_thirty_days_after_the_end_and_what_teams_wrote_stays(
    world, full, clock: Clock
):
    trial, link = full
    assert in_rows(world) == in_files(world) == list(GIVEN)
    end(world)
    clock.strikes(NOON + 29 * DAY)
    assert in_rows(world) == list(GIVEN)
    clock.strikes(NOON + 30 * DAY)
    assert in_rows(world) == []
    assert in_files(world) == []
    with world.session() as session:
        record = end_of(session, world.project)
        assert record
        assert record.deleted_at == NOON + 30 * DAY
        assert record.deleted == {
            "people": 3, "stories": 1, "ideas": 1, "own_words": 1, "private": 1, "notes": 1,
            "addresses": 1,
        }  # fmt: skip
        with pytest.raises(NotYours):
            sitting_with_link(session, link, KEYRING, NOON)
        kept = archive(session, world.member(session))
        assert [each["title"] for each in kept["trials"]] == ["A call first"]
    told = progress_of(world, NOON + 40 * DAY)
    assert told.answered[0].tried[0].title == "A call first"
    assert told.answered[0].said == ()
    assert told.ended_on == NOON.date()
    clock.strikes(NOON + 90 * DAY)
    with world.session() as session:
        assert end_of(session, world.project).deleted_at == NOON + 30 * DAY


@only_sqlite
def test_it_can_be_opened_again_until_then(world, full, clock: Clock):
    end(world)
    end(world)
    with saving(world) as session:
        open_again(session, world.member(session))
    clock.strikes(NOON + 40 * DAY)
    assert in_rows(world) == list(GIVEN)
    end(world)
    clock.strikes(NOON + 70 * DAY)
    with saving(world) as session, pytest.raises(Refused, match="deleted already"):
        open_again(session, world.member(session))


@only_sqlite
def test_on_the_day_that_people_were_promised_it_goes_by_itself(world, full, clock: Clock):
    with world.session() as session:
        day = session.get_one(Project, world.project).keep_until
    clock.strikes(NOON + (day - NOON.date()))
    assert in_rows(world) == list(GIVEN)
    clock.strikes(NOON + (day - NOON.date()) + DAY)
    assert in_rows(world) == []
    with world.session() as session:
        record = end_of(session, world.project)
        assert record
        assert record.ended_by is None


@only_sqlite
def test_two_processes_delete_it_once(world, full, clock: Clock):
    end(world)
    both = [clock, Clock(world.database, None)]
    for n, process in enumerate(both):
        process.strikes(NOON + (31 + n) * DAY)
    with world.session() as session:
        assert end_of(session, world.project).deleted["people"] == 3


@only_sqlite
def test_only_the_lead_ends_it_and_never_while_a_room_is_open(world, clock: Clock):
    world.comes_in("Kim", Role.CO)
    with saving(world) as session:
        by = world.member(session)
        with pytest.raises(Refused, match="still open"):
            end_project(session, by)
        kim = Member(world.accounts["Kim"], "Kim", by.project, NOON, Role.CO)
        with pytest.raises(NotTheLead):
            end_project(session, kim)
    ends(world)
    end(world)
    with saving(world) as session:
        desk = world.desk(session)
        desk.workshop.ended_at = None
        with pytest.raises(Refused, match="project has ended"):
            open_doors(session, desk)
        session.rollback()


@only_sqlite
def test_nobody_is_chased_about_a_project_that_has_ended(world, clock: Clock, mailbox):
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    plans(world, trial, review_on="2026-06-15")
    with saving(world) as session:
        make_link(session, works_on(world, session, trial), KEYRING)
    ends(world)
    end(world)
    clock.strikes(NOON + 13 * DAY)
    assert mailbox.mails == []


@only_sqlite
def test_the_archive_holds_words_agreed_to_and_no_name(world, full):
    with world.session() as session:
        kept = str(archive(session, world.member(session)))
    assert "A call first" in kept
    assert [words for words in GIVEN if words in kept] == []
