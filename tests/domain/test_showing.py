"""What the desk puts on the wall in front of the stage, and which page of it (S9, M7)."""

import pytest
from sqlmodel import Session

from app.domain.board import Named
from app.domain.errors import NotYours, Unusable
from app.domain.showing import show_page, show_the_stage, show_themes, show_words
from app.domain.steering import show_touchpoint
from app.domain.themes import group
from app.domain.undoing import undo
from tests.make import World


@pytest.fixture
def theme(session: Session, world: World) -> str:
    world.goes_to("feelings")
    story = world.tells("Amina", "Nobody told us")
    made = group(session, world.desk(session), [Named("story", story)], name="Being told")
    session.commit()
    return made


def stands(world: World, session: Session) -> tuple[bool, str | None, int]:
    workshop = world.desk(session).workshop
    return workshop.themes_shown_at is not None, workshop.shown_theme, workshop.shown_page


def test_one_theme_is_shown_alone_and_undoing_goes_back_step_by_step(session, world, theme):
    desk = world.desk(session)
    show_themes(session, desk, shown=True)
    show_themes(session, desk, shown=True, theme=theme)
    assert stands(world, session) == (True, theme, 0)
    undo(session, world.desk(session))
    assert stands(world, session) == (True, None, 0)
    undo(session, world.desk(session))
    assert stands(world, session) == (False, None, 0)


def test_a_theme_that_is_not_here_is_not_shown(session, world, theme):
    with pytest.raises(NotYours):
        show_themes(session, world.desk(session), shown=True, theme="another")
    assert stands(world, session) == (False, None, 0)


def test_whatever_is_shown_next_begins_with_its_first_page(session, world, theme):
    desk = world.desk(session)
    for acts in (
        lambda: show_themes(session, desk, shown=True),
        lambda: show_themes(session, desk, shown=True, theme=theme),
        lambda: show_the_stage(session, desk),
        lambda: show_touchpoint(session, desk, world.touchpoints[0]),
    ):
        show_page(session, desk, page=3)
        assert stands(world, session)[2] == 3
        acts()
        assert stands(world, session)[2] == 0
    show_page(session, desk, page=3)
    session.commit()
    world.goes_to("map")
    with world.session() as later:
        assert stands(world, later) == (False, None, 0)


@pytest.mark.parametrize("page", [-1, 1000])
def test_there_are_no_pages_below_the_first_nor_without_end(session, world, page):
    with pytest.raises(Unusable):
        show_page(session, world.desk(session), page=page)


def test_going_back_to_the_wall_as_it_was_takes_off_the_words_and_then_the_themes(
    session, world, theme
):
    desk = world.desk(session)
    show_themes(session, desk, shown=True)
    desk.workshop.shown_words = "story-x"
    show_the_stage(session, desk)
    assert desk.workshop.shown_words is None
    assert stands(world, session)[0]
    show_the_stage(session, desk)
    assert not stands(world, session)[0]
    show_words(session, desk, to="off")  # nothing more to take off
    assert stands(world, session) == (False, None, 0)
