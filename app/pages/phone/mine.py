"""Everything one seat gave, for its own eyes and for an honest count of what was kept."""

from typing import Any

from sqlmodel import Session

from app.domain.answers import ASKED, POSSIBLE, own_answers
from app.domain.choosing import Method, method_of
from app.domain.dots import dots_each, dots_on_one, own_ballot
from app.domain.feelings import own_feelings
from app.domain.guesses import asks_for_guesses, own_guesses
from app.domain.ideas import Idea
from app.domain.moderation import own_written
from app.domain.preparing import words_for
from app.domain.receipts import receipts_of
from app.domain.seats import Done, Sitting
from app.domain.stories import Story
from app.domain.teams import team_of, teams_in
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look


def mine(session: Session, by: Sitting, look: Look) -> dict[str, Any]:
    """As a dictionary ready for JSON; the names are part of the contract with `rehearse`."""
    stage, felt = look.stage, own_feelings(session, by)
    votes = {s.id: s for s in look.stages if s.kind == StageKind.CHOOSE}
    ballots = {id_: own_ballot(session, by, s) for id_, s in votes.items()}
    choosing = ballots.get(stage.id) if stage else None
    by_dots = choosing is not None and method_of(votes[choosing.stage_id]) is Method.DOTS
    return {
        "stage": _stage(stage, by) if stage else None,
        "stages": [_stage(each, by) for each in look.stages],
        "paused": look.workshop.paused_at is not None,
        "ended": look.workshop.ended_at is not None,
        "voice": by.voice,
        "phrase": by.phrase,
        "touchpoints": [{"id": t.id, "title": t.title} for t in look.touchpoints],
        "words": list(words_for(look.workshop, by.voice)),
        "choices": [{"id": c.id, "text": c.text} for c in choosing.choices] if choosing else [],
        "dots_each": dots_each(stage) if by_dots and stage else 0,
        "dots_on_one": dots_on_one(stage) if by_dots and stage else 0,
        "asks": _asked(stage) if choosing and stage else {},
        "receipts": receipts_of(session, by),
        "placements": {at: f.height for at, f in felt.items() if f.placed},
        "asks_for_guesses": stage is not None
        and by.voice is Voice.STAFF
        and asks_for_guesses(stage),
        "guesses": own_guesses(session, by),
        "own_words": {
            at: [*f.words, *([f.own_word] if f.own_word else [])] for at, f in felt.items()
        },
        "stories": [
            {"id": s.id, "touchpoint": s.touchpoint_id, "text": s.text}
            for s in own_written(session, Story, by)
        ],
        "ideas": [
            {"id": i.id, "touchpoint": i.touchpoint_id, "text": i.text, "kind": i.sort}
            for i in own_written(session, Idea, by)
        ],
        "dots": {c.id: c.dots for ballot in ballots.values() for c in ballot.choices if c.dots},
        "answers": [
            {"stage": id_, "idea": choice.id, "says": choice.says}
            for id_, vote in votes.items()
            if method_of(vote) in ASKED
            for choice in own_answers(session, by, vote).choices
            if choice.says
        ],
        "teams": [{"id": t.id, "text": t.text} for t in teams_in(session, by.workshop_id)],
        "team": team_of(session, by.seat_id),
        "done": stage is not None and session.get(Done, (by.seat_id, stage.id)) is not None,
    }


def _asked(stage: Stage) -> dict[str, tuple[int, ...]]:
    """What can be answered to each question about each choice; nothing where there are dots."""
    return {question: POSSIBLE[question] for question in ASKED.get(method_of(stage), ())}


def _stage(stage: Stage, by: Sitting) -> dict[str, Any]:
    return {
        "id": stage.id,
        "kind": stage.kind,
        "title": stage.title,
        "open": stage.takes(by.now),
        "revealed": stage.revealed_at is not None,
    }
