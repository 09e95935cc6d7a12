"""Who has been heard, for facilitators only: shares by voice, never names (S12)."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.anonymity import IN_ORDER, Group, group_of, shown_groups
from app.domain.feelings import Placement, Word
from app.domain.ideas import Idea
from app.domain.seats import Seat
from app.domain.stories import Story
from app.domain.voices import Voice
from app.domain.what_we_see import labels
from app.domain.workshops import Workshop


@dataclass(frozen=True)
class Shares:
    """Of one kind of thing at one touchpoint: each group's share in whole per cent.

    Empty where it would tell of fewer than k people: shares add up to a hundred, so that one group
    withheld could be worked out from the rest.
    """

    by_group: tuple[tuple[Group, int], ...]
    is_withheld: bool


@dataclass(frozen=True)
class TouchpointBalance:
    touchpoint: str
    placements: Shares
    words: Shares  # words picked or written, stories and ideas


@dataclass(frozen=True)
class Unheard:
    """People of a group who have given nothing yet; None: too few to say."""

    group: Group
    people: int | None


@dataclass(frozen=True)
class Balance:
    at: tuple[TouchpointBalance, ...]
    unheard: tuple[Unheard, ...]
    is_merged: bool


Given = list[tuple[str, str, Voice]]  # touchpoint, seat, voice: one for each thing given


def balance(session: Session, workshop: Workshop, touchpoints: tuple[str, ...]) -> Balance:
    merged = labels(session, workshop).merged
    placed = _given(session, workshop.id, Placement)
    said = [g for table in (Word, Story, Idea) for g in _given(session, workshop.id, table)]
    return Balance(
        at=tuple(
            TouchpointBalance(
                at,
                _shares([g for g in placed if g[0] == at], merged, workshop.k),
                _shares([g for g in said if g[0] == at], merged, workshop.k),
            )
            for at in touchpoints
        ),
        unheard=_unheard(session, workshop, {g[1] for g in (*placed, *said)}, merged),
        is_merged=merged,
    )


def _shares(given: Given, merged: bool, k: int) -> Shares:
    people = Counter(voice for _, voice in {(seat, voice) for _, seat, voice in given})
    shown = shown_groups(people, merged, k)
    if not given or shown.withheld:
        return Shares((), bool(shown.withheld))
    things = Counter(group_of(voice, merged) for _, _, voice in given)
    total = sum(things.values())
    return Shares(
        tuple((g, round(100 * things[g] / total)) for g in IN_ORDER if g in shown.counts), False
    )


def _unheard(
    session: Session, workshop: Workshop, heard: set[str], merged: bool
) -> tuple[Unheard, ...]:
    """A number below k is not said, unless it is nobody; nor is one that leaves fewer than k."""
    rows = session.exec(select(Seat.id, Seat.voice).where(Seat.workshop_id == workshop.id)).all()
    everybody = Counter(group_of(Voice(voice), merged) for _, voice in rows)
    silent = Counter(group_of(Voice(voice), merged) for id_, voice in rows if id_ not in heard)
    return tuple(
        Unheard(group, _said(silent[group], everybody[group], workshop.k))
        for group in IN_ORDER
        if everybody[group]
    )


def _said(silent: int, everybody: int, k: int) -> int | None:
    spoken = everybody - silent
    if silent == 0 or spoken == 0:
        return silent
    return silent if silent >= k and spoken >= k else None


def _given(
    session: Session, workshop_id: str, table: type[Placement | Word | Story | Idea]
) -> Given:
    wanted = (
        select(table.touchpoint_id, table.seat_id, Seat.voice)
        .join(Seat, col(table.seat_id) == col(Seat.id))
        .where(table.workshop_id == workshop_id)
    )
    if table is Placement:
        wanted = wanted.where(col(Placement.height).is_not(None))
    if table in (Story, Idea):
        wanted = wanted.where(col(table.withdrawn_at).is_(None))
    return [(at, seat, Voice(voice)) for at, seat, voice in session.exec(wanted)]
