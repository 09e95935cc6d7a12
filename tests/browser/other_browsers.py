"""Firefox and WebKitGTK, driven by what they bring themselves; Debian has both.

Playwright drives only its own builds of them. Firefox listens to Marionette, WebKitGTK comes with
a WebDriver. Both know the same few commands.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2

PATIENCE = 30.0  # seconds; a first start takes long on a busy machine
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # by the standard
MINI_BROWSERS = Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")


class Browser:
    """One window. Every look waits until it finds what it looks for."""

    def opens(self, address: str) -> None:
        self._ask("WebDriver:Navigate", "POST", "url", url=address)

    @property
    def address(self) -> str:
        return str(self._ask("WebDriver:GetCurrentURL", "GET", "url"))

    def clicks(self, css: str) -> None:
        """In the middle of the window: a driver takes what lies under a bar to be in sight."""

        def click() -> bool:
            self._find(css)
            to = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'})"
            self._script(to, css)
            return self._on(css, "ElementClick", "click")

        self._until(click, f"click {css}")

    def types(self, css: str, text: str) -> None:
        self._until(lambda: self._on(css, "ElementSendKeys", "value", text=text), f"type in {css}")

    def reads(self, css: str = "body") -> str:
        element = self._find(css)
        return str(
            self._ask("WebDriver:GetElementText", "GET", f"element/{element}/text", id=element)
        )

    def sees(self, text: str, css: str = "body") -> None:
        self._until(lambda: text in self.reads(css), f"see “{text}” in {css}")

    def mark(self) -> None:
        """So that a reload would be noticed."""
        self._script("window.neverReloaded = true")

    @property
    def was_never_reloaded(self) -> bool:
        return self._script("return window.neverReloaded === true") is True

    def _script(self, script: str, *args: str) -> Any:
        what = {"script": script, "args": list(args)}
        return self._ask("WebDriver:ExecuteScript", "POST", "execute/sync", **what)

    def _on(self, css: str, command: str, path: str, **what: str) -> bool:
        element = self._find(css)
        self._ask(f"WebDriver:{command}", "POST", f"element/{element}/{path}", id=element, **what)
        return True

    def _find(self, css: str) -> str:
        asked = {"using": "css selector", "value": css}
        return str(self._ask("WebDriver:FindElement", "POST", "element", **asked)[ELEMENT])

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        until, why = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            try:
                if holds():
                    return
            except Refused as error:  # not there yet, or just drawn anew
                why = str(error)
            time.sleep(0.05)
        raise AssertionError(f"could not {what}: {why}\n{self.reads()}")

    def _ask(self, command: str, method: str, path: str, **what: Any) -> Any:
        raise NotImplementedError

    def end(self) -> None:
        raise NotImplementedError


class Refused(Exception):
    """What a browser says when it can't do a command now."""


class Firefox(Browser):
    name = "Firefox"
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    package = "firefox-esr"

    def __init__(self, folder: Path) -> None:
        assert self.program
        port = _free_port()
        folder.mkdir()
        (folder / "user.js").write_text(
            f'user_pref("marionette.port", {port});\n'
            'user_pref("app.normandy.enabled", false);\n'
            'user_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        )
        self._process = subprocess.Popen(
            [self.program, "--headless", "--marionette", "--no-remote", "--profile", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
        )
        self._line = _connect(port)
        self._file = self._line.makefile("rb")
        self._hear()
        self._number = 0
        self._ask("WebDriver:NewSession", "", "", capabilities={})

    def _ask(self, command: str, method: str, path: str, **what: Any) -> Any:
        self._number += 1
        said = json.dumps([0, self._number, command, what]).encode()
        self._line.sendall(b"%d:%b" % (len(said), said))
        _, _, error, answer = self._hear()
        if error:
            raise Refused(error["message"])
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def _hear(self) -> Any:
        size = b""
        while (digit := self._file.read(1)) != b":":
            size += digit
        return json.loads(self._file.read(int(size)))

    def end(self) -> None:
        self._file.close()
        self._line.close()
        self._process.terminate()
        self._process.wait()


class WebKit(Browser):
    name = "WebKitGTK"
    program = shutil.which("WebKitWebDriver") if shutil.which("Xvfb") else None
    package = "webkit2gtk-driver xvfb"

    def __init__(self, folder: Path) -> None:
        assert self.program
        folder.mkdir()
        ours, theirs = os.pipe()
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "800x1200x24", "-nolisten", "tcp"],
            pass_fds=[theirs],
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        with os.fdopen(ours) as told:
            screen = told.readline().strip()
        port = _free_port()
        self._process = subprocess.Popen(
            [self.program, f"--port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ
            | {"DISPLAY": f":{screen}", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
            | {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "NO_AT_BRIDGE": "1"},
        )
        _connect(port).close()
        self._client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        options = {"binary": str(next(MINI_BROWSERS)), "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = self._value(self._client.post("/session", json=asked))["sessionId"]
        self._ask("", "POST", "window/rect", x=0, y=0, width=480, height=1100)

    def _ask(self, command: str, method: str, path: str, **what: Any) -> Any:
        what.pop("id", None)
        body = {"json": what} if method == "POST" else {}
        return self._value(
            self._client.request(method, f"/session/{self._session}/{path}", **body)  # type: ignore[arg-type]
        )

    def _value(self, answer: httpx2.Response) -> Any:
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise Refused(value["message"] or value["error"])
        return value

    def end(self) -> None:
        with suppress(httpx2.HTTPError):
            self._client.delete(f"/session/{self._session}")
        self._client.close()
        for process in (self._process, self._screen):
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connect(port: int) -> socket.socket:
    until = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 60)
        except OSError:
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.1)
