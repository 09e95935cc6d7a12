"""From the QR code to “saved” in Firefox and in WebKitGTK, as the desk moves the room along."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.domain.feelings import Placement
from app.domain.stories import Story
from tests.browser.other_browsers import Browser, Firefox, WebKit
from tests.conftest import only_sqlite
from tests.make import World
from tests.running import Running

KINDS = [
    pytest.param(
        kind,
        id=kind.name,
        marks=pytest.mark.skipif(
            not kind.program, reason=f"{kind.name} is not here: apt-get install {kind.package}"
        ),
    )
    for kind in (Firefox, WebKit)
]


@pytest.fixture
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    browser = request.param(tmp_path / "browser")
    yield browser
    browser.end()


@only_sqlite
@pytest.mark.parametrize("browser", KINDS, indirect=True)
def test_somebody_joins_feels_and_writes_and_follows_the_room(
    browser: Browser, running: Running, room: World
) -> None:
    room.goes_to("welcome")
    browser.opens(f"{running.address}/j/{room.join_secret}")
    browser.clicks("label:has(input[value=patient])")
    browser.clicks("input[name=consent]")
    browser.clicks("form:has(input[name=consent]) button:not([type=button])")
    browser.sees("Welcome")
    assert browser.address.endswith("/phone")
    browser.mark()

    with running.desk(room) as desk:
        to = {"to": room.stages["feelings"], "sure": "yes"}
        desk.post(f"/w/{room.workshop}/desk/stage", data=to).raise_for_status()
    browser.sees("How it felt")
    browser.clicks("label:has(input[name=height][value='-2'])")
    browser.sees("Saved.")
    browser.types("[data-own] textarea[name=text]", "Nobody told us where to go")
    browser.clicks("[data-own] form:has(textarea[name=text]) button:not([type=button])")
    browser.sees("2 of 3")
    assert browser.was_never_reloaded, "all of this came by the stream and by forms"

    browser.opens(f"{running.address}/w/{room.workshop}/phone/words")
    browser.sees("Nobody told us where to go")
    with room.session() as session:
        assert session.exec(select(Story.text)).all() == ["Nobody told us where to go"]
        assert session.exec(select(Placement.height)).all() == [-2]
