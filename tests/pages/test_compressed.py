"""Pages travel small where the browser can read that; what streams is never held back for it."""

import pytest

from tests.conftest import only_sqlite

pytestmark = only_sqlite


def test_a_page_travels_small_to_whoever_can_read_it(running, room):
    room.goes_to("feelings")
    phone = running.phone(room, "Amina")
    page = f"/w/{room.workshop}/phone"
    small = phone.get(page, headers={"accept-encoding": "gzip"})
    whole = phone.get(page, headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert "Going home" in small.text
    assert int(small.headers["content-length"]) < int(whole.headers["content-length"]) / 3
    assert "accept-encoding" in small.headers["vary"].lower()
    assert "accept-encoding" in whole.headers["vary"].lower()


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br", "*"])
def test_a_stream_is_never_compressed_on_its_way(running, room, accepted):
    phone = running.phone(room, "Amina")
    address = f"/w/{room.workshop}/phone/live?language=en&voice=patient&known="
    with phone.stream("GET", address, headers={"accept-encoding": accepted}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in stream.headers
