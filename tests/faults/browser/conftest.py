"""A ward: a server of its own that can be killed, and phones behind networks that can be broken."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import httpx2
import pytest
from sqlmodel import select

from app.database import Database
from app.domain.receipts import Receipt
from app.domain.stories import Story
from app.domain.workshops import Stage
from tests.browser.conftest import Screens, chromium, screens
from tests.browser.processes import Process
from tests.browser.screens import Phone
from tests.faults.proxy import Proxy
from tests.make import World, a_world

PATIENCE = 60  # seconds, with a server that starts and with the first page on bad Wi-Fi

__all__ = ["chromium", "screens"]  # fixtures here as well


class Ward:
    """A room, the process that serves it, and the network between it and each phone."""

    def __init__(self, screens: Screens, server: Process, world: World) -> None:
        self.screens, self.server, self.world = screens, server, world
        self.here = f"/w/{world.workshop}"
        self.networks: list[Proxy] = []

    def network(self, seed: int = 0) -> Proxy:
        self.networks.append(Proxy(self.server.port, seed))
        return self.networks[-1]

    def phone(self, network: Proxy | None = None, name: str = "Amina") -> Phone:
        address = network.address if network else self.server.address
        seat = {f"seat-{self.world.workshop}": self.world.secrets[name]}
        phone = self.screens.add(Phone, address, seat)
        phone.context.set_default_navigation_timeout(PATIENCE * 1000)
        phone.opens(f"{self.here}/phone")
        return phone

    def goes_to(self, kind: str) -> None:
        """Somebody steers at the desk, on another network."""
        address, cookies = self.server.address, {"sid": self.world.cookie}
        moved = {"to": self.world.stages[kind], "sure": "yes"}
        headers = {"Origin": address, "HX-Request": "true"}
        with httpx2.Client(base_url=address, cookies=cookies, headers=headers) as desk:
            answer = desk.post(f"{self.here}/desk/stage", data=moved, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text

    def minutes_pass(self, kind: str, minutes: int) -> None:
        """As if a stage had closed so much earlier."""
        with self.world.session() as session:
            stage = session.get_one(Stage, self.world.stages[kind])
            assert stage.closed_at is not None
            stage.closed_at -= timedelta(minutes=minutes)
            session.add(stage)
            session.commit()

    def told(self) -> list[str]:
        """Every story that is stored and was not taken back, in the order they came."""
        with self.world.database.read() as session:
            stories = session.exec(select(Story)).all()
        return [s.text for s in sorted(stories, key=lambda s: s.told_at) if s.withdrawn_at is None]

    def receipts(self) -> int:
        with self.world.database.read() as session:
            return len(session.exec(select(Receipt)).all())

    def is_told(self, *stories: str, within: float = 10) -> float:
        """Waits until exactly these are stored; how many seconds that took."""
        began, later = monotonic(), Event()
        while self.told() != list(stories):
            assert monotonic() - began < within, self.told()
            later.wait(0.02)
        return monotonic() - began


@pytest.fixture
def server(url: str, database: Database, tmp_path: Path) -> Iterator[Process]:
    server = Process(url, tmp_path)
    yield server
    with suppress(ProcessLookupError):
        server.kill()


@pytest.fixture
def ward(screens: Screens, server: Process, database: Database) -> Iterator[Ward]:
    ward = Ward(screens, server, a_world(database, datetime.now(UTC)))
    ward.goes_to("feelings")
    yield ward
    for network in ward.networks:
        network.close()
