"""What the separate events bring to the joint event, side by side (P1)."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from app.content import template
from app.domain.agreeing import agree
from app.domain.both_lists import BothLists, both_lists, shows_both_lists
from app.domain.changes import Topic, take_changes
from app.domain.choosing import decide
from app.domain.seats import Use
from app.domain.steering import open_doors
from app.domain.voices import Voice
from app.domain.withdrawal import withdraw
from app.domain.workshops import prepare_workshop, stages_of, workshop_called
from tests.make import World, a_key


def an_event(world: World, session: Session, voice: Voice, people: int) -> World:
    """One side alone, standing in "what matters most"."""
    by = world.member(session)
    event = replace(world, secrets={})
    event.workshop = prepare_workshop(
        session, by.project, template("short"), title=str(voice), now=world.now
    )
    session.flush()
    open_doors(session, event.desk(session))
    event.stages = {str(s.kind): s.id for s in stages_of(session, event.workshop)}
    session.commit()
    event.crowd(voice, people)
    event.goes_to("priorities")
    return event


def brings(event: World, name: str, text: str, *uses: Use) -> str:
    idea = event.offers(name, text, kind="priorities")
    with event.session() as session:
        allowed = frozenset({Use.ROOM, *uses})
        by = event.sits(session, name)
        agree(session, by, allowed, stories=frozenset(), email="", key=a_key())
        session.commit()
    return idea


def lists(world: World) -> BothLists:
    with world.session() as session:
        return both_lists(session, workshop_called(session, world.workshop))


def texts(brought) -> list[str]:
    return [each.text for each in brought]


@pytest.fixture
def events(session: Session, world: World) -> tuple[World, World]:
    staff = an_event(world, session, Voice.STAFF, 5)
    patients = an_event(world, session, Voice.PATIENT, 5)
    brings(staff, "staff 0", "We have no room to talk", Use.OTHER_GROUP)
    brings(patients, "patient 0", "Nobody rings on Mondays", Use.OTHER_GROUP)
    return staff, patients


def test_each_side_has_its_column_in_its_own_words(world, events):
    both = lists(world)
    assert texts(both.staff) == ["We have no room to talk"]
    assert texts(both.patients) == ["Nobody rings on Mondays"]
    assert both.together == ()


def test_whoever_did_not_agree_is_not_shown_to_the_other_group(world, events):
    _, patients = events
    brings(patients, "patient 1", "Only for this room")
    assert texts(lists(world).patients) == ["Nobody rings on Mondays"]


def test_a_change_of_mind_is_obeyed_at_once_and_told_to_the_joint_event(world, events):
    staff, patients = events
    with patients.session() as session:
        by = patients.sits(session, "patient 0")
        agree(session, by, frozenset({Use.ROOM}), stories=frozenset(), email="", key=a_key())
        assert (world.workshop, Topic.IDEAS) in take_changes(session)
        session.commit()
    assert lists(world).patients == ()
    with staff.session() as session:
        by = staff.sits(session, "staff 0")
        withdraw(session, by, what="everything", id="", key=a_key())
        assert (world.workshop, Topic.IDEAS) in take_changes(session)
        session.commit()
    assert lists(world) == BothLists((), (), ())


def test_an_event_that_has_decided_brings_only_what_it_takes_forward(world, events):
    staff, _ = events
    second = brings(staff, "staff 1", "Too few pens", Use.OTHER_GROUP)
    third = brings(staff, "staff 2", "No time to listen", Use.OTHER_GROUP)
    with staff.session() as session:
        desk = staff.desk(session)
        decide(session, desk, idea=third, outcome="taken_forward", reason="")
        decide(session, desk, idea=second, outcome="parked", reason="Small")
        session.commit()
    assert texts(lists(world).staff) == ["No time to listen"]


def test_where_one_side_was_few_there_are_no_columns(session, world):
    staff = an_event(world, session, Voice.STAFF, 4)
    patients = an_event(world, session, Voice.PATIENT, 5)
    brings(staff, "staff 0", "We have no room to talk", Use.OTHER_GROUP)
    brings(patients, "patient 0", "Nobody rings on Mondays", Use.OTHER_GROUP)
    both = lists(world)
    assert (both.patients, both.staff) == ((), ())
    assert sorted(texts(both.together)) == ["Nobody rings on Mondays", "We have no room to talk"]


def test_a_rehearsal_and_another_project_bring_nothing(session, world, events):
    staff, patients = events
    workshop_called(session, staff.workshop).rehearsal_since = world.now
    session.commit()
    assert lists(world).staff == ()
    assert lists(patients).patients == ()  # its own are not brought to itself


def test_only_the_stage_that_says_so_shows_them(session, world):
    by = world.member(session)
    joint = prepare_workshop(session, by.project, template("joint"), title="Joint", now=world.now)
    session.flush()
    shown = [s.title for s in stages_of(session, joint) if shows_both_lists(s)]
    assert shown == ["Both lists"]
