"""What each paper sheet says, once it is typed in: the same verbs as a phone's (J4)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, func, select

from app.domain.agreeing import agree
from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Question, answer, own_answers
from app.domain.choosing import Method, choices_of, method_of, must_choose_by
from app.domain.dots import own_ballot, place_dot, take_dot_back
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.feelings import HEIGHTS, MOST_WORDS, Placement, Word, pick_words, place
from app.domain.guesses import guess
from app.domain.ideas import SORTS, Idea, offer_idea
from app.domain.journey import Proposal, propose_touchpoint, touchpoints_of
from app.domain.preparing import words_offered
from app.domain.seats import Sitting, Use, comes_late
from app.domain.stories import Story, tell_story
from app.domain.teams import choose_team
from app.domain.workshops import Stage, StageKind

FACES = {str(n): height for n, height in enumerate(HEIGHTS, 1)}  # as they are numbered on paper
NOT_ME = "0"
OPINIONS = {"a": AGREES, "u": NOT_SURE, "d": DISAGREES}


class Misread(Unusable):
    """One field of a sheet cannot be right; says which."""

    def __init__(self, message: str, field: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


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
            with _named(f"height-{n}"):
                place(session, seat, **at, height=FACES.get(height), key=_part(key, f"height-{n}"))
        if said:
            words, own = _words(said, offered, f"words-{n}")
            with _named(f"words-{n}"):
                pick_words(
                    session,
                    seat,
                    **at,
                    words=words,
                    own=own,
                    offered=offered,
                    key=_part(key, f"words-{n}"),
                )
        if guessed := written.get(f"guess-{n}", ""):
            _guess(session, seat, stage, touchpoint.id, guessed, f"guess-{n}", key)
        if story := written.get(f"story-{n}", ""):
            with _named(f"story-{n}"):
                tell_story(session, seat, **at, text=story, key=_part(key, f"story-{n}"))


def _guess(
    session: Session, seat: Sitting, stage: Stage, at: str, said: str, field: str, key: str
) -> None:
    if said not in FACES:
        raise Misread("Please type 1 to 5, or leave it empty.", field)
    if comes_late(session, seat, stage.id):
        raise Misread("The map has been shown, so no guess can be added any more.", field)
    with _named(field):
        about = {"stage": stage.id, "touchpoint": at, "key": _part(key, field)}
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
        part = {"stage": stage.id, "key": _part(key, name)}
        with _named(name):
            if is_proposal:
                propose_touchpoint(session, seat, **part, after=touchpoint, title=text)
            else:
                offer_idea(session, seat, **part, touchpoint=touchpoint, text=text)


def _choose(
    session: Session, seat: Sitting, stage: Stage, written: Written, uses: Any, key: str
) -> None:
    """As the stage chooses; a way that has no sheet is refused."""
    must_choose_by(stage, *BALLOTS)
    BALLOTS[method_of(stage)](session, seat, stage, written, uses, key)


def _opinions(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    """says-ID is a for agree, u for unsure, d for disagree."""
    for name, said in written.items():
        what, _, idea = name.partition("-")
        if what != "says":
            continue
        if said.casefold() not in OPINIONS:
            raise Misread("Please type a, u or d.", name)
        with _named(name):
            says = {Question.AGREE: OPINIONS[said.casefold()]}
            part = {"stage": stage.id, "key": _part(key, name)}
            answer(session, seat, idea=idea, says=says, **part)


def _dots(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    """dots-ID says how many lie on a choice; what lay there before is taken back first."""
    choices = {choice.id for choice in choices_of(session, seat.workshop_id, stage)}
    wanted = {n.removeprefix("dots-"): said for n, said in written.items() if n[:5] == "dots-"}
    for id_, said in wanted.items():
        if id_ not in choices or not said.isascii() or not said.isdecimal() or len(said) > 2:
            raise Misread("Please give a number of dots.", f"dots-{id_}")
    for choice in own_ballot(session, seat, stage).choices:
        for n in range(choice.dots):
            take = _part(key, f"back-{choice.id}-{n}")
            take_dot_back(session, seat, stage=stage.id, idea=choice.id, key=take)
    for id_, said in wanted.items():
        for n in range(int(said)):
            with _named(f"dots-{id_}"):
                put = _part(key, f"dot-{id_}-{n}")
                place_dot(session, seat, stage=stage.id, idea=id_, key=put)


def _team(
    session: Session, seat: Sitting, stage: Stage, written: Written, _uses: Any, key: str
) -> None:
    choose_team(session, seat, stage=stage.id, idea=written.get("team", ""), key=_part(key, "team"))


def _checkout(
    session: Session, seat: Sitting, _stage: Stage, written: Written, uses: Sequence[str], key: str
) -> None:
    agreed = frozenset(Use(use) for use in uses if use in set(Use) - {Use.OUTSIDE})
    with _named("email"):
        agree(
            session,
            seat,
            agreed,
            stories=frozenset(),
            email=written.get("email", ""),
            key=_part(key, "consents"),
        )


BALLOTS = {Method.DOTS: _dots, Method.AGREE: _opinions}
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
        if method_of(stage) == Method.DOTS:
            return own_ballot(session, seat, stage).placed > 0
        return own_answers(session, seat, stage).answered > 0
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


class _named:  # noqa: N801  (reads as a word: with _named(field))
    """What a verb refuses is said at the field it is about."""

    def __init__(self, field: str) -> None:
        self.field = field

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refused) and not isinstance(error, NotYours | Misread):
            raise Misread(error.message, self.field, **error.values) from None


def _part(key: str, name: str) -> str:
    """An id of its own for each thing on a sheet, the same when the sheet is sent again."""
    try:
        return str(uuid5(UUID(key), name))
    except ValueError:
        return key  # refused by whoever takes it
