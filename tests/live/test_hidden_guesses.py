"""Two rooms alike but for what staff guess look alike before the reveal, and move at once after."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from app.database import open_database
from app.domain.feelings import place
from app.domain.voices import Voice
from tests.conftest import Running, only_sqlite
from tests.live.test_hidden_votes import alike, twin
from tests.live.test_live import Ear, settled
from tests.make import World, a_key, a_world


def a_room_that_guesses(folder: Path, migrated: Path) -> World:
    shutil.copy(migrated, folder / "room.db")
    database = open_database(f"sqlite:///{folder / 'room.db'}")
    world = a_world(database, datetime.now(UTC))
    world.crowd(Voice.PATIENT, 5)
    world.crowd(Voice.STAFF, 5)
    with world.session() as session:
        stage = world.stage(session, "feelings")
        stage.settings = {**stage.settings, "guess": True}
        session.add(stage)
        session.commit()
    world.goes_to("feelings")
    with world.session() as session:
        for name in world.secrets:
            by = world.sits(session, name)
            at = {"stage": world.stages["feelings"], "touchpoint": world.touchpoints[0]}
            place(session, by, height=-2 if by.voice is Voice.PATIENT else 1, key=a_key(), **at)
        session.commit()
    world.goes_to("map")
    world.goes_to("feelings")
    database.close()
    return world


def guess_all(running: Running, world: World, height: int) -> None:
    staff = [name for name in world.secrets if name.startswith("staff")]
    for n, name in enumerate(staff):
        form = {
            "stage": world.stages["feelings"],
            "touchpoint": world.touchpoints[0],
            "guess": str(height),
            "key": str(UUID(int=n, version=4)),
        }
        with running.phone(world, name) as phone:
            assert phone.post(f"/w/{world.workshop}/phone/guesses", data=form).status_code == 200
        settled(running, world)


def everything_seen(running: Running, world: World, height: int) -> list[list[str]]:
    ears = [
        Ear(running.phone(world, "Cy"), world, "phone", voice="staff"),
        Ear(running.phone(world, "Amina"), world, "phone", voice="patient"),
        Ear(running.wall(world), world, "wall"),
        Ear(running.desk(world), world, "desk"),
    ]
    before = settled(running, world, *ears)
    guess_all(running, world, height)
    running.desk(world).post(f"/w/{world.workshop}/desk/stage", data={"to": "next"})
    settled(running, world, *ears)
    return [
        [m for m in alike(ear.heard[at:]) if 'class="clock"' not in m and "data-due" not in m]
        for ear, at in zip(ears, before, strict=True)
    ]


def test_two_rooms_that_guess_differently_look_alike_until_the_reveal(tmp_path, sqlite):
    world = a_room_that_guesses(tmp_path, sqlite)
    with twin(tmp_path, "one") as one, twin(tmp_path, "other") as other:
        with ThreadPoolExecutor() as pool:
            in_one, in_other = pool.map(everything_seen, (one, other), (world, world), (-1, 2))
        assert in_one == in_other
        assert not any("uess" in message for screen in in_one for message in screen)

        walls = []
        for running in (one, other):
            running.desk(world).post(f"/w/{world.workshop}/desk/reveal", data={"revealed": "yes"})
            walls.append(running.wall(world).get(f"/w/{world.workshop}/wall").text)
        assert "Staff guessed low. Patients and carers said very low." in walls[0]
        assert "Staff guessed very high. Patients and carers said very low." in walls[1]


@only_sqlite
def test_a_height_or_guess_taken_back_after_the_reveal_leaves_every_screen_at_once(
    running: Running, room: World
):
    """A promise to the person outranks the picture (A6)."""
    patients = room.crowd(Voice.PATIENT, 5)
    room.goes_to("feelings")
    with room.session() as session:
        for name in patients:
            by = room.sits(session, name)
            at = {"stage": room.stages["feelings"], "touchpoint": room.touchpoints[0]}
            place(session, by, height=-2, key=a_key(), **at)
        session.commit()
    room.goes_to("map")
    running.desk(room).post(f"/w/{room.workshop}/desk/reveal", data={"revealed": "yes"})
    wall = Ear(running.wall(room), room, "wall")
    [before] = settled(running, room, wall)

    taken = {"what": "placement", "id": room.touchpoints[0]}
    running.phone(room, patients[0]).post(f"/w/{room.workshop}/phone/withdrawals", data=taken)

    assert wall.hears("Too few people have marked the journey", since=before)
