"""A team writes down how it did it, by account or by its link."""

from collections.abc import Mapping
from hashlib import sha256

from sqlmodel import Session

from app.domain.errors import Refused, Unusable
from app.domain.library.own_words import refuse_words_of_people
from app.domain.library.tables import FIELDS, MOST_STEPS, How
from app.domain.text import length, maybe_written
from app.domain.trials import LINE, Teammate, remember

ONE_LINE = ("setting", "credit")
Said = dict[str, str]


def write_how(session: Session, by: Teammate, said: Mapping[str, str], seen: str = "") -> None:
    """`seen` is the how that whoever writes was looking at (`how_stands`): what somebody else has
    saved meanwhile is never written over."""
    new = _cleaned(said)
    before = how_of(session, by.trial.id)
    if new == before:
        return
    if seen and seen != how_stands(before):
        raise Refused(
            "Somebody else has just changed this. What you wrote is still here: please put it "
            "beside what stands now, and save again."
        )
    refuse_words_of_people(session, by.project.id, *new.values())
    remember(session, by, "how", **before)
    put_how(session, by.trial.id, new)


def how_of(session: Session, trial: str) -> Said:
    """Every field empty where nothing was written yet."""
    found = session.get(How, trial)
    return {name: getattr(found, name) if found else "" for name in FIELDS}


def put_how(session: Session, trial: str, said: Mapping[str, str]) -> None:
    """Without a record of its own: also the way back."""
    found = session.get(How, trial) or How(trial_id=trial)
    for name in FIELDS:
        setattr(found, name, said[name])
    session.add(found)


def how_stands(said: Mapping[str, str]) -> str:
    """Tells one state of a how from another."""
    return sha256("\x1f".join(said[name] for name in FIELDS).encode()).hexdigest()[:16]


def _cleaned(said: Mapping[str, str]) -> Said:
    new = {
        name: maybe_written(said[name], most, one_line=name in ONE_LINE)
        for name, most in FIELDS.items()
    }
    steps = [step for line in new["steps"].splitlines() if (step := " ".join(line.split()))]
    if len(steps) > MOST_STEPS or any(length(step) > LINE for step in steps):
        raise Unusable(
            "Please write at most %(most)s steps, each on a line of its own and with at most "
            "%(long)s characters.",
            most=MOST_STEPS,
            long=LINE,
        )
    new["steps"] = "\n".join(steps)
    return new
