"""Who is in a project: invitations by link, taking out, handing over (S7)."""

from datetime import timedelta

import pytest

from app.domain.errors import NotTheLead, NotYours, Refused, Unusable
from app.domain.members import (
    INVITED_FOR,
    accept,
    hand_over,
    invite,
    people_of,
    take_out,
    withdraw_invitation,
)
from app.domain.projects import Role, member, role_in
from app.domain.workshops import facilitator, on_call
from tests.make import NOON, PASSWORD_HASH, World, a_world


def somebody(session, name="Kim"):
    from app.domain.accounts import add_account

    return add_account(
        session, email=f"{name}@example.org", password_hash=PASSWORD_HASH, name=name, now=NOON
    )


def test_an_invitation_lets_one_person_in_and_is_gone(session, world: World):
    key = invite(session, world.member(session), role="support")
    kim, lee = somebody(session), somebody(session, "Lee")

    assert accept(session, kim.id, key=key, now=NOON) == world.project
    assert role_in(session, world.project, kim.id) is Role.SUPPORT
    with pytest.raises(NotYours):
        accept(session, lee.id, key=key, now=NOON)
    assert role_in(session, world.project, lee.id) is None


def test_an_invitation_grows_old_and_can_be_withdrawn(session, world: World):
    kim = somebody(session)
    key = invite(session, world.member(session), role="co")
    late = NOON + INVITED_FOR + timedelta(seconds=1)
    with pytest.raises(NotYours):
        accept(session, kim.id, key=key, now=late)
    (open_one,) = people_of(session, world.member(session)).invitations
    withdraw_invitation(session, world.member(session), invitation=open_one.id)
    with pytest.raises(NotYours):
        accept(session, kim.id, key=key, now=NOON)


def test_whoever_is_in_the_project_keeps_their_role_and_leaves_the_link_to_others(
    session, world: World
):
    key = invite(session, world.member(session), role="support")
    accept(session, world.account, key=key, now=NOON)
    assert role_in(session, world.project, world.account) is Role.LEAD
    assert len(people_of(session, world.member(session)).invitations) == 1


def test_nobody_is_invited_as_lead(session, world: World):
    for role in ("lead", "", "king"):
        with pytest.raises(Unusable):
            invite(session, world.member(session), role=role)


def test_the_lead_is_handed_over_and_there_is_always_one(session, world: World):
    world.comes_in("Kim", Role.CO)
    with pytest.raises(Refused):
        take_out(session, world.member(session), account=world.account)
    hand_over(session, world.member(session), account=world.accounts["Kim"])
    assert role_in(session, world.project, world.accounts["Kim"]) is Role.LEAD
    assert role_in(session, world.project, world.account) is Role.CO
    with pytest.raises(NotTheLead):
        hand_over(session, world.member(session), account=world.accounts["Kim"])


def test_the_support_person_cannot_be_made_lead(session, world: World):
    world.comes_in("Priya", Role.SUPPORT)
    with pytest.raises(Refused):
        hand_over(session, world.member(session), account=world.accounts["Priya"])


def test_whoever_is_taken_out_steers_no_more(session, world: World):
    cookie = world.comes_in("Kim", Role.CO)
    assert facilitator(session, world.workshop, cookie, NOON).role is Role.CO
    assert not take_out(session, world.member(session), account=world.accounts["Kim"])
    session.flush()
    with pytest.raises(NotYours):
        facilitator(session, world.workshop, cookie, NOON)


def test_a_co_facilitator_may_go_and_takes_nobody_along(session, world: World):
    from app.domain.accounts import Account

    world.comes_in("Kim", Role.CO)
    world.comes_in("Priya", Role.SUPPORT)
    kim = member(session, world.project, session.get_one(Account, world.accounts["Kim"]), NOON)
    with pytest.raises(NotTheLead):
        take_out(session, kim, account=world.accounts["Priya"])
    assert take_out(session, kim, account=world.accounts["Kim"])


def test_addresses_and_invitations_are_shown_to_the_lead_alone(session, world: World):
    from app.domain.accounts import Account

    world.comes_in("Kim", Role.CO)
    invite(session, world.member(session), role="co")
    kim = member(session, world.project, session.get_one(Account, world.accounts["Kim"]), NOON)
    seen = people_of(session, kim)
    assert seen.invitations == ()
    assert {each.email for each in seen.members} == {""}
    assert [each.name for each in seen.members] == ["Sam", "Kim"]
    assert len(people_of(session, world.member(session)).invitations) == 1


def test_nobody_withdraws_the_invitation_of_another_project(session, world: World):
    other = a_world(world.database, email="other@example.org")
    invite(session, world.member(session), role="co")
    (theirs,) = people_of(session, world.member(session)).invitations
    with pytest.raises(NotYours):
        withdraw_invitation(session, other.member(session), invitation=theirs.id)
    assert on_call(session, world.workshop, world.cookie, NOON).role is Role.LEAD
