"""Staff see beforehand what patients bring, and say in private what was hard to hear."""

import re

from app.domain.projects import Role
from app.domain.seats import Use
from app.domain.voices import Voice
from app.domain.workshops import Stage
from app.live.hub import EVERYTHING, Audience
from tests.conftest import Running
from tests.domain.test_both_lists import an_event, brings
from tests.make import World, a_key

SAID = "I did not know that nobody rings"


def previews(world: World) -> str:
    """The room's ideas stage becomes the preview, and the room is in it."""
    with world.session() as session:
        stage = session.get_one(Stage, world.stages["ideas"])
        stage.kind, stage.settings = "talk", {"preview": True}  # type: ignore[assignment]
        session.add(stage)
        session.commit()
    world.goes_to("ideas")
    return f"/w/{world.workshop}"


def test_what_patients_bring_is_shown_and_never_what_staff_bring(running: Running, room: World):
    with room.session() as session:
        patients = an_event(room, session, Voice.PATIENT, 5)
        staff = an_event(room, session, Voice.STAFF, 5)
    brings(patients, "patient 0", "Nobody rings us back", Use.OTHER_GROUP)
    brings(patients, "patient 1", "This is for patients only")
    brings(staff, "staff 0", "We have no room to talk", Use.OTHER_GROUP)
    here = previews(room)
    screens = (running.phone(room, "Cy"), "phone"), (running.wall(room), "wall")
    for client, screen in (*screens, (running.desk(room), "desk")):
        page = client.get(f"{here}/{screen}").text
        assert "Nobody rings us back" in page
        assert "This is for patients only" not in page
        assert "We have no room to talk" not in page


def test_what_is_said_in_private_is_read_by_two_people_alone(running: Running, room: World):
    here = previews(room)
    cy = running.phone(room, "Cy")
    artist = running.site.artist
    voices = [Audience("phone", "en", voice) for voice in ("patient", "carer", "staff")]
    screens = (Audience("desk", "en"), Audience("words", "en"), Audience("wall", "en"), *voices)

    def sent() -> object:
        wanted = dict.fromkeys(screens, EVERYTHING)
        return dict(artist.draw(room.workshop, wanted, None))

    before = sent()
    told = cy.post(f"{here}/phone/hard", data={"key": a_key(), "text": SAID}).text
    assert "Saved." in told
    assert SAID in cy.get(f"{here}/phone").text
    assert sent() == before

    support = running.client({"sid": room.comes_in("Priya", Role.SUPPORT)}, htmx=True)
    other = running.client({"sid": room.comes_in("Lee", Role.CO)}, htmx=True)
    panel = support.get(f"{here}/care/panel").text
    assert SAID in panel
    assert "Cy" not in panel
    assert other.get(f"{here}/care/panel").status_code == 404
    assert SAID not in other.get(f"{here}/desk").text
    assert SAID not in running.phone(room, "Amina").get(f"{here}/phone").text


def test_whoever_wants_to_talk_is_named_and_looked_after(running: Running, room: World):
    here, cy = previews(room), running.phone(room, "Cy")
    cy.post(f"{here}/phone/hard", data={"key": a_key(), "text": SAID, "talk": "yes"})
    panel = running.desk(room).get(f"{here}/care/panel").text
    assert "Would like to talk" in panel
    seat = re.search(r'id="talk-(\w+)"', panel)
    assert seat
    assert "They gave no name" in panel
    over = running.desk(room).post(f"{here}/care/talked", data={"seat": seat[1]}).text
    assert f'id="talk-{seat[1]}"' not in over
    assert f'id="talked-{seat[1]}"' in over


def test_it_is_taken_back_by_emptying_the_box_or_with_everything(running: Running, room: World):
    here, cy = previews(room), running.phone(room, "Cy")
    for taken in ({"text": ""}, None):
        cy.post(f"{here}/phone/hard", data={"key": a_key(), "text": SAID})
        assert SAID in running.desk(room).get(f"{here}/care/panel").text
        if taken is not None:
            cy.post(f"{here}/phone/hard", data={"key": a_key(), **taken})
        else:
            what = {"key": a_key(), "what": "everything", "sure": "yes"}
            cy.post(f"{here}/phone/withdrawals", data=what)
        assert SAID not in running.desk(room).get(f"{here}/care/panel").text


def test_what_cannot_be_kept_is_said_and_changes_nothing(running: Running, room: World):
    here, cy = previews(room), running.phone(room, "Cy")
    key = a_key()
    cy.post(f"{here}/phone/hard", data={"key": key, "text": SAID})
    long = cy.post(f"{here}/phone/hard", data={"key": a_key(), "text": "x" * 301})
    assert long.status_code == 422
    unclear = cy.post(f"{here}/phone/hard", data={"key": a_key(), "text": "", "talk": "yes"})
    assert "Please write a word or two" in unclear.text
    again = cy.post(f"{here}/phone/hard", data={"key": key, "text": SAID})
    assert again.status_code == 200
    assert running.desk(room).get(f"{here}/care/panel").text.count(SAID) == 1
