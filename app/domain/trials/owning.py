"""Who leads a trial: an owner, and a patient or carer beside them; handed over with a note."""

from dataclasses import asdict, dataclass

from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.text import maybe_written
from app.domain.trials.history import remember
from app.domain.trials.tables import LINE, PARAGRAPH, Trial
from app.domain.trials.teammates import Teammate

NAME = 80  # characters


@dataclass(frozen=True)
class Owners:
    """Roles anybody may read; names only the team reads."""

    owner: str = ""
    co_owner: str = ""
    owner_name: str = ""
    co_owner_name: str = ""


def owners_of(trial: Trial) -> Owners:
    return Owners(trial.owner, trial.co_owner, trial.owner_name, trial.co_owner_name)


def hand_over(session: Session, by: Teammate, owners: Owners, *, note: str = "") -> None:
    """Somebody else leads from now on; who, when, from whom and to whom is kept. Members only."""
    if not by.is_member:
        raise Refused("Only somebody in the project can hand this over. Please ask them.")
    put_owners(session, by, owners, maybe_written(note, PARAGRAPH))


def put_owners(session: Session, by: Teammate, owners: Owners, note: str = "") -> None:
    new = Owners(
        owner=maybe_written(owners.owner, LINE, one_line=True),
        co_owner=maybe_written(owners.co_owner, LINE, one_line=True),
        owner_name=maybe_written(owners.owner_name, NAME, one_line=True),
        co_owner_name=maybe_written(owners.co_owner_name, NAME, one_line=True),
    )
    before = owners_of(by.trial)
    if new == before:
        return
    remember(session, by, "owners", **asdict(before), to=asdict(new), note=note)
    set_owners(session, by.trial, new)


def set_owners(session: Session, trial: Trial, owners: Owners) -> None:
    """Without a record of its own: also the way back."""
    for name, value in asdict(owners).items():
        setattr(trial, name, value)
    session.add(trial)
