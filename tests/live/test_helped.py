"""A helper's page for somebody follows the room, with that person's addresses alone (J4)."""

import time
from dataclasses import replace

from app.domain.helpers import add_helper, helper_with_link, helpers_in, open_link, take_helper_out
from app.domain.helping import add_person, helping
from app.domain.voices import Voice
from app.live.stream import Stream
from app.pages.templating import languages
from tests.conftest import Running, only_sqlite
from tests.live.test_live import Ear
from tests.make import World, a_key

pytestmark = only_sqlite


def somebody(room: World, name: str) -> tuple[str, str]:
    """A place written for by a device of its own, and that device's cookie."""
    with room.session() as session:
        add_helper(session, room.desk(session), name=f"for {name}", keyring=room.keyring)
        session.flush()
        link = next(h.link for h in helpers_in(session, room.workshop, room.keyring) if h.link)
        secret = open_link(
            session,
            helper_with_link(session, link),
            key=a_key(),
            keyring=room.keyring,
            now=room.now,
        )
        session.flush()
        by = helping(session, room.workshop, secret, room.keyring, room.now)
        handle = add_person(
            session, by, name=name, voice=Voice.CARER, may_show=True, card=None, key=a_key()
        )
        session.commit()
    return f"{room.workshop}.{handle}", secret


def listens(running: Running, room: World, place: str, device: str) -> Ear:
    client = running.client({f"helper-{room.workshop}": device})
    return Ear(client, replace(room, workshop=place), "phone")


def test_a_stage_move_reaches_a_helped_page_with_its_own_addresses(running: Running, room: World):
    ann, device = somebody(room, "Ann")
    helped, own = listens(running, room, ann, device), Ear(running.phone(room, "Bo"), room, "phone")
    running.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": room.stages["feelings"]})
    assert helped.hears(f"/w/{ann}/phone/own")
    assert own.hears(f"/w/{room.workshop}/phone/own")
    assert f"/w/{room.workshop}/phone" not in helped.heard
    assert ann not in own.heard


def test_a_stream_of_somebody_elses_place_is_refused(running: Running, room: World):
    ann, _ = somebody(room, "Ann")
    _, other = somebody(room, "Ben")
    for cookies in ({f"helper-{room.workshop}": other}, {"sid": room.cookie}, {}):
        client = running.client(cookies)
        assert client.get(f"/w/{ann}/phone/live").status_code == 404
    for screen in ("desk", "wall"):
        assert running.desk(room).get(f"/w/{ann}/{screen}/live").status_code == 404


def test_taking_a_helper_out_ends_its_stream(running: Running, room: World):
    site = running.site
    site.stream = Stream(
        site.hub,
        site.entrance,
        site._who_listens,
        languages(),
        site.presence,
        seconds_between_checks=0.3,
    )
    ann, device = somebody(room, "Ann")
    ben, other = somebody(room, "Ben")
    ends, stays = listens(running, room, ann, device), listens(running, room, ben, other)
    time.sleep(0.5)
    with room.session() as session:
        there = helpers_in(session, room.workshop, room.keyring)
        gone = next(h.id for h in there if h.name == "for Ann")
        take_helper_out(session, room.desk(session), helper=gone)
        session.commit()
    assert ends.ended.wait(5)
    assert not stays.ended.wait(1)
