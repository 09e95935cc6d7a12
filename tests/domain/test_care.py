""" "I need a pause", and how people leave: who is told, and who is not (A4)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.care import (
    Leaving,
    PauseCall,
    care_in,
    go_to,
    looked_after,
    need_no_pause,
    need_pause,
    not_going,
    own_pause,
    rung,
    say_leaving,
)
from app.domain.changes import take_changes
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.projects import Role
from app.domain.withdrawal import withdraw
from tests.make import NOON, World, a_key, a_world


def asks(session, world: World, name="Amina", place="", key=""):
    by = world.sits(session, name)
    need_pause(session, by, place=place, key=key or a_key())
    session.flush()
    return by


def test_one_tap_is_told_and_announced_to_nobody(session, world: World):
    by = asks(session, world)
    assert take_changes(session) == set()
    (call,) = care_in(session, world.desk(session)).calls
    assert (call.place, call.going, call.is_long) == ("", "", False)
    assert own_pause(session, by).state == "asked"


def test_where_is_said_afterwards_and_is_the_same_call(session, world: World):
    asks(session, world)
    asks(session, world, place="by the window")
    asks(session, world)  # a second tap takes no place away
    (call,) = care_in(session, world.desk(session)).calls
    assert call.place == "by the window"


def test_the_same_tap_sent_twice_asks_once_and_never_again_after_it_was_taken_back(
    session, world: World
):
    key = a_key()
    by = asks(session, world, key=key)
    need_no_pause(session, by, key=a_key())
    asks(session, world, key=key)
    assert care_in(session, world.desk(session)).calls == ()


def test_taking_it_back_keeps_nothing(session, world: World):
    by = asks(session, world, place="by the window")
    need_no_pause(session, by, key=a_key())
    assert session.exec(select(PauseCall)).all() == []
    assert own_pause(session, by).state == "none"


def test_the_phone_says_who_is_coming(session, world: World):
    world.comes_in("Priya", Role.SUPPORT)
    by = asks(session, world)
    priya = world.works(session, "Priya")
    (call,) = care_in(session, priya).calls
    go_to(session, priya, call=call.id)
    assert own_pause(session, by).name == "Priya"
    with pytest.raises(Refused, match="already"):
        go_to(session, world.desk(session), call=call.id)
    with pytest.raises(Refused):
        not_going(session, world.desk(session), call=call.id)
    not_going(session, priya, call=call.id)
    assert own_pause(session, by).state == "asked"


def test_unanswered_for_a_minute_it_is_asked_again(session, world: World):
    asks(session, world)
    for seconds, again in ((59, False), (60, True)):
        then = NOON + timedelta(seconds=seconds)
        shown = care_in(session, world.desk(session, then))
        assert (shown.is_asked_again, shown.calls[0].is_long) == (again, again)
        assert own_pause(session, world.sits(session, "Amina", then)).state == (
            "again" if again else "asked"
        )
    later = NOON + timedelta(minutes=2)
    go_to(session, world.desk(session, later), call=shown.calls[0].id)
    assert not care_in(session, world.desk(session, later)).is_asked_again


def test_looked_after_is_off_the_list_and_can_be_put_back(session, world: World):
    by = asks(session, world)
    desk = world.desk(session)
    (call,) = care_in(session, desk).calls
    looked_after(session, desk, call=call.id, over=True)
    assert own_pause(session, by).state == "none"
    assert care_in(session, desk).calls == ()
    looked_after(session, desk, call=call.id, over=False)
    assert len(care_in(session, desk).calls) == 1
    looked_after(session, desk, call=call.id, over=True)
    asks(session, world)  # and it can be needed again
    assert len(care_in(session, desk).calls) == 1


def test_another_room_finds_no_call_here(session, world: World):
    other = a_world(world.database, email="other@example.org")
    asks(session, world)
    (call,) = care_in(session, world.desk(session)).calls
    assert care_in(session, other.desk(session)).calls == ()
    for act in (go_to, not_going):
        with pytest.raises(NotYours):
            act(session, other.desk(session), call=call.id)
    with pytest.raises(NotYours):
        looked_after(session, other.desk(session), call=call.id, over=True)


def leaves(session, world: World, name: str, mood: str, way: str = ""):
    say_leaving(session, world.sits(session, name), mood=mood, way=way, key=a_key())
    session.flush()


def test_whom_to_ring_is_shown_only_with_a_way(session, world: World):
    leaves(session, world, "Amina", "ring", "Amina 020 7946 0000")
    leaves(session, world, "Bo", "ring")
    leaves(session, world, "Cy", "shaken", "07700 900000")
    assert take_changes(session) == set()
    shown = care_in(session, world.desk(session))
    assert [each.way for each in shown.rings] == ["Amina 020 7946 0000"]
    assert (shown.without_a_way, shown.shaken) == (1, 1)
    assert {each.way for each in session.exec(select(Leaving))} == {"Amina 020 7946 0000", ""}


def test_the_way_goes_when_somebody_wants_no_call_after_all(session, world: World):
    leaves(session, world, "Amina", "ring", "020 7946 0000")
    leaves(session, world, "Amina", "ring")  # left empty: kept
    assert session.exec(select(Leaving)).one().way == "020 7946 0000"
    leaves(session, world, "Amina", "fine")
    assert session.exec(select(Leaving)).one().way == ""
    with pytest.raises(Unusable):
        leaves(session, world, "Amina", "merry")


def test_rung_is_off_the_list_and_can_be_put_back(session, world: World):
    leaves(session, world, "Amina", "ring", "020 7946 0000")
    desk = world.desk(session)
    (ring,) = care_in(session, desk).rings
    rung(session, desk, seat=ring.seat, rung=True)
    assert care_in(session, desk).rings[0].is_done
    rung(session, desk, seat=ring.seat, rung=False)
    assert not care_in(session, desk).rings[0].is_done
    with pytest.raises(NotYours):
        rung(session, desk, seat="0" * 16, rung=True)


def test_taking_back_everything_takes_these_too(session, world: World):
    asks(session, world)
    leaves(session, world, "Amina", "ring", "020 7946 0000")
    by = world.sits(session, "Amina")
    withdraw(session, by, what="everything", id="", key=a_key())
    session.flush()
    assert session.exec(select(PauseCall)).all() == []
    assert session.exec(select(Leaving)).all() == []
