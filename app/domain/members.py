"""Who is in a project: invited by a link, taken out, and the lead handed over (S7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from app.domain.accounts import Account
from app.domain.chasing.naming import end_links_of_lead
from app.domain.columns import Moment, public_id
from app.domain.errors import NotTheLead, NotYours, Refused, Unusable
from app.domain.projects import Member, Membership, Project, Role

INVITED_FOR = timedelta(days=14)
MOST_INVITATIONS, MOST_MEMBERS = 20, 40


class Invitation(SQLModel, table=True):
    """A link that lets one person in; gone once used or withdrawn."""

    __table_args__ = (CheckConstraint("role IN ('co', 'support')", name="role_invited"),)

    id: str = Field(default_factory=public_id, primary_key=True)
    project_id: str = Field(foreign_key="project.id", index=True)
    key: str = Field(default_factory=lambda: token_urlsafe(24), unique=True)
    role: Role = Field(sa_type=String(10))
    invited_by: str = Field(foreign_key="account.id")
    until: datetime = Field(sa_type=Moment)


def invite(session: Session, by: Member, *, role: str) -> str:
    """The key of a new link."""
    _only_the_lead(by)
    if role not in {Role.CO, Role.SUPPORT}:
        raise Unusable("Please choose what the person will do.")
    session.exec(delete(Invitation).where(col(Invitation.until) < by.now))
    waiting = select(func.count()).where(Invitation.project_id == by.project.id)
    if session.exec(waiting).one() >= MOST_INVITATIONS:
        raise Refused("Many invitations are open already. Please withdraw some first.")
    new = Invitation(
        project_id=by.project.id,
        role=Role(role),
        invited_by=by.account_id,
        until=by.now + INVITED_FOR,
    )
    session.add(new)
    return new.key


def withdraw_invitation(session: Session, by: Member, *, invitation: str) -> None:
    _only_the_lead(by)
    found = session.get(Invitation, invitation)
    if found is None or found.project_id != by.project.id:
        raise NotYours("This invitation is not open any more.")
    session.delete(found)


def invitation_with(session: Session, key: str, now: datetime) -> Invitation:
    """Raises NotYours when it was used, withdrawn, or is too old."""
    found = session.exec(select(Invitation).where(Invitation.key == key)).first()
    if found is None or found.until < now:
        raise NotYours(
            "This invitation does not work any more. Please ask whoever sent it for a new one."
        )
    return found


def accept(session: Session, account_id: str, *, key: str, now: datetime) -> str:
    """Come into the project; its id. Whoever is in it already keeps their role and the link."""
    invitation = invitation_with(session, key, now)
    if session.get(Membership, (invitation.project_id, account_id)) is not None:
        return invitation.project_id
    members = select(func.count()).where(Membership.project_id == invitation.project_id)
    if session.exec(members).one() >= MOST_MEMBERS:
        raise Refused("This project is full. Please ask the lead to take somebody out first.")
    session.add(
        Membership(project_id=invitation.project_id, account_id=account_id, role=invitation.role)
    )
    session.delete(invitation)
    return invitation.project_id


def take_out(session: Session, by: Member, *, account: str) -> bool:
    """The lead takes out anybody else; anybody else may go: True when somebody went themselves."""
    found = _membership(session, by, account)
    if found.account_id != by.account_id:
        _only_the_lead(by)
    if found.role == Role.LEAD:
        raise Refused("A project needs a lead. Please hand over the lead first.")
    session.delete(found)
    return found.account_id == by.account_id


def hand_over(session: Session, by: Member, *, account: str) -> None:
    """Somebody else leads from now on; whoever led is a co-facilitator.

    Links in letters that they got as the lead lead nowhere from now on.
    """
    _only_the_lead(by)
    other = _membership(session, by, account)
    if other.role != Role.CO:
        raise Refused("The lead can be handed to a co-facilitator.")
    mine = _membership(session, by, by.account_id)
    other.role, mine.role = Role.LEAD, Role.CO
    session.add(other)
    session.add(mine)
    end_links_of_lead(session, by.project.id)


@dataclass(frozen=True)
class MemberShown:
    account_id: str
    name: str
    email: str  # only the lead sees it
    role: Role
    is_me: bool
    may_go: bool
    may_lead: bool


@dataclass(frozen=True)
class InvitationShown:
    id: str
    key: str
    role: Role
    until: datetime


@dataclass(frozen=True)
class People:
    """Who is in a project, and what whoever looks may do about it."""

    members: tuple[MemberShown, ...]
    invitations: tuple[InvitationShown, ...]
    is_lead: bool


def people_of(session: Session, by: Member) -> People:
    leads = by.role is Role.LEAD
    rows = session.exec(
        select(Account, Membership.role)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.project_id == by.project.id)
    )
    order = list(Role)
    members = sorted(
        (_shown(account, Role(role), by) for account, role in rows),
        key=lambda m: (order.index(m.role), m.name.casefold()),
    )
    waiting = (
        select(Invitation)
        .where(Invitation.project_id == by.project.id, col(Invitation.until) >= by.now)
        .order_by(col(Invitation.until))
    )
    invitations = session.exec(waiting) if leads else ()
    return People(
        members=tuple(members),
        invitations=tuple(
            InvitationShown(each.id, each.key, Role(each.role), each.until) for each in invitations
        ),
        is_lead=leads,
    )


def inviting(session: Session, invitation: Invitation) -> tuple[Project, str]:
    """The project, and the name of whoever invites."""
    project = session.get_one(Project, invitation.project_id)
    return project, session.get_one(Account, invitation.invited_by).name


def _shown(account: Account, role: Role, by: Member) -> MemberShown:
    leads, is_me = by.role is Role.LEAD, account.id == by.account_id
    return MemberShown(
        account_id=account.id,
        name=account.name,
        email=account.email if leads else "",
        role=role,
        is_me=is_me,
        may_go=role is not Role.LEAD and (leads or is_me),
        may_lead=leads and role is Role.CO,
    )


def _membership(session: Session, by: Member, account: str) -> Membership:
    found = session.get(Membership, (by.project.id, account))
    if found is None:
        raise NotYours("This person is not in the project any more.")
    return found


def _only_the_lead(by: Member) -> None:
    if by.role is not Role.LEAD:
        raise NotTheLead("Only the lead can do this. Please ask them.")
