"""A furnished room: made by the same verbs that people use, before the server starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from sqlmodel import Session

from app.content import journey, template, word_set
from app.database import open_database
from app.domain.accounts import add_account, sign_in
from app.domain.feelings import pick_words, place
from app.domain.journey import lay_out, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.projects import member, start_project
from app.domain.seats import Sitting, sitting, take_seat
from app.domain.steering import move, open_doors
from app.domain.stories import tell_story
from app.domain.voices import Voice
from app.domain.workshops import StageKind, facilitator, prepare_workshop, stages_of
from app.migrating import migrate
from app.settings import Settings

SECRET = "only for a room that is thrown away after the measurement"
SPEAKING = 38  # people who have given something before the measurement begins
STORY = "Nobody told me how long it would take, so I sat there and did not dare to get a drink."
VOICES = (Voice.PATIENT, Voice.CARER, Voice.STAFF)


@dataclass(frozen=True)
class Seated:
    """A phone that has joined."""

    cookie: str
    voice: str


@dataclass(frozen=True)
class Room:
    """Where the measured acts go."""

    workshop: str
    stage: str
    touchpoints: tuple[str, ...]
    desk_cookie: str
    seats: tuple[Seated, ...]


def furnish(folder: Path, seats: int, url: str = "", number: int = 0) -> Room:
    """A workshop in "How it felt": everybody seated, a ward's worth of marks and stories given."""
    settings = Settings(touchline_data=folder, touchline_secret=SECRET, database_url=url)
    migrate(settings.database)
    database, keyring, now = (
        open_database(settings.database),
        Keyring(SECRET.encode()),
        datetime.now(UTC),
    )
    chance, told = Random(7 + number), journey("breast")

    def key() -> str:
        return str(UUID(int=chance.getrandbits(128), version=4))

    with Session(database.writing) as session:
        account = add_account(
            session,
            email=f"bench{number}@touchline.example",
            password_hash="",
            name="Bench",
            now=now,
        )
        project = start_project(
            session, account.id, title=told.service, journey=told.title, now=now
        )
        by = member(session, project, account, now)
        lay_out(session, by.project, "\n".join(t.title for t in told.touchpoints))
        workshop = prepare_workshop(session, by.project, template("short"), title="Bench", now=now)
        session.flush()
        signed_in = sign_in(session, account.id, now)
        session.flush()
        desk = facilitator(session, workshop, signed_in, now)
        open_doors(session, desk)
        stage = next(s for s in stages_of(session, workshop) if s.kind == StageKind.FEELINGS)
        secrets = [
            take_seat(
                session,
                desk.workshop,
                voice=VOICES[number % len(VOICES)],
                name="",
                may_show=True,
                key=key(),
                keyring=keyring,
                now=now,
            )
            for number in range(seats)
        ]
        move(session, desk, stage.id)
        session.flush()
        touchpoints = tuple(t.id for t in touchpoints_of(session, project))
        for number, secret in enumerate(secrets[:SPEAKING]):
            person = sitting(session, workshop, secret, keyring, now)
            for at in touchpoints:
                height = chance.choice([-2, -1, 0, 1, 2])
                place(session, person, stage=stage.id, touchpoint=at, height=height, key=key())
            _speak(session, person, stage.id, touchpoints[number % len(touchpoints)], key)
        session.commit()
        room = Room(
            workshop,
            stage.id,
            touchpoints,
            f"sid={signed_in}",
            tuple(
                Seated(f"seat-{workshop}={secret}", str(VOICES[number % len(VOICES)]))
                for number, secret in enumerate(secrets)
            ),
        )
    database.close()
    return room


def _speak(session: Session, by: Sitting, stage: str, at: str, key: Callable[[], str]) -> None:
    offered = word_set("staff" if by.voice == Voice.STAFF else "default").all
    tell_story(session, by, stage=stage, touchpoint=at, text=STORY, key=key())
    pick_words(
        session,
        by,
        stage=stage,
        touchpoint=at,
        words=offered[:2],
        own="",
        offered=frozenset(offered),
        key=key(),
    )
