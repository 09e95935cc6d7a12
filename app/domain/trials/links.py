"""The team's link: whoever has it works on one trial without an account.

Kept as a keyed hash and shown once. There is one at a time; a new one takes the old one's place,
and a withdrawn one is gone with the next request, as these pages have no stream.
"""

from datetime import datetime
from secrets import token_urlsafe

from sqlmodel import Field, Session, SQLModel, select

from app.domain.columns import Moment
from app.domain.errors import NotTheLead, NotYours, Refused
from app.domain.keyring import Keyring
from app.domain.projects import Project
from app.domain.trials.history import remember
from app.domain.trials.tables import Trial
from app.domain.trials.teammates import Teammate


class TeamLink(SQLModel, table=True):
    __tablename__ = "team_link"

    trial_id: str = Field(foreign_key="trial.id", primary_key=True)
    secret_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="account.id")


def make_link(session: Session, by: Teammate, keyring: Keyring, seen: str = "") -> str:
    """The secret of a new link (128 bits). Members only.

    `seen` is the link that whoever presses was looking at (`link_name`), or empty where there was
    none: a form sent twice must not take away the link that was just given to somebody.
    """
    if not by.is_member or by.account_id is None:
        raise NotTheLead("Only somebody in the project can make a link. Please ask them.")
    known = session.get(TeamLink, by.trial.id)
    if (link_name(known) if known else "") != seen:
        raise Refused("There is a newer link already. Make another one if nobody has it.")
    secret = token_urlsafe(16)
    link = known or TeamLink(
        trial_id=by.trial.id, secret_hash="", made_at=by.now, made_by=by.account_id
    )
    link.secret_hash, link.made_at, link.made_by = (
        keyring.team_link(secret),
        by.now,
        by.account_id,
    )
    session.add(link)
    remember(session, by, "link", again=known is not None)
    return secret


def withdraw_link(session: Session, by: Teammate) -> None:
    """Whoever has it finds nothing any more, at once. Members only."""
    if not by.is_member:
        raise NotTheLead("Only somebody in the project can withdraw a link. Please ask them.")
    known = session.get(TeamLink, by.trial.id)
    if known is not None:
        session.delete(known)
        remember(session, by, "no_link")


def link_of(session: Session, trial: str) -> TeamLink | None:
    return session.get(TeamLink, trial)


def link_name(link: TeamLink) -> str:
    """Tells one link from the next without saying anything of its secret."""
    return link.made_at.isoformat()


def teammate_by_link(session: Session, secret: str, keyring: Keyring, now: datetime) -> Teammate:
    """Raises NotYours once it is withdrawn, or where there never was such a link."""
    found = session.exec(
        select(Trial, Project)
        .join(TeamLink)
        .join(Project)
        .where(TeamLink.secret_hash == keyring.team_link(secret))
    ).first()
    if found is None:
        raise NotYours("This link does not work any more. Please ask your team for a new one.")
    trial, project = found
    return Teammate(trial, project, now, "link")
