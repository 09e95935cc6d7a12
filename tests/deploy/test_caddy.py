"""Debian's Caddy, with the Caddyfile of compose.yaml, before two processes on one PostgreSQL."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from app.database import Database
from tests.conftest import only_postgresql
from tests.live.test_live import Ear, tell
from tests.make import World, a_world
from tests.running import Running

CADDY = shutil.which("caddy")
CADDYFILE = Path(__file__).parent.parent.parent / "deploy/Caddyfile"
# Only where it listens, and that it makes its own certificate, differs from the real one.
OURS = """
{
	admin off
	auto_https disable_redirects
	local_certs
	skip_install_trust
	storage file_system %s
"""

pytestmark = [
    only_postgresql,
    pytest.mark.skipif(not CADDY, reason="Caddy is not here: apt-get install caddy"),
]


@dataclass
class Proxied:
    """Two processes, and the address of Caddy in front of them."""

    behind: list[Running]
    address: str
    log: Path

    def client(self, cookies: dict[str, str], source: str = "127.0.0.1") -> httpx2.Client:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return httpx2.Client(
            base_url=self.address,
            cookies={f"__Host-{name}": value for name, value in cookies.items()},
            headers={"Origin": self.address, "HX-Request": "true"},
            transport=httpx2.HTTPTransport(verify=trusting, local_address=source),
            timeout=15,
        )

    def phone(self, room: World, name: str) -> httpx2.Client:
        return self.client({f"seat-{room.workshop}": room.secrets[name]})

    def desk(self, room: World) -> httpx2.Client:
        return self.client({"sid": room.cookie})


@pytest.fixture
def proxied(url: str, tmp_path: Path) -> Iterator[Proxied]:
    assert CADDY
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"https://localhost:{port}"
    behind = [
        Running(url, tmp_path / name, address, public_url=address) for name in ("one", "other")
    ]
    config = tmp_path / "Caddyfile"
    real = CADDYFILE.read_text()
    assert real.count("\n{\n") == 1
    config.write_text(real.replace("\n{\n", OURS % (tmp_path / "caddy")))
    environment = os.environ | {
        "TOUCHLINE_DOMAIN": address,
        "TOUCHLINE_AT": " ".join(f"127.0.0.1:{running.port}" for running in behind),
        "HOME": str(tmp_path),
    }
    said = (tmp_path / "caddy.log").open("w")
    caddy = subprocess.Popen(
        [CADDY, "run", "--config", config, "--adapter", "caddyfile"],
        env=environment,
        stderr=said,
        stdout=said,
    )
    proxied = Proxied(behind, address, tmp_path / "caddy.log")
    for _ in range(200):
        try:
            with proxied.client({}) as client:
                assert client.get("/healthz").status_code == 200
            break
        except httpx2.HTTPError:
            assert caddy.poll() is None, (tmp_path / "caddy.log").read_text()
            time.sleep(0.05)
    yield proxied
    caddy.kill()  # it would wait for every stream
    caddy.wait()
    said.close()
    for running in behind:
        running.stop()


@pytest.fixture
def room(database: Database) -> World:
    return a_world(database, datetime.now(UTC))


def test_streams_come_through_at_once_from_whichever_process(proxied: Proxied, room: World):
    phones = [Ear(proxied.phone(room, name), room, "phone") for name in ("Amina", "Bo", "Cy")]
    desk = Ear(proxied.desk(room), room, "desk")
    began = time.monotonic()
    proxied.desk(room).post(f"/w/{room.workshop}/desk/stage", data={"to": "next"})
    assert all(ear.hears(">Welcome<") for ear in [*phones, desk])
    assert time.monotonic() - began < 3, "not gathered on the way"
    room.goes_to("feelings")
    tell(proxied.phone(room, "Amina"), room, "Nobody told us")
    assert desk.hears("Nobody told us")
    divided = [
        sum(running.site.hub.guests(room.workshop, screen) for screen in ("phone", "desk"))
        for running in proxied.behind
    ]
    assert sum(divided) == 4
    assert min(divided) >= 1, "both have their part"


def test_a_stream_that_a_phone_leaves_is_left_behind_the_proxy_too(proxied: Proxied, room: World):
    def becomes(listening: int) -> bool:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            found = sum(r.site.hub.guests(room.workshop, "phone") for r in proxied.behind)
            if found == listening:
                return True
            time.sleep(0.02)
        return False

    client = proxied.phone(room, "Amina")
    with client.stream("GET", f"/w/{room.workshop}/phone/live") as answer:
        coming = answer.iter_text()  # let go of, it would hang up
        assert any("event: ping" in text for text in coming)
        assert becomes(1)
    client.close()
    assert becomes(0), "nothing is written any more to a phone that has gone"


def test_it_speaks_http_2_and_cookies_stay_on_https(proxied: Proxied, room: World):
    asked = ssl.create_default_context()
    asked.check_hostname, asked.verify_mode = False, ssl.CERT_NONE
    asked.set_alpn_protocols(["h2", "http/1.1"])
    port = int(proxied.address.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        asked.wrap_socket(plain, server_hostname="localhost") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
    joined = proxied.client({}).get(f"/j/{room.join_secret}")
    assert joined.status_code == 200
    assert joined.headers["strict-transport-security"]
    cookies = joined.headers.get_list("set-cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_the_address_of_a_phone_is_told_by_the_proxy_and_by_nobody_else(
    proxied: Proxied, room: World
):
    def reached() -> bool:
        return any(r.site.reached.by_a_phone(room.workshop) for r in proxied.behind)

    claims = {"X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"}
    proxied.client({}).get(f"/j/{room.join_secret}", headers=claims)
    assert not reached(), "what a client claims of itself is not passed on"
    proxied.client({}, source="127.0.0.9").get(f"/j/{room.join_secret}")
    assert reached(), "its real address is"


def test_only_the_named_proxy_is_believed(
    url: str, tmp_path: Path, room: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "172.31.250.0/24")
    behind = Running(url, tmp_path / "third", public_url="https://touchline.example")
    try:
        claims = {"X-Forwarded-For": "192.0.2.7"}
        behind.client().get(f"/j/{room.join_secret}", headers=claims)
        assert not behind.site.reached.by_a_phone(room.workshop)
    finally:
        behind.stop()


def test_while_one_process_is_away_the_other_answers(proxied: Proxied, room: World):
    away, there = proxied.behind
    away.stop()
    client = proxied.desk(room)
    answers = [client.get(f"/w/{room.workshop}/desk").status_code for _ in range(10)]
    assert answers == [200] * 10
    away.stop = lambda: None  # type: ignore[method-assign]


def test_when_nobody_answers_the_proxys_log_says_so_without_secrets_or_who_was_there(
    proxied: Proxied, room: World
):
    for running in proxied.behind:
        running.stop()
        running.stop = lambda: None  # type: ignore[method-assign]
    with proxied.client({}, source="127.0.0.9") as client:
        assert client.get(f"/j/{room.join_secret}?voice=SECRET").status_code == 502
    said = proxied.log.read_text()
    assert "connection refused" in said
    for what in (room.join_secret, "SECRET", "127.0.0.9", "user-agent", "httpx"):
        assert what.lower() not in said.lower(), what
