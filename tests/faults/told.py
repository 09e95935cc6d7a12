"""What each phone gave, and what it was told of it: the history that the checker holds true."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID


@dataclass
class Act:
    """One thing given: a height on a touchpoint, or a story with words that occur nowhere else."""

    key: str
    phone: int
    number: int  # in the order in which this phone gave it
    touchpoint: str
    height: int | None = None
    words: str = ""
    given: float = 0.0
    sent: int = 0  # how often
    acknowledged: float = 0.0  # when; 0 while nobody has said that it is saved
    receipt: str = ""
    refused: int = 0  # the status, where the server said no for good

    @property
    def waited(self) -> float:
        """Seconds from giving it until it was said to be saved."""
        return self.acknowledged - self.given


@dataclass
class History:
    """All acts of all phones, made by one seed."""

    seed: int
    secrets: list[str]  # of the seats, as in their cookies
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self._given = [0] * len(self.secrets)

    def next_of(self, phone: int, touchpoints: tuple[str, ...]) -> Act:
        """Two heights for one touchpoint, the second other than the first, with a story between."""
        number = self._given[phone]
        self._given[phone] += 1
        act = Act(
            key=str(UUID(int=self.chance.getrandbits(128), version=4)),
            phone=phone,
            number=number,
            touchpoint=touchpoints[(phone + number // 3) % len(touchpoints)],
        )
        if number % 3 == 1:
            act.words = f"Told by phone {phone} as its number {number}, in run {self.seed}."
        else:
            act.height = (self.chance.randrange(2) * 2 - 1) * (1 if number % 3 else 2)
        self.acts.append(act)
        return act

    @property
    def acknowledged(self) -> list[Act]:
        return [act for act in self.acts if act.acknowledged]

    def waits(self) -> list[float]:
        return sorted(act.waited for act in self.acknowledged)
