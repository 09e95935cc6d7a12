"""The site as a process of its own, so that it can be killed."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event

from tests.make import KEYRING


class Process:
    """One that serves."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings = os.environ | {
            "DATABASE_URL": url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "TOUCHLINE_DATA": str(folder),
            "TOUCHLINE_SECRET": KEYRING.key.decode(),
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "app.cli", "serve", "--alone"]
        self.process = subprocess.Popen(
            command, env=self.settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        again = Event()
        while not self._answers():
            assert self.process.poll() is None, "the server did not start"
            again.wait(0.05)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return True

    def freeze(self) -> None:
        """It takes connections, and does nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def runs(self, *command: str) -> None:
        """A command of an operator, on this machine."""
        subprocess.run(
            [sys.executable, "-m", "app.cli", *command],
            env=self.settings,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        # uvicorn shuts down in good order, then hands the signal on
        assert self.process.wait(timeout=15) == -signal.SIGTERM
