"""Who is in a film agreed clip by clip, and the desk says which may not be shown."""

from datetime import date

import pytest
from sqlmodel import Session

from app.domain.clips import Clip, ShownTo, clip_fields, clips_of, clips_shown, clips_typed
from app.domain.errors import Unusable
from app.domain.running_order import add_stage, change_stage, seen
from app.domain.undoing import undo
from app.domain.workshops import Stage, StageKind
from tests.make import World

TODAY = date(2026, 6, 1)
YES = {"clip_0_what": "In the corridor", "clip_0_who": "A carer", "clip_0_together": "yes"}


def film(**settings: object) -> Stage:
    return Stage(
        workshop_id="", position=0, kind=StageKind.FILM, title="", instruction="", script="",
        minutes=1, settings=settings,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clip", "template", "trouble"),
    [
        (Clip("a", shown_to=frozenset({ShownTo.TOGETHER})), "joint", ""),
        (Clip("a", shown_to=frozenset({ShownTo.TOGETHER})), "group", ""),
        (Clip("a", shown_to=frozenset({ShownTo.STAFF})), "joint", "not_agreed"),
        (Clip("a", shown_to=frozenset({ShownTo.STAFF})), "staff", ""),
        (Clip("a", shown_to=frozenset({ShownTo.TOGETHER})), "celebration", "not_agreed"),
        (Clip("a", shown_to=frozenset({ShownTo.ANYBODY})), "celebration", ""),
        (Clip("a", shown_to=frozenset({ShownTo.ANYBODY})), "staff", ""),
        (Clip("a", shown_to=frozenset({ShownTo.TOGETHER})), "unheard of", "not_agreed"),
        (Clip("a"), "joint", "not_agreed"),
        (Clip("a", "", frozenset(ShownTo), TODAY), "joint", ""),
        (Clip("a", "", frozenset(ShownTo), date(2026, 5, 31)), "joint", "over"),
        (Clip("a", "", frozenset(ShownTo), None, True), "joint", "withdrawn"),
    ],
)
def test_a_clip_is_shown_only_where_its_people_agreed(clip: Clip, template: str, trouble: str):
    assert clip.trouble(template, TODAY) == trouble


def test_what_is_typed_comes_back_as_it_was():
    typed = YES | {"clip_0_until": "2026-12-31", "clip_3_what": "Home", "clip_3_withdrawn": "yes"}
    stage = film(clips=clips_typed(typed))

    assert [c.what for c in clips_of(stage)] == ["In the corridor", "Home"]
    fields = {name: value for name, value in clip_fields(stage).items() if value}
    assert fields == YES | {
        "clip_0_until": "2026-12-31",
        "clip_1_what": "Home",
        "clip_1_withdrawn": "yes",
    }


@pytest.mark.parametrize(
    "typed",
    [
        {"clip_0_who": "A carer"},
        {"clip_0_staff": "yes"},
        YES | {"clip_0_until": "soon"},
        YES | {"clip_0_what": "x" * 121},
    ],
)
def test_what_is_not_whole_is_refused(typed: dict[str, str]):
    with pytest.raises(Unusable):
        clips_typed(typed)


def test_a_note_from_before_is_kept_and_shown_nowhere_until_somebody_agreed():
    stage = film(clips="Amina: staff only")
    assert clips_of(stage) == (Clip("Amina: staff only"),)
    assert clips_shown(stage, "staff", TODAY)[0].trouble == "not_agreed"


def test_the_register_is_kept_with_the_stage_and_undone_with_it(world: World, session: Session):
    desk = world.desk(session)
    made = add_stage(session, desk, kind="film", after="")
    stage = session.get_one(Stage, made)
    typed = {"title": "The film", "instruction": "We watch.", "minutes": "20", **YES}
    change_stage(session, desk, stage=made, typed=typed, as_seen=seen(stage))
    assert clips_shown(stage, "joint", TODAY)[0].trouble == ""
    undo(session, desk)
    session.refresh(stage)
    assert clips_of(stage) == ()
