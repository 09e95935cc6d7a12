"""One seat's own part of a phone: the forms of a stage, and the empty twin that all get at once."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.domain.answers import OwnAnswers, own_answers
from app.domain.choosing import Method, method_of
from app.domain.contacts import address_of
from app.domain.dots import OwnBallot, own_ballot
from app.domain.feelings import MOST_WORDS, WORD, OwnFeeling, own_feelings
from app.domain.guesses import asks_for_guesses, own_guesses
from app.domain.hard_to_hear import is_preview
from app.domain.ideas import IDEA, SORTS, Idea, Sort
from app.domain.journey import ProposalShown, Touchpoint, own_proposals
from app.domain.moderation import own_written
from app.domain.preparing import have_pictures, words_for
from app.domain.seats import Done, Sitting, Use, consents_of
from app.domain.stories import STORY, Story
from app.domain.teams import TeamShown, team_of, teams_in
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look
from app.pages.moments import WITH_DONE
from app.pages.phone.care import HardForm, LeavingForm, hard_form, leaving

FACES = (
    (-2, "Very low"),
    (-1, "Low"),
    (0, "In between"),
    (1, "High"),
    (2, "Very high"),
)
OWN_PART = WITH_DONE | {
    StageKind.TOUCHPOINTS,
    StageKind.FEELINGS,
    StageKind.PRIORITIES,
    StageKind.IDEAS,
    StageKind.CHOOSE,
    StageKind.TEAMS,
    StageKind.CHECKOUT,
}


@dataclass(frozen=True)
class StepShown:
    """One touchpoint in the row of steps."""

    id: str
    title: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class OwnGuess:
    """What a member of staff guessed at one touchpoint; `height` None: rather not."""

    given: bool = False
    height: int | None = None


@dataclass(frozen=True)
class FeelingForm:
    """Height, words and story for one touchpoint; for staff a guess, where it is asked for."""

    stage: str
    question: str
    steps: tuple[StepShown, ...]
    number: int
    touchpoint: str
    title: str
    felt: OwnFeeling
    words: tuple[str, ...]
    more_words: tuple[str, ...]
    stories: tuple[Story, ...]
    next: str  # the touchpoint after this one, or nothing after the last
    previous: str
    guess: OwnGuess | None = None  # None: nobody asks
    faces: tuple[tuple[int, str], ...] = FACES
    pictured: bool = False  # each word has its picture, and can be heard
    most_words: int = MOST_WORDS
    longest: int = STORY
    longest_word: int = WORD


@dataclass(frozen=True)
class OfferForm:
    """Priorities or ideas of one seat, and the form for one more."""

    stage: str
    sort: Sort
    touchpoints: tuple[Touchpoint, ...]
    mine: tuple[Idea, ...]
    longest: int = IDEA


@dataclass(frozen=True)
class ProposalForm:
    stage: str
    touchpoints: tuple[Touchpoint, ...]
    mine: tuple[ProposalShown, ...]


@dataclass(frozen=True)
class TeamForm:
    """The teams to choose from, and the one that this seat is in."""

    stage: str
    teams: tuple[TeamShown, ...]
    mine: str


@dataclass(frozen=True)
class CheckoutForm:
    stage: str
    stories: tuple[Story, ...]
    uses: frozenset[Use]
    has_address: bool
    leaving: LeavingForm


@dataclass(frozen=True)
class Own:
    """The part that is fetched by its own phone only, or its empty twin that all get at once."""

    kind: str
    stage: str
    form: Any
    is_locked: bool = False
    is_done: bool = False
    is_personal: bool = False  # only then may it hold ids for its forms


def own(touchpoint: str = "", stage_id: str = "") -> Any:
    """The query for one seat's own part, at the touchpoint asked for or the first one left."""

    def query(session: Session, by: Sitting, look: Look) -> Own | None:
        stage = next((s for s in look.stages if s.id == stage_id), look.stage)
        if stage is None or stage.kind not in OWN_PART or look.workshop.ended_at is not None:
            return None
        if is_over(stage):
            return None
        is_done = session.get(Done, (by.seat_id, stage.id)) is not None
        kind = StageKind(stage.kind)
        form = _FORMS[kind](session, by, look, stage, touchpoint)
        return Own(str(kind), stage.id, form, is_done=is_done, is_personal=True)

    return query


def _feelings(session: Session, by: Sitting, look: Look, stage: Stage, at: str) -> Any:
    if not look.touchpoints:
        return None
    felt = own_feelings(session, by)
    ids = [t.id for t in look.touchpoints]
    left = [t for t in ids if t not in felt or not felt[t].placed]
    at = at if at in ids else (left or ids)[0]
    stories = tuple(s for s in own_written(session, Story, by) if s.touchpoint_id == at)
    guesses = own_guesses(session, by) if by.voice is Voice.STAFF else {}
    return _feeling_form(look, stage, at, felt, stories, by.voice, by.ballot, guesses)


def _feeling_form(
    look: Look,
    stage: Stage,
    at: str,
    felt: dict[str, OwnFeeling],
    stories: tuple[Story, ...],
    voice: Voice | None,
    ballot: str,
    guesses: dict[str, int | None],
) -> FeelingForm:
    ids = [t.id for t in look.touchpoints]
    number = ids.index(at)
    offered = words_for(look.workshop, voice)
    shuffled = sorted(offered, key=lambda w: sha256((ballot + w).encode()).digest())
    mine = felt.get(at, OwnFeeling(False, None, (), ""))
    first = sorted(shuffled, key=lambda word: word not in mine.words)
    questions = stage.settings.get("question", {})
    asks = voice is Voice.STAFF and asks_for_guesses(stage)
    return FeelingForm(
        stage=stage.id,
        question=questions.get(str(voice or Voice.PATIENT), ""),
        steps=tuple(
            StepShown(t.id, t.title, t.id in felt and felt[t.id].placed, t.id == at)
            for t in look.touchpoints
        ),
        number=number + 1,
        touchpoint=at,
        title=look.touchpoints[number].title,
        felt=mine,
        words=tuple(first[:8]),
        more_words=tuple(first[8:]),
        stories=stories,
        pictured=have_pictures(offered),
        next=ids[number + 1] if number + 1 < len(ids) else "",
        previous=ids[number - 1] if number else "",
        guess=OwnGuess(at in guesses, guesses.get(at)) if asks else None,
    )


def _offers(session: Session, by: Sitting, look: Look, stage: Stage, _at: str) -> OfferForm:
    sort = SORTS[StageKind(stage.kind)]
    mine = tuple(i for i in own_written(session, Idea, by) if i.sort == sort)
    return OfferForm(stage.id, sort, look.touchpoints, mine)


def _proposals(session: Session, by: Sitting, look: Look, stage: Stage, _at: str) -> ProposalForm:
    return ProposalForm(stage.id, look.touchpoints, own_proposals(session, by))


def _ballot(
    session: Session, by: Sitting, look: Look, stage: Stage, _at: str
) -> OwnBallot | OwnAnswers:
    if method_of(stage) is Method.DOTS:
        return own_ballot(session, by, stage)
    return own_answers(session, by, stage)


def _teams(session: Session, by: Sitting, look: Look, stage: Stage, _at: str) -> TeamForm:
    return TeamForm(stage.id, teams_in(session, look.workshop_id), team_of(session, by.seat_id))


def _only_done(_session: Session, _by: Sitting, _look: Look, _stage: Stage, _at: str) -> None:
    """Nothing to fill in: one can say "I'm done"."""


def _talk(session: Session, by: Sitting, _look: Look, stage: Stage, _at: str) -> HardForm | None:
    return hard_form(session, by) if is_preview(stage) else None


def _checkout(session: Session, by: Sitting, look: Look, stage: Stage, _at: str) -> CheckoutForm:
    stories = own_written(session, Story, by)
    has_address = bool(address_of(session, by.seat_id))
    uses = consents_of(session, by.seat_id)
    return CheckoutForm(stage.id, stories, uses, has_address, leaving(session, by))


_FORMS = {
    StageKind.FILM: _only_done,
    StageKind.TALK: _talk,
    StageKind.FEELINGS: _feelings,
    StageKind.TOUCHPOINTS: _proposals,
    StageKind.PRIORITIES: _offers,
    StageKind.IDEAS: _offers,
    StageKind.CHOOSE: _ballot,
    StageKind.TEAMS: _teams,
    StageKind.CHECKOUT: _checkout,
}


def empty(look: Look) -> Own | None:
    """The same for all; locked where a phone may have entries already (going back)."""
    stage = look.stage
    if stage is None or look.kind not in OWN_PART or is_over(stage):
        return None
    form: Any = None
    if look.kind == StageKind.FEELINGS and look.touchpoints:
        form = _feeling_form(look, stage, look.touchpoints[0].id, {}, (), look.voice, "", {})
    elif look.kind == StageKind.TOUCHPOINTS:
        form = ProposalForm(stage.id, look.touchpoints, ())
    elif look.kind in SORTS:
        form = OfferForm(stage.id, SORTS[look.kind], look.touchpoints, ())
    return Own(str(look.kind), stage.id, form, is_locked=stage.visits > 1)


def is_over(stage: Stage) -> bool:
    """Its map or result has been shown, so nothing can be added any more (A1)."""
    return stage.sealed_at is not None
