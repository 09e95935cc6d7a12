"""The desk's live map never moves for fewer than k people."""

from app.domain.feelings import place
from app.domain.voices import Voice
from app.domain.what_we_see import DrawnFrom, journey_map
from app.domain.workshops import workshop_called
from tests.conftest import only_sqlite
from tests.make import World, a_key

pytestmark = only_sqlite


def mark(session, world: World, name: str, height: int) -> None:
    place(
        session,
        world.sits(session, name),
        stage=world.stages["feelings"],
        touchpoint=world.touchpoints[0],
        height=height,
        key=a_key(),
    )
    session.flush()


def test_one_more_mark_moves_no_median_until_five_are_new(world, session):
    staff = world.crowd(Voice.STAFF, 10)
    world.goes_to("feelings")
    drawn: DrawnFrom = {}

    def median() -> float | None:
        session.expire_all()
        felt = journey_map(
            session,
            workshop_called(session, world.workshop),
            world.touchpoints,
            world.stage(session, "map"),
            drawn,
        )
        groups = felt.touchpoints[0].groups
        return groups[0].median if groups else None

    for name in staff[:4]:
        mark(session, world, name, -2)
    assert median() is None
    mark(session, world, staff[4], -2)
    assert median() == -2
    for name in staff[5:9]:
        mark(session, world, name, 2)
        assert median() == -2
    mark(session, world, staff[9], 2)
    assert median() == 0
