"""News by e-mail against a real mail server: what arrives, and what never does."""

from datetime import timedelta

import pytest

from app.domain.contacts import unsubscribe
from tests.afterwards import decides, ends, goes_on, saving, says, wants_to_hear
from tests.conftest import only_sqlite
from tests.mailbox import Mailbox, html_of, text_of
from tests.make import NOON, World
from tests.outside.conftest import ADDRESS, Clock

pytestmark = only_sqlite

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def key(world: World) -> str:
    goes_on(world)
    says(world, "Amina", "I read it <alone> & cried")
    decides(world, world.offers("Bo", "Bo's own idea"))
    return wants_to_hear(world, "Amina", confirmed=False)


def confirmed(world: World, key: str) -> None:
    wants_to_hear(world, "Amina")
    ends(world)


def test_the_author_reads_their_own_words_and_what_became_of_them(
    world: World, key: str, clock: Clock, mailbox: Mailbox
):
    confirmed(world, key)
    clock.strikes(TOMORROW)
    (mail,) = mailbox.to("amina@example.org")
    assert mail["Subject"] == "There is news about what you said"
    assert "I read it <alone> & cried" in text_of(mail)
    assert "I read it &lt;alone&gt; &amp; cried" in html_of(mail)
    assert "Chosen." in text_of(mail)
    assert f"{ADDRESS}/mine/" in text_of(mail)
    assert mail["List-Unsubscribe"] == f"<{ADDRESS}/hear/{key}/stop>"
    for other in ("Bo", "Sam", "Cy", "Breast"):
        assert other not in text_of(mail) + html_of(mail) + str(mail.items())


def test_before_somebody_says_this_is_me_no_letter_holds_words_or_their_page(
    world: World, key: str, clock: Clock, mailbox: Mailbox
):
    clock.strikes(NOON)
    ends(world)
    clock.strikes(NOON + timedelta(days=3))
    assert len(mailbox.mails) == 2
    for mail in mailbox.mails:
        said = text_of(mail) + html_of(mail)
        assert f"{ADDRESS}/hear/{key}" in said
        assert "alone" not in said
        assert "/mine/" not in said


def test_who_stops_between_two_rounds_gets_nothing_more(
    world: World, key: str, clock: Clock, mailbox: Mailbox
):
    confirmed(world, key)
    mailbox.refuse = "451 later"
    clock.strikes(TOMORROW)
    mailbox.refuse = ""
    with saving(world) as session:
        unsubscribe(session, key)
    clock.strikes(TOMORROW + timedelta(hours=2))
    assert mailbox.mails == []
