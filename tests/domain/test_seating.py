"""Tables, mixed tables and counted heads (S8)."""

import pytest

from app.domain.changes import Topic, take_changes
from app.domain.errors import Refused, Unusable
from app.domain.seating import count_heads, mixed, set_tables, sit_at, tables_in
from app.domain.undoing import undo
from app.domain.voices import Voice
from tests.make import World, a_key


def people(patients: int, carers: int, staff: int) -> list[tuple[str, Voice]]:
    counted = ((Voice.PATIENT, patients), (Voice.CARER, carers), (Voice.STAFF, staff))
    return [(f"{voice}-{n:02}", voice) for voice, many in counted for n in range(many)]


@pytest.mark.parametrize("room", [(8, 6, 9, 3), (4, 0, 12, 2), (0, 6, 1, 3), (20, 20, 40, 10)])
def test_mixed_tables_have_two_patients_or_carers_each_and_are_even(room):
    *counts, tables = room
    everybody = people(*counts)
    given = mixed(everybody, tables)

    assert set(given) == {id_ for id_, _ in everybody}
    theirs = {id_ for id_, voice in everybody if voice is not Voice.STAFF}
    sizes = []
    for table in range(1, tables + 1):
        at = [id_ for id_, n in given.items() if n == table]
        assert len(theirs.intersection(at)) >= 2
        sizes.append(len(at))
    assert max(sizes) - min(sizes) <= 1


def test_too_many_tables_are_refused_with_how_many_there_could_be():
    with pytest.raises(Refused) as refused:
        mixed(people(3, 2, 10), 3)
    assert refused.value.values == {"most": 2}
    with pytest.raises(Refused):
        mixed([], 0)


def test_everybody_is_given_a_table_and_it_can_be_undone(session, world: World):
    set_tables(session, world.desk(session), tables=1, mix=True)
    assert take_changes(session) >= {(world.workshop, Topic.TABLES)}
    (table,) = tables_in(session, world.desk(session).workshop)
    assert (table.number, table.total, table.is_mixed) == (1, 3, True)
    sit_at(session, world.sits(session, "Bo"), table="", key=a_key())

    undo(session, world.desk(session))
    assert world.desk(session).workshop.tables == 0
    set_tables(session, world.desk(session), tables=2, mix=False)
    shown = {t.number: t.total for t in tables_in(session, world.desk(session).workshop)}
    assert shown == {0: 3, 1: 0, 2: 0}


def test_undoing_leaves_alone_who_chose_another_table_since(session, world: World):
    set_tables(session, world.desk(session), tables=2, mix=False)
    sit_at(session, world.sits(session, "Amina"), table="1", key=a_key())
    sit_at(session, world.sits(session, "Bo"), table="1", key=a_key())
    set_tables(session, world.desk(session), tables=1, mix=False)
    set_tables(session, world.desk(session), tables=2, mix=False)
    sit_at(session, world.sits(session, "Amina"), table="2", key=a_key())
    undo(session, world.desk(session))
    undo(session, world.desk(session))
    shown = {t.number: t.total for t in tables_in(session, world.desk(session).workshop)}
    assert shown == {0: 1, 1: 1, 2: 1}


@pytest.mark.parametrize("table", ["3", "0", "-1", "x", "9" * 50, "٣"])
def test_nobody_sits_at_a_table_that_is_not_there(session, world: World, table: str):
    set_tables(session, world.desk(session), tables=2, mix=False)
    with pytest.raises(Unusable):
        sit_at(session, world.sits(session, "Amina"), table=table, key=a_key())


def test_counted_heads_are_kept_and_undone(session, world: World):
    desk = world.desk(session)
    count_heads(session, desk, people=7)
    assert desk.workshop.people_counted == 7
    count_heads(session, desk, people=None)
    undo(session, desk)
    assert desk.workshop.people_counted == 7
    for wrong in (-1, 1000):
        with pytest.raises(Unusable):
            count_heads(session, desk, people=wrong)
