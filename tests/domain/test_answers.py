"""Answers about each choice: exactly the last one, secret, never in the way of dots (V2, V5)."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.domain.agreement import Agreement
from app.domain.anonymity import Group
from app.domain.answers import AGREES, DISAGREES, NOT_SURE, Answer, Question, answer, own_answers
from app.domain.ballots import people_who_chose
from app.domain.dots import place_dot
from app.domain.errors import NotYours, Refused, Unusable
from app.domain.ideas import Idea
from app.domain.moderation import take_back
from app.domain.receipts import Receipt
from app.domain.seats import Seat
from app.domain.steering import reveal
from app.domain.voices import Voice
from app.domain.weighing import Corner, Weighing
from app.domain.what_we_see import result_of
from app.domain.withdrawal import withdraw
from app.domain.workshops import workshop_called
from tests.make import World, a_key

AGREE = Question.AGREE


@pytest.fixture
def choices(world: World) -> list[str]:
    """Three ideas, and the room asked whether it agrees."""
    world.goes_to("priorities")
    world.goes_to("ideas")
    made = [world.offers("Amina", text) for text in ("Ring ahead", "A softer letter", "A lamp")]
    world.asks("agree")
    world.goes_to("choose")
    return made


def says(session: Session, world: World, name: str, idea: str, said: int | None, key: str = ""):
    return answer(
        session,
        world.sits(session, name),
        stage=world.stages["choose"],
        idea=idea,
        says={} if said is None else {AGREE: said},
        key=key or a_key(),
    )


def kept(session: Session) -> dict[str, int]:
    return {row.idea_id: row.says for row in session.exec(select(Answer))}


def test_the_last_answer_counts_and_can_be_taken_back(world: World, session: Session, choices):
    says(session, world, "Amina", choices[0], AGREES)
    says(session, world, "Amina", choices[1], NOT_SURE)
    mine = says(session, world, "Amina", choices[0], DISAGREES)
    assert kept(session) == {choices[0]: DISAGREES, choices[1]: NOT_SURE}
    assert mine.answered == 2
    assert says(session, world, "Amina", choices[0], None).answered == 1
    assert kept(session) == {choices[1]: NOT_SURE}


def test_the_same_id_again_changes_nothing_even_after_a_newer_answer(
    world: World, session: Session, choices
):
    key = a_key()
    says(session, world, "Amina", choices[0], AGREES, key)
    says(session, world, "Amina", choices[0], DISAGREES)
    says(session, world, "Amina", choices[0], AGREES, key)
    assert kept(session) == {choices[0]: DISAGREES}
    with pytest.raises(Refused, match="other words"):
        says(session, world, "Amina", choices[0], NOT_SURE, key)


@pytest.mark.parametrize(
    "said", [{AGREE: 2}, {AGREE: -2}, {Question.HELP: 1}, {AGREE: 1, Question.EFFORT: 2}]
)
def test_only_what_is_asked_can_be_answered(world: World, session: Session, choices, said):
    with pytest.raises(Unusable, match="one of the answers"):
        answer(
            session,
            world.sits(session, "Amina"),
            stage=world.stages["choose"],
            idea=choices[0],
            says=said,
            key=a_key(),
        )


def test_what_is_no_choice_here_cannot_be_answered(world: World, session: Session, choices):
    priority = world.offers("Bo", "Less waiting", kind="priorities")
    for other in ("0" * 16, priority):
        with pytest.raises(NotYours, match="no such choice"):
            says(session, world, "Amina", other, AGREES)
    assert kept(session) == {}


def test_dots_and_answers_keep_out_of_each_others_votes(world: World, session: Session, choices):
    by = world.sits(session, "Amina")
    with pytest.raises(Refused, match="in another way"):
        place_dot(session, by, stage=world.stages["choose"], idea=choices[0], key=a_key())


def test_answers_stay_out_where_people_put_dots(world: World, session: Session):
    world.goes_to("ideas")
    idea = world.offers("Amina", "Ring ahead")
    world.goes_to("choose")
    with pytest.raises(Refused, match="in another way"):
        says(session, world, "Amina", idea, AGREES)


def test_a_closed_vote_takes_no_answer(world: World, session: Session, choices):
    reveal(session, world.desk(session), revealed=True)
    session.flush()
    with pytest.raises(Refused, match="moved on"):
        says(session, world, "Amina", choices[0], AGREES)


def test_nothing_that_is_kept_names_a_seat(world: World, session: Session, choices):
    says(session, world, "Amina", choices[0], AGREES)
    seats = set(session.exec(select(Seat.id)))
    kept = session.connection().execute(select(Answer.__table__)).all()
    receipts = select(Receipt.__table__).where(Receipt.act == "answer")
    kept += session.connection().execute(receipts).all()
    assert len(kept) == 2
    assert seats.isdisjoint(value for row in kept for value in row)


@pytest.mark.parametrize(
    "wrong", [{}, {"says": 2, "ballot": "x"}, {"question": "why", "ballot": "x"}]
)
def test_the_database_itself_keeps_one_possible_answer_of_each_ballot(
    world: World, session: Session, choices, wrong
):
    says(session, world, "Amina", choices[0], AGREES)
    row = session.connection().execute(select(Answer.__table__)).mappings().one()
    with pytest.raises(IntegrityError):
        session.connection().execute(insert(Answer.__table__), {**row, "key": "another", **wrong})


def test_each_phone_has_an_order_of_its_own_that_stands_still(
    world: World, session: Session, choices
):
    names = ("Amina", "Bo", "Cy", *world.crowd(Voice.STAFF, 5))
    stage = world.stage(session, "choose")

    def order(name: str) -> list[str]:
        return [c.id for c in own_answers(session, world.sits(session, name), stage).choices]

    orders = {name: order(name) for name in names}
    assert len({tuple(each) for each in orders.values()}) > 1
    says(session, world, "Amina", choices[2], AGREES)
    assert order("Amina") == orders["Amina"]


def test_people_are_counted_once_however_much_they_answer(world: World, session: Session, choices):
    for idea in choices:
        says(session, world, "Amina", idea, AGREES)
    says(session, world, "Bo", choices[0], DISAGREES)
    assert people_who_chose(session, world.stage(session, "choose")) == 2


def everybody(session: Session, world: World, choices: list[str], people: dict[Voice, int]) -> None:
    """Staff disagree with the first, all agree with the second, nobody is sure of the third."""
    names = [(voice, world.crowd(voice, many)) for voice, many in people.items()]
    for voice, crowd in names:
        for name in crowd:
            first = DISAGREES if voice is Voice.STAFF else AGREES
            for idea, said in zip(choices, (first, AGREES, NOT_SURE), strict=True):
                says(session, world, name, idea, said)


def shown(session: Session, world: World) -> Agreement:
    reveal(session, world.desk(session), revealed=True)
    session.flush()
    found = result_of(
        session, workshop_called(session, world.workshop), world.stage(session, "choose")
    )
    assert isinstance(found, Agreement)
    return found


def test_the_result_puts_first_what_every_group_agrees_on(world: World, session: Session, choices):
    everybody(session, world, choices, {Voice.PATIENT: 12, Voice.CARER: 5, Voice.STAFF: 5})
    found = shown(session, world)
    assert [each.choice for each in found.in_order] == [choices[1], choices[0], choices[2]]
    assert [each.choice for each in found.divide] == [choices[0]]
    assert [each.choice for each in found.not_sure_yet] == [choices[2]]


def test_few_carers_join_the_patients_and_few_staff_are_withheld(
    world: World, session: Session, choices
):
    everybody(session, world, choices, {Voice.PATIENT: 5, Voice.CARER: 2, Voice.STAFF: 4})
    found = shown(session, world)
    assert [*found.people.counts] == [Group.BOTH]
    assert found.people.total is None
    assert {one.group for each in found.in_order for one in each.opinions} == {Group.BOTH}


def test_one_choice_that_few_carers_answered_merges_them_at_all(
    world: World, session: Session, choices
):
    everybody(session, world, choices, {Voice.PATIENT: 5, Voice.CARER: 5})
    says(session, world, "carer 0", choices[2], None)
    found = shown(session, world)
    assert [*found.people.counts] == [Group.BOTH]


def test_a_choice_that_its_author_took_back_is_in_no_result(
    world: World, session: Session, choices
):
    everybody(session, world, choices, {Voice.PATIENT: 5})
    take_back(session, world.sits(session, "Amina"), Idea, choices[1])
    session.flush()
    assert choices[1] not in {each.choice for each in shown(session, world).in_order}


def test_taking_everything_back_takes_answers_only_while_they_are_hidden(
    world: World, session: Session, choices
):
    everybody(session, world, choices, {Voice.PATIENT: 6})
    withdraw(session, world.sits(session, "patient 0"), what="everything", id="", key=a_key())
    assert people_who_chose(session, world.stage(session, "choose")) == 5
    shown(session, world)
    withdraw(session, world.sits(session, "patient 1"), what="everything", id="", key=a_key())
    assert people_who_chose(session, world.stage(session, "choose")) == 5


def weighs(session: Session, world: World, name: str, idea: str, **said: int):
    return answer(
        session,
        world.sits(session, name),
        stage=world.stages["choose"],
        idea=idea,
        says={Question(question): value for question, value in said.items()},
        key=a_key(),
    )


def test_benefit_and_effort_are_one_answer_that_may_be_half(world: World, session: Session):
    world.goes_to("ideas")
    idea = world.offers("Amina", "Ring ahead")
    world.asks("weigh")
    world.goes_to("choose")
    assert weighs(session, world, "Amina", idea, help=4).answered == 0
    assert weighs(session, world, "Amina", idea, help=4, effort=1).answered == 1
    assert weighs(session, world, "Amina", idea, effort=2).answered == 0  # only this, from now on
    assert kept(session) == {idea: 2}
    for wrong in ({"help": 0}, {"help": 5}, {"agree": 1}):
        with pytest.raises(Unusable, match="one of the answers"):
            weighs(session, world, "Amina", idea, **wrong)


def test_few_who_know_the_effort_are_withheld_there_and_merge_with_the_others(
    world: World, session: Session
):
    world.goes_to("ideas")
    idea = world.offers("Amina", "Ring ahead")
    world.asks("weigh")
    world.goes_to("choose")
    names = {v: world.crowd(v, 6) for v in (Voice.PATIENT, Voice.CARER, Voice.STAFF)}
    for voice, crowd in names.items():
        for n, name in enumerate(crowd):
            effort = {} if voice is Voice.CARER and n < 4 else {"effort": 1}
            weighs(session, world, name, idea, help=4, **effort)
    reveal(session, world.desk(session), revealed=True)
    session.flush()
    found = result_of(
        session, workshop_called(session, world.workshop), world.stage(session, "choose")
    )
    assert isinstance(found, Weighing)
    assert [*found.people.counts] == [Group.BOTH, Group.STAFF]
    (placed,) = found.placed
    assert placed.corner is Corner.SOON
    assert [each.effort.people for each in placed.groups if each.effort] == [8, 6]
