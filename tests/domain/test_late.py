"""Heights and words from paper after the map was shown: kept, and drawn with care (A1)."""

import pytest
from sqlmodel import Session, select

from app.domain.cards import keep_cards
from app.domain.errors import Refused
from app.domain.feelings import Placement, Word, place, words_at, words_by_touchpoint
from app.domain.keying import Comes, come_in, type_in
from app.domain.late import people_waiting
from app.domain.seats import Sitting
from app.domain.steering import reveal
from app.domain.voices import Voice
from app.domain.what_we_see import journey_map
from app.domain.workshops import stage_called, workshop_called
from tests.make import World, a_key

K = 5


@pytest.fixture
def shown(world: World) -> World:
    """Six patients and three staff felt low, the map is shown; thirty cards are printed."""
    for voice, people in ((Voice.PATIENT, 6), (Voice.STAFF, 3)):
        world.crowd(voice, people)
    stage = world.goes_to("feelings")
    with world.session() as session:
        for name in world.secrets:
            if name.startswith(("patient", "staff")):
                _places(session, world.sits(session, name), stage, world, -2)
        keep_cards(session, world.desk(session), up_to=30, keyring=world.keyring)
        session.commit()
    world.goes_to("map")
    _shows(world, True)
    return world


def _places(session: Session, by: Sitting, stage: str, world: World, height: int) -> None:
    at = world.touchpoints[0]
    place(session, by, stage=stage, touchpoint=at, height=height, key=a_key())


def _shows(world: World, revealed: bool) -> None:
    with world.session() as session:
        reveal(session, world.desk(session), revealed=revealed)
        session.commit()


def draws_again(world: World) -> None:
    _shows(world, False)
    _shows(world, True)


def keys_in(world: World, numbers: range, voice: Voice, height: str = "5", words: str = "") -> None:
    with world.session() as session:
        for number in numbers:
            sheet = Comes(str(voice), "", takes_part=True, may_show=True)
            both = {"number": number, "keyring": world.keyring}
            come_in(session, world.desk(session), sheet=sheet, key=a_key(), **both)
            type_in(
                session,
                world.desk(session),
                stage=world.stages["feelings"],
                fields={"height-1": height, "words-1": words},
                uses=(),
                sure=False,
                key=a_key(),
                **both,
            )
        session.commit()


def drawn(world: World) -> dict[str, tuple[int, ...]]:
    """The heights of each shown group at the first touchpoint."""
    with world.session() as session:
        workshop = workshop_called(session, world.workshop)
        stage = stage_called(session, world.workshop, world.stages["map"])
        felt = journey_map(session, workshop, world.touchpoints, stage, {})
        return {str(group.group): group.heights for group in felt.touchpoints[0].groups}


def test_late_heights_change_the_map_only_when_it_is_drawn_again(shown: World):
    before = drawn(shown)
    keys_in(shown, range(1, 1 + K), Voice.PATIENT)
    assert drawn(shown) == before
    draws_again(shown)
    assert drawn(shown) == {"patient": (-2,) * 6 + (2,) * K}


def test_fewer_than_k_late_heights_are_never_drawn_beside_those_that_stand(shown: World):
    before = drawn(shown)
    keys_in(shown, range(1, K), Voice.PATIENT)
    draws_again(shown)
    assert drawn(shown) == before
    with shown.session() as session:
        assert people_waiting(session, shown.workshop) == K - 1
    keys_in(shown, range(K, K + 1), Voice.PATIENT)
    draws_again(shown)
    assert drawn(shown) == {"patient": (-2,) * 6 + (2,) * K}


def test_late_heights_may_complete_a_group_that_was_not_shown_before(shown: World):
    assert "staff" not in drawn(shown)
    keys_in(shown, range(1, 3), Voice.STAFF, height="4")
    assert "staff" not in drawn(shown)
    draws_again(shown)
    assert drawn(shown)["staff"] == (-2, -2, -2, 1, 1)


def test_late_words_are_kept_from_the_wall_until_enough_people_said_some(shown: World):
    def on_the_wall() -> set[str]:
        with shown.session() as session:
            return {w.text for w in words_at(session, shown.workshop, shown.touchpoints[0])}

    keys_in(shown, range(1, K), Voice.PATIENT, words="calm, mithered")
    draws_again(shown)
    assert on_the_wall() == set()
    with shown.session() as session:
        desk = words_by_touchpoint(session, shown.workshop)
        assert {word.text for word in desk[shown.touchpoints[0]]} == {"calm", "mithered"}
    keys_in(shown, range(K, K + 1), Voice.STAFF, words="safe")
    draws_again(shown)
    assert on_the_wall() == {"calm", "mithered", "safe"}


def test_a_height_that_stands_on_the_map_cannot_be_changed_from_paper(world: World):
    world.crowd(Voice.PATIENT, 6)
    world.goes_to("feelings")
    with world.session() as session:
        keep_cards(session, world.desk(session), up_to=1, keyring=world.keyring)
        session.commit()
    keys_in(world, range(1, 2), Voice.PATIENT, words="calm")
    world.goes_to("map")
    _shows(world, True)
    with world.session() as session:
        for fields in ({"height-1": "1"}, {"words-1": "sad"}):
            with pytest.raises(Refused, match="The map has been shown"):
                type_in(
                    session,
                    world.desk(session),
                    number=1,
                    stage=world.stages["feelings"],
                    fields=fields,
                    uses=(),
                    sure=True,
                    key=a_key(),
                    keyring=world.keyring,
                )
            session.rollback()
        assert [p.height for p in session.exec(select(Placement))] == [2]
        assert [w.text for w in session.exec(select(Word))] == ["calm"]


def test_a_phone_can_add_nothing_to_a_map_that_was_shown(shown: World):
    with shown.session() as session, pytest.raises(Refused, match="moved on"):
        _places(session, shown.sits(session, "Amina"), shown.stages["feelings"], shown, 2)
