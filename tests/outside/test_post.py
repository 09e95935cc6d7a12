"""Rounds of the outbox against a real mail server."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from app.domain.accounts import Account
from app.domain.outbox import letters_of
from app.domain.projects import Project
from app.pages import templating
from tests.afterwards import closes, goes_on, saving, tries
from tests.conftest import only_sqlite
from tests.mailbox import Mailbox, html_of, text_of
from tests.make import World
from tests.outside.conftest import Clock
from tests.pages.test_translation import Brackets

pytestmark = only_sqlite

DAY = date(2026, 6, 15)
BEFORE = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def trial(world: World) -> str:
    goes_on(world)
    idea = world.offers("Amina", "Ring before the letter")
    return tries(world, idea, title="A call <first>", review_on=str(DAY))


def states(world: World, now: datetime) -> list[str]:
    with world.session() as session:
        return [each.state for each in letters_of(session, world.project, now)]


def test_the_owner_is_asked_with_one_link_and_the_day_in_a_calendar(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    clock.strikes(BEFORE)
    clock.strikes(BEFORE + timedelta(hours=1))
    (mail,) = mailbox.mails
    assert mail["To"] == "sam@example.org"
    assert "15 June 2026" in mail["Subject"]
    assert "A call <first>" in text_of(mail)
    assert "A call &lt;first&gt;" in html_of(mail)
    assert "https://touchline.example/look/" in text_of(mail)
    (entry,) = mail.iter_attachments()
    assert "DTSTART;VALUE=DATE:20260615" in entry.get_content()
    assert states(world, BEFORE) == ["sent"]


def test_no_mail_names_anybody_else(world: World, trial: str, clock: Clock, mailbox: Mailbox):
    for days in (-3, 3, 10):
        clock.strikes(datetime(2026, 6, 15, 11, tzinfo=UTC) + timedelta(days=days))
    assert len(mailbox.mails) == 3
    for mail in mailbox.mails:
        said = text_of(mail) + html_of(mail) + str(mail.items())
        said = re.sub(r"https?://\S+|<\S+@\S+>", "", said)  # a link's secret may spell anything
        for name in ("Sam ", "Amina", "Bo", "Cy", "Ring before the letter"):
            assert name not in said


def test_a_mail_server_that_is_away_is_tried_again_later(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    mailbox.refuse = "451 not now"
    clock.strikes(BEFORE)
    assert states(world, BEFORE) == ["failing"]
    mailbox.refuse = ""
    clock.strikes(BEFORE + timedelta(minutes=4))
    assert mailbox.mails == []
    clock.strikes(BEFORE + timedelta(minutes=5))
    assert len(mailbox.mails) == 1
    assert states(world, BEFORE) == ["sent"]


def test_a_broken_line_leaves_a_doubt_that_is_shown_and_nothing_is_sent_twice(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    mailbox.breaks_off = True
    clock.strikes(BEFORE)
    mailbox.breaks_off = False
    for hours in (1, 24):
        clock.strikes(BEFORE + timedelta(hours=hours))
    assert len(mailbox.mails) == 1
    assert states(world, BEFORE + timedelta(hours=24)) == ["unsure"]


def test_a_letter_late_in_a_long_round_is_not_taken_for_one_that_may_not_have_gone(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    tries(world, world.offers("Bo", "A card to ring"), title="A card", review_on=str(DAY))
    mailbox.breaks_off = True
    quarters = count(step=15 * 60)
    clock.strikes(BEFORE, lambda: next(quarters))
    now = BEFORE + timedelta(minutes=30)
    assert sorted(states(world, now)) == ["sending", "unsure"]


def test_an_account_without_an_address_holds_nobody_else_up(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    with world.session() as session:
        session.get_one(Account, world.account).email = "sam"
        session.commit()
    clock.strikes(BEFORE)
    assert states(world, BEFORE) == ["given_up"]


def test_what_has_nothing_to_say_any_more_is_dropped(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    mailbox.refuse = "451 not now"
    clock.strikes(BEFORE)
    mailbox.refuse = ""
    closes(world, trial)
    clock.strikes(BEFORE + timedelta(hours=1))
    assert mailbox.mails == []
    assert states(world, BEFORE + timedelta(hours=1)) == []


def test_without_a_mail_server_nothing_waits_to_flood_out_later(
    world: World, trial: str, clock: Clock, database, mailbox: Mailbox
):
    silent = Clock(database, None)
    for days in range(40):
        silent.strikes(BEFORE + timedelta(days=days))
    assert states(world, BEFORE) == []
    clock.strikes(BEFORE + timedelta(days=40))
    assert len(mailbox.mails) == 1


def test_it_is_written_in_the_language_of_the_project(
    world: World, trial: str, clock: Clock, mailbox: Mailbox
):
    with saving(world) as session:
        session.get_one(Project, world.project).language = "xx"
    templating.catalogues["xx"] = Brackets()
    try:
        clock.strikes(BEFORE)
    finally:
        del templating.catalogues["xx"]
    (mail,) = mailbox.mails
    assert "⟦" in mail["Subject"]
    assert "⟦One tap is enough: done, another day, or stopped.⟧" in text_of(mail)
