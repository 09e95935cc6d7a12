"""A small world for the tests: Sam at the desk; Amina, Bo and Cy in their seats."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import event, text
from sqlmodel import Session

from app.content import template
from app.database import Database
from app.domain.accounts import Account, add_account, sign_in
from app.domain.changes import take_changes
from app.domain.ideas import Idea, offer_idea
from app.domain.journey import lay_out, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.moderation import own_written, release
from app.domain.projects import Member, Membership, Role, member, role_in, start_project
from app.domain.seats import Sitting, sitting, take_seat
from app.domain.steering import move, open_doors
from app.domain.stories import Story, tell_story
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    Stage,
    prepare_workshop,
    stages_of,
    workshop_called,
)
from app.writer import CHANNEL, payloads

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
KEYRING = Keyring(b"a key for tests only, long enough")
PASSWORD = "correct-horse-battery"
# Its Argon2id hash, made once: making one takes half a second.
PASSWORD_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$Z1C7UgBmmsztYYhIoxmhEA"
    "$c1pP7mcpOxiQwCNCXrvqDdDx9hIGms3MK7B5dU0hH+I"
)
TOUCHPOINTS = ("Waiting for the letter", "Being told", "Going home")


def a_key() -> str:
    """A new id, as a phone makes it."""
    return str(uuid4())


def _tell(session: Session) -> None:
    session.flush()
    for news in payloads("a test", sorted(take_changes(session))):
        session.connection().execute(
            text("SELECT pg_notify(:to, :news)"), {"to": CHANNEL, "news": news}
        )


@dataclass
class World:
    """One project with an open workshop, and how to act in it at a moment of one's choice."""

    database: Database
    now: datetime = NOON
    keyring: Keyring = KEYRING
    account: str = ""
    cookie: str = ""
    project: str = ""
    workshop: str = ""
    join_secret: str = ""
    wall_key: str = ""
    code: str = ""
    touchpoints: tuple[str, ...] = ()
    stages: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    def session(self) -> Session:
        """Beside whatever runs: SQLite's readers notice by themselves, others are told."""
        session = Session(self.database.writing)
        if self.database.is_postgresql:
            event.listen(session, "before_commit", _tell)
        return session

    def desk(self, session: Session, at: datetime | None = None) -> Facilitator:
        workshop = workshop_called(session, self.workshop)
        return Facilitator(self.account, "Sam", workshop, at or self.now)

    def sits(self, session: Session, name: str, at: datetime | None = None) -> Sitting:
        secret = self.secrets[name]
        return sitting(session, self.workshop, secret, self.keyring, at or self.now)

    def member(self, session: Session) -> Member:
        return member(session, self.project, session.get_one(Account, self.account), self.now)

    def stage(self, session: Session, kind: str) -> Stage:
        return session.get_one(Stage, self.stages[kind])

    def goes_to(self, kind: str, at: datetime | None = None) -> str:
        """The room moves to a stage; its id."""
        with self.session() as session:
            move(session, self.desk(session, at), self.stages[kind])
            session.commit()
        return self.stages[kind]

    def asks(self, method: str) -> None:
        """Its vote goes by this method."""
        with self.session() as session:
            stage = self.stage(session, "choose")
            stage.settings = {**stage.settings, "method": method}
            session.add(stage)
            session.commit()

    def joins(self, name: str, voice: Voice, may_show: bool = True) -> str:
        """Somebody sits down; their secret."""
        with self.session() as session:
            self.secrets[name] = take_seat(
                session,
                workshop_called(session, self.workshop),
                voice=voice,
                name="",
                may_show=may_show,
                key=a_key(),
                keyring=self.keyring,
                now=self.now,
            )
            session.commit()
        return self.secrets[name]

    def crowd(self, voice: Voice, people: int) -> list[str]:
        names = [f"{voice} {n}" for n in range(people)]
        for name in names:
            self.joins(name, voice)
        return names

    def comes_in(self, name: str, role: Role) -> str:
        """Somebody else in the project; the cookie of their browser."""
        with self.session() as session:
            account = add_account(
                session,
                email=f"{name.lower()}@example.org",
                password_hash=PASSWORD_HASH,
                name=name,
                now=self.now,
            )
            session.add(Membership(project_id=self.project, account_id=account.id, role=role))
            self.accounts[name] = account.id
            cookie = sign_in(session, account.id, max(self.now, datetime.now(UTC)))
            session.commit()
        return cookie

    def works(self, session: Session, name: str, at: datetime | None = None) -> Facilitator:
        """Somebody who came in, at the desk or looking after people."""
        role = role_in(session, self.project, self.accounts[name]) or Role.CO
        workshop = workshop_called(session, self.workshop)
        return Facilitator(self.accounts[name], name, workshop, at or self.now, role)

    def tells(self, name: str, text: str, touchpoint: int = 0, key: str = "") -> str:
        """Somebody tells a story in the feelings stage; its id."""
        with self.session() as session:
            by = self.sits(session, name)
            tell_story(
                session,
                by,
                stage=self.stages["feelings"],
                touchpoint=self.touchpoints[touchpoint],
                text=text,
                key=key or a_key(),
            )
            session.commit()
            return next(s.id for s in own_written(session, Story, by) if s.text == text)

    def offers(
        self, name: str, text: str, touchpoint: int = 0, kind: str = "ideas", released: bool = True
    ) -> str:
        """Somebody offers an idea, and the desk releases it; its id."""
        with self.session() as session:
            by = self.sits(session, name)
            offer_idea(
                session,
                by,
                stage=self.stages[kind],
                touchpoint=self.touchpoints[touchpoint],
                text=text,
                key=a_key(),
            )
            session.flush()
            idea = next(i.id for i in own_written(session, Idea, by) if i.text == text)
            if released:
                release(session, self.desk(session), Idea, idea)
            session.commit()
            return idea


def a_world(database: Database, now: datetime = NOON, email: str = "sam@example.org") -> World:
    """The doors are open, nobody has begun; Amina, Bo and Cy have joined."""
    world = World(database, now)
    with world.session() as session:
        account = add_account(
            session, email=email, password_hash=PASSWORD_HASH, name="Sam", now=now
        )
        world.account = account.id
        # Signed in until long after the test, whatever the real clock says.
        world.cookie = sign_in(session, account.id, max(now, datetime.now(UTC)))
        world.project = start_project(
            session, account.id, title="Breast clinic co-design", journey="To the end", now=now
        )
        by = member(session, world.project, account, now)
        lay_out(session, by.project, "\n".join(TOUCHPOINTS))
        world.workshop = prepare_workshop(
            session, by.project, template("short"), title="Short workshop", now=now
        )
        session.flush()
        desk = world.desk(session)
        open_doors(session, desk)
        world.code, world.join_secret = desk.workshop.code or "", desk.workshop.join_secret
        world.wall_key = desk.workshop.wall_key
        world.touchpoints = tuple(t.id for t in touchpoints_of(session, world.project))
        world.stages = {str(s.kind): s.id for s in stages_of(session, world.workshop)}
        session.commit()
    for name, voice in (("Amina", Voice.PATIENT), ("Bo", Voice.CARER), ("Cy", Voice.STAFF)):
        world.joins(name, voice)
    return world
