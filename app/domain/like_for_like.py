"""Guess and answer side by side: from one room, or from two events of a project (M9)."""

from sqlmodel import Session, col, select

from app.domain.emotion_map import EmotionMap
from app.domain.emotion_map.guessed import Guesses, guessed
from app.domain.guesses import guesses_in
from app.domain.seats import voices_in
from app.domain.voices import Voice
from app.domain.what_we_see import journey_map
from app.domain.workshops import Stage, StageKind, Workshop


def guesses_beside_answers(
    session: Session, workshop: Workshop, stage: Stage, felt: EmotionMap
) -> tuple[Guesses, bool] | None:
    """The guesses of a room whose map is revealed, and whether the answers come from elsewhere.

    None before the reveal and where nobody guessed. A staff event has nobody to answer: there the
    answers are what the patients' event of the same project has revealed, as it was shown there.
    """
    if stage.revealed_at is None:
        return None
    given = guesses_in(session, workshop.id)
    if not given:
        return None
    people = voices_in(session, workshop.id)
    if people[Voice.PATIENT] or people[Voice.CARER]:
        return guessed(felt, given, workshop.k), False
    touchpoints = tuple(at.touchpoint for at in felt.touchpoints)
    other = _revealed_elsewhere(session, workshop)
    if other is None:
        return Guesses((), ()), True
    home = session.get_one(Workshop, other.workshop_id)
    answers = journey_map(session, home, touchpoints, other, {})
    return guessed(answers, given, max(workshop.k, home.k)), True


def _revealed_elsewhere(session: Session, workshop: Workshop) -> Stage | None:
    """The newest map of the project that is shown in another room, rehearsals left out."""
    shown = (
        select(Stage)
        .join(Workshop, col(Stage.workshop_id) == col(Workshop.id))
        .where(
            Workshop.project_id == workshop.project_id,
            Workshop.id != workshop.id,
            Stage.kind == StageKind.MAP,
            col(Stage.revealed_at).is_not(None),
            col(Workshop.rehearsal_since).is_(None),
        )
        .order_by(col(Stage.revealed_at).desc())
    )
    rooms = session.exec(shown).all()
    return next((s for s in rooms if voices_in(session, s.workshop_id)[Voice.PATIENT]), None)
