"""A full room, led through every state of the wall by the verbs that a real room uses.

Pictures and the tests of the wall look at it at each stop. What people write may be usual, long,
or in Urdu and Arabic, from right to left.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from random import Random
from uuid import uuid4

from sqlmodel import Session, select

from app.content import Journey, journey, template, word_set
from app.database import Database
from app.domain.accounts import Account, add_account, sign_in
from app.domain.agreeing import agree
from app.domain.answers import ASKED, POSSIBLE, answer
from app.domain.board import Named, deal_with
from app.domain.choosing import Method, decide
from app.domain.dots import place_dot
from app.domain.errors import Refused
from app.domain.feelings import pick_words, place
from app.domain.guesses import guess
from app.domain.ideas import Idea, Sort, offer_idea
from app.domain.journey import lay_out, touchpoints_of
from app.domain.keyring import Keyring
from app.domain.projects import Project, member, start_project
from app.domain.running_order import add_stage
from app.domain.seats import Sitting, Use, sitting, take_seat
from app.domain.showing import show_page, show_the_stage, show_themes, show_words
from app.domain.steering import (
    blank,
    close_doors,
    end_workshop,
    move,
    open_doors,
    pause,
    reveal,
    set_clock,
    show_touchpoint,
)
from app.domain.stories import Story, tell_story
from app.domain.teams import arrange_team, choose_team
from app.domain.themes import group
from app.domain.voices import Voice
from app.domain.workshops import (
    Facilitator,
    Stage,
    StageKind,
    prepare_workshop,
    stages_of,
    workshop_called,
)

METHODS = tuple(map(str, ASKED))  # of choosing, besides dots
SIDES = {5: (2, 1, 2), 40: (15, 9, 16), 120: (48, 26, 46)}
MOST_AT_ONCE = 100
MANY = 18  # touchpoints; of more the map has pages
ANSWERED, MOST_TO_ANSWER = 10, 40  # choices; people of whom everybody answers

LONG_WORD = "Brustkrebsfrüherkennungsuntersuchungsstelle"
LONG_STORY = (
    "We sat in the corridor from nine until after two, and three different people came past and "
    "said somebody would be with us shortly; I counted the ceiling tiles, he read the same page "
    "of the same magazine, and in the end it was the woman with the tea trolley who went and "
    "asked for us. Nobody meant any harm and nobody had been told. What I remember is not the "
    "waiting but that nobody knew we were there, and that I began to think we had done something "
    "wrong by coming in through the other door."
)
URDU = (
    "ہم نے نو دن انتظار کیا اور ہر بار جب ڈاک آتی تو میرا دل دھڑکنے لگتا۔ کسی نے فون نہیں کیا۔",
    "نرس نے میرا نام لے کر پکارا اور میرے پاس بیٹھ گئی۔",
    "ہمیں گھر بھیج دیا گیا اور کسی کو معلوم نہیں تھا کہ دوائیں کون دے گا۔",
)
ARABIC = (
    "انتظرت تسعة أيام، وفي كل مرة يصل البريد كان قلبي يخفق. لم يتصل بي أحد.",
    "جلست معي الممرضة حتى فهمت كل شيء.",
)
URDU_LONG = " ".join([*URDU, *URDU])[:500]
TITLES = {
    "usual": (),
    "long": (
        f"Erstgespräch in der {LONG_WORD}",
        "Waiting for the multidisciplinary team meeting to decide about the treatment",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch clinic",
        *(f"Check-up number {n} in the outpatient department" for n in range(1, 9)),
    ),
    "rtl": (
        "انتظار نتائج الفحوصات في الممر",
        "پہلی ملاقات",
        "گھر واپسی",
        "خط کا انتظار",
        "علاج کا فیصلہ",
    ),
}
STORIES = {
    "long": (
        LONG_STORY,
        f"In der {LONG_WORD} hat uns niemand gefragt.",
        LONG_STORY[:240],
        "x" * 120,
    ),
    "rtl": (*URDU, *ARABIC, URDU_LONG),
}
IDEAS = {
    "long": (LONG_STORY[:200], f"Keine {LONG_WORD} mehr", LONG_STORY[100:240]),
    "rtl": (*URDU, *ARABIC),
}
THEMES = {
    "usual": ("Being told", "Waiting", "Who to ask", "Being seen as a person", "Going home"),
    "long": (LONG_STORY[:60], LONG_WORD[:60], "Waiting", "Who to ask", "Going home"),
    "rtl": ("انتظار", "ہمیں بتایا جائے", "گھر", "نام سے پکارنا", "سوال"),
}
INSTRUCTION = (
    "Go through the touchpoints one after the other, as you remember them: up if it lifted you, "
    "down if it weighed on you. You may leave out what did not happen to you. Nobody sees who "
    "placed what. Take your time, and ask one of us whenever something is not clear to you."
)


class FullRoom:
    """`people` of 5, 40 or 120; `words` usual, long or rtl."""

    def __init__(
        self, database: Database, keyring: Keyring, address: str, people: int, words: str = "usual"
    ) -> None:
        self.database, self.keyring, self.address = database, keyring, address
        self.people, self.words = people, words
        self.told: Journey = journey("breast")
        self.chance = Random(61)
        self.now = datetime.now(UTC)
        self.secrets: dict[Voice, list[str]] = {}
        self.stages: dict[str, str] = {}
        self.titles: tuple[str, ...] = TITLES[words]
        self._prepare()

    def walk(self) -> Iterator[str]:
        """Every state of the wall, by name, in the order of a day."""
        yield "closed"
        with self.desk() as (session, by):
            open_doors(session, by)
        yield "lobby, nobody yet"
        self._come_in()
        yield "lobby"
        for kind in ("welcome", "film", "talk", "break", "touchpoints"):
            self._go_to(kind)
            yield kind
        yield from self._feelings()
        yield from self._map()
        yield from self._offering()
        yield from self._choosing()
        yield from self._answering()
        yield from self._deciding()
        self._go_to("checkout")
        yield "checkout"
        with self.desk() as (session, by):
            blank(session, by, blanked=True)
        yield "blank"
        with self.desk() as (session, by):
            blank(session, by, blanked=False)
            close_doors(session, by)
            end_workshop(session, by)
        yield "ended"

    def _feelings(self) -> Iterator[str]:
        self._go_to("feelings")
        self._feel()
        yield "feelings, counts"
        self._tell()
        self._release(Story)
        yield "feelings, quotes"
        with self.desk() as (session, by):
            show_page(session, by, page=1)
        yield "feelings, second page"
        with self.desk() as (session, by):
            show_words(session, by, to="turn")
        yield "one large"
        self._longest_large()
        yield "longest large"
        with self.desk() as (session, by):
            show_the_stage(session, by)
            pause(session, by, paused=True)
        yield "paused"
        with self.desk() as (session, by):
            pause(session, by, paused=False)
        self._group()
        with self.desk() as (session, by):
            show_themes(session, by, shown=True)
        yield "themes"
        with self.desk() as (session, by):
            show_themes(session, by, shown=True, theme=self.themes[0])
        yield "one theme"
        with self.desk() as (session, by):
            show_page(session, by, page=1)
        yield "one theme, second page"

    def _map(self) -> Iterator[str]:
        self._go_to("map")
        yield "map, before"
        self._reveal()
        yield "map"
        if len(self.touchpoints) > MANY:
            with self.desk() as (session, by):
                show_page(session, by, page=1)
            yield "map, second page"
        with self.desk() as (session, by):
            show_touchpoint(session, by, self.touchpoints[0])
        yield "one touchpoint"

    def _offering(self) -> Iterator[str]:
        self._go_to("priorities")
        yield "priorities, counts"
        self._offer("priorities", self.told.priorities)
        self._release(Idea)
        yield "priorities"
        self._go_to("both")
        yield "both lists"
        self._go_to("ideas")
        self._offer("ideas", self.told.ideas)
        self._release(Idea)
        yield "ideas"

    def _choosing(self) -> Iterator[str]:
        self._go_to("choose")
        self._choose()
        yield "choosing"
        self._reveal()
        yield "results"
        with self.desk() as (session, by):
            show_page(session, by, page=1)
        yield "results, second page"

    def _answering(self) -> Iterator[str]:
        """What is said of each choice, where dots do not fit."""
        for method in METHODS:
            self._go_to(method)
            self._answer(method)
            yield f"{method}, counts"
            self._reveal()
            yield f"{method}, result"
            with self.desk() as (session, by):
                show_page(session, by, page=1)
            yield f"{method}, second page"

    def _deciding(self) -> Iterator[str]:
        self._go_to("decisions")
        yield "decisions to make"
        self._decide()
        yield "decisions"
        self._go_to("teams")
        self._form_teams()
        yield "teams"

    # What the desk does.

    def _prepare(self) -> None:
        with Session(self.database.writing) as session:
            account = add_account(
                session,
                email=f"{uuid4().hex[:12]}@example.org",
                password_hash="-",
                name="Sam",
                now=self.now,
            )
            self.account = account.id
            self.cookie = sign_in(session, account.id, self.now)
            self.project = start_project(
                session, account.id, title=self.told.service, journey=self.told.title, now=self.now
            )
            titles = [*self.titles, *(t.title for t in self.told.touchpoints)]
            if self.words == "rtl":
                titles = list(islice(cycle(self.titles), len(self.told.touchpoints)))
            lay_out(session, session.get_one(Project, self.project), "\n".join(titles))
            session.flush()
            self.touchpoints = [t.id for t in touchpoints_of(session, self.project)]
            self.workshop = self._event(session, "Joint event of all the teams on both sites")
            session.commit()
        with self.desk() as (session, by):
            workshop = by.workshop
            self.here = f"{self.address}/w/{workshop.id}"
            self.wall = f"{self.here}/wall?key={workshop.wall_key}"
            for kind, after in (
                ("film", "welcome"),
                ("talk", "welcome"),
                ("break", "welcome"),
                ("priorities", "priorities"),
                *(("choose", "choose") for _ in METHODS),
                ("teams", "decisions"),
            ):
                order = {str(s.kind): s.id for s in stages_of(session, self.workshop)}
                made = add_stage(session, by, kind=kind, after=order[after])
                session.flush()
                self.stages[self._named(kind)] = made
            for stage in stages_of(session, self.workshop):
                self.stages.setdefault(str(stage.kind), stage.id)
                if self.words == "long":
                    stage.instruction = INSTRUCTION[:300]
                    stage.title = f"{stage.title}: what each of us has seen and heard"[:60]
            feelings = session.get_one(Stage, self.stages["feelings"])
            feelings.settings = {**feelings.settings, "guess": True}
            both = session.get_one(Stage, self.stages["both"])
            both.settings = {**both.settings, "both_lists": True}
            talk = session.get_one(Stage, self.stages["talk"])
            talk.settings = {"prompt": "What would have helped you most on the worst day?"}
            film = session.get_one(Stage, self.stages["film"])
            film.settings = {
                "link": "https://films.example/breast-clinic",
                "note": "Two people speak about being told bad news.",
            }
            if self.words == "long":
                film.settings |= {"note": INSTRUCTION[:300]}
                talk.settings = {"prompt": LONG_STORY[:120]}
            for method in METHODS:
                stage = session.get_one(Stage, self.stages[method])
                stage.settings = {**stage.settings, "method": method}
                session.add(stage)
            session.add_all([feelings, both, talk, film])

    def _named(self, kind: str) -> str:
        """Of several stages of one kind, those added to the running order have other names."""
        if kind == "priorities":
            return "both"
        if kind == "choose":
            return next(method for method in METHODS if method not in self.stages)
        return kind

    def _event(self, session: Session, title: str) -> str:
        account = session.get_one(Account, self.account)
        by = member(session, self.project, account, self.now)
        workshop = prepare_workshop(
            session, by.project, template("short"), title=title, now=self.now
        )
        session.flush()
        return workshop

    @contextmanager
    def desk(self, workshop: str = "") -> Iterator[tuple[Session, Facilitator]]:
        with Session(self.database.writing) as session:
            found = workshop_called(session, workshop or self.workshop)
            yield session, Facilitator(self.account, "Sam", found, self.now)
            session.commit()

    def stories(self, session: Session) -> list[str]:
        """Ids, in an order that says nothing."""
        mine = select(Story.id).where(Story.workshop_id == self.workshop)
        return list(session.exec(mine.order_by(Story.id)))

    def _go_to(self, stage: str) -> None:
        self.now += timedelta(minutes=3)
        with self.desk() as (session, by):
            move(session, by, self.stages[stage])
            set_clock(session, by, running=False)  # pictures show the same time whenever taken

    def _reveal(self) -> None:
        with self.desk() as (session, by):
            reveal(session, by, revealed=True)

    def _release(self, table: type[Story] | type[Idea]) -> None:
        kind = str(table.__tablename__)
        with self.desk() as (session, by):
            waiting = session.exec(
                select(table.id)
                .where(table.workshop_id == self.workshop)
                .where(table.released_at == None)  # noqa: E711
            ).all()
            for n in range(0, len(waiting), MOST_AT_ONCE):
                items = [Named(kind, id_) for id_ in waiting[n : n + MOST_AT_ONCE]]
                deal_with(session, by, "release", items)

    def _longest_large(self) -> None:
        with self.desk() as (session, by):
            mine = select(Story).where(Story.workshop_id == self.workshop)
            longest = max(session.exec(mine), key=lambda story: len(story.text))
            show_words(session, by, to=f"story-{longest.id}")

    def _group(self) -> None:
        names = THEMES[self.words]
        with self.desk() as (session, by):
            told = [Named("story", id_) for id_ in self.stories(session)]
            self.themes = [
                group(session, by, told[n :: len(names)][:MOST_AT_ONCE], name=name)
                for n, name in enumerate(names)
                if told[n :: len(names)]
            ]

    def _decide(self) -> None:
        outcomes = cycle(
            (
                ("taken_forward", ""),
                ("taken_forward", "Both sides asked for it, and two people want to lead it."),
                ("parked", "The room can only move when the new wing opens: again in spring."),
                ("not_now", "It needs the whole hospital. We passed it on."),
            )
        )
        for idea, (outcome, reason) in zip(self._choices(), outcomes, strict=False):
            with self.desk() as (session, by):
                decide(session, by, idea=idea, outcome=outcome, reason=reason)
                if outcome == "taken_forward":
                    self.taken_forward = idea

    # What people do.

    def _come_in(self) -> None:
        sides = zip(Voice, SIDES[self.people], strict=True)
        self.secrets = {
            voice: [self._sit(self.workshop, voice) for _ in range(n)] for voice, n in sides
        }

    def _sit(self, workshop: str, voice: Voice) -> str:
        with self.desk(workshop) as (session, by):
            return take_seat(
                session,
                by.workshop,
                voice=voice,
                name="",
                may_show=True,
                key=str(uuid4()),
                keyring=self.keyring,
                now=self.now,
            )

    def _each(
        self, act: Callable[[Session, Sitting, int], object], workshop: str = "", most: int = 1000
    ) -> None:
        """Everybody in turn; who is refused (a dot too many on one choice) keeps it back."""
        secrets = [secret for side in self.secrets.values() for secret in side]
        self._act(act, secrets[:most], workshop or self.workshop)

    def _act(
        self,
        act: Callable[[Session, Sitting, int], object],
        secrets: list[str],
        workshop: str,
    ) -> None:
        with Session(self.database.writing) as session:
            for n, secret in enumerate(secrets):
                by = sitting(session, workshop, secret, self.keyring, self.now)
                try:
                    act(session, by, n)
                except Refused:
                    session.expire_all()
            session.commit()

    def _feel(self) -> None:
        def act(session: Session, by: Sitting, n: int) -> None:
            offered = word_set("staff" if by.voice == Voice.STAFF else "default")
            for number, touchpoint in enumerate(self.touchpoints):
                told = self.told.touchpoints[number % len(self.told.touchpoints)]
                usual = told.staff if by.voice == Voice.STAFF else told.patient
                spread = (-2, -1, 0, 1, 2) if told.spread else (-1, 0, 0, 0, 1)
                height = max(-2, min(2, usual + self.chance.choice(spread)))
                place(
                    session,
                    by,
                    stage=self.stages["feelings"],
                    touchpoint=touchpoint,
                    height=height,
                    key=str(uuid4()),
                )
                if by.voice == Voice.STAFF:
                    guess(
                        session,
                        by,
                        stage=self.stages["feelings"],
                        touchpoint=touchpoint,
                        height=max(-2, min(2, told.patient + self.chance.choice((0, 1, 1, 2)))),
                        key=str(uuid4()),
                    )
                if (n + number) % 4:
                    continue
                words = self.chance.sample(offered.lifts if height > 0 else offered.weighs, 2)
                own = {"long": LONG_WORD[:40], "rtl": "بے چین"}.get(self.words, "unmoored")
                pick_words(
                    session,
                    by,
                    stage=self.stages["feelings"],
                    touchpoint=touchpoint,
                    words=tuple(sorted(words)),
                    own=own if n % 12 == 0 else "",
                    offered=frozenset(offered.all),
                    key=str(uuid4()),
                )

        self._each(act)

    def _tell(self) -> None:
        """Two or three stories from each."""
        usual = [quote.text for told in self.told.touchpoints for quote in told.voices]
        texts = cycle(STORIES.get(self.words) or usual)

        def act(session: Session, by: Sitting, n: int) -> None:
            for m in range(2 + n % 2):
                tell_story(
                    session,
                    by,
                    stage=self.stages["feelings"],
                    touchpoint=self.touchpoints[(n + 3 * m) % len(self.touchpoints)],
                    text=next(texts),
                    key=str(uuid4()),
                )

        self._each(act)

    def _offer(self, kind: str, offered: tuple[object, ...]) -> None:
        """As many as a room of this size gives: one from every third person."""
        texts = cycle(IDEAS.get(self.words) or [str(getattr(o, "text", "")) for o in offered])

        def act(session: Session, by: Sitting, n: int) -> None:
            if n % 3 == 0:
                offer_idea(
                    session,
                    by,
                    stage=self.stages[kind],
                    touchpoint=self.touchpoints[n % len(self.touchpoints)],
                    text=next(texts),
                    key=str(uuid4()),
                )

        if kind == "priorities":
            self._bring(texts)
        self._each(act)

    def _bring(self, texts: Iterator[str]) -> None:
        """The events of each side before this one, with what they agreed to show here."""
        for voice in (Voice.PATIENT, Voice.STAFF):
            with Session(self.database.writing) as session:
                event = self._event(session, str(voice))
                session.commit()
            with self.desk(event) as (session, by):
                open_doors(session, by)
                order = {s.kind: s.id for s in stages_of(session, event)}
                stage = order[StageKind.PRIORITIES]
                move(session, by, stage)
            secrets = [self._sit(event, voice) for _ in range(7)]

            def act(session: Session, by: Sitting, n: int, stage: str = stage) -> None:
                offer_idea(
                    session,
                    by,
                    stage=stage,
                    touchpoint=self.touchpoints[n % len(self.touchpoints)],
                    text=next(texts),
                    key=str(uuid4()),
                )
                uses = frozenset({Use.ROOM, Use.OTHER_GROUP})
                agree(session, by, uses, stories=frozenset(), email="", key=str(uuid4()))

            self._act(act, secrets, event)
            with self.desk(event) as (session, by):
                offered = session.exec(select(Idea.id).where(Idea.workshop_id == event)).all()
                deal_with(session, by, "release", [Named("idea", id_) for id_ in offered])

    def _choices(self) -> list[str]:
        with Session(self.database.writing) as session:
            wanted = select(Idea.id).where(Idea.workshop_id == self.workshop)
            return list(session.exec(wanted.where(Idea.sort == Sort.IDEA).order_by(Idea.id)))

    def _choose(self) -> None:
        choices = self._choices()

        def act(session: Session, by: Sitting, n: int) -> None:
            staff = by.voice == Voice.STAFF
            likes = [6 if m < 2 else 4 if m % 4 == (3 if staff else 2) else 1 for m in range(99)]
            for idea in self.chance.choices(choices, likes[: len(choices)], k=2):
                place_dot(session, by, stage=self.stages["choose"], idea=idea, key=str(uuid4()))

        if choices:
            self._each(act)

    def _answer(self, method: str) -> None:
        choices = self._choices()[:ANSWERED]

        def act(session: Session, by: Sitting, n: int) -> None:
            if n % 4 and self.people > MOST_TO_ANSWER:
                return  # each answer reads all choices: these are enough to be shown
            for number, idea in enumerate(choices):
                leans = 3 if by.voice == Voice.STAFF and number % 4 == 3 else number % 3
                says = {}
                for question in ASKED[Method(method)]:
                    possible = POSSIBLE[question]
                    likely = possible[leans % len(possible)]
                    says[question] = self.chance.choice([likely, likely, *possible])
                answer(
                    session,
                    by,
                    stage=self.stages[method],
                    idea=idea,
                    says=says,
                    key=str(uuid4()),
                )

        self._each(act)

    def _form_teams(self) -> None:
        def act(session: Session, by: Sitting, _n: int) -> None:
            choose_team(
                session, by, stage=self.stages["teams"], idea=self.taken_forward, key=str(uuid4())
            )

        self._each(act, most=7)
        with self.desk() as (session, by):
            arrange_team(
                session,
                by,
                idea=self.taken_forward,
                owner="The ward sister",
                meets_on=date(2026, 11, 30),
            )
