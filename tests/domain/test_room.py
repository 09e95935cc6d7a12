"""What a room may and may not do, told by its verbs."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain.changes import Topic, take_changes
from app.domain.dots import Dot, own_ballot, place_dot, take_dot_back
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.feelings import (
    Placement,
    hold_word,
    own_feelings,
    pick_words,
    place,
    words_at,
    words_by_touchpoint,
)
from app.domain.history import last_act
from app.domain.ideas import Idea
from app.domain.journey import Proposal, answer_proposal, propose_touchpoint, touchpoints_of
from app.domain.moderation import hold, release, state_of, written_in
from app.domain.receipts import Receipt, receipts_of
from app.domain.seats import Seat, come_back, voices_in
from app.domain.steering import close_doors, move, open_doors, pause, reveal, set_clock
from app.domain.stories import Story, tell_story
from app.domain.undoing import undo
from app.domain.voices import Voice
from app.domain.withdrawal import withdraw
from app.domain.workshops import Stage, workshop_called, workshop_with_code, workshop_with_secret
from tests.make import NOON, World, a_key

OFFERED = frozenset({"worried", "alone", "safe", "calm"})


def put(session: Session, world: World, name: str, height: int | None, key: str = "", **at: object):
    place(
        session,
        world.sits(session, name, at.get("at")),  # type: ignore[arg-type]
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[0],
        height=height,
        key=key or a_key(),
    )


def test_a_height_may_be_changed_and_only_the_last_one_stands(session, world):
    world.goes_to("feelings")

    put(session, world, "Amina", -2)
    put(session, world, "Amina", 1)

    felt = own_feelings(session, world.sits(session, "Amina"))
    assert felt[world.touchpoints[0]].height == 1
    assert (world.workshop, Topic.FEELINGS) in take_changes(session)


def test_the_same_key_again_changes_nothing_even_after_a_newer_act(session, world):
    world.goes_to("feelings")
    old = a_key()
    put(session, world, "Amina", -2, key=old)
    put(session, world, "Amina", 2)

    put(session, world, "Amina", -2, key=old)

    assert session.exec(select(Placement.height)).all() == [2]


def test_the_same_key_for_something_else_is_refused(session, world):
    world.goes_to("feelings")
    key = a_key()
    put(session, world, "Amina", -2, key=key)

    with pytest.raises(Refused, match="already sent"):
        put(session, world, "Amina", 1, key=key)
    with pytest.raises(Refused, match="already sent"):
        put(session, world, "Bo", -2, key=key)


@pytest.mark.parametrize("height", [-3, 3, 7, 100])
def test_a_height_of_seven_is_refused(session, world, height):
    world.goes_to("feelings")
    with pytest.raises(Unusable):
        put(session, world, "Amina", height)


def test_a_key_that_is_none_is_refused(session, world):
    world.goes_to("feelings")
    with pytest.raises(Unusable):
        put(session, world, "Amina", 1, key="not a key")


def test_a_touchpoint_of_another_project_does_not_exist_here(session, world, database):
    from tests.make import a_world

    other = a_world(database, email="other@example.org")
    world.goes_to("feelings")
    with pytest.raises(NotYours):
        place(
            session,
            world.sits(session, "Amina"),
            stage=world.stages["feelings"],
            touchpoint=other.touchpoints[0],
            height=1,
            key=a_key(),
        )


def test_a_seat_of_another_room_is_nobody_here(session, world, database):
    from tests.make import a_world

    other = a_world(database, email="other@example.org")
    world.secrets["Stranger"] = other.secrets["Amina"]
    with pytest.raises(NotYours):
        world.sits(session, "Stranger")


def test_words_are_three_at_most_and_replace_those_before(session, world):
    world.goes_to("feelings")
    asked = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
    by = world.sits(session, "Amina")

    pick_words(
        session, by, words=("worried", "alone"), own="lost", offered=OFFERED, key=a_key(), **asked
    )
    with pytest.raises(Refused, match="three"):
        pick_words(session, by, words=tuple(OFFERED), own="", offered=OFFERED, key=a_key(), **asked)
    with pytest.raises(Unusable):
        pick_words(session, by, words=("evil",), own="", offered=OFFERED, key=a_key(), **asked)
    session.rollback()
    world.goes_to("feelings")
    pick_words(session, by, words=("safe",), own="", offered=OFFERED, key=a_key(), **asked)

    assert own_feelings(session, by)[world.touchpoints[0]].words == ("safe",)


def tell(session: Session, world: World, name: str, text: str, key: str = "", at=None) -> None:
    tell_story(
        session,
        world.sits(session, name, at),
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[0],
        text=text,
        key=key or a_key(),
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Nine days.\r\nEvery time  ", "Nine days.\nEvery time"),
        ("👨‍👩‍👧‍👦" * 500, "👨‍👩‍👧‍👦" * 500),
        ("قالت لي كل شيء", "قالت لي كل شيء"),
        ("pay\u202elaod\u202c", "paylaod"),
        ("e\u0301", "é"),
        ("A chart\ufffe of\uffff it", "A chart of it"),
        ("a" + "\u0301" * 40, "á" + "\u0301" * 3),
    ],
)
def test_text_is_cleaned_but_no_word_is_changed(session, world, text, kept):
    world.goes_to("feelings")
    tell(session, world, "Amina", text)
    assert session.exec(select(Story.text)).one() == kept


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\u202e", "\n\n"])
def test_an_empty_story_is_refused(session, world, text):
    world.goes_to("feelings")
    with pytest.raises(Unusable, match="Nothing is written"):
        tell(session, world, "Amina", text)


def test_a_story_is_at_most_500_characters_as_people_count_them(session, world):
    world.goes_to("feelings")
    with pytest.raises(Unusable) as refused:
        tell(session, world, "Amina", "👍🏽" * 503)
    assert refused.value.values == {"over": 3}


def test_what_was_being_written_may_be_sent_for_a_minute_after_the_move(session, world):
    world.goes_to("feelings")
    world.goes_to("map")

    tell(session, world, "Amina", "Just in time", at=NOON + timedelta(seconds=60))
    with pytest.raises(Refused, match="moved on"):
        tell(session, world, "Amina", "Too late", at=NOON + timedelta(seconds=61))


def test_a_reveal_ends_the_grace_at_once(session, world):
    world.goes_to("feelings")
    world.goes_to("map")
    reveal(session, world.desk(session), revealed=True)
    with pytest.raises(Refused, match="moved on"):
        tell(session, world, "Amina", "A second later", at=NOON + timedelta(seconds=1))


def test_going_back_opens_a_stage_again_and_destroys_nothing(session, world):
    world.goes_to("feelings")
    tell(session, world, "Amina", "Still here")
    session.commit()
    world.goes_to("map")

    world.goes_to("feelings")

    session.expire_all()
    tell(session, world, "Amina", "And more", at=NOON + timedelta(hours=1))
    assert set(session.exec(select(Story.text))) == {"Still here", "And more"}


def test_what_was_revealed_once_stays_closed_however_the_room_moves(session, world, choices):
    world.goes_to("feelings")
    world.goes_to("map")
    reveal(session, world.desk(session), revealed=True)
    reveal(session, world.desk(session), revealed=False)
    session.commit()
    world.goes_to("feelings")
    session.expire_all()
    with pytest.raises(Refused, match="moved on"):
        tell(session, world, "Amina", "One more")
    session.rollback()
    world.goes_to("choose")
    session.expire_all()
    reveal(session, world.desk(session), revealed=True)
    reveal(session, world.desk(session), revealed=False)
    session.commit()
    for kind in ("decisions", "choose"):
        world.goes_to(kind)
    session.expire_all()
    with pytest.raises(Refused, match="moved on"):
        dot(session, world, "Amina", choices[0])


def test_next_pressed_twice_moves_once(session, world):
    world.goes_to("welcome")
    session.expire_all()
    for _ in range(2):
        move(session, world.desk(session), "next", seen=world.stages["welcome"])
    assert workshop_called(session, world.workshop).stage_id == world.stages["touchpoints"]


def test_an_undo_that_finds_nothing_left_says_so_and_does_not_stand_in_the_way(session, world):
    world.goes_to("feelings")
    story = world.tells("Amina", "I take this back")
    release(session, world.desk(session), Story, story)
    withdraw(session, world.sits(session, "Amina"), what="story", id=story, key=a_key())

    assert undo(session, world.desk(session)) != ""
    assert undo(session, world.desk(session)) == ""
    assert workshop_called(session, world.workshop).stage_id is None


def test_two_facilitators_never_act_on_the_same_words_unknowingly(session, world):
    world.goes_to("feelings")
    story = world.tells("Amina", "Read twice")
    hold(session, world.desk(session), Story, story, "waiting")
    with pytest.raises(Refused, match="Already held by"):
        release(session, world.desk(session), Story, story, "waiting")


def test_a_dot_on_what_is_no_choice_any_more_is_given_back(session, world, choices):
    for idea in (choices[0], choices[0], choices[1]):
        dot(session, world, "Bo", idea)
    withdraw(session, world.sits(session, "Amina"), what="idea", id=choices[0], key=a_key())
    stage = world.stage(session, "choose")
    assert own_ballot(session, world.sits(session, "Bo"), stage).left == 2
    assert dot(session, world, "Bo", choices[2]).left == 1


def test_one_character_cannot_hide_thousands(session, world):
    world.goes_to("feelings")
    tell(session, world, "Amina", "a" + "\u200d" * 7000 + "b")
    assert session.exec(select(Story.text)).one() == "a\u200db"


def test_a_word_of_ones_own_can_be_kept_off_the_wall(session, world):
    world.goes_to("feelings")
    asked = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
    by = world.sits(session, "Amina")
    pick_words(session, by, words=(), own="Sister J", offered=OFFERED, key=a_key(), **asked)
    session.flush()
    at = (world.workshop, world.touchpoints[0])
    assert [w.text for w in words_at(session, *at)] == ["Sister J"]
    desk = world.desk(session)
    hold_word(session, desk, touchpoint=at[1], word="Sister J", held=True)
    session.flush()
    assert words_at(session, *at) == ()
    assert [w.is_held for w in words_by_touchpoint(session, at[0])[at[1]]] == [True]


def test_a_clock_that_stood_still_before_a_pause_stands_still_after_it(session, world):
    world.goes_to("welcome")
    session.expire_all()
    set_clock(session, world.desk(session), running=False)
    pause(session, world.desk(session), paused=True)
    pause(session, world.desk(session, NOON + timedelta(minutes=5)), paused=False)
    workshop = workshop_called(session, world.workshop)
    assert workshop.clock_ends_at is None
    assert workshop.clock_left == 60 * world.stage(session, "welcome").minutes


def test_a_story_reaches_the_room_only_when_released_and_leaves_when_held(session, world):
    world.goes_to("feelings")
    story = world.tells("Amina", "Nobody told us")

    def shown() -> list[str]:
        return [s.text for s in written_in(session, Story, world.workshop, released=True)]

    assert shown() == []
    release(session, world.desk(session), Story, story)
    assert shown() == ["Nobody told us"]
    hold(session, world.desk(session), Story, story)
    assert shown() == []
    undo(session, world.desk(session))
    assert shown() == ["Nobody told us"]
    undo(session, world.desk(session))
    assert shown() == []
    assert state_of(session.get_one(Story, story)) == "waiting"


def test_words_of_someone_who_did_not_agree_stay_off_the_screen(session, world):
    world.joins("Dee", Voice.PATIENT, may_show=False)
    world.goes_to("feelings")
    story = world.tells("Dee", "Only for you to read")

    with pytest.raises(Refused, match="kept off"):
        release(session, world.desk(session), Story, story)
    waiting = written_in(session, Story, world.workshop, released=False)
    assert [(s.text, s.may_show) for s in waiting] == [("Only for you to read", False)]


def test_the_desk_of_another_workshop_cannot_release(session, world, database):
    from tests.make import a_world

    world.goes_to("feelings")
    story = world.tells("Amina", "Ours")
    other = a_world(database, email="other@example.org")
    with pytest.raises(NotYours):
        release(session, other.desk(session), Story, story)


def test_a_withdrawn_story_is_gone_at_once_and_counted(session, world):
    world.goes_to("feelings")
    story = world.tells("Amina", "I take this back")
    release(session, world.desk(session), Story, story)

    by = world.sits(session, "Amina")
    withdraw(session, by, what="story", id=story, key=a_key())

    assert session.exec(select(Story.text)).one() == ""
    assert written_in(session, Story, world.workshop) == ()
    with pytest.raises(NotYours):
        withdraw(session, world.sits(session, "Bo"), what="story", id=story, key=a_key())


def test_everything_can_be_taken_back(session, world):
    world.goes_to("feelings")
    world.tells("Amina", "I take this back")
    put(session, world, "Amina", -1)
    by = world.sits(session, "Amina")

    withdraw(session, by, what="everything", id="", key=a_key())

    assert own_feelings(session, by) == {}
    assert session.exec(select(Story.text)).all() == [""]


@pytest.fixture
def choices(world: World) -> list[str]:
    world.goes_to("ideas")
    ideas = [world.offers("Amina", text) for text in ("Ring ahead", "A softer letter", "A lamp")]
    world.goes_to("choose")
    return ideas


def dot(session: Session, world: World, name: str, idea: str, key: str = "", at=None):
    by = world.sits(session, name, at)
    return place_dot(session, by, stage=world.stages["choose"], idea=idea, key=key or a_key())


def test_three_dots_two_on_one_and_never_a_fourth(session, world, choices):
    assert dot(session, world, "Amina", choices[0]).left == 2
    assert dot(session, world, "Amina", choices[0]).left == 1
    with pytest.raises(Refused, match="At most"):
        dot(session, world, "Amina", choices[0])
    session.rollback()
    for idea in (choices[0], choices[0], choices[1]):
        dot(session, world, "Amina", idea)
    with pytest.raises(Refused, match="All your dots"):
        dot(session, world, "Amina", choices[2])


def test_a_dot_taken_back_can_be_placed_elsewhere_and_never_below_zero(session, world, choices):
    asked = {"stage": world.stages["choose"], "idea": choices[0]}
    dot(session, world, "Amina", choices[0])
    by = world.sits(session, "Amina")
    assert take_dot_back(session, by, key=a_key(), **asked).placed == 0
    with pytest.raises(Refused, match="None of your dots"):
        take_dot_back(session, by, key=a_key(), **asked)


def test_a_dot_sent_twice_is_one_dot_also_after_it_was_taken_back(session, world, choices):
    key = a_key()
    dot(session, world, "Amina", choices[0], key=key)
    dot(session, world, "Amina", choices[0], key=key)
    assert len(session.exec(select(Dot)).all()) == 1
    by = world.sits(session, "Amina")
    take_dot_back(session, by, stage=world.stages["choose"], idea=choices[0], key=a_key())
    dot(session, world, "Amina", choices[0], key=key)
    assert session.exec(select(Dot)).all() == []


def test_a_dot_for_another_rooms_idea_is_refused(session, world, database, choices):
    from tests.make import a_world

    other = a_world(database, email="other@example.org")
    other.goes_to("ideas")
    theirs = other.offers("Amina", "Elsewhere")
    with pytest.raises(NotYours):
        dot(session, world, "Amina", theirs)


def test_an_idea_not_released_is_no_choice(session, world, choices):
    world.goes_to("ideas")
    hidden = world.offers("Bo", "Not read yet", released=False)
    world.goes_to("choose")
    assert hidden not in [
        c.id
        for c in own_ballot(
            session, world.sits(session, "Bo"), world.stage(session, "choose")
        ).choices
    ]
    with pytest.raises(NotYours):
        dot(session, world, "Bo", hidden)


def test_no_row_that_knows_a_dot_knows_a_seat(session, world, choices):
    key = a_key()
    dot(session, world, "Amina", choices[0], key=key)

    seat = world.sits(session, "Amina").seat_id
    row = session.exec(select(Dot)).one()
    receipt = session.get_one(Receipt, key)
    assert seat not in (row.ballot, row.key, receipt.owner, receipt.fingerprint)
    assert key in receipts_of(session, world.sits(session, "Amina"))
    assert key not in receipts_of(session, world.sits(session, "Bo"))


def test_a_revealed_vote_takes_no_dot_but_says_again_what_it_took(session, world, choices):
    key = a_key()
    dot(session, world, "Amina", choices[0], key=key)
    reveal(session, world.desk(session), revealed=True)
    session.commit()
    assert dot(session, world, "Amina", choices[0], key=key).placed == 1
    with pytest.raises(Refused):
        dot(session, world, "Bo", choices[0])


def test_each_phone_has_an_order_of_its_own_that_stands_still(session, world, choices):
    world.crowd(Voice.PATIENT, 8)
    stage = world.stage(session, "choose")

    def order(name: str) -> list[str]:
        return [c.id for c in own_ballot(session, world.sits(session, name), stage).choices]

    assert order("Amina") == order("Amina")
    assert len({tuple(order(name)) for name in world.secrets}) > 1


def test_a_touchpoint_proposed_stands_where_it_belongs_once_accepted(session, world):
    world.goes_to("touchpoints")
    by = world.sits(session, "Amina")
    asked = {"stage": world.stages["touchpoints"], "after": world.touchpoints[0]}
    propose_touchpoint(session, by, title="The phone call", key=a_key(), **asked)
    session.flush()
    proposal = session.exec(select(Proposal)).one()

    answer_proposal(session, world.desk(session), proposal=proposal.id, accepted=True, answer="")
    session.flush()

    titles = [t.title for t in touchpoints_of(session, world.project)]
    assert titles[:2] == ["Waiting for the letter", "The phone call"]
    with pytest.raises(Refused, match="answered already"):
        answer_proposal(
            session, world.desk(session), proposal=proposal.id, accepted=False, answer="No"
        )


def test_the_code_lives_while_the_doors_are_open_and_the_qr_code_longer(session, world):
    typed = f" {world.code[:3].lower()} {world.code[3:].lower()} "
    assert workshop_with_code(session, typed).id == world.workshop
    close_doors(session, world.desk(session))
    with pytest.raises(Refused, match="does not fit"):
        workshop_with_code(session, world.code)
    assert workshop_with_secret(session, world.join_secret).id == world.workshop


@pytest.mark.parametrize("code", ["", "AAAAAA", "0OIL15", "'; DROP TABLE", "🎉🎉🎉", "A" * 500])
def test_a_wrong_code_gets_a_kind_sentence(session, world, code):
    with pytest.raises(Refused, match="does not fit"):
        workshop_with_code(session, code)


def test_four_words_bring_a_seat_back(session, world):
    by = world.sits(session, "Amina")
    workshop = workshop_called(session, world.workshop)
    words = world.keyring.phrase(by.seat_id).upper().replace(" ", " - ")
    assert come_back(session, workshop, words, world.keyring) == world.secrets["Amina"]
    with pytest.raises(Refused, match="do not fit"):
        come_back(session, workshop, "one two three four", world.keyring)


def test_joining_twice_with_one_key_is_one_seat(session, world):
    from app.domain.seats import take_seat

    asked = {
        "voice": Voice.STAFF,
        "name": "",
        "may_show": True,
        "key": a_key(),
        "keyring": world.keyring,
        "now": NOON,
    }
    workshop = workshop_called(session, world.workshop)
    assert take_seat(session, workshop, **asked) == take_seat(session, workshop, **asked)
    session.flush()
    assert voices_in(session, world.workshop)[Voice.STAFF] == 2
    assert len(session.exec(select(Seat)).all()) == 4


def test_moving_on_and_undoing_brings_the_room_and_its_clock_back(session, world):
    world.goes_to("welcome")
    world.goes_to("touchpoints", NOON + timedelta(minutes=4))
    session.expire_all()
    undo(session, world.desk(session, NOON + timedelta(minutes=5)))

    workshop = workshop_called(session, world.workshop)
    assert workshop.stage_id == world.stages["welcome"]
    minutes = world.stage(session, "welcome").minutes
    assert workshop.clock_ends_at == NOON + timedelta(minutes=minutes)


def test_the_last_and_the_first_stage_say_so(session, world):
    world.goes_to("welcome")
    session.expire_all()
    with pytest.raises(Refused, match="first stage"):
        move(session, world.desk(session), "back")
    session.rollback()
    world.goes_to("checkout")
    session.expire_all()
    with pytest.raises(Refused, match="last stage"):
        move(session, world.desk(session), "next")


def test_pausing_stops_the_clock_and_going_on_starts_it_where_it_stood(session, world):
    world.goes_to("welcome")
    session.expire_all()
    pause(session, world.desk(session, NOON + timedelta(minutes=3)), paused=True)
    workshop = workshop_called(session, world.workshop)
    left = workshop.clock_left
    assert left == 60 * (world.stage(session, "welcome").minutes - 3)
    assert workshop.clock_ends_at is None
    later = NOON + timedelta(minutes=30)
    pause(session, world.desk(session, later), paused=False)
    assert workshop.clock_ends_at == later + timedelta(seconds=left or 0)


def test_a_minute_more_or_less(session, world):
    world.goes_to("welcome")
    session.expire_all()
    ends = workshop_called(session, world.workshop).clock_ends_at
    set_clock(session, world.desk(session), minutes=1)
    workshop = workshop_called(session, world.workshop)
    assert workshop.clock_ends_at - ends == timedelta(minutes=1)  # type: ignore[operator]
    act = last_act(session, world.workshop)
    assert act is not None
    assert act.what == "clock"


def test_there_is_nothing_to_reveal_in_a_welcome(session, world):
    world.goes_to("welcome")
    session.expire_all()
    with pytest.raises(Refused, match="nothing to reveal"):
        reveal(session, world.desk(session), revealed=True)


def test_merging_is_decided_at_the_first_reveal_for_good(session, world):
    world.crowd(Voice.PATIENT, 5)
    carers = world.crowd(Voice.CARER, 4)
    world.goes_to("feelings")
    for name in world.secrets:
        put(session, world, name, 1)
    session.commit()
    world.goes_to("map")
    session.expire_all()
    reveal(session, world.desk(session), revealed=True)
    assert world.stage(session, "map").merged is False

    reveal(session, world.desk(session), revealed=False)
    by = world.sits(session, carers[0])
    withdraw(session, by, what="placement", id=world.touchpoints[0], key=a_key())
    reveal(session, world.desk(session), revealed=True)

    assert world.stage(session, "map").merged is False


def test_doors_open_again_with_a_new_code(session, world):
    close_doors(session, world.desk(session))
    open_doors(session, world.desk(session))
    code = workshop_called(session, world.workshop).code
    assert code is not None
    assert code != world.code
    assert session.exec(select(Stage)).first() is not None
    assert session.exec(select(Idea)).first() is None


def test_whoever_comes_late_may_still_say_which_touchpoint_is_missing(session, world):
    for kind in ("touchpoints", "feelings", "map"):
        world.goes_to(kind)
    propose_touchpoint(
        session,
        world.sits(session, "Cy", NOON + timedelta(minutes=20)),
        stage=world.stages["touchpoints"],
        after="",
        title="The car park",
        key=a_key(),
    )
    session.flush()
    assert session.exec(select(Proposal.title)).one() == "The car park"
