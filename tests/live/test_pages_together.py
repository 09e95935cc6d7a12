"""Phones that load their page at the same moment share what is drawn for all, and nothing else."""

from app.domain.voices import Voice
from app.live.hub import Audience
from tests.conftest import Running
from tests.live.test_live import Ear, settled, tell
from tests.make import World


def page(running: Running, room: World, name: str) -> str:
    answer = running.phone(room, name, htmx=False).get(f"/w/{room.workshop}/phone")
    assert answer.status_code == 200
    return str(answer.text)


def followed(running: Running, room: World, name: str) -> Ear:
    """A room whose pages are shared: somebody of this voice follows it, and two have loaded."""
    ear = Ear(running.phone(room, name), room, "phone")
    settled(running, room, ear)
    who = Audience("phone", "en", "patient")
    page(running, room, name)
    shared = running.site.hub.now(room.workshop)[who].pages["phone/now.html"]
    page(running, room, name)
    assert running.site.hub.now(room.workshop)[who].pages["phone/now.html"] is shared
    return ear


def test_one_who_loads_at_the_same_moment_sees_nothing_of_anothers_own(running, room):
    room.goes_to("feelings")
    room.joins("Dora", Voice.PATIENT)
    followed(running, room, "Amina")
    tell(running.phone(room, "Amina"), room, "Only I should read this again")

    hers, anothers = page(running, room, "Amina"), page(running, room, "Dora")

    assert "Only I should read this again" in hers
    assert "Only I should read this again" not in anothers


def test_a_page_after_the_news_shows_what_the_news_told(running, room):
    room.goes_to("feelings")
    ear = followed(running, room, "Amina")
    since = len(ear.heard)

    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": room.stages["ideas"]})
    assert ear.hears("event: stage-moved", since=since)

    assert f'id="own-{room.stages["ideas"]}"' in page(running, room, "Amina")


def test_what_is_asked_of_somebody_stands_on_the_next_page(running, room):
    room.goes_to("feelings")
    story = room.tells("Amina", "Dr Brown was rude to me")
    ear = followed(running, room, "Amina")
    since = len(ear.heard)

    label = f"story-{story}"
    form = {"one": f"ask:{label}", "said_to": label, "said": "Please leave the name out"}
    running.desk(room).post(f"/w/{room.workshop}/words/acts", data=form).raise_for_status()
    assert ear.hears("event: yours", since=since)

    assert "Please leave the name out" in page(running, room, "Amina")
