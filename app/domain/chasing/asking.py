"""Which letters about a day to look ought to exist by now, and what each of them says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.domain.accounts import Account
from app.domain.chasing.tables import Chased, Look, Sponsor
from app.domain.ended import end_of
from app.domain.outbox import Letter, Wanted, letter_called, put
from app.domain.projects import Membership, Project, Role
from app.domain.reporting import leaves_room
from app.domain.trials import Trial, TrialShown, trial_shown, trials_of
from app.domain.workshops import Workshop

LOCAL = ZoneInfo("Europe/London")
FROM_HOUR = 8  # nobody gets e-mail from us in the night
BEFORE, AFTER, LATE, SPONSOR = (timedelta(days=n) for n in (-3, 3, 10, 17))
BETWEEN = timedelta(days=7)  # from one letter to the next, also when one was late


def reminders_wanted(session: Session, now: datetime) -> Iterator[Wanted]:
    """Every letter about a day to look that ought to exist by now.

    Each step waits for the one before it, so that nobody is passed over: after a long silence of
    the server the owner is asked first, and the sponsor hears a week after the last letter to the
    owner, never at once.
    """
    if now.astimezone(LOCAL).hour < FROM_HOUR:
        return
    today = now.astimezone(LOCAL).date()
    for project in session.exec(select(Trial.project_id).distinct()).all():
        if end_of(session, project) is not None:
            continue
        sponsor = session.get(Sponsor, project)
        for shown in real_trials(session, project):
            day = shown.review_on
            if day is None or today < day + BEFORE or answer_for(session, shown) is not None:
                continue
            for step in _steps(session, shown.trial.id, day, today, now):
                if step != "sponsor":
                    yield Wanted("review", project, shown.trial.id, f"{day} {step}")
                elif sponsor is not None:
                    yield Wanted("sponsor", project, shown.trial.id, str(day))


def _steps(session: Session, trial: str, day: date, today: date, now: datetime) -> Iterator[str]:
    if today <= day:
        yield "before"
    if today >= day + AFTER:
        yield "after"
    if today >= day + LATE and _ended(session, f"review {trial} {day} after", now):
        yield "late"
    if today >= day + SPONSOR and _ended(session, f"review {trial} {day} late", now):
        yield "sponsor"


def _ended(session: Session, key: str, now: datetime) -> bool:
    """Whether the letter before this one has gone, or could not, a week ago."""
    letter = letter_called(session, key)
    if letter is None:
        return False
    ended = letter.sent_at or letter.given_up_at or letter.claimed_at or letter.dropped_at
    return (
        ended is not None
        and now.astimezone(LOCAL).date() - ended.astimezone(LOCAL).date() >= BETWEEN
    )


def real_trials(session: Session, project_id: str) -> tuple[TrialShown, ...]:
    """Without those of a rehearsal."""
    rehearsed = set(
        session.exec(
            select(Workshop.id).where(
                Workshop.project_id == project_id, col(Workshop.rehearsal_since).is_not(None)
            )
        )
    )
    return tuple(t for t in trials_of(session, project_id) if t.workshop_id not in rehearsed)


@dataclass(frozen=True)
class Reminder:
    """What a letter about a day to look says, and to whom. No names of anybody else."""

    to: str
    name: str  # of the sponsor; empty for others
    project: str
    progress_key: str
    trial: str  # in the team's words, or empty
    touchpoint: str
    owner: str
    day: date
    step: str  # before | after | late | sponsor
    key: str
    trial_id: str
    language: str  # of the project


def reminder(session: Session, letter: Letter) -> Reminder | None:
    """None when nothing is to be said any more: closed, moved, answered, or nobody to tell."""
    trial = session.get(Trial, letter.about)
    if trial is None:
        return None
    shown = trial_shown(session, trial.id)
    day = shown.review_on
    asked_about, _, step = letter.step.partition(" ")
    if day is None or str(day) != asked_about:
        return None
    if answer_for(session, shown) is not None:
        return None
    project = session.get_one(Project, trial.project_id)
    chased = session.get(Chased, trial.id)
    sponsor = session.get(Sponsor, project.id) if letter.kind == "sponsor" else None
    if chased is None or (letter.kind == "sponsor" and sponsor is None):
        return None
    return Reminder(
        to=sponsor.email if sponsor else chased.email or lead_address(session, project.id),
        name=sponsor.name if sponsor else "",
        project=project.title,
        progress_key=project.progress_key,
        trial=leaves_room(shown)[0],
        touchpoint=shown.touchpoint,
        owner=trial.owner,
        day=day,
        step=step or letter.kind,
        key=chased.key,
        trial_id=trial.id,
        language=project.language,
    )


def chased(session: Session, trial_id: str) -> Chased:
    """Made when it is first needed."""
    found = session.get(Chased, trial_id)
    if found is None:
        found = Chased(trial_id=trial_id)
        session.add(found)
        session.flush()
    return found


def answer_for(session: Session, shown: TrialShown) -> Look | None:
    """What was answered about the day that stands now."""
    day = shown.review_on
    return session.get(Look, (shown.trial.id, day)) if day else None


def lead_address(session: Session, project_id: str) -> str:
    wanted = (
        select(Account.email)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.project_id == project_id, Membership.role == Role.LEAD)
    )
    return session.exec(wanted).first() or ""


def put_reminders(session: Session, now: datetime) -> None:
    for wanted in list(reminders_wanted(session, now)):
        chased(session, wanted.about)
        put(session, wanted, now)
