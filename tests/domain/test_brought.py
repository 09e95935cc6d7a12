"""A joint event chooses among what the separate events bring, and decides for itself (P1, V)."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from app.content import template
from app.domain.choosing import decide
from app.domain.decisions import decisions_in
from app.domain.dots import own_ballot, place_dot
from app.domain.errors import NotYours
from app.domain.seats import Use
from app.domain.steering import open_doors, reveal
from app.domain.teams import teams_in
from app.domain.trials import start_trial
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.what_we_see import result_of
from app.domain.withdrawal import withdraw
from app.domain.workshops import prepare_workshop, stages_of, workshop_called
from tests.domain.test_both_lists import an_event, brings
from tests.make import World, a_key


@pytest.fixture
def staff(session: Session, world: World) -> World:
    return an_event(world, session, Voice.STAFF, 5)


@pytest.fixture
def brought(staff: World) -> str:
    return brings(staff, "staff 0", "We have no room to talk", Use.OTHER_GROUP)


@pytest.fixture
def joint(session: Session, world: World, brought: str) -> World:
    """A joint event that stands in "choose together"; it has offered one priority of its own."""
    by = world.member(session)
    event = replace(world, secrets={})
    event.workshop = prepare_workshop(
        session, by.project, template("joint"), title="Joint", now=world.now
    )
    session.flush()
    open_doors(session, event.desk(session))
    event.stages = {str(s.kind): s.id for s in stages_of(session, event.workshop)}
    session.commit()
    event.crowd(Voice.PATIENT, 5)
    event.crowd(Voice.STAFF, 5)
    event.goes_to("priorities")
    event.offers("patient 0", "Nobody rings on Mondays", kind="priorities")
    event.goes_to("choose")
    return event


def dot(session: Session, event: World, name: str, idea: str):
    by = event.sits(session, name)
    return place_dot(session, by, stage=event.stages["choose"], idea=idea, key=a_key())


def choices(session: Session, event: World, name: str = "patient 1") -> set[str]:
    stage = event.stage(session, "choose")
    return {c.text for c in own_ballot(session, event.sits(session, name), stage).choices}


def test_what_is_brought_can_be_chosen_beside_what_the_room_offers(session, joint, brought):
    assert choices(session, joint) == {"We have no room to talk", "Nobody rings on Mondays"}
    for name in [name for name in joint.secrets if name != "patient 0"]:
        dot(session, joint, name, brought)
    dot(session, joint, "patient 0", brought)
    session.flush()
    desk = joint.desk(session)
    reveal(session, desk, revealed=True)
    found = result_of(session, desk.workshop, joint.stage(session, "choose"))
    best = found.both_want_it[0]
    assert best.choice == brought
    assert [share.percent for share in best.shares] == [100, 100]


def test_only_a_stage_that_says_so_takes_dots_for_what_is_brought(session, staff, joint, brought):
    parked = brings(staff, "staff 1", "Only for staff")
    with pytest.raises(NotYours):
        dot(session, joint, "patient 1", parked)
    stage = joint.stage(session, "choose")
    stage.settings = {**stage.settings, "brought": False}
    session.flush()
    with pytest.raises(NotYours):
        dot(session, joint, "patient 1", brought)


def test_what_its_author_takes_back_gives_the_dot_back(session, staff, joint, brought):
    dot(session, joint, "patient 1", brought)
    session.commit()
    with staff.session() as other:
        by = staff.sits(other, "staff 0")
        withdraw(other, by, what="idea", id=brought, key=a_key())
        other.commit()
    session.expire_all()
    assert choices(session, joint) == {"Nobody rings on Mondays"}
    stage = joint.stage(session, "choose")
    assert own_ballot(session, joint.sits(session, "patient 1"), stage).left == 3


def test_each_event_decides_for_itself_and_the_newest_decision_counts(
    session, staff, joint, brought
):
    decide(session, staff.desk(session), idea=brought, outcome="taken_forward", reason="")
    session.flush()
    later = joint.desk(session, joint.now.replace(hour=15))
    decide(session, later, idea=brought, outcome="parked", reason="No rooms this year")
    assert decisions_in(session, staff.workshop)[brought].outcome == "taken_forward"
    assert decisions_in(session, joint.workshop)[brought].outcome == "parked"
    with pytest.raises(NotYours):
        start_trial(session, joint.member(session), brought)

    undo(session, later)
    assert brought not in decisions_in(session, joint.workshop)
    decide(session, later, idea=brought, outcome="taken_forward", reason="")
    assert [team.id for team in teams_in(session, joint.workshop)] == [brought]
    assert start_trial(session, joint.member(session), brought)


def test_another_projects_priority_cannot_be_decided_on(session, joint, database):
    from tests.make import a_world

    other = a_world(database, email="kim@example.org")
    other.goes_to("priorities")
    theirs = other.offers("Amina", "Not ours", kind="priorities")
    with pytest.raises(NotYours):
        decide(session, joint.desk(session), idea=theirs, outcome="taken_forward", reason="")
    assert workshop_called(session, other.workshop).id != joint.workshop
