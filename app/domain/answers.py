"""Answers about each choice, hidden until the room sees them together (V2, V5, V6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.changes import Topic, announce
from app.domain.choosing import Method, choices_of, in_own_order, method_of, must_choose_by
from app.domain.columns import public_id
from app.domain.errors import NotYours, Unusable
from app.domain.receipts import fresh
from app.domain.seats import Sitting, stage_taking
from app.domain.voices import Voice
from app.domain.workshops import Stage, StageKind, stage_called


class Question(StrEnum):
    """What can be asked about each choice."""

    AGREE = "agree"
    HELP = "help"  # how much it would help
    EFFORT = "effort"  # how hard it would be


AGREES, NOT_SURE, DISAGREES = 1, 0, -1
STEPS = (1, 2, 3, 4)  # from little to a lot; none in the middle to hide in
ASKED = {Method.AGREE: (Question.AGREE,), Method.WEIGH: (Question.HELP, Question.EFFORT)}
POSSIBLE = {
    Question.AGREE: (AGREES, NOT_SURE, DISAGREES),
    Question.HELP: STEPS,
    Question.EFFORT: STEPS,
}

Says = Mapping[Question, int]
"""What one ballot says of one choice."""


class Answer(SQLModel, table=True):
    """Knows a ballot, not a seat; rows lie in the order of random keys, and have no time (V6)."""

    __table_args__ = (
        UniqueConstraint("stage_id", "ballot", "idea_id", "question"),
        CheckConstraint(
            "(question = 'agree' AND says BETWEEN -1 AND 1)"
            " OR (question IN ('help', 'effort') AND says BETWEEN 1 AND 4)",
            name="possible",
        ),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(default_factory=public_id, primary_key=True)
    stage_id: str = Field(foreign_key="stage.id", index=True)
    idea_id: str = Field(foreign_key="idea.id", index=True)
    ballot: str
    question: Question = Field(sa_type=String(10))
    says: int
    voice: Voice = Field(sa_type=String(10))


@dataclass(frozen=True)
class Said:
    """One answer of one ballot."""

    ballot: str
    voice: Voice
    choice: str
    question: Question
    says: int


@dataclass(frozen=True)
class ChoiceWithOwnAnswers:
    """One choice on one phone, with what that phone says of it and nobody else."""

    id: str
    text: str
    touchpoint: str
    says: Says


@dataclass(frozen=True)
class OwnAnswers:
    """What a phone shows while people answer about each choice."""

    stage_id: str
    method: Method
    choices: tuple[ChoiceWithOwnAnswers, ...]

    @property
    def answered(self) -> int:
        """Choices of which this phone has said all that is asked."""
        return sum(len(choice.says) == len(ASKED[self.method]) for choice in self.choices)


def answer(
    session: Session, by: Sitting, *, stage: str, idea: str, says: Says, key: str
) -> OwnAnswers:
    """From now on exactly this of one choice; saying nothing takes the answer back.

    Raises Unusable for what is not asked, NotYours for what is no choice here, Refused when the
    stage has closed or chooses in another way.
    """
    choosing = stage_called(session, by.workshop_id, stage)
    if fresh(session, by, key, "answer", stage, idea, *sorted(says.items()), secret=True):
        stage_taking(session, by, stage, StageKind.CHOOSE)
        must_choose_by(choosing, *ASKED)
        asked = ASKED[method_of(choosing)]
        if any(about not in asked or said not in POSSIBLE[about] for about, said in says.items()):
            raise Unusable("Please choose one of the answers.")
        if idea not in {each.id for each in choices_of(session, by.workshop_id, choosing)}:
            raise NotYours("There is no such choice here.")
        session.exec(
            delete(Answer).where(
                col(Answer.stage_id) == stage,
                col(Answer.ballot) == by.ballot,
                col(Answer.idea_id) == idea,
            )
        )
        for about, said in says.items():
            session.add(
                Answer(
                    stage_id=stage,
                    idea_id=idea,
                    ballot=by.ballot,
                    question=about,
                    says=said,
                    voice=by.voice,
                )
            )
        session.flush()
        announce(session, by.workshop_id, Topic.BALLOTS)
    return own_answers(session, by, choosing)


def own_answers(session: Session, by: Sitting, stage: Stage) -> OwnAnswers:
    mine: dict[str, dict[Question, int]] = {}
    wanted = select(Answer.idea_id, Answer.question, Answer.says).where(
        Answer.stage_id == stage.id, Answer.ballot == by.ballot
    )
    for idea, about, said in session.exec(wanted):
        mine.setdefault(idea, {})[Question(about)] = said
    choices = in_own_order(choices_of(session, by.workshop_id, stage), by.ballot)
    shown = (
        ChoiceWithOwnAnswers(each.id, each.text, each.touchpoint, mine.get(each.id, {}))
        for each in choices
    )
    return OwnAnswers(stage.id, method_of(stage), tuple(shown))


def answers_in(session: Session, stage_id: str) -> list[Said]:
    """Every answer: for deciding what may be shown, and for the results after the reveal only."""
    rows = session.exec(select(Answer).where(Answer.stage_id == stage_id))
    return [
        Said(each.ballot, Voice(each.voice), each.idea_id, Question(each.question), each.says)
        for each in rows
    ]
