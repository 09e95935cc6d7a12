"""Looking after people, through the front door: who reads it, and that no stream ever does (A4)."""

import re

from app.domain.projects import Role
from tests.conftest import Running
from tests.make import World, a_key


def call_on(panel: str) -> str:
    found = re.search(r'id="call-(\w+)"', panel)
    assert found, panel
    return found[1]


def test_a_pause_is_asked_for_answered_and_over(running: Running, room: World):
    here = f"/w/{room.workshop}"
    phone = running.phone(room, "Amina")
    support = running.client({"sid": room.comes_in("Priya", Role.SUPPORT)}, htmx=True)

    told = phone.post(f"{here}/phone/pause", data={"key": a_key()}).text
    assert "We have told the support person and the lead" in told
    phone.post(f"{here}/phone/pause", data={"key": a_key(), "place": "by the window"})
    panel = support.get(f"{here}/care/panel").text
    assert "Someone needs a pause" in panel
    assert "by the window" in panel
    assert "by the window" in running.desk(room).get(f"{here}/desk").text

    answered = support.post(f"{here}/care/going", data={"call": call_on(panel)}).text
    assert "Priya is going" in answered
    assert "Priya is coming" in phone.get(f"{here}/phone/pause").text
    assert "Priya is coming" in phone.get(f"{here}/phone").text
    assert "coming" not in running.phone(room, "Bo").get(f"{here}/phone").text

    support.post(f"{here}/care/over", data={"call": call_on(panel)})
    assert "Priya is coming" not in phone.get(f"{here}/phone").text


def test_without_scripts_the_pages_come_again(running: Running, room: World):
    here = f"/w/{room.workshop}"
    phone = running.phone(room, "Amina", htmx=False)
    assert phone.post(f"{here}/phone/pause").headers["location"] == f"{here}/phone#pause"
    lead = running.desk(room, htmx=False)
    call = call_on(lead.get(f"{here}/care").text)
    assert lead.post(f"{here}/care/going", data={"call": call}).headers["location"]
    assert "Sam is coming" in phone.get(f"{here}/phone").text
    assert phone.post(f"{here}/phone/pause/end").status_code == 303
    assert "Sam is coming" not in phone.get(f"{here}/phone").text


def test_nothing_about_a_pause_or_a_call_changes_what_anyone_else_is_sent(
    running: Running, room: World
):
    """Every region of every screen is the same before and after, to the byte."""
    from app.live.hub import EVERYTHING, Audience

    room.goes_to("checkout")
    artist = running.site.artist
    voices = [Audience("phone", "en", voice) for voice in ("patient", "carer", "staff")]
    screens = (Audience("desk", "en"), Audience("wall", "en"), *voices)
    everybody = dict.fromkeys(screens, EVERYTHING)
    before = artist.draw(room.workshop, everybody, None)
    here = f"/w/{room.workshop}/phone"
    phone = running.phone(room, "Amina")
    phone.post(f"{here}/pause", data={"key": a_key(), "place": "by the window"})
    form = {"key": a_key(), "mood": "ring", "way": "Amina 020 7946 0000"}
    assert "ring you" in phone.post(f"{here}/leaving", data=form).text
    after = artist.draw(room.workshop, everybody, None)
    assert before == after

    co = running.client({"sid": room.comes_in("Kim", Role.CO)}, htmx=True)
    page = co.get(f"/w/{room.workshop}/desk").text
    assert "7946" not in page
    assert "window" not in page
    assert "7946" in running.desk(room).get(f"/w/{room.workshop}/desk").text


def test_help_lines_stand_beside_a_pause(running: Running, room: World):
    with room.session() as session:
        workshop = room.desk(session).workshop
        workshop.helplines, workshop.support_person = "Samaritans 116 123", "Priya"
        session.add(workshop)
        session.commit()
    told = running.phone(room, "Amina").post(
        f"/w/{room.workshop}/phone/pause", data={"key": a_key()}
    )
    assert "Samaritans 116 123" in told.text
    assert "We have told Priya and the lead" in told.text


def test_a_place_that_is_too_long_is_refused_in_words(running: Running, room: World):
    form = {"key": a_key(), "place": "x" * 61}
    answer = running.phone(room, "Amina").post(f"/w/{room.workshop}/phone/pause", data=form)
    assert answer.status_code == 422
    assert "1 characters too long" in answer.text
