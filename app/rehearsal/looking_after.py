"""What people do around the work: stay with a film or a talk, take a pause, say how they leave."""

from collections.abc import Iterator
from random import Random

from app.rehearsal.people import Person
from app.rehearsal.said import Said
from app.rehearsal.scene import LOOK_AROUND, THINK, Scene, Step

WATCH = (20.0, 60.0)  # seconds
REST = (25.0, 50.0)
PAUSE = 0.04
WHERE = ("by the window", "in the corridor", "outside the door", "")
LEAVING = {"fine": 0.78, "shaken": 0.14, "ring": 0.08}
WAY = 0.8  # of those who want to be rung


def attends(person: Person, scene: Scene, said: Said, luck: Random) -> Iterator[Step]:
    """A film or a talk: nothing to fill in."""
    yield Step(luck.uniform(*WATCH), "look")


def pauses(person: Person, scene: Scene) -> list[Step]:
    """Now and then somebody needs a pause, and is all right again after a while."""
    luck = person.dice("pause", scene.position)
    if luck.random() >= PAUSE:
        return []
    place = luck.choice(WHERE)
    return [
        Step(luck.uniform(*LOOK_AROUND), "pause", (("place", place),)),
        Step(luck.uniform(*REST), "pause_end"),
    ]


def leaves(person: Person, luck: Random) -> Step:
    """How they are leaving; a telephone number of those kept free for stories."""
    mood = luck.choices(tuple(LEAVING), tuple(LEAVING.values()))[0]
    rings = mood == "ring" and luck.random() < WAY
    way = f"{person.name}, 01632 960{person.number % 1000:03}".removeprefix(", ") if rings else ""
    return Step(luck.uniform(*THINK), "leaving", (("mood", mood), ("way", way)))
