"""How a stage chooses: set before and during the day, and kept once somebody has chosen by it."""

import pytest
from sqlmodel import Session

from app.content import fitting_words, new_stage, template, templates
from app.domain.answers import AGREES, Question, answer
from app.domain.choosing import Method, method_of
from app.domain.dots import place_dot, take_dot_back
from app.domain.errors import Refused, Unusable
from app.domain.undoing import undo
from tests.domain.test_running_order import change
from tests.make import World, a_key

METHODS = [str(method) for method in Method]


def there(world: World) -> str:
    """An idea, and the room at its vote."""
    world.goes_to("ideas")
    idea = world.offers("Amina", "Ring ahead")
    world.goes_to("choose")
    return idea


def says(session: Session, world: World, idea: str) -> None:
    by, stage = world.sits(session, "Amina"), world.stages["choose"]
    says = {Question.AGREE: AGREES}
    answer(session, by, stage=stage, idea=idea, says=says, key=a_key())


@pytest.mark.parametrize("method", METHODS)
def test_a_stage_chooses_by_the_method_that_is_set(world: World, session: Session, method: str):
    stage = change(session, world, "choose", method=method)
    assert method_of(stage) == method
    assert stage.settings["over"] == "idea"


def test_it_can_be_set_while_the_room_is_there_as_long_as_nobody_has_chosen(
    world: World, session: Session
):
    idea = there(world)
    change(session, world, "choose", method="agree")
    says(session, world, idea)
    change(session, world, "choose", method="agree", question="Another question?")
    with pytest.raises(Refused, match="already, so they stay"):
        change(session, world, "choose", method="dots", dots="3", most="2")


def test_dots_that_were_all_taken_back_bind_nobody(world: World, session: Session):
    idea = there(world)
    by, stage = world.sits(session, "Amina"), world.stages["choose"]
    place_dot(session, by, stage=stage, idea=idea, key=a_key())
    with pytest.raises(Refused, match="already, so they stay"):
        change(session, world, "choose", method="agree")
    take_dot_back(session, by, stage=stage, idea=idea, key=a_key())
    change(session, world, "choose", method="agree")


def test_undo_does_not_turn_answers_into_something_else(world: World, session: Session):
    idea = there(world)
    stage = change(session, world, "choose", method="agree")
    says(session, world, idea)
    assert "already, so they stay" in undo(session, world.desk(session))
    assert method_of(stage) is Method.AGREE


def test_undo_brings_the_method_and_its_words_back(world: World, session: Session):
    stage = world.stage(session, "choose")
    before = (stage.instruction, stage.script, stage.settings)
    change(session, world, "choose", method="agree")
    undo(session, world.desk(session))
    assert (stage.instruction, stage.script, stage.settings) == before


def test_another_method_is_no_method(world: World, session: Session):
    with pytest.raises(Unusable, match="how people choose"):
        change(session, world, "choose", method="shouting")


def test_ready_words_follow_the_method_and_somebodys_own_stay(world: World, session: Session):
    stage = change(session, world, "choose", method="agree", question="Shall we?")
    assert "dots" not in (stage.instruction + stage.script).casefold()
    assert stage.settings["question"] == "Shall we?"
    change(session, world, "choose", method="dots", dots="3", most="2")
    assert "dots" in stage.instruction
    assert stage.settings["question"] == "Shall we?"


@pytest.mark.parametrize("key", templates())
def test_no_ready_vote_speaks_of_dots_once_it_goes_by_another_method(key: str):
    for stage in (*template(key).stages, new_stage("choose")):
        if stage.kind != "choose":
            continue
        told = {"instruction": stage.instruction, "script": stage.script, **stage.settings}
        for method in set(METHODS) - {"dots"}:
            fitting = {**told, **fitting_words(method, told)}
            assert "dots" not in f"{fitting['instruction']} {fitting['script']}".casefold()
