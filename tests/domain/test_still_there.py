"""Is it still happening: answers at a card, what may be shown of them, and checks (T5, M8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.domain.anonymity import PUBLIC, Group
from app.domain.errors import NotTheLead, NotYours, Refused, Unusable
from app.domain.feelings import Placement
from app.domain.rehearsals import wipe_rehearsal
from app.domain.still_there import (
    Answer,
    answer,
    answer_of,
    asked_with,
    before_and_after,
    begin_asking,
    checks_of,
    due_checks,
    hide_words,
    links_of,
    said_by,
    settle_check,
    show_words,
    stop_asking,
    take_answer_back,
    words_written,
)
from app.domain.still_there.answering import SLIPPED
from app.domain.trial_undoing import last_act_on, name_of, undo_on_trial
from app.domain.trials import State, Teammate, acts_of, close_cycle, now_in, trial_shown
from app.domain.voices import Voice
from tests.afterwards import a_closing, plans, saving, tries, was_a_rehearsal, works_on
from tests.make import NOON, a_key
from tests.measuring import counts, locks, measures

LATER = timedelta(hours=1)


@pytest.fixture
def trial(world):
    world.goes_to("ideas")
    return tries(world, world.offers("Amina", "Ring first"), title="A call first")


@pytest.fixture
def by(session, world, trial):
    return works_on(world, session, trial)


@pytest.fixture
def cards(session, trial, by):
    for side in ("patients", "staff"):
        begin_asking(session, by, side=side)
    session.flush()
    return {side: link.key for side, link in links_of(session, trial).items()}


@pytest.fixture
def says(session, cards):
    """Somebody at a card, one hour after whoever came before; their answer's id."""
    times = iter(range(1, 1000))

    def say(side="patients", said="felt", height=None, words="", key=""):
        at = asked_with(session, cards[side], NOON + next(times) * LATER)
        key = key or a_key()
        answer(session, at, id=key, said=said, height=height, words=words)
        session.flush()
        return key

    return say


def kept(session, by):
    close_cycle(session, by, a_closing("adopt"))
    session.flush()


def state(session, trial):
    return trial_shown(session, trial).state(NOON.date())


# The card


def test_a_card_leads_to_its_trial_and_side_until_it_is_withdrawn(session, trial, by, cards):
    for side, key in cards.items():
        assert (asked_with(session, key, NOON).side, len(key)) == (side, 22)
    stop_asking(session, by, side="staff")
    session.flush()
    with pytest.raises(NotYours):
        asked_with(session, cards["staff"], NOON)
    assert asked_with(session, cards["patients"], NOON).trial.id == trial


def test_a_new_card_ends_the_old_one_and_a_form_sent_twice_makes_one(session, trial, by, cards):
    begin_asking(session, by, side="staff")
    session.flush()
    assert links_of(session, trial)["staff"].key == cards["staff"]
    begin_asking(session, by, side="staff", seen=cards["staff"])
    session.flush()
    assert links_of(session, trial)["staff"].key != cards["staff"]
    with pytest.raises(NotYours):
        asked_with(session, cards["staff"], NOON)


def test_only_members_make_cards(session, by):
    joan = Teammate(by.trial, by.project, NOON, "link")
    with pytest.raises(NotTheLead):
        begin_asking(session, joan, side="staff")
    with pytest.raises(NotTheLead):
        stop_asking(session, joan, side="staff")
    with pytest.raises(Unusable):
        begin_asking(session, by, side="visitors")


# Answers


def test_an_answer_sent_twice_is_one_and_its_id_is_good_for_nothing_else(session, says):
    key = says(said="felt", height=1, words="Lovely")
    assert says(said="felt", height=1, words="Lovely", key=key) == key
    assert len(session.exec(select(Answer)).all()) == 1
    for other in ({"said": "slipped"}, {"height": 0}, {"words": "Not so"}, {"side": "staff"}):
        with pytest.raises(Refused, match="another answer"):
            says(**{"said": "felt", "height": 1, "words": "Lovely", **other}, key=key)


@pytest.mark.parametrize(
    "wrong", [{"said": "perhaps"}, {"said": ""}, {"height": 3}, {"words": "x" * 501}, {"key": "7"}]
)
def test_what_is_no_answer_is_refused(says, wrong):
    with pytest.raises(Unusable):
        says(**wrong)


def test_an_answer_can_be_taken_back_by_whoever_has_its_id(session, cards, says):
    mine, other = says(words="Take this back"), says()
    at = asked_with(session, cards["patients"], NOON)
    with pytest.raises(NotYours):
        answer_of(session, asked_with(session, cards["staff"], NOON), mine)
    take_answer_back(session, at, id=mine)
    session.flush()
    with pytest.raises(NotYours):
        answer_of(session, at, mine)
    assert answer_of(session, at, other)


# What may be shown


@pytest.mark.parametrize(
    ("people", "k", "shown", "waiting"),
    [(1, 5, 0, True), (4, 5, 0, True), (5, 5, 5, False), (9, 5, 5, True), (10, 5, 10, False),
     (9, PUBLIC, 0, True), (19, PUBLIC, 10, True), (6, 1, 5, True)],
)  # fmt: skip
def test_counts_are_shown_in_whole_batches_of_people(
    session, trial, says, people, k, shown, waiting
):
    for n in range(people):
        says(said="felt" if n % 2 else "not_yet")
    (patients,) = said_by(session, trial, k)
    assert (patients.people, patients.is_waiting) == (shown, waiting)
    assert patients.felt + patients.not_yet + patients.slipped == shown
    assert patients.felt == shown // 2


def test_a_watcher_learns_of_no_single_answer(session, trial, says):
    """Whatever number five and on answer, the picture stays until five more have come."""
    for _ in range(5):
        says()
    before = said_by(session, trial)[0]
    for _ in range(4):
        says(said="not_yet")
        now = said_by(session, trial)[0]
        assert (now.people, now.felt, now.not_yet) == (before.people, before.felt, before.not_yet)
    says(said="not_yet")
    assert said_by(session, trial)[0].not_yet == 5


def test_the_sides_are_counted_apart(session, trial, says):
    for _ in range(5):
        says("staff", "not_yet")
    says("patients")
    patients, staff = said_by(session, trial)
    assert (patients.people, staff.people, staff.not_yet) == (0, 5, 5)


def test_words_reach_the_team_once_a_member_has_read_them(session, world, trial, by, says):
    first, second = says(words="Nurse Pat was rude"), says(words="It helped")
    joan = Teammate(by.trial, by.project, NOON, "link")
    assert {each.words_are for each in words_written(session, by)} == {"new"}
    assert words_written(session, joan) == ()
    show_words(session, by, answer=second)
    hide_words(session, by, answer=first)
    session.flush()
    assert [each.words for each in words_written(session, joan)] == ["It helped"]
    with pytest.raises(NotYours):
        show_words(session, joan, answer=first)
    with pytest.raises(NotYours):
        show_words(session, by, answer=a_key())


# Two slips


def test_two_people_in_a_row_who_say_slipped_open_it_again(session, trial, by, says):
    kept(session, by)
    for said in ("slipped", "felt", "slipped"):
        says(said=said)
        assert state(session, trial) is State.KEPT
    says("staff", "slipped")
    assert state(session, trial) is State.SLIPPED
    cycle = now_in(session, trial)
    assert (cycle.number, cycle.because, cycle.change) == (
        2,
        SLIPPED,
        "A nurse rings the day before.",
    )
    act = acts_of(session, trial)[0]
    assert (act.what, act.hand, act.account_id) == ("slip", "answers", None)
    says(said="slipped")
    assert now_in(session, trial).number == 2


def test_one_person_who_sends_twice_is_not_two(session, trial, by, says):
    kept(session, by)
    key = says(said="slipped")
    says(said="slipped", key=key)
    assert state(session, trial) is State.KEPT


def test_what_was_said_before_it_was_kept_opens_nothing(session, trial, by, says):
    says(said="slipped")
    assert state(session, trial) is State.TESTING
    by = Teammate(by.trial, by.project, NOON + 2 * LATER, "desk", by.account_id)
    kept(session, by)
    says(said="slipped")  # the second hour: not after it was kept
    says(said="slipped")
    assert state(session, trial) is State.KEPT
    says(said="slipped")
    assert state(session, trial) is State.SLIPPED


def test_the_owner_can_undo_that_and_two_more_open_it_once_more(session, trial, by, says):
    kept(session, by)
    says(said="slipped")
    says(said="slipped")
    undo_on_trial(session, by, name_of(last_act_on(session, by)))
    session.flush()
    assert state(session, trial) is State.KEPT
    says(said="slipped")
    assert state(session, trial) is State.KEPT
    says(said="slipped")
    assert state(session, trial) is State.SLIPPED


# Checks


def a_year_later(by: Teammate) -> Teammate:
    """When all three checks are due."""
    return replace(by, now=by.now.replace(year=by.now.year + 1))


def shown_checks(session, trial):
    return [(c.name, c.due_on, c.result) for c in checks_of(session, trial_shown(session, trial))]


def test_checks_are_due_three_six_and_twelve_months_after_it_was_kept(session, trial, by):
    assert shown_checks(session, trial) == []
    kept(session, by)
    assert shown_checks(session, trial) == [
        ("after-3", date(2026, 9, 1), ""),
        ("after-6", date(2026, 12, 1), ""),
        ("after-12", date(2027, 6, 1), ""),
    ]
    found = trial_shown(session, trial)
    for day, due in ((date(2026, 8, 31), 0), (date(2026, 9, 1), 1), (date(2027, 7, 1), 3)):
        assert len(due_checks(session, found, day)) == due


def test_no_check_is_settled_before_its_day(session, trial, by):
    kept(session, by)
    early = replace(by, now=NOON.replace(month=8, day=31))
    with pytest.raises(Refused, match="not due yet"):
        settle_check(session, early, check="after-3", result="yes", words="")
    in_time = replace(by, now=NOON.replace(month=9, day=1))
    settle_check(session, in_time, check="after-3", result="yes", words="")
    with pytest.raises(Refused, match="not due yet"):
        settle_check(session, in_time, check="after-12", result="yes", words="")
    assert [c[2] for c in shown_checks(session, trial)] == ["yes", "", ""]


def test_a_month_without_that_day_ends_earlier(session, trial, by):
    end = NOON.replace(month=8, day=31)
    kept(session, Teammate(by.trial, by.project, end, "desk", by.account_id))
    days = [due for _, due, _ in shown_checks(session, trial)]
    assert days == [date(2026, 11, 30), date(2027, 2, 28), date(2027, 8, 31)]


def test_a_check_that_says_yes_is_settled_once(session, trial, by):
    kept(session, by)
    by = a_year_later(by)
    for _ in range(2):
        settle_check(session, by, check="after-3", result="yes", words="")
    assert [c[2] for c in shown_checks(session, trial)] == ["yes", "", ""]
    with pytest.raises(Refused, match="Somebody else"):
        settle_check(session, by, check="after-3", result="gone", words="Nobody does it")
    assert state(session, trial) is State.KEPT


@pytest.mark.parametrize("result", ["slipped", "gone"])
def test_a_check_that_says_slipped_opens_the_next_try_with_its_words(session, trial, by, result):
    kept(session, by)
    by = a_year_later(by)
    with pytest.raises(Unusable):
        settle_check(session, by, check="after-3", result=result, words=" ")
    for _ in range(2):
        settle_check(session, by, check="after-3", result=result, words="The lead left")
    assert state(session, trial) is State.SLIPPED
    assert (now_in(session, trial).number, now_in(session, trial).because) == (2, "The lead left")
    with pytest.raises(Refused, match="tried again already"):
        settle_check(session, by, check="after-6", result="yes", words="")
    for _ in range(2):  # the new try, then the check
        undo_on_trial(session, by, name_of(last_act_on(session, by)))
        session.flush()
    assert [c[2] for c in shown_checks(session, trial)] == ["", "", ""]


@pytest.mark.parametrize(("check", "result"), [("after-4", "yes"), ("", "yes"), ("falls", "yes")])
def test_no_other_check_is_settled(session, by, check, result):
    kept(session, by)
    with pytest.raises(Refused):
        settle_check(session, by, check=check, result=result, words="")


def test_nothing_is_checked_that_was_never_kept(session, by):
    with pytest.raises(NotYours):
        settle_check(session, by, check="after-3", result="yes", words="")


D1 = "18 22 15 25 20 17 23 19 21 16 24 20 27 31 29 34 30 36 33 28 24 22 21 19"


def test_a_falling_trend_asks_for_a_check_until_somebody_looked(world, trial):
    """Series D1 of domain.md 6.6: a gain, then seven that fall."""
    measure = measures(world, trial, title="Active in the evening", better="up")
    counts(world, measure, D1)
    locks(world, measure)
    with saving(world) as session:
        by = works_on(world, session, trial)
        assert shown_checks(session, trial) == []  # not kept yet
        kept(session, by)
        last = date(2026, 5, 25)
        assert shown_checks(session, trial)[0] == ("falls", last, "")
        settle_check(session, by, check="falls", result="yes", words="A quiet month")
        names = [(c.months, c.result) for c in checks_of(session, trial_shown(session, trial))]
        assert names == [(0, "yes"), (3, ""), (6, ""), (12, "")]


def test_a_rising_trend_asks_for_nothing(world, trial):
    measure = measures(world, trial, title="Minutes", better="down")
    counts(world, measure, D1)
    locks(world, measure)
    with saving(world) as session:
        by = works_on(world, session, trial)
        kept(session, by)
        assert [name for name, *_ in shown_checks(session, trial)] == [
            "after-3",
            "after-6",
            "after-12",
        ]


# Before and now


def placed(world, heights, voice=Voice.PATIENT):
    """So many people placed the trial's touchpoint at these heights."""
    names = world.crowd(voice, len(heights))
    with saving(world) as session:
        for name, height in zip(names, heights, strict=True):
            seat = world.sits(session, name).seat_id
            session.add(
                Placement(
                    seat_id=seat,
                    touchpoint_id=world.touchpoints[0],
                    workshop_id=world.workshop,
                    height=height,
                    placed_at=NOON,
                )
            )


def revealed(world, merged=False):
    with saving(world) as session:
        stage = world.stage(session, "map")
        stage.revealed_at, stage.merged = NOON, merged


def answered(world, trial, heights, side="patients"):
    with saving(world) as session:
        by = works_on(world, session, trial)
        begin_asking(session, by, side=side)
        session.flush()
        key = links_of(session, trial)[side].key
        for n, height in enumerate(heights, 1):
            at = asked_with(session, key, NOON + n * LATER)
            answer(session, at, id=a_key(), said="felt", height=height, words="")


def rows(world, trial, k=5):
    with world.database.read() as session:
        found = before_and_after(session, trial_shown(session, trial), k)
    return [(row.when, row.group, row.people, row.counts, row.median) for row in found.rows]


def test_before_and_now_stand_on_one_axis_with_how_many_people_each_time(world, trial):
    placed(world, [-2, -2, -1, -1, 0, 1])
    placed(world, [0, 1, 1, 1, 2], Voice.STAFF)
    revealed(world)
    answered(world, trial, [1, 1, 2, 0, 2, None, -1])
    answered(world, trial, [0, 0, 0, 0, 1], "staff")
    assert rows(world, trial) == [
        ("before", Group.PATIENT, 6, (2, 2, 1, 1, 0), -1),
        ("now", Group.BOTH, 5, (0, 0, 1, 2, 2), 1),
        ("before", Group.STAFF, 5, (0, 0, 1, 3, 1), 1),
        ("now", Group.STAFF, 5, (0, 0, 4, 1, 0), 0),
    ]


def test_small_groups_are_shown_neither_before_nor_now_and_public_pages_ask_for_ten(world, trial):
    placed(world, [-2] * 4)
    placed(world, [1] * 9, Voice.STAFF)
    revealed(world)
    answered(world, trial, [1] * 9)
    assert [row[:3] for row in rows(world, trial)] == [
        ("now", Group.BOTH, 5), ("before", Group.STAFF, 9),
    ]  # fmt: skip
    assert rows(world, trial, PUBLIC) == []


def test_before_follows_the_maps_own_merging(world, trial):
    placed(world, [-2] * 6)
    placed(world, [0] * 2, Voice.CARER)
    revealed(world, merged=True)
    assert [row[:3] for row in rows(world, trial)] == [("before", Group.BOTH, 8)]


def test_what_no_map_has_shown_is_not_shown_here(world, trial):
    placed(world, [-2] * 6)
    assert rows(world, trial) == []


def test_a_new_height_waits_for_four_others(world, trial):
    answered(world, trial, [1] * 5)
    with saving(world) as session:
        at = asked_with(session, links_of(session, trial)["patients"].key, NOON + 9 * LATER)
        answer(session, at, id=a_key(), said="felt", height=-2, words="")
    assert rows(world, trial) == [("now", Group.BOTH, 5, (0, 0, 0, 5, 0), 1)]


def test_a_wiped_rehearsal_leaves_no_answers(world, trial):
    answered(world, trial, [1] * 3)
    plans(world, trial, title="Another name")
    was_a_rehearsal(world)
    with saving(world) as session:
        wipe_rehearsal(session, world.desk(session), world.keyring)
        session.flush()
        assert session.exec(select(Answer)).all() == []
