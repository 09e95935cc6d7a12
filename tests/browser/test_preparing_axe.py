"""No barrier that axe-core can find on the pages that prepare a workshop, nor a page too wide."""

from app.domain.running_order import add_stage
from tests.browser.conftest import Room
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_preparing_on_a_laptop_and_on_a_phone(at: Room) -> None:
    with at.world.session() as session:
        film = add_stage(session, at.world.desk(session), kind="film", after="")
        session.commit()
    checks, desk = Checks(), at.desk()
    stages = [film, *(at.world.stages[kind] for kind in ("welcome", "feelings", "choose"))]
    pages = ["order", "prepare", "ready", *(f"order/{stage}" for stage in stages)]
    for page in pages:
        desk.opens(f"{at.here}/desk/{page}")
        checks.look(desk, page)
    desk.page.set_viewport_size({"width": 320, "height": 700})
    for page in pages:
        desk.opens(f"{at.here}/desk/{page}")
        wide = desk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{page} is {wide} wide"
    checks.assert_nothing()
