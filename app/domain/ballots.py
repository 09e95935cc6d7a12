"""What every way of choosing shares: how many have chosen, and what falls away (V2, V6)."""

from typing import Any

from sqlmodel import Session, col, delete, func, select

from app.domain.answers import ASKED, Answer, answers_in
from app.domain.choosing import Method, choices_of, method_of
from app.domain.dots import Dot, dots_in
from app.domain.voices import Voice
from app.domain.workshops import Stage

Place = tuple[str, str]
"""A choice and a question about it; dots have neither."""

CAST: tuple[type[Dot] | type[Answer], ...] = (Dot, Answer)


def people_who_chose(session: Session, stage: Stage) -> int:
    """The only number there is before the results are revealed (V2)."""
    cast = Dot if method_of(stage) is Method.DOTS else Answer
    ballots = select(func.count(func.distinct(col(cast.ballot))))
    return session.exec(ballots.where(cast.stage_id == stage.id)).one()


def is_anything_cast(session: Session, stage: Stage) -> bool:
    return people_who_chose(session, stage) > 0


def people_by_place(session: Session, stage: Stage) -> dict[Place, dict[Voice, int]]:
    """How many of each voice are behind each number that a reveal would show (A1).

    Dots are one place; answers are one for each choice and question.
    """
    if method_of(stage) is Method.DOTS:
        return {
            ("", ""): _counted({(ballot, voice) for ballot, voice, _ in dots_in(session, stage.id)})
        }
    choices = {each.id for each in choices_of(session, stage.workshop_id, stage)}
    places: dict[Place, set[tuple[str, Voice]]] = {
        (choice, about): set() for choice in choices for about in ASKED[method_of(stage)]
    }
    for said in answers_in(session, stage.id):
        if (said.choice, said.question) in places:
            places[said.choice, said.question].add((said.ballot, said.voice))
    return {place: _counted(people) for place, people in places.items()}


def take_ballots_back(session: Session, ballot: str, stages: Any) -> None:
    """Everything that one ballot says in these stages (ids, or a query for them)."""
    for cast in CAST:
        session.exec(delete(cast).where(col(cast.ballot) == ballot, col(cast.stage_id).in_(stages)))


def forget_ballots(session: Session, stages: Any) -> None:
    """Everybody's, in these stages (ids, or a query for them)."""
    for cast in CAST:
        session.exec(delete(cast).where(col(cast.stage_id).in_(stages)))


def _counted(people: set[tuple[str, Voice]]) -> dict[Voice, int]:
    counts = dict.fromkeys(Voice, 0)
    for _, voice in people:
        counts[voice] += 1
    return counts
