"""One invented event of the demo, by the same verbs that a room uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from sqlmodel import Session, col, select

from app.content import Journey, word_set
from app.domain.accounts import Account
from app.domain.agreeing import agree
from app.domain.choosing import decide
from app.domain.dots import place_dot
from app.domain.errors import Refused
from app.domain.feelings import pick_words, place
from app.domain.ideas import Idea, offer_idea
from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.moderation import release
from app.domain.seats import Sitting, Use, sitting, take_seat
from app.domain.steering import close_doors, end_workshop, move, open_doors, reveal
from app.domain.stories import Story, tell_story
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    StageKind,
    stages_of,
    workshop_called,
)


@dataclass(frozen=True)
class Size:
    """How much happens at an invented event: the demo must be there within seconds."""

    people: Mapping[Voice, int]
    words: float  # how often somebody picks words for a touchpoint
    dots: int  # of each person


WHY_NOT = (
    ("parked", "The room can only move when the new wing opens. We look again in spring."),
    ("not_now", "It needs the whole hospital. We passed it on to the car park team."),
    ("not_now", "Nobody had time to lead it well this year. It stays on our list."),
    ("parked", "We first want to see whether the first change helps here too."),
)


class Event:
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
        return at_the_desk(self.session, self.account, self.workshop, self.now)

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


def at_the_desk(session: Session, account: Account, workshop: str, now: datetime) -> Facilitator:
    return Facilitator(account.id, account.name, workshop_called(session, workshop), now)
