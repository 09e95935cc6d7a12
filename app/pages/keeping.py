"""What a phone's outbox and the server tell each other, beside the forms themselves."""

from collections.abc import Mapping

from app.live.stream import RUN as RUN

SEAT = "touchline-seat"  # asked: the sign of the seat in which this was written
AGAIN = "touchline-again"  # asked: its receipts, when what was saved once is offered again
WAITED = "touchline-waited"  # asked: kept on the phone while the network or the server was away
RECEIPT = "touchline-receipt"  # answered: what is saved now, each key with its proof

# A backup may lag this much behind (reliability R7): so long a phone keeps what was saved.
MINUTES_UNTIL_BACKED_UP = 15
HOURS_ON_A_PHONE = 24


def pairs(said: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in said.split() if "=" in pair)


def as_pairs(receipts: Mapping[str, str]) -> str:
    return " ".join(f"{key}={proof}" for key, proof in receipts.items())
