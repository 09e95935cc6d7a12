"""Proofs of what was saved: after an older backup it comes back once, and nothing else does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, delete, select

from app.domain.dots import place_dot
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.feelings import Placement, place
from app.domain.ideas import Idea, offer_idea
from app.domain.receipts import Receipt, made_by, missing, signed
from app.domain.seats import Sitting
from app.domain.stories import Story, tell_story
from app.domain.withdrawal import withdraw
from app.domain.workshops import Stage
from tests.conftest import only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite
WORDS = "Nobody told us where to go"


def tells(session: Session, world: World, by: Sitting, key: str, text: str = WORDS) -> None:
    tell_story(
        session,
        by,
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[0],
        text=text,
        key=key,
    )


def told(session: Session) -> list[str]:
    return [story.text for story in session.exec(select(Story)) if story.withdrawn_at is None]


def an_older_backup_is_restored(session: Session) -> None:
    for table in (Story, Placement, Idea, Receipt):
        session.exec(delete(table))


def again(by: Sitting, proofs: dict[str, str]) -> Sitting:
    return replace(by, proofs=proofs)


def test_what_was_saved_comes_back_exactly_once_though_the_stage_never_opened(
    session: Session, world: World
):
    world.goes_to("feelings")
    by, key = world.sits(session, "Amina"), a_key()
    tells(session, world, by, key)
    proofs = dict(signed(session))
    an_older_backup_is_restored(session)
    stage = session.get_one(Stage, world.stages["feelings"])
    stage.opened_at = None
    session.add(stage)

    assert missing(session, by, [key, a_key()])[0] == key
    with pytest.raises(Refused, match="moved on"):
        tells(session, world, by, key)
    session.exec(delete(Receipt))  # what the writer's savepoint does with a refused act
    for _ in range(2):
        tells(session, world, again(by, proofs), key)

    assert told(session) == [WORDS]
    assert missing(session, by, [key]) == []


def test_a_proof_fits_its_own_words_its_own_key_and_its_own_seat(session: Session, world: World):
    world.goes_to("feelings")
    amina, bo, key = world.sits(session, "Amina"), world.sits(session, "Bo"), a_key()
    tells(session, world, amina, key)
    proofs = dict(signed(session))
    an_older_backup_is_restored(session)
    other = a_key()
    for by, sent, text in (
        (amina, key, "Something else"),
        (amina, other, WORDS),
        (bo, key, WORDS),
    ):
        with pytest.raises(Refused):
            tells(session, world, again(by, proofs | {other: proofs[key]}), sent, text)
        with pytest.raises(Refused):
            tells(session, world, again(by, {}), sent, text)
    assert told(session) == []


def test_what_has_been_shown_to_the_room_stays_as_it_was_shown(session: Session, world: World):
    world.goes_to("ideas")
    idea = world.offers("Bo", "Ring people first")
    world.goes_to("choose")
    by, key = world.sits(session, "Amina"), a_key()
    place_dot(session, by, stage=world.stages["choose"], idea=idea, key=key)
    proofs = dict(signed(session))
    session.exec(delete(Receipt))
    stage = session.get_one(Stage, world.stages["choose"])
    stage.sealed_at = world.now
    session.add(stage)
    with pytest.raises(Refused, match="moved on"):
        place_dot(session, again(by, proofs), stage=stage.id, idea=idea, key=key)


def test_heights_and_withdrawals_come_back_in_their_order(session: Session, world: World):
    world.goes_to("feelings")
    by = world.sits(session, "Amina")
    first, second, story, back = (a_key() for _ in range(4))
    at = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}

    def acts(by: Sitting) -> None:
        place(session, by, **at, height=-2, key=first)
        place(session, by, **at, height=1, key=second)
        tells(session, world, by, story)
        withdraw(session, by, what="story", id=made_by(by, story), key=back)

    acts(by)
    proofs = dict(signed(session))
    an_older_backup_is_restored(session)
    acts(again(by, proofs))
    assert session.get_one(Placement, (by.seat_id, at["touchpoint"])).height == 1
    assert told(session) == []


@pytest.mark.parametrize("arrived", [True, False])
def test_what_was_sent_can_be_taken_back_by_its_key_arrived_or_not(
    session: Session, world: World, arrived: bool
):
    world.goes_to("feelings")
    by, key = world.sits(session, "Amina"), a_key()
    if arrived:
        tells(session, world, by, key)
    withdraw(session, by, what="sent", id=key, key=a_key())
    assert told(session) == []
    if arrived:
        tells(session, world, by, key)  # the same again, late: it was saved, and taken back
    else:
        with pytest.raises(Refused):
            tells(session, world, by, key)
    assert told(session) == []
    withdraw(session, by, what="sent", id=key.upper(), key=a_key())


def test_an_idea_sent_without_an_answer_is_taken_back_by_its_key(session: Session, world: World):
    world.goes_to("ideas")
    by, key = world.sits(session, "Amina"), a_key()
    offer_idea(
        session,
        by,
        stage=world.stages["ideas"],
        touchpoint=world.touchpoints[0],
        text="Ring first",
        key=key,
    )
    withdraw(session, by, what="sent", id=key, key=a_key())
    idea = session.exec(select(Idea)).one()
    assert (idea.text, idea.withdrawn_at) == ("", world.now)


def test_nobody_takes_back_what_another_seat_sent(session: Session, world: World):
    world.goes_to("feelings")
    key = a_key()
    tells(session, world, world.sits(session, "Amina"), key)
    bo = world.sits(session, "Bo", world.now + timedelta(seconds=1))
    with pytest.raises(NotYours):
        withdraw(session, bo, what="sent", id=key, key=a_key())
    with pytest.raises(Unusable):
        withdraw(session, bo, what="sent", id="all of them", key=a_key())
    assert told(session) == [WORDS]
    assert session.exec(select(Story).where(col(Story.withdrawn_at).is_not(None))).first() is None
