"""A link lets a patient or carer work on one trial, and on nothing else."""

import pytest
from sqlmodel import select

from app.domain.errors import NotTheLead, NotYours, Refused
from app.domain.trial_undoing import last_act_on, name_of, undo_on_trial
from app.domain.trials import Owners, Teammate, close_cycle, hand_over, note_down, plan_trial
from app.domain.trials.links import (
    TeamLink,
    link_name,
    link_of,
    make_link,
    teammate_by_link,
    withdraw_link,
)
from app.domain.trials.teammates import trial_called
from tests.afterwards import a_closing, a_plan, tries, works_on
from tests.make import KEYRING, NOON


@pytest.fixture
def trial(world):
    world.goes_to("ideas")
    return tries(world, world.offers("Amina", "Ring first"), title="A call first")


@pytest.fixture
def another(world, trial):
    return tries(world, world.offers("Bo", "Another"))


@pytest.fixture
def by(session, world, trial):
    return works_on(world, session, trial)


@pytest.fixture
def secret(session, by):
    return make_link(session, by, KEYRING)


@pytest.fixture
def joan(session, secret) -> Teammate:
    session.flush()
    return teammate_by_link(session, secret, KEYRING, NOON)


def test_the_secret_has_128_bits_and_is_kept_only_as_a_keyed_hash(session, by, secret):
    assert len(secret) == 22
    (kept,) = session.exec(select(TeamLink)).all()
    assert kept.secret_hash == KEYRING.team_link(secret)
    assert secret not in str(kept.model_dump())


def test_whoever_has_it_works_on_this_trial(session, trial, joan):
    assert (joan.trial.id, joan.hand, joan.account_id, joan.is_member) == (
        trial,
        "link",
        None,
        False,
    )
    note_down(session, joan, text="Cards ran out")
    plan_trial(session, joan, a_plan(aim="Ours"))
    close_cycle(session, joan, a_closing("adapt"))
    assert joan.trial.aim == "Ours"


def test_it_opens_no_other_trial_of_the_same_project(another, session, joan):
    with pytest.raises(NotYours):
        trial_called(session, joan, another)


def test_it_makes_no_links_and_hands_nothing_over(session, trial, by, joan):
    with pytest.raises(NotTheLead):
        make_link(session, joan, KEYRING, link_name(link_of(session, trial)))
    with pytest.raises(NotTheLead):
        withdraw_link(session, joan)
    with pytest.raises(Refused):
        hand_over(session, joan, Owners("me"))
    hand_over(session, by, Owners("somebody else"))
    session.flush()
    assert last_act_on(session, joan) is None
    with pytest.raises(Refused):
        undo_on_trial(session, joan, name_of(last_act_on(session, by)))


def test_a_withdrawn_or_renewed_link_is_gone_at_once(session, trial, by, secret):
    second = make_link(session, by, KEYRING, link_name(link_of(session, trial)))
    session.flush()
    with pytest.raises(NotYours):
        teammate_by_link(session, secret, KEYRING, NOON)
    assert teammate_by_link(session, second, KEYRING, NOON).trial.id == trial
    withdraw_link(session, by)
    session.flush()
    with pytest.raises(NotYours):
        teammate_by_link(session, second, KEYRING, NOON)
    withdraw_link(session, by)  # nothing happens


def test_a_form_sent_twice_does_not_take_away_the_link_just_given(session, by, secret):
    session.flush()
    with pytest.raises(Refused, match="newer link"):
        make_link(session, by, KEYRING)
    assert teammate_by_link(session, secret, KEYRING, NOON)


def test_another_key_of_the_installation_opens_nothing(session, secret):
    from app.domain.keyring import Keyring

    session.flush()
    for wrong in ("", secret[:-1], KEYRING.team_link(secret)):
        with pytest.raises(NotYours):
            teammate_by_link(session, wrong, KEYRING, NOON)
    with pytest.raises(NotYours):
        teammate_by_link(session, secret, Keyring(b"another key, also long enough here"), NOON)
