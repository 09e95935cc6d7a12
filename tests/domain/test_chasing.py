"""Who is asked about a day to look, when, and what one tap does (T4)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.domain.accounts import Account, add_account
from app.domain.chasing.answering import answer_look, asked, move_look
from app.domain.chasing.asking import put_reminders, reminder, reminders_wanted
from app.domain.chasing.naming import chasing_in, name_owner, name_sponsor
from app.domain.chasing.tables import Chased
from app.domain.errors import NotTheLead, NotYours, Refused, Unusable
from app.domain.members import hand_over
from app.domain.outbox import Letter, claim, letter_called, was_sent
from app.domain.projects import Member, Membership, Role, member
from tests.afterwards import closes, goes_on, plans, saving, tries, was_a_rehearsal
from tests.conftest import only_sqlite
from tests.make import NOON, PASSWORD_HASH, World

pytestmark = only_sqlite

DAY = date(2026, 6, 15)


def at(days: int, hour: int = 11) -> datetime:
    """So many days after the day to look."""
    return datetime(2026, 6, 15, hour, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def trial(world: World) -> str:
    goes_on(world)
    idea = world.offers("Amina", "Ring before the letter")
    trial = tries(world, idea, title="A call first", review_on=str(DAY))
    with saving(world) as session:
        name_sponsor(session, world.member(session), name="Dana", email="dana@example.org")
    return trial


def wanted(world: World, now: datetime) -> list[str]:
    with world.session() as session:
        return [w.step or w.kind for w in reminders_wanted(session, now)]


def goes(world: World, now: datetime) -> list[str]:
    """What is new in the outbox at this moment, and sent at once."""
    sent = []
    with saving(world) as session:
        put_reminders(session, now)
        for letter in session.exec(select(Letter)).all():
            if claim(session, letter.id, "one", now):
                was_sent(session, letter.id, "one", now)
                sent.append(letter.key.replace(letter.about, "").replace(f"{DAY}", "").split()[-1])
    return sent


def key_of(world: World, trial: str) -> str:
    with saving(world) as session:
        put_reminders(session, at(-3))
    with world.session() as session:
        return session.get_one(Chased, trial).key


def test_three_days_before_and_three_and_ten_days_after_then_the_sponsor(world, trial):
    days = {n: goes(world, at(n)) for n in range(-6, 60)}
    assert {n: went for n, went in days.items() if went} == {
        -3: ["before"],
        3: ["after"],
        10: ["late"],
        17: ["sponsor"],
    }


def test_nobody_gets_mail_in_the_night(world, trial):
    assert wanted(world, at(-3, hour=5)) == []
    assert wanted(world, at(-3, hour=7)) == [f"{DAY} before"]  # 8 o'clock there, in summer


def test_after_a_long_silence_of_the_server_the_owner_is_asked_before_the_sponsor(world, trial):
    days = {n: goes(world, at(n)) for n in range(40, 70)}
    assert {n: went for n, went in days.items() if went} == {
        40: ["after"],
        47: ["late"],
        54: ["sponsor"],
    }


def test_a_sponsor_named_late_hears_late_and_without_one_nobody_does(world, trial):
    with saving(world) as session:
        name_sponsor(session, world.member(session), name="", email="")
    assert [goes(world, at(n)) for n in (-3, 3, 10, 17, 30)] == [
        ["before"], ["after"], ["late"], [], [],
    ]  # fmt: skip
    with saving(world) as session:
        name_sponsor(session, world.member(session), name="Dana", email="dana@example.org")
    assert goes(world, at(31)) == ["sponsor"]


@pytest.mark.parametrize("ended", ["closed", "answered", "rehearsal"])
def test_nothing_is_asked_any_more(world, trial, ended: str):
    key = key_of(world, trial)
    if ended == "closed":
        closes(world, trial)
    elif ended == "rehearsal":
        was_a_rehearsal(world)
    else:
        with saving(world) as session:
            answer_look(session, key, day=DAY, answer="done", said="", now=at(1))
    assert [wanted(world, at(n)) for n in (-1, 3, 10, 17)] == [[]] * 4


def test_a_letter_that_waits_says_nothing_once_the_day_has_moved(world, trial):
    key = key_of(world, trial)
    with saving(world) as session:
        letter = letter_called(session, f"review {trial} {DAY} before")
        assert letter
        assert reminder(session, letter)
        move_look(session, key, day=DAY, to=DAY + timedelta(days=20), now=at(-2))
        assert reminder(session, letter) is None


def test_a_moved_day_is_asked_about_in_its_turn(world, trial):
    key = key_of(world, trial)
    with saving(world) as session:
        move_look(session, key, day=DAY, to=DAY + timedelta(days=14), now=at(2))
    assert wanted(world, at(3)) == []
    assert wanted(world, at(11)) == [f"{DAY + timedelta(days=14)} before"]


def test_it_goes_to_the_owner_or_else_to_the_lead(world, trial):
    def to() -> str:
        with saving(world) as session:
            put_reminders(session, at(-3))
            letter = letter_called(session, f"review {trial} {DAY} before")
            assert letter
            said = reminder(session, letter)
            assert said
            return said.to

    assert to() == "sam@example.org"
    with saving(world) as session:
        name_owner(session, world.member(session), trial=trial, email="Nurses@Example.org")
    assert to() == "nurses@example.org"


def test_another_owner_gets_another_link_and_the_old_one_stops(world, trial):
    old = key_of(world, trial)
    with saving(world) as session:
        name_owner(session, world.member(session), trial=trial, email="nurses@example.org")
    with world.session() as session, pytest.raises(NotYours):
        asked(session, old, at(0))


def test_an_idea_in_its_authors_words_is_not_sent_to_anybody(world, trial):
    plans(world, trial, title="Ring before the letter", review_on=str(DAY))
    with saving(world) as session:
        put_reminders(session, at(-3))
        letter = letter_called(session, f"review {trial} {DAY} before")
        assert letter
        said = reminder(session, letter)
        assert said
        assert said.trial == ""


# Answering


def test_one_tap_says_done_or_stopped_with_its_reason(world, trial):
    key = key_of(world, trial)
    with saving(world) as session:
        answer_look(session, key, day=DAY, answer="done", said="", now=at(0))
        assert asked(session, key, at(0)).answer == "done"
        with pytest.raises(Unusable):
            answer_look(session, key, day=DAY, answer="stopped", said=" ", now=at(0))
        answer_look(session, key, day=DAY, answer="stopped", said="Nobody rang.", now=at(1))
        found = asked(session, key, at(1))
        assert (found.answer, found.said) == ("stopped", "Nobody rang.")
        (shown,) = chasing_in(session, world.member(session)).trials
        assert (shown.answer, shown.said) == ("stopped", "Nobody rang.")


BAD_MOVES: tuple[Callable[[], date | None], ...] = (
    lambda: None,
    lambda: DAY,
    lambda: date(2020, 1, 1),
    lambda: DAY + timedelta(days=367),
    lambda: date(9999, 12, 31),
)


@pytest.mark.parametrize("to", BAD_MOVES)
def test_a_day_moves_only_to_a_day_to_come_within_a_year(world, trial, to):
    key = key_of(world, trial)
    with saving(world) as session, pytest.raises(Unusable):
        move_look(session, key, day=DAY, to=to(), now=at(0))


def test_who_saw_another_day_changes_nothing(world, trial):
    key = key_of(world, trial)
    with saving(world) as session:
        move_look(session, key, day=DAY, to=DAY + timedelta(days=14), now=at(0))
    with saving(world) as session, pytest.raises(Refused):
        move_look(session, key, day=DAY, to=DAY + timedelta(days=30), now=at(0))
    with saving(world) as session, pytest.raises(Refused):
        answer_look(session, key, day=DAY, answer="done", said="", now=at(0))


def test_whoever_is_sponsor_no_more_answers_for_nobody_any_more(world, trial):
    goes(world, at(-3))
    key = key_of(world, trial)

    def names(name: str, email: str) -> str:
        with saving(world) as session:
            name_sponsor(session, world.member(session), name=name, email=email)
        return key_of(world, trial)

    assert names("Eve", "eve@example.org") == key  # Dana has had no letter yet
    for days in range(0, 20):
        goes(world, at(days))
    assert names("Eve O", "eve@example.org") == key
    another = names("Fay", "fay@example.org")
    assert another != key
    assert names("", "") != another
    with world.session() as session, pytest.raises(NotYours):
        asked(session, key, at(20))


def test_whoever_leads_no_more_answers_by_link_only_where_they_were_named(world, trial):
    key = key_of(world, trial)
    with saving(world) as session:
        kim = add_account(
            session, email="kim@example.org", password_hash=PASSWORD_HASH, name="Kim", now=NOON
        )
        session.add(Membership(project_id=world.project, account_id=kim.id, role=Role.CO))
        session.flush()
        hand_over(session, world.member(session), account=kim.id)
        kim_is = kim.id
    assert key_of(world, trial) != key
    with saving(world) as session:
        name_owner(session, world.member(session), trial=trial, email="jo@example.org")
    another = key_of(world, trial)
    with saving(world) as session:
        back = member(session, world.project, session.get_one(Account, kim_is), NOON)
        hand_over(session, back, account=world.account)
    assert key_of(world, trial) == another  # Jo's own link still works


def test_only_the_lead_sees_the_leads_address(world, trial):
    with world.session() as session:
        lead = world.member(session)
        assert chasing_in(session, lead).lead == "sam@example.org"
        co = Member(lead.account_id, lead.name, lead.project, lead.now, Role.CO)
        assert chasing_in(session, co).lead == ""


def test_only_the_lead_names_the_sponsor_and_only_with_a_whole_address(world, trial):
    with saving(world) as session:
        lead = world.member(session)
        co = Member(lead.account_id, lead.name, lead.project, lead.now, Role.CO)
        with pytest.raises(NotTheLead):
            name_sponsor(session, co, name="Dana", email="dana@example.org")
        for email in ("dana", "dana@x", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "@b.org"):
            with pytest.raises(Unusable):
                name_sponsor(session, lead, name="Dana", email=email)
