"""Everything one seat gave, and what happened before it came."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.contacts import address_of
from app.domain.feelings import OwnFeeling, own_feelings
from app.domain.guesses import own_guesses
from app.domain.helping import is_helped
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint, own_proposals
from app.domain.moderation import own_written, state_of
from app.domain.personal import personal_link
from app.domain.seats import Seat, Sitting, Use, consents_of
from app.domain.stories import Story
from app.domain.teams import team_of, teams_in
from app.pages.look import Look
from app.pages.moments import WITH_DONE
from app.pages.phone.own import OWN_PART


@dataclass(frozen=True)
class SummaryLine:
    """One earlier stage, for whoever comes late (J5)."""

    id: str
    title: str
    is_open: bool


def so_far(session: Session, by: Sitting, look: Look) -> tuple[SummaryLine, ...]:
    """What happened before now; open ones can still be filled in."""
    now = look.stage.position if look.stage else 0
    return tuple(
        SummaryLine(s.id, s.title, s.takes(by.now) and s.kind in OWN_PART - WITH_DONE)
        for s in look.stages
        if s.position < now and s.opened_at is not None
    )


@dataclass(frozen=True)
class Given:
    """One line under "My words"."""

    kind: str
    id: str
    touchpoint: str
    text: str
    state: str
    by_helper: bool = False


@dataclass(frozen=True)
class MyWords:
    """Everything one seat gave, and what it agreed to."""

    given: tuple[Given, ...]
    feelings: tuple[tuple[Touchpoint, OwnFeeling], ...]
    guesses: dict[str, int | None]  # by touchpoint
    stories: tuple[Story, ...]
    uses: frozenset[Use]
    has_address: bool
    phrase: str
    link: str  # of one's own page; empty for a helper
    code: str
    name: str
    is_helped: bool


def my_words(session: Session, by: Sitting, look: Look) -> MyWords:
    titles = {t.id: t.title for t in look.touchpoints}
    felt, guessed = own_feelings(session, by), own_guesses(session, by)
    nothing = OwnFeeling(False, None, (), "")
    written = [
        Given(
            str(table.__tablename__),
            each.id,
            titles[each.touchpoint_id],
            each.text,
            state_of(each),
            each.by_helper,
        )
        for table in (Story, Idea)
        for each in own_written(session, table, by)
    ]
    proposed = [
        Given("proposal", p.id, p.after, p.title, p.state) for p in own_proposals(session, by)
    ]
    team = team_of(session, by.seat_id)
    joined = [
        Given("team", t.id, t.touchpoint, t.text, "team")
        for t in teams_in(session, by.workshop_id)
        if t.id == team
    ]
    seat = session.get_one(Seat, by.seat_id)
    return MyWords(
        given=(*written, *proposed, *joined),
        feelings=tuple(
            (t, felt.get(t.id, nothing))
            for t in look.touchpoints
            if t.id in felt or t.id in guessed
        ),
        guesses=guessed,
        stories=own_written(session, Story, by),
        uses=consents_of(session, by.seat_id),
        has_address=bool(address_of(session, by.seat_id)),
        phrase=by.phrase,
        link=personal_link(session, by.seat_id, by.keyring) if by.may_see_phrase else "",
        code=look.workshop.code or "",
        name=seat.name,
        is_helped=is_helped(session, by.seat_id),
    )
