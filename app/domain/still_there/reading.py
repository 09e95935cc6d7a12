"""What may be shown of the answers: counts in whole batches of people, and words once read (A1).

The people at a card are unknown, and whoever watches a page could still tell what the one they saw
at the card has answered. So of each side only whole batches of k answers are shown, in the order in
which they came: k is 5 inside and 10 on public pages.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain.anonymity import ROOM, at_least
from app.domain.errors import NotYours
from app.domain.still_there.tables import SAID, SIDES, Answer
from app.domain.trials import Teammate


@dataclass(frozen=True)
class Said:
    """What one side said; only where at least k people did. `people` is a multiple of k."""

    side: str
    people: int
    felt: int
    not_yet: int
    slipped: int
    is_waiting: bool  # some have answered and are not shown yet


def said_by(
    session: Session, trial: str, k: int = ROOM, since: datetime | None = None
) -> tuple[Said, ...]:
    """One for each side that has answered at all."""
    k = at_least(k)
    found = []
    for side in SIDES:
        said = [each.said for each in answers_in_order(session, trial, side, since)]
        whole = said[: whole_batches(len(said), k)]
        if said:
            felt, not_yet, slipped = (whole.count(what) for what in SAID)
            waits = len(said) > len(whole)
            found.append(Said(side, len(whole), felt, not_yet, slipped, waits))
    return tuple(found)


def whole_batches(people: int, k: int) -> int:
    return people - people % k


def answers_in_order(
    session: Session, trial: str, side: str, since: datetime | None = None
) -> list[Answer]:
    """As they came."""
    wanted = select(Answer).where(Answer.trial_id == trial, Answer.side == side)
    if since is not None:
        wanted = wanted.where(col(Answer.at) > since)
    return list(session.exec(wanted.order_by(col(Answer.at), col(Answer.id))))


@dataclass(frozen=True)
class WordsWritten:
    """What somebody wrote at a card, without the side it came from or the moment."""

    id: str
    words: str
    words_are: str  # new | shown | hidden


def words_written(session: Session, by: Teammate) -> tuple[WordsWritten, ...]:
    """New ones first, for members; for whoever came by the link, only what a member has read.

    In an order that says nothing of time.
    """
    wanted = select(Answer).where(Answer.trial_id == by.trial.id, Answer.words != "")
    states = ("new", "shown", "hidden") if by.is_member else ("shown",)
    rows = session.exec(wanted.where(col(Answer.words_are).in_(states)))
    shown = [WordsWritten(row.id, row.words, row.words_are) for row in rows]
    return tuple(sorted(shown, key=lambda each: (states.index(each.words_are), each.id)))


def show_words(session: Session, by: Teammate, *, answer: str) -> None:
    """Let the team read them. Members only, as these words may name somebody."""
    _settle(session, by, answer, "shown")


def hide_words(session: Session, by: Teammate, *, answer: str) -> None:
    """Keep them from the team; the answer still counts."""
    _settle(session, by, answer, "hidden")


def _settle(session: Session, by: Teammate, answer: str, words_are: str) -> None:
    found = session.get(Answer, answer)
    if not by.is_member or found is None or found.trial_id != by.trial.id:
        raise NotYours("These words are not there any more.")
    found.words_are = words_are
    session.add(found)
