"""What a trial took, published for others: found, copied with credit, counted, and taken out."""

import pytest
from sqlmodel import select

from app.domain.errors import NotTheLead, NotYours, Refused, Unusable
from app.domain.journey import say_kind
from app.domain.library import (
    Copy,
    Published,
    copies_in,
    copy_how,
    first_draft,
    forget_hows,
    how_of,
    how_stands,
    on_the_shelf,
    publish,
    shelf,
    stop_using,
    take_copy_out,
    unpublish,
    use_copy,
    whole,
    write_how,
)
from app.domain.trial_undoing import last_act_on, name_of, undo_on_trial
from app.domain.trials import Teammate, tasks_of, teammate
from app.domain.trials.links import make_link, teammate_by_link
from tests.afterwards import closes, goes_on, saving, says, tries, was_a_rehearsal, works_on
from tests.make import KEYRING, NOON, World, a_world

TODAY = NOON.date()
SAID = {
    "setting": "A clinic with six nurses",
    "change": "A nurse rings the day before.",
    "result": "Fewer people rang us in alarm.",
    "took": "An hour a week",
    "steps": "Choose a nurse\nMake a list\nRing",
    "materials": "A diary",
    "agreed": "The matron",
    "went_wrong": "Thursdays",
    "credit": "The breast clinic",
}


@pytest.fixture
def trial(world: World) -> str:
    goes_on(world)
    idea = world.offers("Amina", "Somebody should please ring us first")
    made = tries(world, idea, title="A call first")
    closes(world, made)
    return made


@pytest.fixture
def how(world: World, trial: str) -> str:
    return publishes(world, trial)


@pytest.fixture
def other(world: World) -> World:
    """Another project in the same installation, with a trial of its own."""
    other = a_world(world.database, NOON, "kim@example.org")
    goes_on(other)
    return other


def publishes(world: World, trial: str, **other: str) -> str:
    with saving(world) as session:
        by = works_on(world, session, trial)
        write_how(session, by, {**SAID, **other})
        session.flush()
        return publish(session, by)


def finds(world: World, typed: str, kind: str = "") -> list[str]:
    with world.database.read() as session:
        return [each.title for each in shelf(session, typed, kind, TODAY).entries]


def undoes(world: World, trial: str) -> None:
    with saving(world) as session:
        by = works_on(world, session, trial)
        act = last_act_on(session, by)
        assert act
        undo_on_trial(session, by, name_of(act))


def test_what_is_written_waits_until_a_member_publishes_it(world, trial):
    with saving(world) as session:
        write_how(session, works_on(world, session, trial), SAID)
    assert finds(world, "") == []
    with saving(world) as session:
        publish(session, works_on(world, session, trial))
    assert finds(world, "") == ["A call first"]


def test_what_is_written_later_waits_until_it_is_published_again(world, trial, how):
    with saving(world) as session:
        by = works_on(world, session, trial)
        write_how(session, by, {**SAID, "materials": "A telephone"})
    assert finds(world, "telephone") == []
    with saving(world) as session:
        assert publish(session, works_on(world, session, trial)) == how
    assert finds(world, "telephone") == ["A call first"]
    assert finds(world, "diary") == []


def test_the_form_begins_with_what_the_trial_says(world, trial):
    with saving(world) as session:
        draft = first_draft(session, works_on(world, session, trial))
    assert draft["change"] == "A nurse rings the day before."
    assert draft["result"] == "It went well."
    assert draft["credit"] == "Breast clinic co-design"


def test_the_teams_link_writes_and_does_not_publish(world, trial):
    with saving(world) as session:
        by = works_on(world, session, trial)
        secret = make_link(session, by, KEYRING)
        session.flush()
        joan = teammate_by_link(session, secret, KEYRING, NOON)
        write_how(session, joan, SAID)
        assert how_of(session, trial) == SAID
        with pytest.raises(NotTheLead):
            publish(session, joan)
        publish(session, by)
        session.flush()
        with pytest.raises(NotTheLead):
            unpublish(session, joan)
        assert last_act_on(session, joan) is None


def test_what_is_not_whole_is_not_published(world, trial):
    for missing in ("change", "result", "took", "steps", "credit"):
        with pytest.raises(Refused, match="To publish it"):
            publishes(world, trial, **{missing: ""})


def test_nothing_is_published_before_a_try_is_closed_or_in_a_rehearsal(world, trial):
    planned = tries(world, world.offers("Bo", "Another idea"), title="Another")
    with pytest.raises(Refused, match="close a try first"):
        publishes(world, planned)
    was_a_rehearsal(world)
    with pytest.raises(Refused, match="rehearsal"):
        publishes(world, trial)


def test_words_of_people_never_get_into_it(world, trial):
    says(world, "Bo", "Nine days, and I cleaned the oven twice!")
    for words in (
        "We heard: NINE days and I cleaned the oven, twice",
        "Somebody should please ring us first",
    ):
        with pytest.raises(Refused, match="somebody’s own words"):
            publishes(world, trial, went_wrong=f"It began so. {words}. So we ring.")


def test_words_that_came_later_are_found_when_it_is_published(world, trial):
    with saving(world) as session:
        write_how(session, works_on(world, session, trial), SAID)
    says(world, "Cy", "Fewer people rang us in alarm")
    with saving(world) as session, pytest.raises(Refused, match="somebody’s own words"):
        publish(session, works_on(world, session, trial))


def test_too_many_steps_and_too_long_ones_are_refused(world, trial):
    for steps in ("\n".join("abcdefghijklmnopqrstu"), "x" * 201):
        with pytest.raises(Unusable):
            publishes(world, trial, steps=steps)


def test_nobody_writes_over_what_a_colleague_has_saved_or_publishes_it_unread(world, trial):
    with saving(world) as session:
        by = works_on(world, session, trial)
        seen = how_stands(how_of(session, trial))
        write_how(session, by, SAID, seen)
        session.flush()
        with pytest.raises(Refused, match="Somebody else"):
            write_how(session, by, {**SAID, "took": "Nothing"}, seen)
        with pytest.raises(Refused, match="Somebody else"):
            publish(session, by, seen)
        publish(session, by, how_stands(SAID))


def test_publishing_and_taking_out_can_be_undone(world, trial, how):
    undoes(world, trial)
    assert finds(world, "diary") == []
    publishes(world, trial)
    with saving(world) as session:
        unpublish(session, works_on(world, session, trial))
    assert finds(world, "") == []
    undoes(world, trial)
    assert finds(world, "diary") == ["A call first"]
    publishes(world, trial, materials="A telephone")
    undoes(world, trial)
    assert (finds(world, "telephone"), finds(world, "diary")) == ([], ["A call first"])
    undoes(world, trial)
    with saving(world) as session:
        assert how_of(session, trial) == SAID


FOUND = (
    "call",
    "CALL first",
    "ring",
    "nurses",
    "clinic six",
    '"ring"',
    "ring*",
    "rïng",
    "  ring  ",
)
NOT_FOUND = ("stroke", "call stroke", "all", "NOT", "ring OR stroke", "مرحبا", "拓")
ODD = ("x" * 5000, "z " * 5000, "near(a b)", "title:call", "1e5")
ANYTHING = ("", "  ", '"', "*", "'", "''", "\\", "()", "^:-", "%_", "🎉", "\x00", "!&|<->", "{")


def test_it_is_found_by_its_words_whatever_their_capitals_signs_and_accents(world, how):
    assert [typed for typed in FOUND if finds(world, typed) != ["A call first"]] == []


def test_words_that_are_not_in_it_do_not_find_it_and_odd_ones_break_nothing(world, how):
    typed = (*NOT_FOUND, *ODD)
    assert [each for each in typed if finds(world, each)] == []


def test_signs_without_a_word_show_everything(world, how):
    assert [typed for typed in ANYTHING if finds(world, typed) != ["A call first"]] == []


OTHERS = {
    "نرس ایک دن پہلے فون کرتی ہے": "فون",
    "Dzień wcześniej dzwoni pielęgniarka": "dzien",
    "Mae’r nyrs yn ffonio’r diwrnod cynt": "ffonio",
    "The 2nd list, Straße": "STRASSE",
}


def test_other_languages_are_found_as_well(world, trial):
    publishes(world, trial, change="\n".join(OTHERS))
    assert [finds(world, typed) for typed in OTHERS.values()] == [["A call first"]] * len(OTHERS)


def test_what_has_the_words_in_its_title_comes_first(world, trial, how):
    second = tries(world, world.offers("Bo", "Something else"), title="A diary for everyone")
    closes(world, second)
    publishes(world, second)
    assert finds(world, "diary") == ["A diary for everyone", "A call first"]
    assert finds(world, "call") == ["A call first"]


def test_it_is_found_by_the_kind_of_its_moment(world, trial, how):
    with saving(world) as session:
        say_kind(session, world.project, world.touchpoints[0], "waiting")
    assert finds(world, "", "waiting") == ["A call first"]
    assert finds(world, "call", "waiting") == ["A call first"]
    assert finds(world, "", "leaving") == finds(world, "", "galaxy") == []


def test_a_copy_stays_with_its_credit_when_the_librarys_own_is_taken_out(world, trial, how, other):
    with saving(other) as session:
        assert copy_how(session, other.member(session), how) == copy_how(
            session, other.member(session), how
        )
    with saving(world) as session:
        unpublish(session, works_on(world, session, trial))
    with world.database.read() as session:
        copy = copies_in(session, other.project)[0]
        assert (copy.title, copy.credit, copy.is_there) == (
            "A call first",
            "The breast clinic",
            False,
        )
        with pytest.raises(NotYours):
            whole(session, how, TODAY)


def uses(other: World, how: str) -> tuple[str, str]:
    mine = tries(other, other.offers("Bo", "Ring"), title="Our call")
    with saving(other) as session:
        copy = copy_how(session, other.member(session), how)
        session.flush()
        use_copy(session, works_on(other, session, mine), copy)
    return mine, copy


def adopted(world: World, how: str) -> tuple[int, int]:
    with world.database.read() as session:
        shown = whole(session, how, TODAY)
        return shown.line.adopted, shown.kept


def test_only_other_projects_that_use_it_in_a_trial_count_as_adopting_it(world, trial, how, other):
    with saving(world) as session:
        own = copy_how(session, world.member(session), how)
    again = tries(world, world.offers("Cy", "Again"), title="Again")
    with saving(world) as session:
        use_copy(session, works_on(world, session, again), own)
    assert adopted(world, how) == (0, 0)
    with saving(other) as session:
        copy_how(session, other.member(session), how)
    assert adopted(world, how) == (0, 0)
    mine, _ = uses(other, how)
    assert adopted(world, how) == (1, 0)
    closes(other, mine)
    assert adopted(world, how) == (1, 1)


def test_its_steps_become_tasks_and_undoing_takes_them_away_again(world, how, other):
    mine, copy = uses(other, how)
    with other.session() as session:
        assert [t.what for t in tasks_of(session, mine)] == [
            "Choose a nurse",
            "Make a list",
            "Ring",
        ]
    undoes(other, mine)
    with other.session() as session:
        assert tasks_of(session, mine) == ()
        assert session.get_one(Copy, copy).trial_id is None
    with saving(other) as session:
        use_copy(session, works_on(other, session, mine), copy)
        session.flush()
        with pytest.raises(Refused, match="A trial uses this copy"):
            take_copy_out(session, other.member(session), copy)
        stop_using(session, works_on(other, session, mine))
        session.flush()
        assert len(tasks_of(session, mine)) == 3
    undoes(other, mine)
    with saving(other) as session:
        assert session.get_one(Copy, copy).trial_id == mine
        stop_using(session, works_on(other, session, mine))
        take_copy_out(session, other.member(session), copy)
    with other.session() as session:
        assert copies_in(session, other.project) == ()


def test_what_was_built_on_others_says_so_when_it_is_published(world, how, other):
    mine, _ = uses(other, how)
    closes(other, mine)
    with saving(other) as session:
        assert first_draft(session, works_on(other, session, mine))["steps"] == SAID["steps"]
    ours = publishes(other, mine)
    with world.database.read() as session:
        assert whole(session, ours, TODAY).entry.built_on == "A call first (The breast clinic)"


def test_a_copy_of_another_project_is_nobody_elses(world, how, other):
    with saving(other) as session:
        copy = copy_how(session, other.member(session), how)
    mine = tries(world, world.offers("Bo", "Mine"), title="Mine")
    with saving(world) as session:
        by: Teammate = teammate(session, world.member(session), mine)
        with pytest.raises(NotYours):
            use_copy(session, by, copy)
        with pytest.raises(NotYours):
            take_copy_out(session, world.member(session), copy)


def test_what_is_forgotten_with_its_trial_is_found_no_more(world, trial, how, other):
    with saving(other) as session:
        copy_how(session, other.member(session), how)
    with saving(world) as session:
        forget_hows(session, [trial])
    assert finds(world, "") == finds(world, "call") == []
    with world.database.read() as session:
        assert copies_in(session, other.project)


def test_the_row_and_its_index_go_together(world, trial, how):
    with saving(world) as session:
        unpublish(session, works_on(world, session, trial))
        assert session.exec(select(Published)).all() == []
        assert on_the_shelf(session, trial) is None
    assert finds(world, "call") == []
