"""Saying who is asked: the sponsor of a project, the owner of a trial."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.addresses import email_written
from app.domain.chasing.asking import (
    LOCAL,
    answer_for,
    chased,
    lead_address,
    real_trials,
)
from app.domain.chasing.tables import NAME, Chased, Look, Sponsor
from app.domain.errors import NotTheLead
from app.domain.outbox import Letter, forget_letters, last_letter
from app.domain.projects import Member, Project, Role
from app.domain.text import written
from app.domain.trials import Trial, TrialShown, trial_called


def name_sponsor(session: Session, by: Member, *, name: str, email: str) -> None:
    """Both empty: there is none any more. Only the lead may.

    Links in letters that another sponsor has got lead nowhere from now on.
    """
    if by.role is not Role.LEAD:
        raise NotTheLead("Only the lead can do this. Please ask them.")
    known = session.get(Sponsor, by.project.id)
    if not name.strip() and not email.strip():
        if known is not None:
            _end_links_of_sponsor(session, by.project.id)
            session.delete(known)
        return
    email = email_written(email)
    if known is not None and known.email != email:
        _end_links_of_sponsor(session, by.project.id)
    name = written(name, NAME, one_line=True)
    sponsor = known or Sponsor(project_id=by.project.id, name=name, email=email)
    sponsor.name, sponsor.email = name, email
    session.add(sponsor)


def _end_links_of_sponsor(session: Session, project: str) -> None:
    """Owners get theirs anew with the next letter; they had left these unanswered for weeks."""
    told = select(Letter.about).where(Letter.project_id == project, Letter.kind == "sponsor")
    _end_links(session, col(Chased.trial_id).in_(told))


def end_links_of_lead(session: Session, project: str) -> None:
    """Of the trials about which the lead is asked, as nobody else is named."""
    theirs = select(Trial.id).where(Trial.project_id == project)
    _end_links(session, col(Chased.trial_id).in_(theirs), Chased.email == "")


def _end_links(session: Session, *which: Any) -> None:
    for found in session.exec(select(Chased).where(*which)):
        found.key = token_urlsafe(16)
        session.add(found)


def name_owner(session: Session, by: Member, *, trial: str, email: str) -> None:
    """Whose address is asked about a trial; empty: the lead's. Another address gets a new link."""
    found = chased(session, trial_called(session, by, trial).id)
    email = email_written(email) if email.strip() else ""
    if email != found.email:
        found.email, found.key = email, token_urlsafe(16)
        session.add(found)


@dataclass(frozen=True)
class ChasedShown:
    """One trial on the page of those who run the project."""

    trial_id: str
    title: str
    touchpoint: str
    day: date | None
    is_due: bool
    email: str
    answer: str
    said: str
    last: Letter | None


@dataclass(frozen=True)
class Chasing:
    project: Project
    sponsor: Sponsor | None
    lead: str  # the address that is used where no other is given; only the lead sees it
    is_lead: bool
    trials: tuple[ChasedShown, ...]


def chasing_in(session: Session, by: Member) -> Chasing:
    today = by.now.astimezone(LOCAL).date()
    return Chasing(
        project=by.project,
        sponsor=session.get(Sponsor, by.project.id),
        lead=lead_address(session, by.project.id) if by.role is Role.LEAD else "",
        is_lead=by.role is Role.LEAD,
        trials=tuple(
            _chased_shown(session, each, today)
            for each in real_trials(session, by.project.id)
            if each.review_on
        ),
    )


def _chased_shown(session: Session, shown: TrialShown, today: date) -> ChasedShown:
    found = session.get(Chased, shown.trial.id)
    look = answer_for(session, shown)
    day = shown.review_on
    return ChasedShown(
        trial_id=shown.trial.id,
        title=shown.title,
        touchpoint=shown.touchpoint,
        day=day,
        is_due=day is not None and day <= today,
        email=found.email if found else "",
        answer=look.answer if look else "",
        said=look.said if look else "",
        last=last_letter(session, "review", shown.trial.id),
    )


def forget_chasing(session: Session, trials: Sequence[str]) -> None:
    """Of trials that are taken out altogether."""
    for table in (Look, Chased):
        session.exec(delete(table).where(col(table.trial_id).in_(trials)))
    forget_letters(session, trials)
