"""The words of people that stand beside a figure (R4): no chart without the words behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.anonymity import Group
from app.domain.ideas import Idea
from app.domain.seats import Consent, Seat, Use
from app.domain.stories import Story
from app.domain.trials import Trial
from app.domain.voices import Voice
from app.domain.what_we_see import labels
from app.domain.workshops import Workshop, workshop_called, workshop_of


@dataclass(frozen=True)
class Beside:
    """Somebody's words; `group` only where that many share it that it tells of nobody."""

    text: str
    group: Group | None


def words_beside(session: Session, trial: Trial) -> tuple[Beside, ...]:
    """What people said at the trial's touchpoint, with their leave for the service's report.

    Released by a facilitator, not taken back, and their author agrees to the report today. In the
    order of random ids, which says nothing. A rehearsal's words stay with the rehearsal's trials.
    """
    idea = session.get_one(Idea, trial.idea_id)
    its = workshop_called(session, idea.workshop_id)
    rehearsed = its.rehearsal_since is not None
    events = [its] if rehearsed else workshop_of(session, trial.project_id)
    alike = [event for event in events if (event.rehearsal_since is not None) == rehearsed]
    return words_at(session, alike, trial.touchpoint_id)


def words_at(session: Session, events: Sequence[Workshop], touchpoint: str) -> tuple[Beside, ...]:
    """The same of any touchpoint, in these events."""
    said: list[tuple[str, Beside]] = []
    for event in events:
        said += _words(session, event, touchpoint)
    return tuple(beside for _, beside in sorted(said, key=lambda each: each[0]))


def _words(session: Session, event: Workshop, touchpoint: str) -> list[tuple[str, Beside]]:
    rows = session.exec(
        select(Story, Seat.voice)
        .join(Seat, col(Story.seat_id) == col(Seat.id))
        .join(Consent, (col(Consent.seat_id) == col(Seat.id)) & (col(Consent.use) == Use.REPORT))
        .where(
            Story.workshop_id == event.id,
            Story.touchpoint_id == touchpoint,
            col(Story.released_at).is_not(None),
            col(Story.withdrawn_at).is_(None),
        )
    ).all()
    if not rows:
        return []
    may = labels(session, event)
    return [(s.id, Beside(s.text, may.at(touchpoint, Voice(voice)))) for s, voice in rows]
