"""Rooms for the pictures: invented people brought to any stage by the verbs that a room uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from sqlmodel import Session, select

from app.content import Journey, fitting_words, journey, template, word_set
from app.database import Database
from app.demo import DEMO_EMAIL
from app.domain.accounts import Account, account_called, sign_in
from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Question, answer
from app.domain.choosing import decide
from app.domain.dots import place_dot
from app.domain.errors import Refused
from app.domain.feelings import pick_words, place
from app.domain.ideas import Idea, offer_idea
from app.domain.journey import Touchpoint, lay_out, propose_touchpoint, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.moderation import release
from app.domain.projects import Project, member, start_project
from app.domain.rehearsals import begin_rehearsal
from app.domain.seats import Sitting, sitting, take_seat
from app.domain.steering import blank, close_doors, end_workshop, move, open_doors, pause, reveal
from app.domain.stories import Story, tell_story
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    Stage,
    StageKind,
    Workshop,
    prepare_workshop,
    stages_of,
    workshop_called,
)

# 38 as in the demo; 12 and 3 in about the same parts, so that the guard on small numbers shows.
SIDES = {38: (14, 8, 16), 12: (5, 2, 5), 3: (1, 1, 1), 0: (0, 0, 0)}
LONG = 15  # touchpoints of the journey with long words
LONG_TITLES = (
    "Erstgespräch in der Brustkrebsfrüherkennungsuntersuchungsstelle",
    "Waiting for the multidisciplinary team meeting to decide about the treatment",
    "انتظار نتائج الفحوصات في الممر",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch clinic",
)
RIGHT_TO_LEFT = "انتظرت تسعة أيام، وفي كل مرة يصل البريد كان قلبي يخفق. لم يتصل بي أحد."
LONG_STORY = (
    "We sat in the corridor from nine until after two, and three different people came past and "
    "said somebody would be with us shortly; I counted the ceiling tiles, he read the same page "
    "of the same magazine, and in the end it was the woman with the tea trolley who went and "
    "asked for us. Nobody meant any harm and nobody had been told. What I remember is not the "
    "waiting but that nobody knew we were there, and that I began to think we had done something "
    "wrong by coming in through the other door."
)


@dataclass(frozen=True)
class Room:
    """What a picture needs to go there."""

    desk: str
    wall: str
    join: str
    phone: str
    workshop: str
    seats: dict[Voice, list[str]]  # secrets, for a phone's cookie


class Rooms:
    """Makes rooms in one data folder, before a server is started on it."""

    def __init__(self, database: Database, keyring: Keyring, address: str) -> None:
        self.database, self.keyring, self.address = database, keyring, address

    def make(self, stage: str, people: int, *turns: str) -> Room:
        """`stage` is a kind or "closed", "lobby" or "ended"; `turns` say what else is the case:

        revealed, paused, blank, rehearsal, long (long words, many touchpoints), empty (nobody
        has given anything in this stage), unread (words wait on the desk), shown,
        agree (people say of each choice whether they agree), weigh (how much it would help…).
        """
        with Session(self.database.writing) as session:
            account = account_called(session, DEMO_EMAIL)
            assert account is not None
            event = _Gathering(session, account, self.keyring, people, frozenset(turns))
            event.happen(stage)
            session.commit()
            workshop = workshop_called(session, event.workshop)
            return Room(
                desk=f"{self.address}/w/{workshop.id}/desk",
                wall=f"{self.address}/w/{workshop.id}/wall?key={workshop.wall_key}",
                join=f"{self.address}/j/{workshop.join_secret}",
                phone=f"{self.address}/w/{workshop.id}/phone",
                workshop=workshop.id,
                seats=event.seats,
            )

    def sign_in(self) -> str:
        """The secret of a facilitator's cookie."""
        with Session(self.database.writing) as session:
            account = account_called(session, DEMO_EMAIL)
            assert account is not None
            secret = sign_in(session, account.id, datetime.now(UTC))
            session.commit()
            return secret


class _Gathering:
    def __init__(
        self,
        session: Session,
        account: Account,
        keyring: Keyring,
        people: int,
        turns: frozenset[str],
    ) -> None:
        self.session, self.account, self.keyring = session, account, keyring
        self.people, self.turns = people, turns
        self.told: Journey = journey("breast")
        self.chance = Random(61)
        self.now = datetime.now(UTC)
        self.workshop = ""
        self.seats: dict[Voice, list[str]] = {}
        self.touchpoints: tuple[Touchpoint, ...] = ()

    def happen(self, until: str) -> None:
        project = self._project()
        by = member(self.session, project, self.account, self.now)
        short = template("short")
        title = "Joint event of all the teams on both sites" if self._is("long") else "Joint event"
        self.workshop = prepare_workshop(self.session, by.project, short, title=title, now=self.now)
        self.session.flush()
        if until == "closed":
            return
        if self._is("rehearsal"):
            begin_rehearsal(self.session, self.desk())
        else:
            open_doors(self.session, self.desk())
        self.touchpoints = touchpoints_of(self.session, project)
        sides = zip(Voice, SIDES[self.people], strict=True)
        self.seats = {voice: [self._sit(voice) for _ in range(n)] for voice, n in sides}
        if until != "lobby":
            self._walk(until)
        if until == "ended":
            close_doors(self.session, self.desk())
            end_workshop(self.session, self.desk())
        if self._is("paused"):
            pause(self.session, self.desk(), paused=True)
        if self._is("blank"):
            blank(self.session, self.desk(), blanked=True)
        self._stop_the_clock()

    def _is(self, turn: str) -> bool:
        return turn in self.turns

    def _project(self) -> str:
        title, told = self.told.service, self.told
        if self._is("long"):
            title = "Breast clinic and breast cancer care nursing, North and South sites"
        project = start_project(
            self.session, self.account.id, title=title, journey=told.title, now=self.now
        )
        lines = [f"{t.title} | {t.source}" for t in told.touchpoints]
        if self._is("long"):
            lines = [*LONG_TITLES, *lines, "Half a year later", "A year later, and one last visit"][
                :LONG
            ]
        lay_out(self.session, self.session.get_one(Project, project), "\n".join(lines))
        self.session.flush()
        return project

    def _walk(self, until: str) -> None:
        acts = {
            StageKind.TOUCHPOINTS: self._propose,
            StageKind.FEELINGS: self._feel,
            StageKind.PRIORITIES: self._offer,
            StageKind.IDEAS: self._offer,
            StageKind.CHOOSE: self._choose,
            StageKind.DECISIONS: self._decide,
        }
        for stage in stages_of(self.session, self.workshop):
            for method in {"agree", "weigh"} & self.turns if stage.kind == StageKind.CHOOSE else ():
                self._choose_by(method, stage)
            move(self.session, self.desk(), stage.id)
            kind = StageKind(stage.kind)
            is_last = kind == until
            if kind in acts and not (is_last and self._is("empty")):
                acts[kind](stage.id, kind)
            shows = kind in {StageKind.MAP, StageKind.CHOOSE}
            if shows and (not is_last or self._is("revealed") or self._is("shown")):
                reveal(self.session, self.desk(), revealed=True)
            if is_last and self._is("shown"):
                workshop = self._found()
                workshop.shown_touchpoint = self.touchpoints[3].id
                self.session.add(workshop)
            if is_last:
                return
            self.now += timedelta(minutes=3)

    def desk(self) -> Facilitator:
        return Facilitator(self.account.id, self.account.name, self._found(), self.now)

    def _found(self) -> Workshop:
        return workshop_called(self.session, self.workshop)

    def _stop_the_clock(self) -> None:
        """A picture shows the same time whenever it is taken."""
        workshop = self._found()
        if workshop.clock_ends_at is not None:
            workshop.clock_ends_at, workshop.clock_left = None, 400
        self.session.add(workshop)

    def key(self) -> str:
        return str(uuid4())

    def _sit(self, voice: Voice) -> str:
        return take_seat(
            self.session,
            self._found(),
            voice=voice,
            name="",
            may_show=True,
            key=self.key(),
            keyring=self.keyring,
            now=self.now,
        )

    def _each(self) -> Iterator[Sitting]:
        for secrets in self.seats.values():
            for secret in secrets:
                yield sitting(self.session, self.workshop, secret, self.keyring, self.now)

    def _propose(self, stage: str, _kind: StageKind) -> None:
        for by, proposed in zip(self._each(), self.told.proposals, strict=False):
            after = self.touchpoints[min(proposed.after, len(self.touchpoints) - 1)]
            propose_touchpoint(
                self.session, by, stage=stage, after=after.id, title=proposed.title, key=self.key()
            )

    def _feel(self, stage: str, _kind: StageKind) -> None:
        for by in self._each():
            for number, touchpoint in enumerate(self.touchpoints):
                self._feel_at(by, stage, number, touchpoint.id)
        told = list(self._each())
        for number, touchpoint in enumerate(self.touchpoints):
            for quote in self.told.touchpoints[number % len(self.told.touchpoints)].voices[:4]:
                side = [p for p in told if p.voice == quote.voice]
                if side:
                    text = quote.text
                    if self._is("long"):
                        text = LONG_STORY if number % 2 else RIGHT_TO_LEFT
                    tell_story(
                        self.session,
                        self.chance.choice(side),
                        stage=stage,
                        touchpoint=touchpoint.id,
                        text=text,
                        key=self.key(),
                    )
        self._release(Story)

    def _feel_at(self, by: Sitting, stage: str, number: int, touchpoint: str) -> None:
        at = self.told.touchpoints[number % len(self.told.touchpoints)]
        usual = at.staff if by.voice == Voice.STAFF else at.patient
        spread = (-2, -1, 0, 1, 2) if at.spread else (-1, 0, 0, 0, 1)
        height = max(-2, min(2, usual + self.chance.choice(spread)))
        skipped = self.chance.random() < 0.05
        place(
            self.session,
            by,
            stage=stage,
            touchpoint=touchpoint,
            height=None if skipped else height,
            key=self.key(),
        )
        if skipped or self.chance.random() > 0.7:
            return
        offered = word_set("staff" if by.voice == Voice.STAFF else "default")
        words = set(self.chance.sample(offered.lifts if height > 0 else offered.weighs, 2))
        own = "counting the ceiling tiles" if self.chance.random() < 0.05 else ""
        pick_words(
            self.session,
            by,
            stage=stage,
            touchpoint=touchpoint,
            words=tuple(sorted(words)),
            own=own,
            offered=frozenset(offered.all),
            key=self.key(),
        )

    def _offer(self, stage: str, kind: StageKind) -> None:
        people = list(self._each())
        offered = self.told.ideas if kind == StageKind.IDEAS else self.told.priorities
        for n, offer in enumerate(offered if people else ()):
            text = LONG_STORY[:200] if self._is("long") and n % 3 == 0 else offer.text
            offer_idea(
                self.session,
                people[n % len(people)],
                stage=stage,
                touchpoint=self.touchpoints[offer.touchpoint].id,
                text=text,
                key=self.key(),
            )
        self._release(Idea, most=9)

    def _release(self, table: type[Story] | type[Idea], most: int = 1000) -> None:
        self.session.flush()
        rows = self.session.exec(select(table).where(table.workshop_id == self.workshop)).all()
        wanted = [self.told.ideas[t.idea].text for t in self.told.trials]
        rows = sorted(rows, key=lambda row: (row.text not in wanted, row.text))
        for row in rows[: max(0, len(rows) - 4) if self._is("unread") else most]:
            if row.released_at is None:
                release(self.session, self.desk(), table, row.id)

    def _choices(self) -> list[Idea]:
        self.session.flush()
        wanted = select(Idea).where(Idea.workshop_id == self.workshop, Idea.sort == "idea")
        rows = [row for row in self.session.exec(wanted).all() if row.released_at]
        return sorted(rows, key=lambda row: row.text)

    def _choose_by(self, method: str, stage: Stage) -> None:
        words = fitting_words(method, {"instruction": stage.instruction, "script": stage.script})
        for name, said in words.items():
            setattr(stage, name, said)
        question = fitting_words(method, {"question": stage.settings["question"]})
        stage.settings = {**stage.settings, "method": method, **question}
        self.session.add(stage)

    def _answer(self, stage: str) -> None:
        """All like the first; further down staff and the others part, or are not sure."""
        for by in self._each():
            for n, idea in enumerate(self._choices()):
                if self._is("weigh"):
                    self._weigh(by, stage, n, idea.id)
                    continue
                leaning = [(8, 1, 1), (6, 2, 2), (2, 7, 1), (1, 2, 7)][n % 4]
                if n % 4 == 3 and by.voice != Voice.STAFF:
                    leaning = (8, 1, 1)
                (said,) = self.chance.choices((AGREES, NOT_SURE, DISAGREES), leaning)
                answer(
                    self.session,
                    by,
                    stage=stage,
                    idea=idea.id,
                    says={Question.AGREE: said},
                    key=self.key(),
                )

    def _weigh(self, by: Sitting, stage: str, n: int, idea: str) -> None:
        help_ = (4, 4, 3, 2, 3, 1, 4, 2, 3)[n % 9] - (n % 4 == 2 and by.voice == Voice.STAFF) * 2
        effort = (1, 3, 2, 1, 4, 4, 2, 2, 3)[n % 9]
        said = {
            Question.HELP: max(1, min(4, help_ + self.chance.choice((-1, 0, 0, 0, 1)))),
            Question.EFFORT: max(1, min(4, effort + self.chance.choice((-1, 0, 0, 0, 1)))),
        }
        if by.voice != Voice.STAFF and self.chance.random() < 0.2:
            del said[Question.EFFORT]
        answer(self.session, by, stage=stage, idea=idea, says=said, key=self.key())

    def _choose(self, stage: str, _kind: StageKind) -> None:
        if self.turns & {"agree", "weigh"}:
            return self._answer(stage)
        choices = self._choices()
        for by in self._each():
            likes = [5 if n < 2 else 1 for n in range(len(choices))]
            if by.voice == Voice.STAFF:
                likes = [n + (i % 4 == 3) * 4 for i, n in enumerate(likes)]
            else:
                likes = [n + (i % 4 == 2) * 3 for i, n in enumerate(likes)]
            for idea in self.chance.choices(choices, likes, k=3) if choices else ():
                try:
                    place_dot(self.session, by, stage=stage, idea=idea.id, key=self.key())
                except Refused:
                    self.session.expire_all()  # a third dot on one: this person keeps it back

    def _decide(self, _stage: str, _kind: StageKind) -> None:
        outcomes = (
            ("taken_forward", ""),
            ("taken_forward", "Both sides asked for it, and two people want to lead it."),
            ("parked", "The room can only move when the new wing opens. We look again in spring."),
            ("not_now", "It needs the whole hospital. We passed it on to the car park team."),
        )
        for idea, (outcome, reason) in zip(self._choices(), outcomes, strict=False):
            decide(self.session, self.desk(), idea=idea.id, outcome=outcome, reason=reason)
