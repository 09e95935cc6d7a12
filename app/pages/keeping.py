"""What a phone's outbox and the server tell each other, beside the forms themselves."""

from collections.abc import Mapping

from app.live.stream import RUN as RUN
from app.settings import Settings

SEAT = "touchline-seat"  # asked: the sign of the seat in which this was written
AGAIN = "touchline-again"  # asked: its receipts, when what was saved once is offered again
WAITED = "touchline-waited"  # asked: kept on the phone while the network or the server was away
LOOK_FIRST = 425  # to what asks with another RUN: the phone looks first what of its acts is lost
COPIED = "touchline-copied"  # answered by /healthz, where the server makes copies: see `copied_at`
RECEIPT = "touchline-receipt"  # answered: what is saved now, each key with its proof

HOURS_ON_A_PHONE = 24
MINUTES_OF_A_COPY = 5  # to notice that one is due, to make it, and to try again where that failed


def minutes_until_backed_up(settings: Settings) -> int:
    """A copy may lag so much behind (reliability R7): so long a phone keeps what was saved.

    All its time where no copy is known of. PostgreSQL is copied by somebody else: how often, the
    setting says, if it says anything.
    """
    told = "backup_minutes" in settings.model_fields_set
    if not settings.backup_minutes or (settings.is_postgresql and not told):
        return HOURS_ON_A_PHONE * 60
    return min(settings.backup_minutes + MINUTES_OF_A_COPY, HOURS_ON_A_PHONE * 60)


def pairs(said: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in said.split() if "=" in pair)


def as_pairs(receipts: Mapping[str, str]) -> str:
    return " ".join(f"{key}={proof}" for key, proof in receipts.items())
