"""What a desk may do with people's words: one or many, asked back, grouped, undone (A2, M7)."""

import pytest
from sqlmodel import Session

from app.domain.accounts import add_account
from app.domain.board import Named, deal_with, named, sums
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.moderation import own_written, state_of, written_in
from app.domain.private_words import answer, asked_of, called, sixteenth
from app.domain.showing import show_themes, show_words
from app.domain.stories import Story
from app.domain.themes import Theme, group, join, rename, take_out, themes_of, ungroup
from app.domain.undoing import GONE, undo
from app.domain.voices import Voice
from app.domain.withdrawal import withdraw
from app.domain.workshops import Facilitator, workshop_called
from tests.make import PASSWORD_HASH, World, a_key


@pytest.fixture
def stories(world: World) -> list[str]:
    world.goes_to("feelings")
    return [
        world.tells("Amina", "Nobody told us"),
        world.tells("Bo", "I waited outside", 1),
        world.tells("Amina", "She sat down with me", 2),
    ]


def items(*ids: str, seen: str = "") -> list[Named]:
    return [Named("story", id_, seen) for id_ in ids]


def states(session: Session, ids: list[str]) -> list[str]:
    return [state_of(session.get_one(Story, id_)) for id_ in ids]


def priya(session: Session, world: World) -> Facilitator:
    account = add_account(
        session, email="priya@example.org", password_hash=PASSWORD_HASH, name="Priya", now=world.now
    )
    return Facilitator(account.id, "Priya", workshop_called(session, world.workshop), world.now)


def ask(session: Session, world: World, story: str, words: str = "Is that a real name?") -> None:
    deal_with(session, world.desk(session), "ask", items(story), words)


def told(session: Session, world: World, name: str):
    return asked_of(session, world.sits(session, name))


def test_many_are_released_together_and_one_undo_takes_all_back(session, world, stories):
    deal_with(session, world.desk(session), "release", items(*stories))
    assert states(session, stories) == ["released"] * 3
    assert undo(session, world.desk(session)) == ""
    assert states(session, stories) == ["waiting"] * 3


def test_of_many_all_are_dealt_with_or_none(session, world, stories):
    deal_with(session, world.desk(session), "hold", items(stories[2]))
    session.commit()
    with pytest.raises(Refused, match="Already held"):
        deal_with(session, world.desk(session), "release", items(*stories, seen="waiting"))
    session.rollback()
    assert states(session, stories) == ["waiting", "waiting", "held"]


def test_of_many_those_stay_whose_authors_want_them_kept_off_the_screen(session, world, stories):
    world.joins("Dora", Voice.PATIENT, may_show=False)
    kept_off, also_kept_off = (world.tells("Dora", text) for text in ("Only for you", "This too"))
    desk = world.desk(session)
    assert deal_with(session, desk, "release", items(*stories, kept_off)) == 1
    assert states(session, [*stories, kept_off]) == ["released"] * 3 + ["waiting"]
    assert undo(session, desk) == ""
    assert states(session, [*stories, kept_off]) == ["waiting"] * 4
    for unshown in ([kept_off], [kept_off, also_kept_off]):
        with pytest.raises(Refused, match="kept off the screen"):
            deal_with(session, desk, "release", items(*unshown))


def test_whoever_comes_second_hears_who_was_first(session, world, stories):
    deal_with(session, world.desk(session), "hold", items(stories[0], seen="waiting"))
    with pytest.raises(Refused) as refused:
        deal_with(session, priya(session, world), "release", items(stories[0], seen="waiting"))
    assert refused.value.message % refused.value.values == "Already held by Sam."


def test_an_act_of_one_desk_can_be_undone_at_another(session, world, stories):
    deal_with(session, world.desk(session), "release", items(*stories[:2]))
    assert undo(session, priya(session, world)) == ""
    assert states(session, stories) == ["waiting"] * 3


def test_a_question_reaches_its_author_and_nobody_else(session, world, stories):
    ask(session, world, stories[0])
    assert [(q.question, q.text) for q in told(session, world, "Amina")] == [
        ("Is that a real name?", "Nobody told us")
    ]
    assert told(session, world, "Bo") == ()
    assert states(session, stories)[0] == "asked"


def test_changed_words_come_back_to_the_queue_marked_and_unreleased(session, world, stories):
    deal_with(session, world.desk(session), "release", items(stories[0]))
    ask(session, world, stories[0])
    sitting = world.sits(session, "Amina")
    asked = {"kind": "story", "id": stories[0], "answer": "reworded", "text": "No one told us"}
    key = a_key()
    for _ in range(2):  # a lost answer is sent again
        answer(session, sitting, **asked, key=key)
    session.flush()
    shown = written_in(session, Story, world.workshop, released=False)
    assert [(s.text, s.state, s.came_back) for s in shown if s.id == stories[0]] == [
        ("No one told us", "waiting", "reworded")
    ]
    assert told(session, world, "Amina") == ()


def test_undo_never_puts_changed_words_on_the_wall_unread(session, world, stories):
    deal_with(session, world.desk(session), "release", items(stories[0]))
    ask(session, world, stories[0])
    answer(
        session,
        world.sits(session, "Amina"),
        kind="story",
        id=stories[0],
        answer="reworded",
        text="Dr Smith told us nothing",
        key=a_key(),
    )
    assert undo(session, world.desk(session)) == GONE
    assert states(session, stories)[0] == "waiting"


def test_an_author_may_leave_the_words_as_they_are(session, world, stories):
    ask(session, world, stories[0])
    by = world.sits(session, "Amina")
    answer(session, by, kind="story", id=stories[0], answer="left", key=a_key())
    found = session.get_one(Story, stories[0])
    assert (found.text, state_of(found), found.came_back) == ("Nobody told us", "waiting", "left")


def test_nobody_answers_for_another(session, world, stories):
    ask(session, world, stories[0])
    bo = world.sits(session, "Bo")
    with pytest.raises(NotYours):
        answer(session, bo, kind="story", id=stories[0], answer="left", key=a_key())


def test_a_question_that_was_undone_is_not_asked_any_more(session, world, stories):
    ask(session, world, stories[0])
    assert undo(session, world.desk(session)) == ""
    assert told(session, world, "Amina") == ()
    by = world.sits(session, "Amina")
    with pytest.raises(Refused):
        answer(session, by, kind="story", id=stories[0], answer="reworded", text="x", key=a_key())


def test_a_question_needs_words(session, world, stories):
    with pytest.raises(Unusable):
        ask(session, world, stories[0], "  ")


def test_a_quiet_word_is_offered_and_answered(session, world, stories):
    desk = world.desk(session)
    deal_with(session, desk, "private", items(stories[1]), "Priya, by the window")
    assert [q.question for q in told(session, world, "Bo")] == ["Priya, by the window"]
    by = world.sits(session, "Bo")
    answer(session, by, kind="story", id=stories[1], answer="no", key=a_key())
    answer(session, by, kind="story", id=stories[1], answer="yes", key=a_key())
    found = session.get_one(Story, stories[1])
    assert (state_of(found), found.came_back) == ("private", "yes")
    assert stories[1] not in {
        s.id for s in written_in(session, Story, world.workshop, released=True)
    }


def test_what_the_stream_says_of_a_question_changes_and_says_nothing(session, world, stories):
    assert called(session, world.workshop) == {}
    ask(session, world, stories[0])
    session.flush()
    signs = called(session, world.workshop)
    seat = world.sits(session, "Amina").seat_id
    assert list(signs) == [sixteenth(seat)]
    assert "real name" not in str(signs)
    assert seat not in str(signs)
    withdraw(session, world.sits(session, "Amina"), what="story", id=stories[0], key=a_key())
    session.flush()
    assert called(session, world.workshop) == {}


def test_reading_is_counted_and_changes_no_state(session, world, stories):
    deal_with(session, world.desk(session), "read", items(stories[0]))
    session.flush()
    found = sums(session, world.workshop)
    assert (found.unread, found.states["waiting"]) == (2, 3)
    assert undo(session, world.desk(session)) == ""
    session.flush()
    assert sums(session, world.workshop).unread == 3


# Themes


def test_words_are_grouped_and_stay_their_authors(session, world, stories):
    theme = group(session, world.desk(session), items(*stories[:2]), name="Being told")
    session.flush()
    assert [(t.name, t.words) for t in themes_of(session, world.workshop)] == [("Being told", 2)]
    mine = own_written(session, Story, world.sits(session, "Amina"))
    assert {s.text for s in mine} == {"Nobody told us", "She sat down with me"}
    assert {s.id: s.theme_id for s in mine}[stories[0]] == theme


def test_grouping_ungrouping_renaming_and_joining_can_each_be_undone(session, world, stories):
    desk = world.desk(session)

    def now() -> dict[str, int]:
        session.flush()
        return {t.name: t.words for t in themes_of(session, world.workshop)}

    told_us = group(session, desk, items(stories[0]), name="Told")
    seen = [now()]
    waited = group(session, desk, items(*stories[1:]), name="Waiting")
    seen.append(now())
    rename(session, desk, waited, "Waiting alone")
    seen.append(now())
    take_out(session, desk, items(stories[2]))
    seen.append(now())
    join(session, desk, told_us, waited)
    seen.append(now())
    ungroup(session, desk, waited)
    seen.append(now())
    assert seen == [
        {"Told": 1},
        {"Told": 1, "Waiting": 2},
        {"Told": 1, "Waiting alone": 2},
        {"Told": 1, "Waiting alone": 1},
        {"Waiting alone": 2},
        {},
    ]
    for before in (*reversed(seen[:-1]), {}):
        assert undo(session, world.desk(session)) == ""
        assert now() == before


def test_withdrawn_words_leave_their_theme_at_once(session, world, stories):
    group(session, world.desk(session), items(*stories[:2]), name="Being told")
    withdraw(session, world.sits(session, "Amina"), what="story", id=stories[0], key=a_key())
    session.flush()
    assert [t.words for t in themes_of(session, world.workshop)] == [1]
    assert undo(session, world.desk(session)) == ""
    assert session.get_one(Story, stories[0]).theme_id is None


def test_a_theme_of_another_workshop_is_not_there(session, world, stories):
    desk = world.desk(session)
    theme = group(session, desk, items(stories[0]), name="Ours")
    other = session.get_one(Theme, theme)
    other.gone_at = world.now
    session.flush()
    with pytest.raises(NotYours):
        group(session, desk, items(stories[1]), theme=theme)
    with pytest.raises(Unusable):
        group(session, desk, items(stories[1]), name=" ")
    with pytest.raises(Unusable):
        group(session, desk, [], name="Nothing")


# Large on the wall


def test_one_item_is_shown_and_arrows_go_round(session, world, stories):
    desk = world.desk(session)
    with pytest.raises(Refused):
        show_words(session, desk, to="turn")
    deal_with(session, desk, "release", items(*stories[:2]))
    session.flush()
    in_order = [f"story-{s.id}" for s in written_in(session, Story, world.workshop, released=True)]
    seen = []
    for to in ("turn", "next", "next", "back", "turn"):
        show_words(session, desk, to=to)
        seen.append(desk.workshop.shown_words)
    assert seen == [in_order[0], in_order[1], in_order[0], in_order[1], None]


def test_what_is_large_on_the_wall_is_undone_and_goes_with_the_stage(session, world, stories):
    desk = world.desk(session)
    deal_with(session, desk, "release", items(*stories))
    show_words(session, desk, to="turn")
    show_words(session, desk, to="next")
    assert undo(session, world.desk(session)) == ""
    assert desk.workshop.shown_words is None
    show_themes(session, desk, shown=True)
    session.commit()
    world.goes_to("map")
    with world.session() as later:
        assert workshop_called(later, world.workshop).themes_shown_at is None


def test_a_name_of_words_says_kind_id_and_state():
    assert named("story-abc-held") == Named("story", "abc", "held")
    assert named("nonsense") == Named("nonsense", "", "")
