"""A server as a process of its own, which can be killed and comes back on the same port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


class Away:
    """A server out of reach of this process but for its port, and a demo workshop in it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.port = port
        self.database = folder / "touchline.db"
        own = {"HOST": "127.0.0.1", "PORT": str(port), "TOUCHLINE_DATA": str(folder)}
        unset = {"DATABASE_URL", "PUBLIC_URL", "TOUCHLINE_SECRET"}
        self.environment = {k: v for k, v in os.environ.items() if k not in unset} | own
        self.demo: dict[str, str] = {}
        self.start()

    def new_workshop(self) -> None:
        """Another demo, with an open workshop that nobody was in."""
        self.demo = json.loads(self.run("demo", "--json").stdout)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "serve"], env=self.environment, stdout=subprocess.DEVNULL
        )
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("The server did not start.")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words],
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )


@pytest.fixture(scope="module")
def distant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    away = Away(tmp_path_factory.mktemp("away"))
    yield away
    away.process.terminate()
    away.process.wait()


@pytest.fixture
def away(distant: Away) -> Away:
    distant.new_workshop()
    return distant
