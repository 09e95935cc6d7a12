"""What each paper sheet says, once it is typed in: the same verbs as a phone's (J4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.agreeing import agree
from app.domain.feelings import HEIGHTS, MOST_WORDS, Placement, Word, pick_words, place
from app.domain.guesses import guess
from app.domain.ideas import SORTS, Idea, offer_idea
from app.domain.journey import Proposal, propose_touchpoint, touchpoints_of
from app.domain.misread import Misread, named, part_of
from app.domain.paper_ballots import has_chosen, type_ballot
from app.domain.preparing import words_offered
from app.domain.seats import Sitting, Use, comes_late
from app.domain.stories import Story, tell_story
from app.domain.teams import choose_team
from app.domain.workshops import Stage, StageKind

FACES = {str(n): height for n, height in enumerate(HEIGHTS, 1)}  # as they are numbered on paper
NOT_ME = "0"


Written = Mapping[str, str]


def _feelings(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    """For each touchpoint height-N, words-N and story-N, N counted from 1."""
    offered = words_offered(session, seat.workshop_id, seat.voice)
    for n, touchpoint in enumerate(touchpoints_of(session, seat.project_id), 1):
        at: dict[str, Any] = {"stage": stage.id, "touchpoint": touchpoint.id}
        height, said = written.get(f"height-{n}", ""), written.get(f"words-{n}", "")
        if height:
            if height not in {*FACES, NOT_ME}:
                raise Misread("Please type 1 to 5, or 0 for “not me”.", f"height-{n}")
            with named(f"height-{n}"):
                place(
                    session, seat, **at, height=FACES.get(height), key=part_of(key, f"height-{n}")
                )
        if said:
            words, own = _words(said, offered, f"words-{n}")
            with named(f"words-{n}"):
                pick_words(
                    session,
                    seat,
                    **at,
                    words=words,
                    own=own,
                    offered=offered,
                    key=part_of(key, f"words-{n}"),
                )
        if guessed := written.get(f"guess-{n}", ""):
            _guess(session, seat, stage, touchpoint.id, guessed, f"guess-{n}", key)
        if story := written.get(f"story-{n}", ""):
            with named(f"story-{n}"):
                tell_story(session, seat, **at, text=story, key=part_of(key, f"story-{n}"))


def _guess(
    session: Session, seat: Sitting, stage: Stage, at: str, said: str, field: str, key: str
) -> None:
    if said not in FACES:
        raise Misread("Please type 1 to 5, or leave it empty.", field)
    if comes_late(session, seat, stage.id):
        raise Misread("The map has been shown, so no guess can be added any more.", field)
    with named(field):
        about = {"stage": stage.id, "touchpoint": at, "key": part_of(key, field)}
        guess(session, seat, height=FACES[said], **about)


def _words(said: str, offered: frozenset[str], field: str) -> tuple[tuple[str, ...], str]:
    """Those that are offered, in any case, and at most one of one's own."""
    known = {word.casefold(): word for word in offered}
    typed = [word.strip() for word in said.split(",") if word.strip()]
    own = [word for word in typed if word.casefold() not in known]
    if len(own) > 1 or len(typed) > MOST_WORDS:
        raise Misread(
            "At most three words, with a comma between them, and one of their own among them.",
            field,
        )
    return tuple(known[w.casefold()] for w in typed if w.casefold() in known), "".join(own)


def _offers(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    """Pairs of at-N, a touchpoint's number, and text-N."""
    journey = touchpoints_of(session, seat.project_id)
    for name, text in written.items():
        what, _, n = name.partition("-")
        if what != "text":
            continue
        at = written.get(f"at-{n}", "")
        is_proposal = stage.kind == StageKind.TOUCHPOINTS
        least = 0 if is_proposal else 1
        if not at.isascii() or not at.isdecimal() or not least <= int(at[:3]) <= len(journey):
            raise Misread(
                "Please give the number of a touchpoint, %(least)s to %(most)s.",
                f"at-{n}",
                least=least,
                most=len(journey),
            )
        touchpoint = journey[int(at[:3]) - 1].id if int(at[:3]) else ""
        part = {"stage": stage.id, "key": part_of(key, name)}
        with named(name):
            if is_proposal:
                propose_touchpoint(session, seat, **part, after=touchpoint, title=text)
            else:
                offer_idea(session, seat, **part, touchpoint=touchpoint, text=text)


def _choose(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    type_ballot(session, seat, stage, written, key)


def _team(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    choose_team(
        session, seat, stage=stage.id, idea=written.get("team", ""), key=part_of(key, "team")
    )


def _checkout(
    session: Session, seat: Sitting, _stage: Stage, written: Written, uses: Sequence[str], key: str
) -> None:
    agreed = frozenset(Use(use) for use in uses if use in set(Use) - {Use.OUTSIDE})
    with named("email"):
        agree(
            session,
            seat,
            agreed,
            stories=frozenset(),
            email=written.get("email", ""),
            key=part_of(key, "consents"),
        )


SHEETS = {
    StageKind.FEELINGS: _feelings,
    StageKind.TOUCHPOINTS: _offers,
    StageKind.PRIORITIES: _offers,
    StageKind.IDEAS: _offers,
    StageKind.CHOOSE: _choose,
    StageKind.TEAMS: _team,
    StageKind.CHECKOUT: _checkout,
}


def has_given(session: Session, seat: Sitting, stage: Stage) -> bool:
    """Whether the same sheet may have been typed in before."""
    if stage.kind == StageKind.CHOOSE:
        return has_chosen(session, seat, stage)
    wanted: dict[StageKind, list[Any]] = {
        StageKind.FEELINGS: [Placement, Word, Story],
        StageKind.TOUCHPOINTS: [Proposal],
    }
    tables = wanted.get(StageKind(stage.kind), [])
    if stage.kind in SORTS:
        ideas = select(func.count()).where(
            Idea.seat_id == seat.seat_id,
            Idea.sort == SORTS[StageKind(stage.kind)],
            col(Idea.withdrawn_at).is_(None),
        )
        return session.exec(ideas).one() > 0
    return any(
        session.exec(select(func.count()).where(table.seat_id == seat.seat_id)).one()
        for table in tables
    )
