"""Answering about a day to look, by whoever has the link in the letter: no account is needed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from app.domain.chasing.asking import LOCAL, answer_for
from app.domain.chasing.tables import ANSWERS, Chased, Look
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.projects import Project
from app.domain.reporting import leaves_room
from app.domain.text import maybe_written, written
from app.domain.trials import (
    PARAGRAPH,
    Plan,
    Teammate,
    TrialShown,
    note_down,
    plan_trial,
    trial_shown,
)
from app.domain.trials.planning import AIMED, PLANNED

LONGEST_MOVE = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """The page behind the link in a letter."""

    key: str
    project: str
    trial: str
    touchpoint: str
    day: date | None  # None: nothing is asked any more
    answer: str  # done | stopped | or nothing yet
    said: str
    state: str


def asked(session: Session, key: str, now: datetime) -> Asked:
    shown = _with_key(session, key)
    look = answer_for(session, shown)
    return Asked(
        key=key,
        project=session.get_one(Project, shown.trial.project_id).title,
        trial=leaves_room(shown)[0],
        touchpoint=shown.touchpoint,
        day=shown.review_on,
        answer=look.answer if look else "",
        said=look.said if look else "",
        state=shown.state(now.date()),
    )


def answer_look(
    session: Session, key: str, *, day: date | None, answer: str, said: str, now: datetime
) -> None:
    """ "Done", or "stopped" with the reason: it stands in the trial's diary as well.

    The same again changes nothing; another answer takes its place.
    """
    shown = _with_key(session, key)
    asked_about = _still(shown, day)
    if answer not in ANSWERS:
        raise Unusable("Please choose one of the answers.")
    said = written(said, PARAGRAPH) if answer == "stopped" else maybe_written(said, PARAGRAPH)
    known = answer_for(session, shown)
    if said and not (known and known.said == said):
        note_down(session, _by_link(session, shown, now), text=said)
    look = known or Look(trial_id=shown.trial.id, day=asked_about, answer=answer, at=now)
    look.answer, look.said, look.at = answer, said, now
    session.add(look)


def move_look(
    session: Session, key: str, *, day: date | None, to: date | None, now: datetime
) -> None:
    """To another day, which is asked about in its turn."""
    shown = _with_key(session, key)
    _still(shown, day)
    today = now.astimezone(LOCAL).date()
    if to is None or not today < to <= today + LONGEST_MOVE:
        raise Unusable("Please choose a day after today, within a year.")
    trial, cycle = shown.trial, shown.cycle
    stands = {name: getattr(trial, name) for name in AIMED}
    stands |= {name: getattr(cycle, name) for name in PLANNED}
    plan_trial(session, _by_link(session, shown, now), Plan(**{**stands, "review_on": to}))


def _by_link(session: Session, shown: TrialShown, now: datetime) -> Teammate:
    """Whoever answers does so as the team's link does: in the trial's history, to be undone."""
    project = session.get_one(Project, shown.trial.project_id)
    return Teammate(shown.trial, project, now, "link")


def _with_key(session: Session, key: str) -> TrialShown:
    found = session.exec(select(Chased).where(Chased.key == key)).first()
    if found is None:
        raise NotYours("There is no such page.")
    return trial_shown(session, found.trial_id)


def _still(shown: TrialShown, seen: date | None) -> date:
    """The day that stands; whoever answers must have seen it."""
    day = shown.review_on
    if day is None:
        raise Refused("This try is closed already. Thank you.")
    if seen != day:
        raise Refused("Somebody has moved this day meanwhile. Please look again.")
    return day
