"""Who comes to a rehearsal: invented people, the same ones each time for the same seed."""

from dataclasses import dataclass
from random import Random

PATIENT, CARER, STAFF = "patient", "carer", "staff"
MIX = {PATIENT: 0.45, CARER: 0.20, STAFF: 0.35}
COME_LATE, MAY_SHOW, GIVE_A_NAME = 0.1, 0.85, 0.7
SECONDS_OF_ARRIVING = 45.0
NAMES = (
    "Amina", "Bo", "Chidi", "Dorothy", "Elif", "Frank", "Grace", "Harpreet", "Ines", "Joan",
    "Kofi", "Leila", "Mateusz", "Nia", "Omar", "Pearl", "Qasim", "Rosa", "Sunil", "Tegan",
    "Uche", "Vera", "Winston", "Xin", "Yusuf", "Zofia",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who will sit on a seat."""

    number: int
    seed: int
    voice: str
    rank: int  # among those of the same voice, from 0
    of: int  # how many have this voice
    name: str
    may_show: bool
    comes_late: bool  # when the room has moved on already
    arrives: float  # seconds after the doors open, or after the room moved on

    def dice(self, *about: object) -> Random:
        """This person's luck in one matter: the same however fast the others are."""
        return dice(self.seed, self.number, *about)


def dice(*about: object) -> Random:
    return Random("/".join(str(each) for each in about))  # noqa: S311  (nothing to guess)


def invite(seats: int, seed: int) -> tuple[Person, ...]:
    luck = dice(seed, "invite")
    voices = _voices(seats, luck)
    late = set(luck.sample(range(seats), round(seats * COME_LATE)))
    ranks = dict.fromkeys(MIX, 0)
    people = []
    for number, voice in enumerate(voices):
        own = dice(seed, number, "who")
        person = Person(
            number=number,
            seed=seed,
            voice=voice,
            rank=ranks[voice],
            of=voices.count(voice),
            name=own.choice(NAMES) if own.random() < GIVE_A_NAME else "",
            may_show=own.random() < MAY_SHOW,
            comes_late=number in late,
            arrives=own.uniform(0, SECONDS_OF_ARRIVING),
        )
        ranks[voice] += 1
        people.append(person)
    return tuple(people)


def _voices(seats: int, luck: Random) -> list[str]:
    """The mix as near as whole people allow, in a shuffled order."""
    wanted = {voice: share * seats for voice, share in MIX.items()}
    counts = {voice: int(many) for voice, many in wanted.items()}
    nearest = sorted(MIX, key=lambda voice: counts[voice] - wanted[voice])
    for voice in nearest[: seats - sum(counts.values())]:
        counts[voice] += 1
    voices = [voice for voice, many in counts.items() for _ in range(many)]
    luck.shuffle(voices)
    return voices
