"""What follows a workshop, for the tests: words agreed to, decisions, trials."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlmodel import Session

from app.domain.agreeing import agree
from app.domain.choosing import decide
from app.domain.contacts import write_to
from app.domain.moderation import release
from app.domain.personal import personal_link
from app.domain.projects import Project
from app.domain.reporting import Progress, progress
from app.domain.seats import Contact, Use
from app.domain.stories import Story
from app.domain.trials import (
    Closing,
    Owners,
    Plan,
    Teammate,
    close_cycle,
    plan_trial,
    start_trial,
    teammate,
)
from app.domain.workshops import Workshop
from tests.make import NOON, World, a_key

PLAN = {
    "title": "A call first",
    "aim": "Nobody opens the letter alone.",
    "change": "A nurse rings the day before.",
    "prediction": "Fewer people ring us in alarm.",
    "place": "one clinic, for two weeks",
    "owner": "the clinic nurses",
    "co_owner": "two patients",
    "starts_on": "2026-06-01",
    "review_on": "2026-06-15",
}


def goes_on(world: World) -> None:
    """The room has felt and is having ideas; both may still be written."""
    world.goes_to("feelings")
    world.goes_to("ideas")


def says(world: World, name: str, text: str, touchpoint: int = 0) -> str:
    """A story that the desk released; its id."""
    story = world.tells(name, text, touchpoint)
    with world.session() as session:
        release(session, world.desk(session), Story, story)
        session.commit()
    return story


def agrees(world: World, name: str, *stories: str) -> None:
    """Exactly these stories may go outside; the room may see everything."""
    with world.session() as session:
        by = world.sits(session, name)
        agree(session, by, frozenset({Use.ROOM}), stories=frozenset(stories), email="", key=a_key())
        session.commit()


def decides(world: World, idea: str, outcome: str = "taken_forward", reason: str = "") -> None:
    with world.session() as session:
        decide(session, world.desk(session), idea=idea, outcome=outcome, reason=reason)
        session.commit()


def tries(world: World, idea: str, **other: str) -> str:
    """The idea was taken forward and became a trial; its id."""
    decides(world, idea)
    with world.session() as session:
        trial = start_trial(session, world.member(session), idea)
        session.commit()
    if other:
        plans(world, trial, **other)
    return trial


def plans(world: World, trial: str, **other: str) -> None:
    with world.session() as session:
        plan_trial(session, works_on(world, session, trial), a_plan(**other))
        session.commit()


def works_on(world: World, session: Session, trial: str) -> Teammate:
    """Sam, at work on a trial."""
    return teammate(session, world.member(session), trial)


def a_plan(**other: str) -> Plan:
    typed = {**PLAN, **other}
    days = {name: typed.pop(name) for name in ("starts_on", "review_on")}
    starts, review = (date.fromisoformat(day) if day else None for day in days.values())
    owners = Owners(typed.pop("owner"), typed.pop("co_owner"))
    return Plan(**typed, starts_on=starts, review_on=review, owners=owners)


def closes(world: World, trial: str, act: str = "adopt", happened: str = "It went well.") -> None:
    with world.session() as session:
        close_cycle(session, works_on(world, session, trial), a_closing(act, happened))
        session.commit()


def a_closing(act: str = "adopt", happened: str = "It went well.", **other: str) -> Closing:
    said = {"compared": "partly", "reason": "It helps.", "answer": "We tell you what we learned."}
    return Closing(what_happened=happened, act=act, **{**said, **other})


@contextmanager
def saving(world: World) -> Iterator[Session]:
    """For what no verb does, and for verbs that need nothing else; short, as only one may write."""
    with world.session() as session:
        yield session
        session.commit()


def was_a_rehearsal(world: World) -> None:
    with saving(world) as session:
        session.get_one(Workshop, world.workshop).rehearsal_since = NOON


def ends(world: World, at: datetime | None = None) -> None:
    """The workshop is over."""
    with saving(world) as session:
        session.get_one(Workshop, world.workshop).ended_at = at or world.now


def wants_to_hear(
    world: World, name: str, rhythm: str = "digest", *, confirmed: bool = True
) -> str:
    """Somebody gives an address, and says from the first e-mail that it is theirs; its secret."""
    with saving(world) as session:
        by = world.sits(session, name)
        write_to(session, by, f"{name.lower()}@example.org", rhythm=rhythm)
        contact = session.get_one(Contact, by.seat_id)
        contact.confirmed_at = world.now if confirmed else None
        session.add(contact)
        return contact.key


def own_link(world: World, name: str) -> str:
    with world.session() as session:
        return personal_link(session, world.sits(session, name).seat_id, world.keyring)


def progress_of(world: World, now: datetime | None = None, *, ended: bool = True) -> Progress:
    """As anybody reads it once the workshop is over; the room can go on afterwards."""
    with world.session() as session:
        if ended:
            session.get_one(Workshop, world.workshop).ended_at = world.now
            session.flush()
        return progress(session, session.get_one(Project, world.project), now or world.now)
