"""What every way of choosing shares: how many have chosen, and what falls away (V2, V6)."""

from typing import Any

from sqlmodel import Session, col, delete, func, select

from app.domain.dots import Dot
from app.domain.voices import Voice


def people_who_chose(session: Session, stage_id: str) -> int:
    """The only number there is before the results are revealed (V2)."""
    return session.exec(
        select(func.count(func.distinct(col(Dot.ballot)))).where(Dot.stage_id == stage_id)
    ).one()


def ballots_by_voice(session: Session, stage_id: str) -> dict[Voice, int]:
    rows = session.exec(select(Dot.ballot, Dot.voice).where(Dot.stage_id == stage_id).distinct())
    counts = dict.fromkeys(Voice, 0)
    for _, voice in rows:
        counts[Voice(voice)] += 1
    return counts


def take_ballots_back(session: Session, ballot: str, stages: Any) -> None:
    """Everything that one ballot says in these stages (ids, or a query for them)."""
    session.exec(delete(Dot).where(col(Dot.ballot) == ballot, col(Dot.stage_id).in_(stages)))


def forget_ballots(session: Session, stages: Any) -> None:
    """Everybody's, in these stages (ids, or a query for them)."""
    session.exec(delete(Dot).where(col(Dot.stage_id).in_(stages)))
