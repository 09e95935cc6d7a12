"""What somebody at the card does: one answer, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.domain.errors import N_, NotYours, Refused, Unusable
from app.domain.feelings import HEIGHTS
from app.domain.projects import Project
from app.domain.still_there.links import AskLink
from app.domain.still_there.tables import SAID, WORDS, Answer
from app.domain.text import maybe_written
from app.domain.trials import Teammate, Trial, TrialAct, now_in, reopen

MOST = 20_000  # answers of one trial
IN_A_ROW = 2  # of these, saying that it has slipped, open it again (T5)
SLIPPED = N_("Two people in a row said that it has slipped.")


@dataclass(frozen=True)
class Asked:
    """Somebody who opened the address on a card; the guard makes one."""

    trial: Trial
    project: Project
    side: str
    key: str
    now: datetime


def asked_with(session: Session, key: str, now: datetime) -> Asked:
    """Raises NotYours once the link is withdrawn."""
    found = session.exec(
        select(Trial, Project, AskLink.side).join(AskLink).join(Project).where(AskLink.key == key)
    ).first()
    if found is None:
        raise NotYours("This card is not used any more. Thank you for trying.")
    trial, project, side = found
    return Asked(trial, project, side, key, now)


def answer(
    session: Session, by: Asked, *, id: str, said: str, height: int | None, words: str
) -> None:
    """Save an answer. The same one again changes nothing; its id with another is refused."""
    try:
        id = str(UUID(id))
    except ValueError:
        raise Unusable("This form is not complete. Please load the page again.") from None
    if said not in SAID:
        raise Unusable("Please choose one of the three answers.")
    if height is not None and height not in HEIGHTS:
        raise Unusable("Please choose one of the five faces.")
    words = maybe_written(words, WORDS)
    known = session.get(Answer, id)
    if known is not None:
        sent = (by.trial.id, by.side, said, height, words)
        if (known.trial_id, known.side, known.said, known.height, known.words) != sent:
            raise Refused("This was already sent with another answer.")
        return
    if session.exec(select(func.count()).where(Answer.trial_id == by.trial.id)).one() >= MOST:
        raise Refused("Enough people have answered here. Thank you.")
    session.add(
        Answer(
            id=id,
            trial_id=by.trial.id,
            side=by.side,
            said=said,
            height=height,
            words=words,
            at=by.now,
        )
    )
    session.flush()
    _open_again_if_it_slipped(session, by)


def answer_of(session: Session, by: Asked, id: str) -> Answer:
    """What was just sent, for whoever has its id, which only they have."""
    found = session.get(Answer, id)
    if found is None or found.trial_id != by.trial.id or found.side != by.side:
        raise NotYours("This answer is not there any more.")
    return found


def take_answer_back(session: Session, by: Asked, *, id: str) -> None:
    """Nothing of it stays."""
    session.delete(answer_of(session, by, id))


def _open_again_if_it_slipped(session: Session, by: Asked) -> None:
    """Two in a row, from whichever side, since it was adopted or last opened for this reason."""
    cycle = now_in(session, by.trial.id)
    if cycle.act != "adopt" or cycle.closed_at is None:
        return
    last_time = session.exec(
        select(func.max(TrialAct.at)).where(
            TrialAct.trial_id == by.trial.id, TrialAct.what == "slip"
        )
    ).one()
    since = max(filter(None, (cycle.closed_at, last_time)))
    last = session.exec(
        select(Answer.said)
        .where(Answer.trial_id == by.trial.id, col(Answer.at) > since)
        .order_by(col(Answer.at).desc(), col(Answer.id))
        .limit(IN_A_ROW)
    ).all()
    if list(last) == ["slipped"] * IN_A_ROW:
        people = Teammate(by.trial, by.project, by.now, "answers")
        reopen(session, people, because=SLIPPED, began="slip")
