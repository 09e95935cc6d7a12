"""What a phone kept while it had no network arrives though the room has moved on (K1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain.dots import place_dot
from app.domain.errors import Refused
from app.domain.feelings import Placement, Word, pick_words, place
from app.domain.guesses import Guess, guess
from app.domain.ideas import Idea, offer_idea
from app.domain.seats import Sitting
from app.domain.steering import reveal
from app.domain.stories import Story, tell_story
from tests.make import World, a_key

TEN_MINUTES = timedelta(minutes=10)


def comes_back(session: Session, world: World, name: str = "Amina") -> Sitting:
    """Ten minutes later, with what the phone kept."""
    return replace(world.sits(session, name, world.now + TEN_MINUTES), late=True)


def feels(session: Session, world: World, by: Sitting, height: int, *words: str) -> None:
    there = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
    place(session, by, **there, height=height, key=a_key())
    if words:
        offered = frozenset(words)
        pick_words(session, by, **there, words=words, own="", offered=offered, key=a_key())


def tells(session: Session, world: World, by: Sitting) -> None:
    there = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
    tell_story(session, by, **there, text="Nobody told us", key=a_key())


def shows_the_map(world: World) -> None:
    world.goes_to("map")
    with world.session() as session:
        reveal(session, world.desk(session), revealed=True)
        session.commit()


def test_after_ten_minutes_without_a_network_words_heights_and_ideas_arrive(
    session: Session, world: World
):
    world.goes_to("feelings")
    world.goes_to("ideas")
    world.goes_to("break" if "break" in world.stages else "map")
    promptly = world.sits(session, "Amina", world.now + TEN_MINUTES)
    with pytest.raises(Refused, match="moved on"), session.begin_nested():
        tells(session, world, promptly)
    by = comes_back(session, world)
    feels(session, world, by, -2, "worried")
    tells(session, world, by)
    there = {"stage": world.stages["ideas"], "touchpoint": world.touchpoints[0]}
    offer_idea(session, by, **there, text="Ring people", key=a_key())
    session.flush()
    assert [s.text for s in session.exec(select(Story))] == ["Nobody told us"]
    assert [i.text for i in session.exec(select(Idea))] == ["Ring people"]
    assert session.exec(select(Placement)).one().late_at is None
    assert session.exec(select(Word)).one().late_at is None


def test_once_the_map_was_shown_a_height_waits_and_one_that_stands_there_is_not_changed(
    session: Session, world: World
):
    world.goes_to("feelings")
    with world.session() as before:
        feels(before, world, world.sits(before, "Bo"), 1, "calm")
        before.commit()
    shows_the_map(world)
    feels(session, world, comes_back(session, world), -2, "worried")
    tells(session, world, comes_back(session, world))
    session.flush()
    late = session.exec(select(Placement).where(Placement.height == -2)).one()
    assert late.late_at is not None
    bo = comes_back(session, world, "Bo")
    feels(session, world, bo, 1, "calm")  # sent again with a story: it stands there already
    with pytest.raises(Refused, match="stays as it is"), session.begin_nested():
        feels(session, world, bo, 2)
    with pytest.raises(Refused, match="stay as they are"), session.begin_nested():
        feels(session, world, bo, 1, "angry")


def test_a_guess_that_comes_after_the_reveal_is_refused(session: Session, world: World):
    with world.session() as before:
        stage = world.stage(before, "feelings")
        stage.settings = {**stage.settings, "guess": True}
        before.add(stage)
        before.commit()
    world.goes_to("feelings")
    shows_the_map(world)
    there = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
    with pytest.raises(Refused, match="too late"), session.begin_nested():
        guess(session, comes_back(session, world, "Cy"), **there, height=1, key=a_key())
    assert session.exec(select(Guess)).all() == []


@pytest.mark.parametrize("revealed", [False, True])
def test_a_dot_that_waited_counts_until_the_result_is_shown(
    session: Session, world: World, revealed: bool
):
    world.goes_to("ideas")
    idea = world.offers("Amina", "Ring people")
    world.goes_to("choose")
    if revealed:
        with world.session() as desk:
            reveal(desk, world.desk(desk), revealed=True)
            desk.commit()
    world.goes_to("checkout" if "checkout" in world.stages else "teams")
    by, there = comes_back(session, world), {"stage": world.stages["choose"], "idea": idea}
    if not revealed:
        place_dot(session, by, **there, key=a_key())
        return
    with pytest.raises(Refused, match="moved on"), session.begin_nested():
        place_dot(session, by, **there, key=a_key())
