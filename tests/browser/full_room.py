"""A room in which enough people do everything, so that every chart, list and label is there."""

from collections.abc import Iterator

from sqlmodel import select

from app.domain.choosing import decide
from app.domain.dots import place_dot
from app.domain.feelings import pick_words, place
from app.domain.ideas import Idea
from app.domain.journey import propose_touchpoint
from app.domain.moderation import release
from app.domain.stories import Story
from app.domain.voices import Voice
from tests.browser.conftest import Room
from tests.make import a_key

LETTER = "The letter came on a Saturday and nobody could be asked"
IDEAS = ("Ring people before the letter comes", "One face all the way", "Chairs with arms")
PEOPLE = 6  # of each voice, besides Amina, Bo and Cy


class FullRoom:
    """Patients and carers felt low where staff felt high."""

    def __init__(self, at: Room, carers: int = PEOPLE) -> None:
        self.at, self.world = at, at.world
        many = {Voice.PATIENT: PEOPLE, Voice.CARER: carers, Voice.STAFF: PEOPLE}
        self.people = {
            name: height
            for voice, height in ((Voice.PATIENT, -2), (Voice.CARER, -1), (Voice.STAFF, 2))
            for name in self.world.crowd(voice, many[voice])
        }

    def walk(self) -> Iterator[str]:
        """Stops wherever a screen looks different."""
        steer, goes_to = self.at.steer, self.at.goes_to
        yield "lobby"
        goes_to("welcome")
        yield "welcome"
        goes_to("touchpoints")
        self.amina_misses_a_touchpoint()
        yield "touchpoints"
        goes_to("feelings")
        self.feels()
        yield "feelings"
        steer("pause", paused="yes")
        yield "paused"
        steer("pause", paused="no")
        goes_to("map")
        yield "map, not shown yet"
        steer("reveal", revealed="yes")
        yield "map"
        steer("touchpoint", touchpoint=self.world.touchpoints[0])
        yield "words of one touchpoint"
        goes_to("priorities")
        self.world.offers("Amina", "Nobody says what comes next", kind="priorities")
        self.world.offers("Amina", "We wait alone", kind="priorities", released=False)
        yield "priorities"
        goes_to("ideas")
        self.offers()
        yield "ideas"
        goes_to("choose")
        self.chooses()
        yield "choosing"
        steer("reveal", revealed="yes")
        yield "results"
        goes_to("decisions")
        yield "decisions to make"
        self.decides()
        yield "decisions"
        goes_to("checkout")
        yield "checkout"
        steer("end", sure="yes")
        yield "ended"

    def amina_misses_a_touchpoint(self) -> None:
        with self.world.session() as session:
            propose_touchpoint(
                session,
                self.world.sits(session, "Amina"),
                stage=self.world.stages["touchpoints"],
                after=self.world.touchpoints[0],
                title="Being asked by name",
                key=a_key(),
            )
            session.commit()

    def feels(self) -> None:
        with self.world.session() as session:
            for name, height in [*self.people.items(), ("Amina", -2)]:
                by = self.world.sits(session, name)
                for n, touchpoint in enumerate(self.world.touchpoints):
                    place(
                        session,
                        by,
                        stage=self.world.stages["feelings"],
                        touchpoint=touchpoint,
                        height=max(-2, min(2, height + n % 2)),
                        key=a_key(),
                    )
            pick_words(
                session,
                self.world.sits(session, "Amina"),
                stage=self.world.stages["feelings"],
                touchpoint=self.world.touchpoints[0],
                words=("worried",),
                own="unmoored",
                offered=frozenset({"worried"}),
                key=a_key(),
            )
            session.commit()
        story = self.world.tells("Amina", LETTER)
        self.world.tells("Bo", "Somebody held the door")
        with self.world.session() as session:
            release(session, self.world.desk(session), Story, story)
            session.commit()

    def offers(self) -> None:
        for idea in IDEAS:
            self.world.offers("Amina", idea)
        self.world.offers("Bo", "A bell by the door", released=False)

    def chooses(self) -> None:
        with self.world.session() as session:
            ideas = {i.text: i.id for i in session.exec(select(Idea)) if i.text in IDEAS}
            for n, name in enumerate([*self.people, "Amina"]):
                for idea in (IDEAS[0], IDEAS[n % 3]):
                    place_dot(
                        session,
                        self.world.sits(session, name),
                        stage=self.world.stages["choose"],
                        idea=ideas[idea],
                        key=a_key(),
                    )
            session.commit()

    def decides(self) -> None:
        with self.world.session() as session:
            ideas = {i.text: i.id for i in session.exec(select(Idea)) if i.text in IDEAS}
            by = self.world.desk(session)
            decide(session, by, idea=ideas[IDEAS[0]], outcome="taken_forward", reason="")
            decide(session, by, idea=ideas[IDEAS[2]], outcome="parked", reason="In spring.")
            session.commit()
        self.taken_forward = ideas[IDEAS[0]]
