"""One sentence, from a phone in the workshop to the e-mail its author gets; then nowhere."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from sqlalchemy import text
from sqlmodel import Session, select

from app.domain.library.index import TABLE, found_by
from app.domain.measures import Measure
from app.domain.projects import Project
from app.domain.tables import metadata
from app.domain.trials import Trial
from app.outside.mail import Smtp
from tests.afterwards import tries
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.conftest import of_one_process, only_sqlite
from tests.domain.test_library import SAID
from tests.mailbox import Mailbox, text_of
from tests.measuring import counts, measures

SENTENCE = "The letter came on a Saturday and nobody could be asked"


@pytest.fixture
def mailbox(at: Room) -> Iterator[Mailbox]:
    """The site sends by it from now on."""
    mailbox = Mailbox()
    post = at.running.site.post
    post.carrier = Smtp("127.0.0.1", mailbox.port, security="none", timeout=5)
    post.sender = "Touchline <touchline@hospital.example>"
    yield mailbox
    post.carrier = None
    mailbox.stop()


def a_round(at: Room, days: int) -> None:
    """The scheduler's clock strikes ten, so many days from now."""
    now = datetime.now(UTC).replace(hour=10) + timedelta(days=days)
    loop: asyncio.AbstractEventLoop = at.running.server.servers[0].get_loop()
    asyncio.run_coroutine_threadsafe(at.running.site.post.round(now), loop).result(20)


def link_in(mail, path: str) -> str:
    found = re.search(rf"https?://\S*(/{path}/\S+)", text_of(mail))
    assert found
    return found[1]


@only_sqlite
@of_one_process
def test_a_sentence_reaches_page_and_author_and_then_is_nowhere(at: Room, mailbox: Mailbox):
    at.goes_to("feelings")
    amina, desk = at.phone("Amina"), at.desk()
    amina.writes(SENTENCE)
    amina.sends()
    desk.releases(SENTENCE)

    amina.opens(f"{at.here}/phone/words")
    amina.page.get_by_role("checkbox", name=SENTENCE).check()
    amina.page.get_by_label("Write to me about what happens next").check()
    amina.page.locator("#email").fill("amina@example.org")
    amina.page.get_by_role("button", name="Save my choices").click()
    amina.is_told("Saved.")
    at.goes_to("ideas")
    idea = at.world.offers("Bo", "Ring ahead of the letter")
    today = date.today()
    days = {"starts_on": str(today), "review_on": str(today + timedelta(days=14))}
    trial = tries(at.world, idea, title="A call first", **days)
    counts(at.world, measures(at.world, trial), "44 57 38 50", 12)
    at.steer("end", sure="yes")
    stays_out_of_the_library(at, trial)

    # Is it you? Nothing personal before that.
    a_round(at, days=0)
    (hello,) = mailbox.to("amina@example.org")
    assert SENTENCE not in text_of(hello)
    author = at.stranger(Phone)
    author.opens(link_in(hello, "hear"))
    author.page.get_by_role("button", name="Yes, this is me").click()
    author.sees(SENTENCE)
    author.sees("Being tried")

    # The e-mail its author gets, and the line on the page that everybody reads.
    a_round(at, days=1)
    (news,) = mailbox.to("amina@example.org")[1:]
    assert SENTENCE in text_of(news)
    assert "A call first" in text_of(news)
    anybody = at.stranger(Phone).opens(progress := progress_of(at))
    anybody.sees(SENTENCE)
    anybody.sees("A call first")

    assert in_the_files(at)

    # Back, from the link in the e-mail.
    author.opens(link_in(news, "mine"))
    author.page.get_by_role("button", name=f"Take back: {SENTENCE}").click()
    author.sees("1 thing was taken back.")
    author.sees("Backups of the server still hold it until they expire")
    author.does_not_see(SENTENCE)
    at.settled()
    for screen in (anybody.opens(progress), amina.opens(f"{at.here}/phone/words"), desk):
        screen.does_not_see(SENTENCE)
    author.page.go_back()
    author.page.reload()
    expect(author.page.get_by_text("1 thing was taken back.")).to_be_visible()

    for said in everything(at, progress, author.page.url, trial):
        assert SENTENCE not in said
    assert not in_the_files(at)
    a_round(at, days=40)
    assert all(SENTENCE not in text_of(mail) for mail in mailbox.mails[2:])


def stays_out_of_the_library(at: Room, trial: str) -> None:
    """A team that copies the sentence into how it did it is told whose words they are."""
    how = f"/p/{at.world.project}/trials/{trial}/how"
    with at.running.desk(at.world, htmx=False) as client:
        refused = client.post(how, data={**SAID, "took": f"People said: {SENTENCE}"})
        assert refused.status_code == 409
        assert client.post(how, data=SAID).status_code == 303


def progress_of(at: Room) -> str:
    with Session(at.world.database.reading) as session:
        return f"/progress/{session.get_one(Project, at.world.project).progress_key}"


def in_the_files(at: Room) -> bool:
    at.running.site.database.empty_log()
    folder = Path(at.running.site.database.url.removeprefix("sqlite:///")).parent
    files = list(folder.glob("touchline.db*"))
    assert files
    return any(SENTENCE.encode() in path.read_bytes() for path in files)


def everything(at: Room, progress: str, mine: str, trial: str) -> Iterator[str]:
    """Every page and view that showed it, or could have, and every row there is."""
    here, project = at.here, f"/p/{at.world.project}"
    with Session(at.world.database.reading) as session:
        measure = session.exec(select(Measure.id)).one()
        idea = session.get_one(Trial, trial).idea_id
    with at.running.client() as client:
        for path in ("", "/board", "/letter", "/feed.atom"):
            yield client.get(progress + path).text
        yield client.get(urlsplit(mine).path).text
    with at.running.phone(at.world, "Amina") as client:
        for path in ("", "/words", "/mine.json"):
            yield client.get(f"{here}/phone{path}").text
    with at.running.desk(at.world, htmx=False) as client:
        for path in (
            f"{here}/desk",
            f"{here}/words",
            f"{here}/wall",
            project,
            f"{project}/trials/{trial}",
            f"{project}/chasing",
            f"{project}/replies",
            f"{project}/archive.json",
            f"{project}/trail/{idea}",
            f"{project}/trials/{trial}/how",
            f"{project}/trials/{trial}/measures/{measure}",
            f"{project}/trials/{trial}/measures/{measure}.json",
            "/library",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            yield answer.text
    with Session(at.world.database.reading) as session:
        for row in session.connection().execute(text(f"SELECT title, body FROM {TABLE}")):
            yield str(row)
        assert found_by(session, SENTENCE) == []
        for table in metadata.sorted_tables:
            yield from map(str, session.connection().execute(table.select()))
