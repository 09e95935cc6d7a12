"""Everything one person gave, where each thing went, and what they agreed to (R2)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.domain.became import Places, Thing
from app.domain.feelings import OwnFeeling, own_feelings
from app.domain.guesses import own_guesses
from app.domain.ideas import Idea
from app.domain.journey import ProposalShown, Touchpoint, own_proposals, touchpoints_of
from app.domain.projects import Project
from app.domain.seats import Contact, Sitting, Use, consents_of
from app.domain.stories import Story
from app.domain.telling import next_news
from app.domain.workshops import Workshop


@dataclass(frozen=True)
class Felt:
    touchpoint: Touchpoint
    felt: OwnFeeling
    guessed: bool


@dataclass(frozen=True)
class OwnPage:
    project: str
    progress_key: str
    workshop: str
    on: date  # the day of the workshop
    has_ended: bool
    things: tuple[Thing, ...]
    feelings: tuple[Felt, ...]
    proposals: tuple[ProposalShown, ...]
    uses: frozenset[Use]
    contact: Contact | None
    withdrawn: int
    keep_until: date
    next_on: date | None
    today: date

    @property
    def is_empty(self) -> bool:
        return not (self.things or self.feelings or self.proposals)


def own_page(session: Session, by: Sitting) -> OwnPage:
    workshop = session.get_one(Workshop, by.workshop_id)
    project = session.get_one(Project, workshop.project_id)
    things = Places(session, project.id, by.now).things(by.seat_id)
    felt, guessed = own_feelings(session, by), own_guesses(session, by)
    nothing = OwnFeeling(False, None, (), "")
    return OwnPage(
        project=project.title,
        progress_key=project.progress_key,
        workshop=workshop.title,
        on=(workshop.doors_opened_at or workshop.created_at).date(),
        has_ended=workshop.ended_at is not None,
        things=things,
        feelings=tuple(
            Felt(t, felt.get(t.id, nothing), t.id in guessed)
            for t in touchpoints_of(session, project.id)
            if t.id in felt or t.id in guessed
        ),
        proposals=tuple(p for p in own_proposals(session, by) if p.title),
        uses=consents_of(session, by.seat_id),
        contact=session.get(Contact, by.seat_id),
        withdrawn=_withdrawn(session, by.seat_id),
        keep_until=project.keep_until,
        next_on=next_news(things, by.now.date()),
        today=by.now.date(),
    )


def _withdrawn(session: Session, seat_id: str) -> int:
    """Counted, never shown (A6)."""
    return sum(
        session.exec(
            select(func.count()).where(
                table.seat_id == seat_id, col(table.withdrawn_at).is_not(None)
            )
        ).one()
        for table in (Story, Idea)
    )
