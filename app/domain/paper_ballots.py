"""Ballots on paper, once they are typed in, by each way of choosing (J4, V5)."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Question, Says, answer, own_answers
from app.domain.choosing import Method, choices_of, method_of
from app.domain.dots import own_ballot, place_dot, take_dot_back
from app.domain.misread import Misread, named, part_of
from app.domain.seats import Sitting
from app.domain.workshops import Stage

Written = Mapping[str, str]
OPINIONS = {"a": AGREES, "u": NOT_SURE, "d": DISAGREES}
WEIGHED = (Question.HELP, Question.EFFORT)
LEFT_OUT = "-"


def type_ballot(session: Session, seat: Sitting, stage: Stage, written: Written, key: str) -> None:
    """As the stage chooses: dots-ID, or says-ID."""
    if method_of(stage) is Method.DOTS:
        _dots(session, seat, stage, written, key)
        return
    read = READ[method_of(stage)]
    for name, said in written.items():
        what, _, idea = name.partition("-")
        if what == "says":
            says = read(said.casefold().replace(" ", ""), name)
            with named(name):
                answer(session, seat, stage=stage.id, idea=idea, says=says, key=part_of(key, name))


def has_chosen(session: Session, seat: Sitting, stage: Stage) -> bool:
    if method_of(stage) is Method.DOTS:
        return own_ballot(session, seat, stage).placed > 0
    return any(choice.says for choice in own_answers(session, seat, stage).choices)


def _opinion(said: str, field: str) -> Says:
    """a for agree, u for unsure, d for disagree."""
    if said not in OPINIONS:
        raise Misread("Please type a, u or d.", field)
    return {Question.AGREE: OPINIONS[said]}


def _weighed(said: str, field: str) -> Says:
    """Two numbers, how much it would help and how hard it would be; - for one that is left out."""
    signs = said.ljust(2, LEFT_OUT)
    says = {q: int(s) for q, s in zip(WEIGHED, signs, strict=False) if s in set("1234")}
    if len(signs) != len(WEIGHED) or not says or set(signs) - set("1234" + LEFT_OUT):
        raise Misread(
            "Please type two numbers from 1 to 4, with - for one that is left out.", field
        )
    return says


READ: dict[Method, Callable[[str, str], Says]] = {
    Method.AGREE: _opinion,
    Method.WEIGH: _weighed,
}


def _dots(session: Session, seat: Sitting, stage: Stage, written: Written, key: str) -> None:
    """dots-ID says how many lie on a choice; what lay there before is taken back first."""
    choices = {choice.id for choice in choices_of(session, seat.workshop_id, stage)}
    wanted = {n.removeprefix("dots-"): said for n, said in written.items() if n[:5] == "dots-"}
    for id_, said in wanted.items():
        if id_ not in choices or not said.isascii() or not said.isdecimal() or len(said) > 2:
            raise Misread("Please give a number of dots.", f"dots-{id_}")
    for choice in own_ballot(session, seat, stage).choices:
        for n in range(choice.dots):
            take = part_of(key, f"back-{choice.id}-{n}")
            take_dot_back(session, seat, stage=stage.id, idea=choice.id, key=take)
    for id_, said in wanted.items():
        for n in range(int(said)):
            with named(f"dots-{id_}"):
                put = part_of(key, f"dot-{id_}-{n}")
                place_dot(session, seat, stage=stage.id, idea=id_, key=put)
