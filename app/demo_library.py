"""The demo's library: what two teams wrote about how they did it, and one that took it over."""

from datetime import datetime

from sqlmodel import Session, select

from app.content import StarterTrial
from app.domain.accounts import Account
from app.domain.library import Published, copy_how, publish, use_copy, write_how
from app.domain.library.copying import copy_in_trial
from app.domain.projects import Member, member, projects_of
from app.domain.trials import teammate, trials_of


def put_on_the_shelf(session: Session, by: Member, trial: str, told: StarterTrial) -> None:
    """Once only, however often a demo is made."""
    known = session.exec(select(Published.id).where(Published.title == told.title)).first()
    if told.how and known is None:
        team = teammate(session, by, trial)
        write_how(session, team, told.how)
        session.flush()
        publish(session, team)


def take_over(session: Session, account: Account, now: datetime) -> None:
    """A trial that is just beginning uses what another team published under the same name."""
    session.flush()
    for published in session.exec(select(Published)).all():
        for project in projects_of(session, account.id):
            for each in trials_of(session, project.id):
                own = each.trial.id == published.trial_id
                if each.title == published.title and not own and not each.cycle.act:
                    by = member(session, project.id, account, now)
                    if copy_in_trial(session, each.trial.id) is None:
                        copy = copy_how(session, by, published.id)
                        session.flush()
                        use_copy(session, teammate(session, by, each.trial.id), copy)
