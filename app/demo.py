"""The demo: a project half-way through, with its trials under way and a workshop open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from pwdlib import PasswordHash
from sqlmodel import Session, col, select

from app.content import Journey, journey, template, word_set
from app.database import Database
from app.demo_answers import ask_again
from app.demo_figures import count_things
from app.demo_library import put_on_the_shelf, take_over
from app.domain.accounts import Account, account_called, add_account
from app.domain.agreeing import agree
from app.domain.chasing.naming import name_sponsor
from app.domain.choosing import decide
from app.domain.dots import place_dot
from app.domain.errors import Refused
from app.domain.feelings import pick_words, place
from app.domain.ideas import Idea, offer_idea
from app.domain.journey import Touchpoint, lay_out, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.moderation import release
from app.domain.projects import Member, member, projects_of, start_project
from app.domain.seats import Sitting, Use, sitting, take_seat
from app.domain.steering import close_doors, end_workshop, move, open_doors, reveal
from app.domain.stories import Story, tell_story
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
    Facilitator,
    StageKind,
    Workshop,
    prepare_workshop,
    stages_of,
    workshop_called,
)

DEMO_EMAIL = "demo@touchline.example"
SPONSOR = "sponsor@touchline.example"


@dataclass(frozen=True)
class Size:
    """How much happens at an invented event: the demo must be there within seconds."""

    people: Mapping[Voice, int]
    words: float  # how often somebody picks words for a touchpoint
    dots: int  # of each person


WHOLE = Size({Voice.PATIENT: 14, Voice.CARER: 8, Voice.STAFF: 16}, words=0.7, dots=3)
SMALL = Size({Voice.PATIENT: 6, Voice.CARER: 5, Voice.STAFF: 6}, words=0.0, dots=1)
WEEKS_AGO = 11
OTHERS = {"stroke": 13, "mental_health": 12, "ae": 11}
"""Journeys of further projects, smaller and without a workshop to come, and how many weeks ago
their joint event was: one whose change lasts, one that changes nothing, one that slips back."""
WHY_NOT = (
    ("parked", "The room can only move when the new wing opens. We look again in spring."),
    ("not_now", "It needs the whole hospital. We passed it on to the car park team."),
    ("not_now", "Nobody had time to lead it well this year. It stays on our list."),
    ("parked", "We first want to see whether the first change helps here too."),
)


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
    open_doors(session, _at_the_desk(session, account, workshop, now))
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
    event = _Event(session, account, joint, told, keyring, began, size)
    event.happen()


Usual = Mapping[str, tuple[str, ...]]  # words by side


class _Event:
    """The people of the demo and what they gave, the same every time."""

    def __init__(
        self,
        session: Session,
        account: Account,
        workshop: str,
        told: Journey,
        keyring: Keyring,
        now: datetime,
        size: Size,
    ) -> None:
        self.session, self.account, self.workshop = session, account, workshop
        self.told, self.keyring, self.now, self.size = told, keyring, now, size
        self.chance = Random(61)  # noqa: S311  (nothing here is secret)
        self.touchpoints: Sequence[Touchpoint] = ()
        self.seats: list[str] = []

    def happen(self) -> None:
        desk = self.desk()
        open_doors(self.session, desk)
        self.touchpoints = touchpoints_of(self.session, desk.workshop.project_id)
        self.seats = [
            self._sit_down(voice) for voice, n in self.size.people.items() for _ in range(n)
        ]
        acts = {
            StageKind.FEELINGS: self._feel,
            StageKind.IDEAS: self._offer,
            StageKind.CHOOSE: self._choose,
            StageKind.CHECKOUT: self._agree,
        }
        for stage in stages_of(self.session, self.workshop):
            move(self.session, self.desk(), stage.id)
            kind = StageKind(stage.kind)
            if kind in acts:
                acts[kind](stage.id)
            if kind in {StageKind.MAP, StageKind.CHOOSE}:
                reveal(self.session, self.desk(), revealed=True)
            if kind == StageKind.DECISIONS:
                self._decide()
            self.now += timedelta(minutes=stage.minutes)
        close_doors(self.session, self.desk())
        end_workshop(self.session, self.desk())

    def desk(self) -> Facilitator:
        return _at_the_desk(self.session, self.account, self.workshop, self.now)

    def key(self) -> str:
        return str(uuid4())

    def _sit_down(self, voice: Voice) -> str:
        return take_seat(
            self.session,
            workshop_called(self.session, self.workshop),
            voice=voice,
            name="",
            may_show=True,
            key=self.key(),
            keyring=self.keyring,
            now=self.now,
        )

    def _people(self) -> list[Sitting]:
        return [
            sitting(self.session, self.workshop, secret, self.keyring, self.now)
            for secret in self.seats
        ]

    def _feel(self, stage: str) -> None:
        people = self._people()
        for by in people:
            for at, touchpoint in zip(self.told.touchpoints, self.touchpoints, strict=True):
                usual = at.staff if by.voice == Voice.STAFF else at.patient
                spread = (-2, -1, 0, 1, 2) if at.spread else (-1, 0, 0, 0, 1)
                height = max(-2, min(2, usual + self.chance.choice(spread)))
                skipped = self.chance.random() < 0.05
                place(
                    self.session,
                    by,
                    stage=stage,
                    touchpoint=touchpoint.id,
                    height=None if skipped else height,
                    key=self.key(),
                )
                if not skipped and self.chance.random() < self.size.words:
                    self._say(by, stage, touchpoint.id, at.words, height)
        self._tell(people, stage)

    def _say(
        self,
        by: Sitting,
        stage: str,
        touchpoint: str,
        usual: dict[str, tuple[str, ...]],
        height: int,
    ) -> None:
        offered = word_set("staff" if by.voice == Voice.STAFF else "default")
        side = offered.lifts if height > 0 else offered.weighs
        typical = usual.get("staff" if by.voice == Voice.STAFF else "patient", ())
        words = {*self.chance.sample(side, 1), *typical[: self.chance.randint(0, 2)]}
        known = tuple(word for word in sorted(words) if word in offered.all)
        own = next((word for word in sorted(words) if word not in offered.all), "")
        pick_words(
            self.session,
            by,
            stage=stage,
            touchpoint=touchpoint,
            words=known,
            own=own,
            offered=frozenset(offered.all),
            key=self.key(),
        )

    def _tell(self, people: list[Sitting], stage: str) -> None:
        for at, touchpoint in zip(self.told.touchpoints, self.touchpoints, strict=True):
            for quote in at.voices:
                by = self.chance.choice([p for p in people if p.voice == quote.voice])
                tell_story(
                    self.session,
                    by,
                    stage=stage,
                    touchpoint=touchpoint.id,
                    text=quote.text,
                    key=self.key(),
                )
        self._release(Story)

    def _offer(self, stage: str) -> None:
        people = self._people()
        for idea in self.told.ideas:
            offer_idea(
                self.session,
                self.chance.choice(people),
                stage=stage,
                touchpoint=self.touchpoints[idea.touchpoint].id,
                text=idea.text,
                key=self.key(),
            )
        self._release(Idea, most=9)

    def _release(self, table: type[Story] | type[Idea], most: int = 1000) -> None:
        """The first `most` that the trials come from, or all."""
        self.session.flush()
        wanted = [self.told.ideas[t.idea].text for t in self.told.trials]
        rows = self.session.exec(select(table).where(table.workshop_id == self.workshop)).all()
        rows = sorted(rows, key=lambda row: (row.text not in wanted, row.text))
        for row in rows[:most]:
            release(self.session, self.desk(), table, row.id)

    def _choose(self, stage: str) -> None:
        self.session.flush()
        choices = self.session.exec(
            select(Idea)
            .where(Idea.workshop_id == self.workshop, col(Idea.released_at).is_not(None))
            .order_by(col(Idea.text))
        ).all()
        for by in self._people():
            likes = [3 if self._is_tried(c.text) else 1 for c in choices]
            if by.voice == Voice.STAFF:
                likes = [n + (i % 3 == 0) * 3 for i, n in enumerate(likes)]
            for idea in self.chance.choices(choices, likes, k=self.size.dots):
                try:
                    place_dot(self.session, by, stage=stage, idea=idea.id, key=self.key())
                except Refused:
                    self.session.expire_all()  # a third dot on one: this person keeps it back

    def _is_tried(self, text: str) -> bool:
        return any(self.told.ideas[trial.idea].text == text for trial in self.told.trials)

    def _decide(self) -> None:
        self.session.flush()
        choices = self.session.exec(
            select(Idea)
            .where(Idea.workshop_id == self.workshop, col(Idea.released_at).is_not(None))
            .order_by(col(Idea.text))
        ).all()
        why_not = iter(WHY_NOT)
        for idea in choices:
            outcome, reason = "taken_forward", ""
            if not self._is_tried(idea.text):
                outcome, reason = next(why_not, ("", ""))
            if outcome:
                decide(self.session, self.desk(), idea=idea.id, outcome=outcome, reason=reason)

    def _agree(self, _stage: str) -> None:
        self.session.flush()
        for by in self._people():
            mine = self.session.exec(select(Story.id).where(Story.seat_id == by.seat_id)).all()
            outside = frozenset(s for s in mine if self.chance.random() < 0.6)
            uses = frozenset({Use.ROOM, Use.REPORT, Use.OTHER_GROUP})
            agree(self.session, by, uses, stories=outside, email="", key=self.key())


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


def _at_the_desk(session: Session, account: Account, workshop: str, now: datetime) -> Facilitator:
    return Facilitator(account.id, account.name, workshop_called(session, workshop), now)
