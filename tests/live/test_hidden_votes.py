"""Two rooms alike but for what they vote for look alike before the reveal (V2)."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from app.database import open_database
from app.domain.voices import Voice
from tests.conftest import Running
from tests.live.test_live import Ear, settled
from tests.make import World, a_world

CHOICES = ("Ring ahead", "A softer letter", "A lamp")
# What names the moment, the start of a server, or the room's own channel; and ids drawn by lot.
APART = r'data-known="[\w-]*"|[0-9a-f-]{36}|data-(run|now)="\w+"'
ADDRESS = "http://twin.example"  # on both, so that their own ports make no difference


def a_room_that_votes(folder: Path, migrated: Path, method: str) -> World:
    shutil.copy(migrated, folder / "room.db")
    database = open_database(f"sqlite:///{folder / 'room.db'}")
    world = a_world(database, datetime.now(UTC))
    world.crowd(Voice.PATIENT, 5)
    world.crowd(Voice.STAFF, 5)
    world.goes_to("ideas")
    for text in CHOICES:
        world.offers("Amina", text)
    world.asks(method)
    world.goes_to("choose")
    database.close()
    return world


@contextmanager
def twin(folder: Path, name: str) -> Iterator[Running]:
    shutil.copy(folder / "room.db", folder / f"{name}.db")
    running = Running(f"sqlite:///{folder / name}.db", folder / name)
    running.site.artist.address = ADDRESS
    with running.client() as anybody:
        anybody.get(
            "/nowhere"
        )  # FastAPI makes routes ready at the first call, and not for two at once
    yield running
    running.stop()


Act = tuple[str, str, dict[str, str]]
"""Who, which form, what is in it: in both rooms the same people at the same places in line."""


def voters(world: World) -> list[str]:
    return [name for name in world.secrets if name != "Cy"]  # Cy only looks on


def dots(world: World, ideas: list[str]) -> Iterator[Act]:
    """In the other room for the choices the other way round."""
    first, second, *_ = voters(world)
    for name in voters(world):
        yield name, "dots", {"idea": ideas[0]}
    yield first, "dots", {"idea": ideas[1]}
    yield first, "dots/withdrawals", {"idea": ideas[1]}
    yield first, "dots", {"idea": ideas[2]}
    yield second, "dots", {"idea": ideas[0]}
    yield second, "dots", {"idea": ideas[2]}  # a fourth: refused


def answers(likes: dict[str, str], dislikes: dict[str, str]) -> Callable[..., Iterator[Act]]:
    """Of each choice; in the other room each says of the first what it says here of the last."""

    def acts(world: World, ideas: list[str]) -> Iterator[Act]:
        first, second, *_ = voters(world)
        for name in voters(world):
            yield name, "answers", {"idea": ideas[0], **likes}
            yield name, "answers", {"idea": ideas[2], **dislikes}
        yield first, "answers", {"idea": ideas[0], **dislikes}  # after all
        yield second, "answers", {"idea": ideas[0], "back": "yes"}
        yield second, "answers", {"idea": ideas[1], **dict.fromkeys(likes, "9")}  # refused

    return acts


METHODS = {
    "dots": dots,
    "agree": answers({"agree": "1"}, {"agree": "-1"}),
    "weigh": answers({"help": "4", "effort": "1"}, {"help": "1", "effort": "4"}),
}


SHOWN = {"dots": "%</", "agree": "% of ", "weigh": "Do soon"}


def everything_seen(running: Running, world: World, acts: list[Act]) -> list[list[str]]:
    """All that phones, wall and desk are sent while people choose, and what their pages say after.

    Each message in its order and whole; only what names the moment or the room's own channel is
    left out, and the ids that pages draw by lot.
    """
    ears = [
        Ear(running.phone(world, "Cy"), world, "phone", voice="staff"),
        Ear(running.wall(world), world, "wall"),
        Ear(running.desk(world), world, "desk"),
    ]
    before = settled(running, world, *ears)
    for n, (name, form, said) in enumerate(acts):
        asked = {"stage": world.stages["choose"], "key": str(UUID(int=n, version=4)), **said}
        with running.phone(world, name) as phone:
            answer = phone.post(f"/w/{world.workshop}/phone/{form}", data=asked)
            assert answer.status_code in {200, 409, 422}, answer.text
        settled(running, world, *ears)
    here = f"/w/{world.workshop}"
    pages = []
    for client, paths in (
        (running.phone(world, "Cy"), ("phone", "phone/own", "phone/words", "phone/mine.json")),
        (running.wall(world), ("wall",)),
        (running.desk(world), ("desk",)),
    ):
        pages += [client.get(f"{here}/{path}").text for path in paths]
    streams = [alike(ear.heard[at:]) for ear, at in zip(ears, before, strict=True)]
    return [*streams, [re.sub(APART, "", page) for page in pages]]


def alike(heard: str) -> list[str]:
    messages = [m for m in heard.split("\n\n") if not m.startswith("event: ping")]
    return [re.sub(r"^id: .*$", "", message, flags=re.M) for message in messages]


@pytest.mark.parametrize("method", METHODS)
def test_two_rooms_that_vote_for_different_things_look_alike_until_the_reveal(
    tmp_path: Path, sqlite: Path, method: str
):
    world = a_room_that_votes(tmp_path, sqlite, method)
    with twin(tmp_path, "one") as one, twin(tmp_path, "other") as other:
        with one.phone(world, "Amina") as phone:
            told = phone.get(f"/w/{world.workshop}/phone/mine.json").json()["choices"]
        ideas = [each["id"] for each in sorted(told, key=lambda each: CHOICES.index(each["text"]))]
        with ThreadPoolExecutor() as pool:
            acts = METHODS[method]
            votes = (list(acts(world, ideas)), list(acts(world, ideas[::-1])))
            in_one, in_other = pool.map(everything_seen, (one, other), (world, world), votes)
        assert in_one == in_other
        counted = "have put dots" if method == "dots" else "have answered"
        assert any(counted in message for message in in_one[1])

        for running in (one, other):
            running.desk(world).post(f"/w/{world.workshop}/desk/reveal", data={"revealed": "yes"})
        walls = [
            running.wall(world).get(f"/w/{world.workshop}/wall").text for running in (one, other)
        ]
        assert all(SHOWN[method] in wall for wall in walls)
        assert walls[0] != walls[1]
