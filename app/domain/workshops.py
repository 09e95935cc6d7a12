"""A workshop runs through stages; its doors open and close."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from secrets import choice, token_urlsafe
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, String, bindparam
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select

from app.content import WorkshopTemplate
from app.domain.accounts import Account, SignIn, signed_in
from app.domain.columns import Moment, public_id
from app.domain.errors import MayOnlyCare, NotYours, Refused, Unknown
from app.domain.keyring import hashed
from app.domain.projects import Membership, Project, Role
from app.domain.reading import Shape
from app.domain.text import written

CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that looks like another
CODE_LENGTH = 6
GRACE = timedelta(seconds=60)  # what was being written when the room moved on may still be sent
TITLE = 80  # characters


class StageKind(StrEnum):
    """What the room does in a stage."""

    WELCOME = "welcome"
    FILM = "film"
    TOUCHPOINTS = "touchpoints"
    FEELINGS = "feelings"
    MAP = "map"
    PRIORITIES = "priorities"
    IDEAS = "ideas"
    CHOOSE = "choose"
    DECISIONS = "decisions"
    TEAMS = "teams"
    CHECKOUT = "checkout"
    TALK = "talk"
    BREAK = "break"


class Workshop(SQLModel, table=True):
    __table_args__ = (
        CheckConstraint("k >= 5", name="k_at_least_5"),
        CheckConstraint("people_counted BETWEEN 0 AND 999", name="people_counted_possible"),
        CheckConstraint("tables BETWEEN 0 AND 40", name="tables_possible"),
        CheckConstraint("shown_page BETWEEN 0 AND 999", name="shown_page_possible"),
    )

    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id", index=True)
    title: str
    template: str
    created_at: datetime = Field(sa_type=Moment)
    code: str | None = Field(default=None, unique=True)  # only while the doors are open
    join_secret: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)
    wall_key: str = Field(default_factory=lambda: token_urlsafe(16))
    doors_opened_at: datetime | None = Field(default=None, sa_type=Moment)
    doors_closed_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    stage_id: str | None = None  # where the room is
    clock_ends_at: datetime | None = Field(default=None, sa_type=Moment)
    clock_left: int | None = None  # seconds, while the clock stands still
    clock_waits: bool = False  # it stood still before the pause
    paused_at: datetime | None = Field(default=None, sa_type=Moment)
    blanked_at: datetime | None = Field(default=None, sa_type=Moment)
    shown_touchpoint: str | None = None  # whose words the wall shows large
    shown_words: str | None = None  # one story or idea, large on the wall: "story-ID"
    themes_shown_at: datetime | None = Field(default=None, sa_type=Moment)
    shown_theme: str | None = None  # all words of this theme; else the wall shows every theme
    shown_page: int = 0  # of what is too long for one wall, from 0
    k: int = 5  # smallest group whose answers are shown apart (product.md A1)
    release_at_once: bool = False
    rehearsal_since: datetime | None = Field(default=None, sa_type=Moment)
    support_person: str = ""
    helplines: str = ""
    word_sets: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )  # by voice, where they are not the usual ones
    people_counted: int | None = None  # heads in the room, counted by a facilitator
    tables: int = 0  # how many tables there are; 0: people sit as they like
    seated_at: datetime | None = Field(default=None, sa_type=Moment)  # everybody, all at once

    def shows_the_stage(self) -> None:
        """The wall as the stage begins: nothing large, and the first page."""
        self.shown_touchpoint = self.shown_words = None
        self.themes_shown_at = self.shown_theme = None
        self.shown_page = 0


class Stage(SQLModel, table=True):
    id: str = Field(default_factory=public_id, primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    position: int
    kind: StageKind = Field(sa_type=String(20))
    title: str
    instruction: str
    script: str
    minutes: int
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    sealed_at: datetime | None = Field(default=None, sa_type=Moment)  # closed, without grace
    visits: int = 0  # how often the room came here
    revealed_at: datetime | None = Field(default=None, sa_type=Moment)
    merged: bool | None = None  # carers with patients: decided at the first reveal, for good (A1)

    def takes(self, now: datetime) -> bool:
        """Whether what was written in this stage may still be sent."""
        return takes(self.opened_at, self.closed_at, self.sealed_at, now)


def takes(
    opened: datetime | None, closed: datetime | None, sealed: datetime | None, now: datetime
) -> bool:
    if opened is None or sealed is not None:
        return False
    return closed is None or now - closed <= GRACE


@dataclass(frozen=True)
class Facilitator:
    """Whoever steers this workshop, found by the guard inside the writer's transaction."""

    account_id: str
    name: str
    workshop: Workshop
    now: datetime
    role: Role = Role.LEAD


def prepare_workshop(
    session: Session, project: Project, template: WorkshopTemplate, *, title: str, now: datetime
) -> str:
    """The id of a new workshop with the template's running order; its doors are closed."""
    workshop = Workshop(
        project_id=project.id,
        title=written(title, TITLE, one_line=True),
        template=template.key,
        created_at=now,
    )
    session.add(workshop)
    session.flush()
    for position, stage in enumerate(template.stages):
        made = Stage(
            workshop_id=workshop.id,
            position=position,
            kind=StageKind(stage.kind),
            title=stage.title,
            instruction=stage.instruction,
            script=stage.script,
            minutes=stage.minutes,
            settings=dict(stage.settings),
        )
        session.add(made)
    return workshop.id


_STAGES: Any = (
    select(Stage).where(col(Stage.workshop_id) == bindparam("id")).order_by(col(Stage.position))
)
_WORKSHOP: Any = select(Workshop).where(col(Workshop.id) == bindparam("id"))

# These two are read for every drawing of every room.
_WORKSHOPS, _PROJECTS, _A_STAGE = Shape(Workshop), Shape(Project), Shape(Stage)
_ROOM = (
    columns(*_WORKSHOPS.columns, *_PROJECTS.columns, *_A_STAGE.columns)
    .join(Project, col(Project.id) == col(Workshop.project_id))
    .outerjoin(Stage, col(Stage.id) == col(Workshop.stage_id))
    .where(col(Workshop.id) == bindparam("id"))
)
_ORDER = (
    columns(*_A_STAGE.columns)
    .where(col(Stage.workshop_id) == bindparam("id"))
    .order_by(col(Stage.position))
)


def stages_of(session: Session, workshop_id: str) -> list[Stage]:
    return list(session.exec(_STAGES, params={"id": workshop_id}))


def stage_called(session: Session, workshop_id: str, stage_id: str | None) -> Stage:
    stage = session.get(Stage, stage_id) if stage_id else None
    if stage is None or stage.workshop_id != workshop_id:
        raise NotYours("There is no such stage here.")
    return stage


def workshop_called(session: Session, workshop_id: str) -> Workshop:
    workshop: Workshop | None = session.exec(_WORKSHOP, params={"id": workshop_id}).first()
    if workshop is None:
        raise NotYours("There is no such workshop.")
    return workshop


def room_called(session: Session, workshop_id: str) -> tuple[Workshop, Project, Stage | None]:
    """A workshop, whose it is, and the stage it is in; to be looked at alone."""
    found = session.connection().execute(_ROOM, {"id": workshop_id}).first()
    if found is None:
        raise NotYours("There is no such workshop.")
    row = iter(found)
    workshop, project, stage = (
        tuple(islice(row, shape.width)) for shape in (_WORKSHOPS, _PROJECTS, _A_STAGE)
    )
    is_in_one = stage[0] is not None
    return (
        _WORKSHOPS.made_of(workshop),
        _PROJECTS.made_of(project),
        _A_STAGE.made_of(stage) if is_in_one else None,
    )


def running_order(session: Session, workshop_id: str) -> list[Stage]:
    """A workshop's stages; to be looked at alone."""
    found = session.connection().execute(_ORDER, {"id": workshop_id})
    return [_A_STAGE.made_of(row) for row in found]


def workshop_of(session: Session, project_id: str) -> tuple[Workshop, ...]:
    """A project's workshops, the newest first."""
    wanted = select(Workshop).where(Workshop.project_id == project_id)
    return tuple(session.exec(wanted.order_by(col(Workshop.created_at).desc())))


def workshop_with_secret(session: Session, join_secret: str) -> Workshop:
    """The way in by QR code: latecomers too, until the workshop has ended."""
    found = session.exec(select(Workshop).where(Workshop.join_secret == join_secret)).first()
    return must_be_open(found)


def must_be_open(workshop: Workshop | None) -> Workshop:
    """Raises NotYours while nobody may come in."""
    if workshop is None or workshop.doors_opened_at is None or workshop.ended_at is not None:
        raise NotYours("This workshop is not open. Please ask a facilitator.")
    return workshop


def workshop_to_come_back_to(session: Session, join_secret: str) -> Workshop:
    """By its QR code, also after its doors have closed and it has ended: to read, to take back."""
    found = session.exec(select(Workshop).where(Workshop.join_secret == join_secret)).first()
    if found is None:
        raise NotYours("There is no such workshop.")
    return found


def workshop_with_code(session: Session, typed: str) -> Workshop:
    """Capitals, small letters and spaces make no difference; raises Refused for a wrong code."""
    code = "".join(c for c in typed.upper() if c.isalnum())
    found = session.exec(select(Workshop).where(Workshop.code == code)).first() if code else None
    if found is None:
        raise Refused(
            "That code does not fit. It has six letters or numbers, and works while the doors "
            "are open. Look at the big screen once more, or ask a facilitator."
        )
    return found


def new_code(session: Session) -> str:
    while True:
        code = "".join(choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if session.exec(select(Workshop.id).where(Workshop.code == code)).first() is None:
            return code


# Every act at the desk begins with this.
_MEMBER: Any = (
    select(Account.id, Account.name, Workshop, Membership.role)
    .join(SignIn, col(SignIn.account_id) == col(Account.id))
    .join(Membership, col(Membership.account_id) == col(Account.id))
    .join(Workshop, col(Workshop.project_id) == col(Membership.project_id))
    .where(col(SignIn.token_hash) == bindparam("token"), col(SignIn.until) > bindparam("now"))
    .where(col(Workshop.id) == bindparam("workshop"))
)


def facilitator(session: Session, workshop_id: str, cookie: str, now: datetime) -> Facilitator:
    """Who steers: the lead and co-facilitators.

    Raises Unknown when nobody is signed in, MayOnlyCare for the support person, NotYours for
    anyone else.
    """
    found = _member(session, workshop_id, cookie, now)
    if found.role is Role.SUPPORT:
        raise MayOnlyCare(
            "You are here as the support person: you look after people. A facilitator steers."
        )
    return found


def on_call(session: Session, workshop_id: str, cookie: str, now: datetime) -> Facilitator:
    """Who may see that somebody needs a pause (A4): the support person and the lead."""
    found = _member(session, workshop_id, cookie, now)
    if found.role is Role.CO:
        raise NotYours("Only the support person and the lead see this page.")
    return found


def _member(session: Session, workshop_id: str, cookie: str, now: datetime) -> Facilitator:
    asked = {"token": hashed(cookie), "now": now, "workshop": workshop_id}
    found = session.exec(_MEMBER, params=asked).first()
    if found is not None:
        account, name, workshop, role = found
        return Facilitator(account, name, workshop, now, Role(role))
    if signed_in(session, cookie, now) is None:
        raise Unknown("Please sign in first.")
    raise NotYours("There is no such workshop.")


def at_the_wall(session: Session, workshop_id: str, wall_key: str) -> Workshop:
    """Whoever has the wall's link may look."""
    workshop = workshop_called(session, workshop_id)
    if not wall_key or hashed(workshop.wall_key) != hashed(wall_key):
        raise NotYours("There is no such workshop.")
    return workshop
