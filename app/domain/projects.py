"""A project is one effort of co-design on one journey; its members are facilitators."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.accounts import Account
from app.domain.columns import Moment, public_id
from app.domain.errors import MayOnlyCare, NotYours
from app.domain.text import written

KEPT_FOR = timedelta(days=365)
TITLE, JOURNEY = 80, 120  # characters


class Project(SQLModel, table=True):
    id: str = Field(default_factory=public_id, primary_key=True)
    title: str
    journey: str
    progress_key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True)
    keep_until: date
    created_at: datetime = Field(sa_type=Moment)
    language: str = Field(default="en", sa_type=String(10))  # of letters to those who run it


class Role(StrEnum):
    """What somebody does in a project (S7)."""

    LEAD = "lead"  # everything; there is one
    CO = "co"  # steers as the lead does, and does not see who needs a pause
    SUPPORT = "support"  # looks after people: sees who needs a pause, and steers nothing


class Membership(SQLModel, table=True):
    __table_args__ = (CheckConstraint("role IN ('lead', 'co', 'support')", name="role_known"),)

    project_id: str = Field(foreign_key="project.id", primary_key=True)
    account_id: str = Field(foreign_key="account.id", primary_key=True, index=True)
    role: Role = Field(default=Role.LEAD, sa_type=String(10))


@dataclass(frozen=True)
class Member:
    """Somebody at work in a project, found by the guard."""

    account_id: str
    name: str
    project: Project
    now: datetime
    role: Role = Role.LEAD


def start_project(
    session: Session,
    account_id: str,
    *,
    title: str,
    journey: str,
    now: datetime,
    language: str = "en",
) -> str:
    """The new project's id."""
    project = Project(
        title=written(title, TITLE, one_line=True),
        journey=written(journey, JOURNEY, one_line=True),
        keep_until=(now + KEPT_FOR).date(),
        created_at=now,
        language=language,
    )
    session.add(project)
    session.flush()
    session.add(Membership(project_id=project.id, account_id=account_id))
    return project.id


def member(session: Session, project_id: str, account: Account, now: datetime) -> Member:
    """Raises NotYours for anybody who is not a member, and when there is no such project."""
    wanted = (
        select(Project, Membership.role)
        .join(Membership)
        .where(Project.id == project_id, Membership.account_id == account.id)
    )
    found = session.exec(wanted).first()
    if found is None:
        raise NotYours("There is no such project.")
    project, role = found
    return Member(account.id, account.name, project, now, Role(role))


def at_work(by: Member) -> Member:
    """Raises MayOnlyCare for the support person, who reads and changes nothing here."""
    if by.role is Role.SUPPORT:
        raise MayOnlyCare("You are the support person here: you look after people. Ask the lead.")
    return by


def role_in(session: Session, project_id: str, account_id: str) -> Role | None:
    found = session.get(Membership, (project_id, account_id))
    return Role(found.role) if found else None


def projects_of(session: Session, account_id: str) -> tuple[Project, ...]:
    wanted = select(Project).join(Membership).where(Membership.account_id == account_id)
    return tuple(session.exec(wanted.order_by(col(Project.created_at).desc())))


def project_with_key(session: Session, progress_key: str) -> Project:
    found = session.exec(select(Project).where(Project.progress_key == progress_key)).first()
    if found is None:
        raise NotYours("There is no such page.")
    return found


def new_address(session: Session, by: Member, seen: str) -> None:
    """Another address for the progress page; the old one is gone with the next request, for good.

    `seen` is the address that whoever pressed was looking at: sent twice, it is changed once.
    """
    if seen == by.project.progress_key:
        by.project.progress_key = token_urlsafe(16)
        session.add(by.project)
