"""The progress page shows only what may leave the room (R1, A1, A5, A8)."""

from dataclasses import asdict
from datetime import date, timedelta
from itertools import product

import pytest
from sqlmodel import select

from app.domain.anonymity import Group
from app.domain.errors import NotYours
from app.domain.ideas import Idea
from app.domain.moderation import hold, take_back
from app.domain.projects import Project, project_with_key
from app.domain.reporting import SILENT_FOR
from app.domain.seats import Consent, Seat, Use
from app.domain.stories import Story
from app.domain.voices import Voice
from app.domain.withdrawal import withdraw
from app.domain.workshops import Workshop
from tests.afterwards import (
    agrees,
    closes,
    decides,
    goes_on,
    plans,
    progress_of,
    saving,
    says,
    tries,
    was_a_rehearsal,
)
from tests.conftest import only_sqlite
from tests.make import NOON, World, a_key

IDEA = "Ring before the letter comes"


@pytest.fixture
def world(world: World) -> World:
    goes_on(world)
    with saving(world) as session:
        world.stage(session, "map").merged = False
    return world


@pytest.fixture
def idea(world: World) -> str:
    return world.offers("Amina", IDEA)


def quotes(shown) -> dict[str, Group | None]:
    places = (*shown.answered, *shown.heard)
    return {said.text: said.group for place in places for said in place.said}


def everything(shown) -> str:
    return str(asdict(shown))


# Whose words


CONDITIONS = ("consent", "agreed", "released", "stands")


def test_a_story_leaves_the_room_only_if_every_condition_holds(world):
    """All sixteen ways that four conditions can be met or missed, each with a seat of its own."""
    expected = set()
    for n, met in enumerate(product((True, False), repeat=len(CONDITIONS))):
        consent, agreed, released, stands = met
        text = f"story {met}"
        world.joins(f"Person {n}", Voice.PATIENT)
        id_ = says(world, f"Person {n}", text)
        with saving(world) as session:
            story = session.get_one(Story, id_)
            story.outside_agreed_at = NOON if agreed else None
            story.released_at = NOON if released else None
            story.withdrawn_at = None if stands else NOON
            if consent:
                session.add(Consent(seat_id=story.seat_id, use=Use.OUTSIDE, given_at=NOON))
        if all(met):
            expected.add(text)

    assert set(quotes(progress_of(world))) == expected != set()


def test_one_agreed_story_says_nothing_about_the_others_of_the_same_person(world):
    agreed, other = says(world, "Amina", "You may show this"), says(world, "Amina", "Not this")
    agrees(world, "Amina", agreed)
    assert set(quotes(progress_of(world))) == {"You may show this"}
    assert other


def test_turning_the_consent_off_takes_the_words_away_at_once(world):
    agrees(world, "Amina", says(world, "Amina", "For a while"))
    assert quotes(progress_of(world))
    agrees(world, "Amina")
    assert not quotes(progress_of(world))


def test_words_held_or_taken_back_are_gone_at_once(world):
    first, second = says(world, "Amina", "Held later"), says(world, "Bo", "Taken back later")
    agrees(world, "Amina", first)
    agrees(world, "Bo", second)
    assert len(quotes(progress_of(world))) == 2

    with saving(world) as session:
        hold(session, world.desk(session), Story, first)
        take_back(session, world.sits(session, "Bo"), Story, second)
    assert not quotes(progress_of(world))


def test_a_rewritten_story_must_be_agreed_again(world):
    first = says(world, "Amina", "As I said it")
    agrees(world, "Amina", first)
    with saving(world) as session:
        take_back(session, world.sits(session, "Amina"), Story, first)
    says(world, "Amina", "As I say it now")
    assert not quotes(progress_of(world))


def test_taking_back_everything_leaves_nothing_of_that_person(world, idea):
    agrees(world, "Amina", says(world, "Amina", "My own story"))
    tries(world, idea)
    with saving(world) as session:
        withdraw(session, world.sits(session, "Amina"), what="everything", id="", key=a_key())

    said = everything(progress_of(world))
    assert "My own story" not in said
    assert IDEA not in said


# Ideas


def test_an_ideas_own_words_never_leave_the_room(world, idea):
    """Nobody was asked whether an idea may go outside; even outside consent is for stories."""
    agrees(world, "Amina", says(world, "Amina", "A story of mine"))
    trial = tries(world, idea)
    assert IDEA not in everything(progress_of(world))

    plans(world, trial, title=f"{IDEA.upper()}.", change=f"  {IDEA}\n")
    (tried,) = progress_of(world).answered[0].tried
    assert (tried.title, tried.change) == ("", "")


def test_the_teams_own_words_do(world, idea):
    tries(world, idea, title="A call first", change="A nurse rings the day before.")
    (tried,) = progress_of(world).answered[0].tried
    assert (tried.title, tried.change) == ("A call first", "A nurse rings the day before.")


def test_what_was_not_chosen_has_its_reason_and_not_its_words(world, idea):
    decides(world, idea, "not_now", "It needs another department.")
    shown = progress_of(world)
    (answer,) = shown.answered[0].not_chosen
    assert (answer.outcome, answer.reason) == ("not_now", "It needs another department.")
    assert IDEA not in everything(shown)


def test_an_idea_taken_forward_is_told_before_there_is_a_trial(world, idea):
    decides(world, idea)
    (place,) = progress_of(world).answered
    assert (place.chosen, place.state, place.tried) == (1, "chosen", ())

    tries(world, idea, title="A call first")
    (place,) = progress_of(world).answered
    assert (place.chosen, len(place.tried)) == (0, 1)


def test_an_idea_that_its_author_took_back_is_not_talked_about(world, idea):
    other = world.offers("Bo", "A quiet room")
    decides(world, idea, "parked", "Later.")
    decides(world, other)
    with saving(world) as session:
        take_back(session, world.sits(session, "Amina"), Idea, idea)
        take_back(session, world.sits(session, "Bo"), Idea, other)
    assert progress_of(world).answered == ()


# Rehearsals


def test_a_rehearsal_never_reaches_the_page(world, idea):
    world.crowd(Voice.STAFF, 12)
    agrees(world, "Amina", says(world, "Amina", "Invented"))
    closes(world, tries(world, idea, title="Invented as well"))
    decides(world, world.offers("Bo", "Also invented"), "parked", "An invented reason.")
    was_a_rehearsal(world)

    shown = progress_of(world)
    assert (shown.answered, shown.heard, shown.people, shown.tried) == ((), (), None, 0)
    assert set(shown.counts.values()) == {0}
    assert shown.last_news == NOON.date()
    assert "nvented" not in everything(shown)


# Labels and numbers


def place_everybody(world: World, patients: int, carers: int, staff: int, touchpoint: int = 0):
    """So many people of each voice tell something at a touchpoint; one of each agrees."""
    for voice, people in zip(Voice, (patients, carers, staff), strict=True):
        for n in range(people):
            name = f"{voice} {touchpoint} {n}"
            world.joins(name, voice)
            story = says(world, name, f"{voice} {touchpoint} {n}", touchpoint)
            if n == 0:
                agrees(world, name, story)


@only_sqlite
@pytest.mark.parametrize(
    ("people", "labels"),
    [
        ((10, 10, 10), ("patient", "carer", "staff")),
        ((10, 9, 10), ("both", "both", "staff")),
        ((5, 5, 9), (None, None, None)),
        ((10, 1, 9), (None, None, None)),
        ((1, 0, 0), (None,)),
        ((9, 0, 0), (None,)),
        ((10, 0, 0), ("patient",)),
    ],
)
def test_a_label_has_ten_people_behind_it(world, people, labels):
    place_everybody(world, *people)
    found = quotes(progress_of(world))
    there = [voice for voice, n in zip(Voice, people, strict=True) if n]
    expected = {f"{voice} 0 0": label for voice, label in zip(there, labels, strict=True)}
    assert found == expected


@only_sqlite
def test_carers_join_patients_on_the_whole_page_or_nowhere(world):
    """Merged at one touchpoint and apart at another, the few could be told from the many."""
    place_everybody(world, 10, 10, 0, touchpoint=0)
    assert quotes(progress_of(world)) == {"patient 0 0": "patient", "carer 0 0": "carer"}

    place_everybody(world, 10, 2, 0, touchpoint=1)
    assert set(quotes(progress_of(world)).values()) == {"both"}


@only_sqlite
def test_who_a_room_has_seen_joined_stays_joined(world):
    place_everybody(world, 10, 10, 0)
    with saving(world) as session:
        world.stage(session, "map").merged = True
    assert set(quotes(progress_of(world)).values()) == {"both"}


@only_sqlite
def test_k_may_be_raised_and_never_lowered(world):
    place_everybody(world, 12, 0, 0)
    assert quotes(progress_of(world)) == {"patient 0 0": "patient"}
    assert progress_of(world).people == 15

    with saving(world) as session:
        session.get_one(Workshop, world.workshop).k = 16
    assert quotes(progress_of(world)) == {"patient 0 0": None}
    assert progress_of(world).people is None


@only_sqlite
def test_who_took_their_words_back_hides_nobody(world):
    """Ten told something, one took it back: nine are too few."""
    place_everybody(world, 10, 0, 0)
    assert quotes(progress_of(world)) == {"patient 0 0": "patient"}
    with saving(world) as session:
        gone = session.exec(select(Story).where(Story.text == "patient 0 9")).one()
        gone.withdrawn_at = NOON
    assert quotes(progress_of(world)) == {"patient 0 0": None}


@pytest.mark.parametrize(("people", "shown"), [(9, None), (10, 10)])
def test_fewer_than_ten_people_are_not_counted_in_public(world, people, shown):
    world.crowd(Voice.PATIENT, people - 3)
    assert progress_of(world).people == shown


def test_the_order_of_words_says_nothing_of_time(world):
    stories = [says(world, "Cy", f"number {n}") for n in range(8)]
    agrees(world, "Cy", *stories)
    by_id = [f"number {stories.index(id_)}" for id_ in sorted(stories)]
    assert list(quotes(progress_of(world))) == by_id


def test_no_id_key_or_moment_is_handed_to_the_page(world, idea):
    story = says(world, "Amina", "You may show this")
    agrees(world, "Amina", story)
    trial = tries(world, idea, title="A call first")
    said = everything(progress_of(world))
    with world.database.read() as session:
        seats = session.exec(select(Seat.id)).all()
    for secret in (story, trial, idea, world.workshop, world.project, *seats):
        assert secret not in said
    assert "datetime" not in said.replace("datetime.date", "")


# States and news


def test_each_state_is_counted_and_told(world):
    for act in ("adopt", "adapt", "abandon"):
        idea = world.offers("Amina", f"idea {act}")
        closes(world, tries(world, idea, title=f"to {act}"), act, f"happened {act}")
    tries(world, world.offers("Bo", "idea planned"), title="to plan", starts_on="", review_on="")
    tries(world, world.offers("Bo", "idea testing"), title="to test")

    shown = progress_of(world)
    assert shown.tried == 5
    once = dict.fromkeys(("planned", "testing", "kept", "changed", "stopped"), 1)
    assert shown.counts == {"studying": 0, "slipped": 0, **once}
    (place,) = shown.answered
    assert place.state == ""
    found = {tried.title: (tried.state, tried.review_on) for tried in place.tried}
    assert found["to adopt"] == ("kept", None)
    assert found["to test"] == ("testing", date(2026, 6, 15))
    assert found["to plan"] == ("planned", None)


def test_what_is_tried_comes_before_what_was_refused_and_heard_words_are_not_lost(world):
    decides(world, world.offers("Amina", "first", touchpoint=0), "parked", "Later.")
    tries(world, world.offers("Amina", "second", touchpoint=1), title="Second")
    agrees(world, "Bo", says(world, "Bo", "Nobody asked me", touchpoint=2))

    shown = progress_of(world)
    assert [place.touchpoint for place in shown.answered] == [
        "Being told",
        "Waiting for the letter",
    ]
    assert [place.touchpoint for place in shown.heard] == ["Going home"]


def test_the_next_news_is_the_next_look_or_six_weeks_after_the_last(world, idea):
    today = NOON.date()
    shown = progress_of(world)
    assert (shown.last_news, shown.next_news) == (today, today + SILENT_FOR)

    trial = tries(world, idea, title="A call first")
    assert progress_of(world).next_news == date(2026, 6, 15)

    closes(world, trial)
    assert progress_of(world).next_news == today + SILENT_FOR


def test_silence_longer_than_promised_is_said(world, idea):
    tries(world, idea, title="A call first")
    assert not progress_of(world).is_late

    shown = progress_of(world, NOON + timedelta(weeks=7))
    assert shown.is_late
    assert shown.answered[0].tried[0].is_overdue
    assert shown.last_news == NOON.date()


def test_the_page_is_found_by_its_key_alone(session, world):
    key = session.get_one(Project, world.project).progress_key
    assert len(key) >= 22  # 128 bits
    assert project_with_key(session, key).id == world.project
    for wrong in ("", world.project, key[:-1], key.swapcase()):
        with pytest.raises(NotYours):
            project_with_key(session, wrong)
