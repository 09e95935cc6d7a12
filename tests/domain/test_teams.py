"""Teams: one for each choice taken forward, and who is still missing in it (P4)."""

from datetime import date

import pytest
from sqlmodel import select

from app.domain.choosing import decide
from app.domain.errors import NotYours, Refused
from app.domain.projects import Project
from app.domain.rehearsals import wipe_rehearsal
from app.domain.teams import TeamPlace, arrange_team, choose_team, team_of, teams_in
from app.domain.trials import Trial, start_trial
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.withdrawal import withdraw
from app.domain.workshops import Stage, StageKind
from tests.make import KEYRING, World, a_key

MEETS = date(2026, 6, 15)


@pytest.fixture
def idea(world: World) -> str:
    """The room stands in "teams"; one idea was taken forward and another was not."""
    with world.session() as session:
        stage = Stage(
            workshop_id=world.workshop,
            position=20,
            kind=StageKind.TEAMS,
            title="Teams",
            instruction="",
            script="",
            minutes=10,
        )
        session.add(stage)
        session.commit()
        world.stages["teams"] = stage.id
    world.goes_to("ideas")
    forward, parked = world.offers("Amina", "Ring people first"), world.offers("Bo", "A new wing")
    with world.session() as session:
        by = world.desk(session)
        decide(session, by, idea=forward, outcome="taken_forward", reason="")
        decide(session, by, idea=parked, outcome="parked", reason="No money")
        session.commit()
    world.goes_to("teams")
    return forward


def joins(session, world: World, name: str, idea: str, key: str = "") -> None:
    by = world.sits(session, name)
    choose_team(session, by, stage=world.stages["teams"], idea=idea, key=key or a_key())
    session.flush()


def test_only_what_is_taken_forward_gets_a_team(session, world, idea):
    assert [team.id for team in teams_in(session, world.workshop)] == [idea]


def test_a_team_says_who_is_missing_until_two_of_each_side_are_in(session, world, idea):
    world.joins("Di", Voice.CARER)
    world.joins("Ed", Voice.STAFF)
    for name, people, patients, staff in (
        ("Amina", 1, 1, 2),
        ("Cy", 2, 1, 1),
        ("Ed", 3, 1, 0),
        ("Di", 4, 0, 0),
    ):
        joins(session, world, name, idea)
        (team,) = teams_in(session, world.workshop)
        assert (team.people, team.lacks_patients, team.lacks_staff) == (people, patients, staff)
        assert not team.is_complete
    arrange_team(session, world.desk(session), idea=idea, owner="Ward sister", meets_on=MEETS)
    (team,) = teams_in(session, world.workshop)
    assert team.is_complete


def test_nobody_is_in_two_teams_and_a_key_joins_once(session, world, idea):
    other = session.get_one(Stage, world.stages["ideas"])
    other.closed_at = None
    session.add(other)
    session.commit()
    second = world.offers("Cy", "A named nurse")
    decide(session, world.desk(session), idea=second, outcome="taken_forward", reason="")
    key = a_key()
    joins(session, world, "Amina", idea, key)
    joins(session, world, "Amina", second)
    joins(session, world, "Amina", idea, key)  # a late copy of the first
    amina = world.sits(session, "Amina")
    assert team_of(session, amina.seat_id) == second
    assert sum(team.people for team in teams_in(session, world.workshop)) == 1


def test_a_place_can_be_given_back_here_and_under_my_words(session, world, idea):
    joins(session, world, "Cy", idea)
    joins(session, world, "Cy", "")
    assert teams_in(session, world.workshop)[0].people == 0
    for what in ("team", "everything"):
        joins(session, world, "Cy", idea)
        withdraw(session, world.sits(session, "Cy"), what=what, id="", key=a_key())
        assert teams_in(session, world.workshop)[0].people == 0


@pytest.mark.parametrize("wanted", ["parked", "0" * 16])
def test_a_team_that_is_none_cannot_be_joined_or_arranged(session, world, idea, wanted):
    with pytest.raises(NotYours):
        joins(session, world, "Amina", wanted)
    with pytest.raises(NotYours):
        arrange_team(session, world.desk(session), idea=wanted, owner="", meets_on=None)


def test_outside_the_teams_stage_nobody_joins(session, world, idea):
    by = world.sits(session, "Amina")
    with pytest.raises(NotYours):
        choose_team(session, by, stage=world.stages["ideas"], idea=idea, key=a_key())
    session.commit()
    world.goes_to("checkout")
    world.goes_to("ideas")
    late = world.sits(session, "Amina", by.now.replace(hour=14))
    with pytest.raises(Refused):
        choose_team(session, late, stage=world.stages["teams"], idea=idea, key=a_key())


def test_arranging_can_be_undone_step_by_step(session, world, idea):
    desk = world.desk(session)
    arrange_team(session, desk, idea=idea, owner="Ward sister", meets_on=None)
    arrange_team(session, desk, idea=idea, owner="Clinic lead", meets_on=MEETS)
    undo(session, desk)
    (team,) = teams_in(session, world.workshop)
    assert (team.owner, team.meets_on) == ("Ward sister", None)
    undo(session, desk)
    (team,) = teams_in(session, world.workshop)
    assert (team.owner, team.meets_on) == ("", None)


def test_the_owner_goes_along_into_the_trial(session, world, idea):
    arrange_team(session, world.desk(session), idea=idea, owner="Ward sister", meets_on=MEETS)
    session.flush()
    by = world.member(session)
    assert by.project.id == session.get_one(Project, world.project).id
    assert session.get_one(Trial, start_trial(session, by, idea)).owner == "Ward sister"


def test_wiping_a_rehearsal_wipes_its_teams(session, world, idea):
    joins(session, world, "Amina", idea)
    arrange_team(session, world.desk(session), idea=idea, owner="Ward sister", meets_on=MEETS)
    desk = world.desk(session)
    desk.workshop.rehearsal_since = world.now
    wipe_rehearsal(session, desk, KEYRING)
    assert teams_in(session, world.workshop) == ()
    assert session.exec(select(TeamPlace)).all() == []
