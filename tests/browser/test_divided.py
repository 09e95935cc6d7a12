"""A room whose phones are divided between two processes on one PostgreSQL.

The whole suite runs so with `make browser-split`; this is the part of it that `make test` sees.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Room
from tests.conftest import only_postgresql
from tests.running import Running
from tests.splitting import Other, Split


@pytest.fixture
def running(url: str, tmp_path: Path) -> Iterator[Running]:
    other = Other()
    running = Split(url, tmp_path, other)
    yield running
    running.stop()
    other.stop()


@only_postgresql
def test_a_divided_room_writes_reads_and_moves_on_as_one(at: Room) -> None:
    at.goes_to("feelings")
    amina, bo, cy = at.phone("Amina"), at.phone("Bo"), at.phone("Cy")
    desk, wall = at.desk(), at.wall()

    amina.feels(-2)
    amina.writes("Nobody told us where to go")
    bo.writes("Somebody held the door")
    desk.counts("2 still writing")
    amina.sends()
    bo.sends()
    desk.releases("Nobody told us where to go")
    desk.releases("Somebody held the door")
    cy.is_done()
    desk.counts("1 of 3 done")

    desk.goes_on("What we see")
    for screen in (amina, bo, cy, wall):
        screen.is_at("What we see")
    for phone in (amina, bo, cy):
        phone.opens(f"{at.here}/phone/words")
    amina.sees("Nobody told us where to go")
    expect(bo.page.get_by_text("Nobody told us where to go")).to_have_count(0)

    assert isinstance(at.running, Split)
    served = at.running.front.passed
    assert len(served) == 2, "both had their part"
    assert min(served.values()) >= 5
