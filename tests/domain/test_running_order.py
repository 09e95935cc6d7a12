"""The running order: what may be changed when, and that everything can be undone (S2, K5)."""

import pytest
from sqlmodel import Session

from app.content import new_stage, template, templates
from app.domain.errors import Refused, Unusable
from app.domain.running_order import (
    INSTRUCTION,
    SCRIPT,
    TITLE,
    add_stage,
    change_stage,
    remove_stage,
    seen,
    shift_stage,
)
from app.domain.steering import move
from app.domain.undoing import undo
from app.domain.workshops import Stage, StageKind, stages_of
from tests.make import World


def order(session: Session, world: World) -> list[tuple[int, str]]:
    return [(s.position, str(s.kind)) for s in stages_of(session, world.workshop)]


def typed(stage: Stage, **changed: str) -> dict[str, str]:
    told = {name: str(getattr(stage, name)) for name in ("title", "instruction", "script")}
    settings = {name: str(value) for name, value in stage.settings.items()}
    return {**told, "minutes": str(stage.minutes), **settings, **changed}


def change(session: Session, world: World, kind: str, **changed: str) -> Stage:
    stage = world.stage(session, kind)
    by = world.desk(session)
    change_stage(session, by, stage=stage.id, typed=typed(stage, **changed), as_seen=seen(stage))
    session.flush()
    return stage


@pytest.mark.parametrize("kind", list(StageKind))
def test_a_stage_of_every_kind_can_be_added_and_undone(
    world: World, session: Session, kind: StageKind
):
    before = order(session, world)
    made = add_stage(session, world.desk(session), kind=kind, after=world.stages["welcome"])
    stages = stages_of(session, world.workshop)
    assert [s.position for s in stages] == list(range(len(before) + 1))
    assert stages[1].id == made
    assert stages[1].kind == kind
    undo(session, world.desk(session))
    assert order(session, world) == before


def test_moving_a_stage_and_undoing_it(world: World, session: Session):
    before = order(session, world)
    shift_stage(session, world.desk(session), stage=world.stages["map"], up=True)
    kinds = [kind for _, kind in order(session, world)]
    assert kinds.index("map") == [kind for _, kind in before].index("map") - 1
    undo(session, world.desk(session))
    assert order(session, world) == before


def test_the_first_goes_no_earlier(world: World, session: Session):
    before = order(session, world)
    shift_stage(session, world.desk(session), stage=world.stages["welcome"], up=True)
    assert order(session, world) == before


def test_a_removed_stage_comes_back_as_it_was(world: World, session: Session):
    change(session, world, "ideas", title="Our own words")
    before, id_ = order(session, world), world.stages["ideas"]
    remove_stage(session, world.desk(session), stage=id_)
    session.flush()
    assert session.get(Stage, id_) is None
    undo(session, world.desk(session))
    assert order(session, world) == before
    assert session.get_one(Stage, id_).title == "Our own words"


def test_where_the_room_is_or_was_cannot_be_removed(world: World, session: Session):
    for kind in ("welcome", "feelings"):
        move(session, world.desk(session), world.stages[kind])
        session.flush()
    for kind in ("welcome", "feelings"):
        with pytest.raises(Refused, match="has been in this stage"):
            remove_stage(session, world.desk(session), stage=world.stages[kind])


def test_next_goes_on_with_what_is_new(world: World, session: Session):
    move(session, world.desk(session), world.stages["welcome"])
    made = add_stage(session, world.desk(session), kind="break", after=world.stages["welcome"])
    moved = move(session, world.desk(session), "next")
    assert moved is not None
    assert moved.id == made


def test_an_added_stage_in_which_the_room_has_been_is_not_undone(world: World, session: Session):
    made = add_stage(session, world.desk(session), kind="talk", after="")
    move(session, world.desk(session), made)
    undo(session, world.desk(session))  # the move
    assert "so it stays" in undo(session, world.desk(session))
    assert session.get(Stage, made) is not None


def test_two_facilitators_never_overwrite_each_other_unknowingly(world: World, session: Session):
    stage = world.stage(session, "ideas")
    as_seen, by = seen(stage), world.desk(session)
    change(session, world, "ideas", title="Sam’s title")
    with pytest.raises(Refused, match="colleague has just changed"):
        change_stage(
            session, by, stage=stage.id, typed=typed(stage, title="Kim’s"), as_seen=as_seen
        )
    assert stage.title == "Sam’s title"


def test_changing_words_and_minutes_and_undoing_it(world: World, session: Session):
    stage = change(session, world, "welcome", title="Hello", minutes="7", rules="Be kind\n\nListen")
    assert (stage.title, stage.minutes) == ("Hello", 7)
    assert stage.settings["rules"] == ["Be kind", "Listen"]
    undo(session, world.desk(session))
    assert (stage.title, stage.minutes) == ("Welcome", 10)
    assert len(stage.settings["rules"]) > 2


@pytest.mark.parametrize("minutes", ["", "0", "-3", "a", "1000", "٣"])
def test_minutes_are_a_number_that_a_day_has(world: World, session: Session, minutes: str):
    with pytest.raises(Unusable, match="minutes as a number"):
        change(session, world, "ideas", minutes=minutes)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "films", "https://", "http://[", "data:x"])
def test_a_film_is_linked_only_to_the_web(world: World, session: Session, link: str):
    made = add_stage(session, world.desk(session), kind="film", after="")
    stage = session.get_one(Stage, made)
    with pytest.raises(Unusable, match="web address"):
        change_stage(
            session,
            world.desk(session),
            stage=made,
            typed=typed(stage, link=link),
            as_seen=seen(stage),
        )


@pytest.mark.parametrize(("dots", "most"), [("0", "1"), ("3", "4"), ("11", "1"), ("x", "1")])
def test_dots_are_within_bounds(world: World, session: Session, dots: str, most: str):
    with pytest.raises(Unusable, match="dots"):
        change(session, world, "choose", dots=dots, most=most)


@pytest.mark.parametrize("key", templates())
def test_every_ready_stage_fits_the_editor(key: str):
    for stage in (*template(key).stages, *(new_stage(kind) for kind in StageKind)):
        assert len(stage.title) <= TITLE
        assert len(stage.instruction) <= INSTRUCTION
        assert len(stage.script) <= SCRIPT
