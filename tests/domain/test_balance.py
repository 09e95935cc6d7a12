"""Who has been heard: counts by voice, never of few (S12)."""

from app.domain.anonymity import Group
from app.domain.balance import Balance, balance
from app.domain.feelings import place
from app.domain.voices import Voice
from tests.make import World, a_key


def seen(session, world: World) -> Balance:
    session.expire_all()
    return balance(session, world.desk(session).workshop, world.touchpoints)


def places(session, world: World, names: list[str], at: int = 0) -> None:
    for name in names:
        place(
            session,
            world.sits(session, name),
            stage=world.stages["feelings"],
            touchpoint=world.touchpoints[at],
            height=1,
            key=a_key(),
        )
    session.commit()


def test_shares_are_said_where_every_group_is_large_enough(session, world: World):
    patients = world.crowd(Voice.PATIENT, 6)
    carers, staff = world.crowd(Voice.CARER, 6), world.crowd(Voice.STAFF, 12)
    world.goes_to("feelings")
    places(session, world, [*patients, *carers, *staff])
    first = seen(session, world).at[0]
    assert first.placements.by_group == (
        (Group.PATIENT, 25),
        (Group.CARER, 25),
        (Group.STAFF, 50),
    )
    assert first.words.by_group == ()


def test_few_of_one_group_withhold_all_shares_because_they_add_up(session, world: World):
    patients = world.crowd(Voice.PATIENT, 12)
    staff = world.crowd(Voice.STAFF, 4)
    world.goes_to("feelings")
    places(session, world, [*patients, *staff])
    first = seen(session, world).at[0]
    assert first.placements.is_withheld
    assert first.placements.by_group == ()


def test_people_who_gave_much_count_once_for_the_guard(session, world: World):
    staff = world.crowd(Voice.STAFF, 4)
    world.goes_to("feelings")
    for n in range(6):
        world.tells(staff[0], f"Story {n}")
    assert seen(session, world).at[0].words.is_withheld


def test_who_has_not_been_heard_is_a_number_only_where_it_tells_of_nobody(session, world: World):
    world.crowd(Voice.PATIENT, 11)
    staff = world.crowd(Voice.STAFF, 11)
    world.crowd(Voice.CARER, 11)
    world.goes_to("feelings")
    places(session, world, staff[:5])
    silent = {each.group: each.people for each in seen(session, world).unheard}
    assert silent == {Group.PATIENT: 12, Group.CARER: 12, Group.STAFF: 7}
    places(session, world, staff[5:8])
    silent = {each.group: each.people for each in seen(session, world).unheard}
    assert silent[Group.STAFF] is None  # 4 left
