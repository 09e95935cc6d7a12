"""The demo: a project half-way through, with its trials under way and a workshop open."""

from datetime import UTC, datetime, timedelta

from pwdlib import PasswordHash
from sqlmodel import Session, select

from app.content import Journey, journey, template
from app.database import Database
from app.demo_answers import ask_again
from app.demo_event import Event, Size, at_the_desk
from app.demo_figures import count_things
from app.demo_library import put_on_the_shelf, take_over
from app.domain.accounts import Account, account_called, add_account
from app.domain.chasing.naming import name_sponsor
from app.domain.ideas import Idea
from app.domain.journey import lay_out
from app.domain.keyring import Keyring
from app.domain.projects import Member, member, projects_of, start_project
from app.domain.steering import open_doors
from app.domain.trials import (
    Closing,
    Owners,
    Plan,
    close_cycle,
    plan_trial,
    start_trial,
    teammate,
)
from app.domain.voices import Voice
from app.domain.workshops import (
    Workshop,
    prepare_workshop,
    workshop_called,
)

DEMO_EMAIL = "demo@touchline.example"
SPONSOR = "sponsor@touchline.example"


WHOLE = Size({Voice.PATIENT: 14, Voice.CARER: 8, Voice.STAFF: 16}, words=0.7, dots=3)
SMALL = Size({Voice.PATIENT: 6, Voice.CARER: 5, Voice.STAFF: 6}, words=0.0, dots=1)
WEEKS_AGO = 11
OTHERS = {"stroke": 13, "mental_health": 12, "ae": 11}
"""Journeys of further projects, smaller and without a workshop to come, and how many weeks ago
their joint event was: one whose change lasts, one that changes nothing, one that slips back."""


def demo_password(keyring: Keyring) -> str:
    """Four words of this installation's own, so that no demo can be entered by guessing."""
    return keyring.phrase("demo").replace(" ", "-")


def make_demo(database: Database, keyring: Keyring, address: str) -> dict[str, str]:
    """Where to go, and how to sign in. Each call makes one more project."""
    now = datetime.now(UTC)
    for key, weeks_ago in OTHERS.items():  # each by itself, so that a running server can go on
        with Session(database.writing) as session:
            _other(session, _account(session, keyring, now), journey(key), keyring, weeks_ago, now)
            session.commit()
    with Session(database.writing) as session:
        account = _account(session, keyring, now)
        told = journey("breast")
        project = _project(session, account, told, now - timedelta(weeks=WEEKS_AGO + 4))
        _past_event(session, account, project, told, keyring, now - timedelta(weeks=WEEKS_AGO))
        _try_things(session, account, project, told, WEEKS_AGO, now)
        take_over(session, account, now)
        by = member(session, project, account, now)
        name_sponsor(session, by, name="Head of cancer services", email=SPONSOR)
        workshop = _open_workshop(session, account, project, now)
        session.commit()
        found = workshop_called(session, workshop)
        progress = member(session, project, account, now).project.progress_key
        return {
            "url": address,
            "desk": f"{address}/w/{workshop}/desk",
            "wall": f"{address}/w/{workshop}/wall?key={found.wall_key}",
            "code": found.code or "",
            "join": f"{address}/j/{found.join_secret}",
            "progress": f"{address}/progress/{progress}",
            "email": DEMO_EMAIL,
            "password": demo_password(keyring),
        }


def _account(session: Session, keyring: Keyring, now: datetime) -> Account:
    known = account_called(session, DEMO_EMAIL)
    if known is not None:
        return known
    password = PasswordHash.recommended().hash(demo_password(keyring))
    return add_account(session, email=DEMO_EMAIL, password_hash=password, name="Demo", now=now)


def _other(
    session: Session, account: Account, told: Journey, keyring: Keyring, weeks: int, now: datetime
) -> None:
    """Once only, however often a demo is made."""
    if any(each.title == told.service for each in projects_of(session, account.id)):
        return
    project = _project(session, account, told, now - timedelta(weeks=weeks + 5))
    began = now - timedelta(weeks=weeks)
    _past_event(session, account, project, told, keyring, began, SMALL)
    _try_things(session, account, project, told, weeks, now)


def _project(session: Session, account: Account, told: Journey, now: datetime) -> str:
    project = start_project(session, account.id, title=told.service, journey=told.title, now=now)
    lines = "\n".join(f"{t.title} | {t.source}" for t in told.touchpoints)
    by = member(session, project, account, now)
    lay_out(session, by.project, lines)
    session.flush()
    return project


def _open_workshop(session: Session, account: Account, project: str, now: datetime) -> str:
    by = member(session, project, account, now)
    short = template("short")
    workshop = prepare_workshop(session, by.project, short, title=short.title, now=now)
    session.flush()
    open_doors(session, at_the_desk(session, account, workshop, now))
    return workshop


def _past_event(
    session: Session,
    account: Account,
    project: str,
    told: Journey,
    keyring: Keyring,
    began: datetime,
    size: Size = WHOLE,
) -> None:
    """One afternoon some weeks ago, by the same verbs that a room uses."""
    by = member(session, project, account, began)
    joint = prepare_workshop(session, by.project, template("short"), title="Joint event", now=began)
    session.flush()
    event = Event(session, account, joint, told, keyring, began, size)
    event.happen()


def _try_things(
    session: Session, account: Account, project: str, told: Journey, weeks: int, now: datetime
) -> None:
    """The trials of the journey, some finished and one still under way, and what they count."""
    session.flush()
    for number, trial in enumerate(told.trials):
        text = told.ideas[trial.idea].text
        idea = session.exec(
            select(Idea).join(Workshop).where(Idea.text == text, Workshop.project_id == project)
        ).first()
        if idea is None:
            continue
        began = now - timedelta(weeks=weeks - 2 - number)
        by: Member = member(session, project, account, began)
        made = start_trial(session, by, idea.id)
        review = began + timedelta(days=trial.review_days)
        if not trial.decision:
            review = max(review, now + timedelta(days=11))
        plan = Plan(
            title=trial.title,
            aim=trial.aim,
            change=trial.change,
            prediction=trial.prediction,
            place=trial.place,
            starts_on=began.date(),
            review_on=review.date(),
            owners=Owners(trial.owner, trial.co_owner),
        )
        plan_trial(session, teammate(session, by, made), plan)
        session.flush()
        count_things(session, member(session, project, account, now), made, trial, began.date())
        if trial.decision:
            closing = Closing(
                what_happened=trial.what_happened,
                compared=trial.compared,
                act=trial.decision,
                reason=trial.reason,
                answer=trial.answer,
            )
            later = member(session, project, account, review)
            close_cycle(session, teammate(session, later, made), closing)
            session.flush()
            put_on_the_shelf(session, later, made, trial)
            ask_again(session, member(session, project, account, now), made, trial)
