"""What an e-mail may hold, and what is known of it when the mail server says no."""

from datetime import UTC, datetime

import pytest

from app.domain.addresses import email_written
from app.domain.errors import Unusable
from app.outside.mail import Mail, NotGone, Smtp, Unsure, message_of
from app.outside.plain import plain
from tests.mailbox import Mailbox, html_of, text_of
from tests.outside.conftest import SENDER, smtp

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
STOP = "https://touchline.example/hear/abc/stop"


def a_mail(**other: str) -> Mail:
    mail = {
        "id": "0123456789abcdef",
        "to": "amina@example.org",
        "subject": "There is news",
        "html": "<html><head><title>There is news</title></head><body><h1>Hello</h1>"
        '<p>See <a href="https://touchline.example/a">the page</a>.</p></body></html>',
        "stop": STOP,
    }
    return Mail(**{**mail, **other})


def test_it_arrives_as_text_and_html_that_say_the_same(mailbox: Mailbox):
    smtp(mailbox).carry(message_of(a_mail(), SENDER, NOW))
    (mail,) = mailbox.mails
    assert text_of(mail).split() == ["Hello", "See", "the", "page", "https://touchline.example/a."]
    assert "<h1>Hello</h1>" in html_of(mail)
    assert mail["From"] == SENDER
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_has_the_same_message_id_however_often_it_is_tried():
    first, second = (message_of(a_mail(), SENDER, NOW) for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == "<0123456789abcdef@hospital.example>"


def test_it_can_be_stopped_with_one_click_from_the_mail_program():
    message = message_of(a_mail(), SENDER, NOW)
    assert message["List-Unsubscribe"] == f"<{STOP}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message_of(a_mail(stop=""), SENDER, NOW)["List-Unsubscribe"] is None


def test_a_long_address_to_stop_at_reaches_the_mail_program_unbroken():
    stop = f"https://touchline.{'maternity.' * 8}example/hear/abc/stop"
    sender = f"us@{'maternity.' * 8}example"
    lines = message_of(a_mail(stop=stop), sender, NOW).as_bytes().decode().split("\r\n")
    assert f"List-Unsubscribe: <{stop}>" in lines
    assert f"Message-ID: <0123456789abcdef@{'maternity.' * 8}example>" in lines


def test_every_address_that_is_taken_fits_into_a_message():
    for typed in ("a.b+c@example.org", "o'neill@x.example", "1@a-b.example"):
        assert message_of(a_mail(to=email_written(typed)), SENDER, NOW)["To"] == typed
    for odd in ("a..b@example.org", ".a@example.org", "a.@example.org"):
        with pytest.raises(Unusable):
            email_written(odd)


def test_an_address_that_no_message_can_go_to_is_known_not_to_have_got_one():
    for odd in ("", "sam", "a..b@example.org", "jöe@example.org", "joe@bücher.example"):
        with pytest.raises(NotGone) as refused:
            message_of(a_mail(to=odd), SENDER, NOW)
        assert (refused.value.why, refused.value.for_good) == ("address", True)


def test_nothing_typed_becomes_a_header():
    message = message_of(a_mail(subject="News\r\nBcc: all@example.org\n\nHello"), SENDER, NOW)
    assert message["Bcc"] is None
    assert message["Subject"] == "News Bcc: all@example.org Hello"
    for address in ("a@b.org\r\nBcc: x@y.org", "a@b.org, c@d.org", "a b@c.org"):
        with pytest.raises(NotGone):
            message_of(a_mail(to=address), SENDER, NOW)


def test_a_calendar_entry_travels_with_it(mailbox: Mailbox):
    mail = a_mail(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    smtp(mailbox).carry(message_of(mail, SENDER, NOW))
    (entry,) = mailbox.mails[0].iter_attachments()
    assert entry.get_content_type() == "text/calendar"
    assert entry.get_content().splitlines() == ["BEGIN:VCALENDAR", "END:VCALENDAR"]


def test_a_server_that_cannot_be_reached_leaves_no_doubt(mailbox: Mailbox):
    carrier = smtp(mailbox)
    mailbox.stop()
    with pytest.raises(NotGone, match="no_connection") as failed:
        carrier.carry(message_of(a_mail(), SENDER, NOW))
    assert not failed.value.for_good


@pytest.mark.parametrize(("answer", "for_good"), [("450 later", False), ("550 unknown", True)])
def test_a_refused_address_leaves_no_doubt(mailbox: Mailbox, answer: str, for_good: bool):
    mailbox.refuse = answer
    with pytest.raises(NotGone, match="address") as failed:
        smtp(mailbox).carry(message_of(a_mail(), SENDER, NOW))
    assert failed.value.for_good is for_good
    assert mailbox.mails == []


def test_a_line_that_breaks_after_the_words_leaves_a_doubt(mailbox: Mailbox):
    mailbox.breaks_off = True
    with pytest.raises(Unsure):
        smtp(mailbox).carry(message_of(a_mail(), SENDER, NOW))


def test_a_server_without_the_guarded_line_that_was_asked_for_gets_nothing(mailbox: Mailbox):
    carrier = Smtp("127.0.0.1", mailbox.port, "us", "secret", "starttls", 5)
    with pytest.raises(NotGone, match="no_connection"):
        carrier.carry(message_of(a_mail(), SENDER, NOW))
    assert mailbox.mails == []


def test_plain_text_keeps_lists_breaks_and_signs():
    html = "<title>x</title><ul><li>a &amp; b</li><li>c</li></ul><p>one<br>two</p>"
    assert plain(html) == "- a & b\n\n- c\n\none\ntwo\n"
