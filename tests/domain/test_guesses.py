"""Staff guess how patients felt: apart from their own answer, and shown beside theirs (M9, A1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from app.content import template
from app.domain.anonymity import Group, decide_merging
from app.domain.balance import balance
from app.domain.emotion_map import Mark, emotion_map
from app.domain.emotion_map.guessed import Guesses, guessed
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.feelings import feeling_counts, place
from app.domain.guesses import Guess, guess, guesses_in, own_guesses
from app.domain.history import Act
from app.domain.like_for_like import guesses_beside_answers
from app.domain.receipts import receipts_of
from app.domain.steering import move, open_doors, reveal
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.what_we_see import journey_map
from app.domain.withdrawal import withdraw
from app.domain.workshops import (
    Facilitator,
    Stage,
    prepare_workshop,
    stages_of,
    workshop_called,
)
from tests.conftest import only_sqlite
from tests.make import World, a_key


def asks(world: World, yes: bool = True) -> None:
    with world.session() as session:
        stage = world.stage(session, "feelings")
        stage.settings = {**stage.settings, "guess": yes}
        session.add(stage)
        session.commit()
    world.goes_to("feelings")


def guesses(session, world: World, name: str, height: int | None, at: int = 0, key="") -> None:
    guess(
        session,
        world.sits(session, name),
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[at],
        height=height,
        key=key or a_key(),
    )
    session.flush()


def feels(session, world: World, name: str, height: int, at: int = 0) -> None:
    place(
        session,
        world.sits(session, name),
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[at],
        height=height,
        key=a_key(),
    )
    session.flush()


def seen(session, world: World) -> tuple[Guesses, bool] | None:
    session.flush()
    session.expire_all()
    workshop, stage = workshop_called(session, world.workshop), world.stage(session, "map")
    felt = journey_map(session, workshop, world.touchpoints, stage, {})
    return guesses_beside_answers(session, workshop, stage, felt)


def shows(session, world: World) -> None:
    move(session, world.desk(session), world.stages["map"])
    reveal(session, world.desk(session), revealed=True)
    session.flush()


@only_sqlite
def test_only_staff_guess_and_only_where_it_is_asked(world, session):
    asks(world, yes=False)
    with pytest.raises(Refused, match="Only staff guess"):
        guesses(session, world, "Cy", -1)
    session.rollback()
    asks(world)
    for name in ("Amina", "Bo"):
        with pytest.raises(Refused, match="Only staff guess"):
            guesses(session, world, name, -1)
    with pytest.raises(Unusable, match="five faces"):
        guesses(session, world, "Cy", 3)
    with pytest.raises(NotYours):
        guess(
            session,
            world.sits(session, "Cy"),
            stage=world.stages["feelings"],
            touchpoint="elsewhere",
            height=0,
            key=a_key(),
        )
    guesses(session, world, "Cy", -1)
    assert guesses_in(session, world.workshop) == {world.touchpoints[0]: [-1]}


def test_a_guess_may_be_changed_skipped_and_sent_twice_until_the_stage_is_closed(world, session):
    asks(world)
    first = a_key()
    guesses(session, world, "Cy", -1, key=first)
    guesses(session, world, "Cy", 2)
    guesses(session, world, "Cy", -1, key=first)
    assert own_guesses(session, world.sits(session, "Cy")) == {world.touchpoints[0]: 2}
    assert list(receipts_of(session, world.sits(session, "Cy")).values()) == ["guess"] * 2
    guesses(session, world, "Cy", None)
    assert guesses_in(session, world.workshop) == {}
    shows(session, world)
    with pytest.raises(Refused, match="moved on"):
        guesses(session, world, "Cy", 1)


@only_sqlite
def test_a_guess_is_never_mixed_with_what_anybody_felt(world, session):
    staff = world.crowd(Voice.STAFF, 6)
    asks(world)

    def everything() -> tuple[object, ...]:
        workshop, stage = workshop_called(session, world.workshop), world.stage(session, "map")
        return (
            feeling_counts(session, world.workshop),
            balance(session, workshop, world.touchpoints),
            journey_map(session, workshop, world.touchpoints, stage, {}),
        )

    for name in staff[:5]:
        feels(session, world, name, 2)
    before = everything()
    for name in staff:
        guesses(session, world, name, -2)
    assert everything() == before
    assert session.exec(select(Act).where(Act.what == "guess")).all() == []


def test_the_reveal_shows_guess_answer_and_difference_and_nothing_does_before(world, session):
    staff, patients = world.crowd(Voice.STAFF, 5), world.crowd(Voice.PATIENT, 6)
    asks(world)
    for n, name in enumerate(staff):
        guesses(session, world, name, (-1, -1, 0, -1, 0)[n])
    for name in patients:
        feels(session, world, name, -2)
    move(session, world.desk(session), world.stages["map"])
    assert seen(session, world) is None
    shows(session, world)

    found, from_elsewhere = seen(session, world) or pytest.fail("nothing is shown")

    assert not from_elsewhere
    (at,) = found.at
    assert (at.guess, at.guessed_by, at.group, at.answer, at.answered_by, at.difference) == (
        *(-1, 5, Group.PATIENT, -2),
        *(6, -1),
    )
    assert found.furthest == at
    undo(session, world.desk(session))
    assert seen(session, world) is None


@only_sqlite
def test_fewer_than_five_who_guessed_or_answered_are_never_shown(world, session):
    staff, patients = world.crowd(Voice.STAFF, 5), world.crowd(Voice.PATIENT, 5)
    asks(world)
    for n, name in enumerate(staff):
        guesses(session, world, name, -1, at=0)
        guesses(session, world, name, -1, at=1)
        if n < 4:
            guesses(session, world, name, -1, at=2)
    for n, name in enumerate(patients):
        feels(session, world, name, -2, at=0)
        feels(session, world, name, -2, at=2)
        if n < 4:
            feels(session, world, name, -2, at=1)
    shows(session, world)

    found, _ = seen(session, world) or pytest.fail("nothing is shown")

    assert [at.touchpoint for at in found.at] == [world.touchpoints[0]]
    assert found.at[0].group is Group.BOTH  # four at one touchpoint: drawn together everywhere
    assert found.withheld == world.touchpoints[1:]
    withdraw(
        session,
        world.sits(session, staff[0]),
        what="guess",
        id=world.touchpoints[0],
        key=a_key(),
    )
    found, _ = seen(session, world) or pytest.fail("nothing is shown")
    assert found.at == ()


def test_withdrawing_everything_takes_the_guesses_too_and_one_can_go_alone(world, session):
    asks(world)
    guesses(session, world, "Cy", -1, at=0)
    guesses(session, world, "Cy", -1, at=1)
    by = world.sits(session, "Cy")
    withdraw(session, by, what="guess", id=world.touchpoints[0], key=a_key())
    assert own_guesses(session, by) == {world.touchpoints[1]: -1}
    with pytest.raises(NotYours):
        withdraw(session, by, what="guess", id=world.touchpoints[0], key=a_key())
    withdraw(session, by, what="everything", id="", key=a_key())
    session.flush()
    assert session.exec(select(Guess)).all() == []


@only_sqlite
def test_a_staff_event_compares_with_what_the_patients_event_has_shown(world, session):
    """Patients and carers of the short workshop answered; staff guess in a room of their own."""
    patients = world.crowd(Voice.PATIENT, 5)
    world.goes_to("feelings")
    for name in patients:
        feels(session, world, name, -2)
    session.commit()
    here = world.workshop
    project = world.member(session).project
    made = prepare_workshop(session, project, template("staff"), title="Staff", now=world.now)
    session.commit()
    stages = {str(s.kind): s.id for s in stages_of(session, made)}
    there = workshop_called(session, made)
    open_doors(session, Facilitator(world.account, "Sam", there, world.now))
    session.commit()
    other = World(**{**vars(world), "workshop": made, "stages": stages, "secrets": {}})
    staff = other.crowd(Voice.STAFF, 5)
    asks(other)
    for name in staff:
        guesses(session, other, name, 1)
    shows(session, other)

    assert seen(session, other) == (Guesses((), ()), True)
    world.workshop = here
    shows(session, world)
    found, from_elsewhere = seen(session, other) or pytest.fail("nothing is shown")
    assert from_elsewhere
    assert [(at.guess, at.answer, at.difference) for at in found.at] == [(1, -2, -3)]
    stage = session.get_one(Stage, world.stages["map"])
    undo(session, world.desk(session))
    assert stage.revealed_at is None
    assert seen(session, other) == (Guesses((), ()), True)


HEIGHTS = st.lists(st.integers(-2, 2), max_size=9)


@given(HEIGHTS, HEIGHTS, HEIGHTS, HEIGHTS, st.integers(5, 7))
def test_what_is_said_of_guesses_never_comes_from_fewer_than_k(patient, carer, staff, guesses, k):
    given = {Voice.PATIENT: patient, Voice.CARER: carer, Voice.STAFF: staff}
    marks = [
        Mark("here", voice, height, f"{voice}{n}")
        for voice, heights in given.items()
        for n, height in enumerate(heights)
    ]
    merged = decide_merging({"here": {voice: len(heights) for voice, heights in given.items()}}, k)
    felt = emotion_map(("here",), marks, {}, {}, merged=merged, k=k, with_marks=True)

    found = guessed(felt, {"here": guesses}, k)

    answered = len(patient) + len(carer) if merged else len(patient)
    may = len(guesses) >= k and answered >= k
    assert bool(found.at) == may
    assert found.withheld == (() if may or not guesses else ("here",))
    for at in found.at:
        assert at.answered_by >= k
        assert at.guessed_by >= k
        assert -4 <= at.difference <= 4
