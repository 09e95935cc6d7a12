"""A setting that cannot be used ends the start with one sentence; what is kept is kept whole."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.main import Server, Site, secret_key
from app.settings import BadSettings, Settings, network_address
from app.watching import listen
from tests.conftest import only_sqlite

ROOT = Path(__file__).parent.parent
CANARY = "a canary that nobody may read"


def started(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`touchline serve`, which must end by itself."""
    given = {"TOUCHLINE_DATA": str(tmp_path / "data"), "PORT": "0"} | environment
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "serve"],
        cwd=ROOT,
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"TOUCHLINE_DATA": "/dev/null/data"}, "TOUCHLINE_DATA"),
        ({"DATABASE_URL": "sqlite:////dev/null/data/x.db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody:hush@127.0.0.1:1/none"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://[/none"}, "DATABASE_URL"),
        ({"HOST": "no.such.host.invalid"}, "Cannot listen on"),
        ({"PORT": "70000"}, "PORT"),
        ({"PUBLIC_URL": "https://x?y"}, "PUBLIC_URL"),
        ({"TOUCHLINE_SECRET": "short"}, "TOUCHLINE_SECRET"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_no_traceback(tmp_path, environment, sentence):
    ended = started(tmp_path, **environment)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "hush" not in ended.stderr


def test_a_port_in_use_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = started(tmp_path, HOST="127.0.0.1", PORT=port)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Cannot listen on 127.0.0.1, port {port}")
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://x?y", "https://x#y", "https://x/y", "https://x/?", "ftp://x", "https://", "x",
        "http://[", "https://x:99999", "https://me:hush@x", "https://:8000",
    ],
)  # fmt: skip
def test_a_public_address_is_a_whole_address_and_nothing_more(url):
    with pytest.raises(ValidationError):
        Settings(public_url=url)


def test_a_public_address_may_have_a_port_and_end_in_a_slash():
    assert Settings(public_url="https://x.example:8443/").address == "https://x.example:8443"
    assert Settings(public_url="").public_url == ""


@only_sqlite
def test_the_older_and_the_newer_addresses_both_lead_to_the_whole_network(url, tmp_path):
    site = Site(Settings(database_url=url, touchline_data=tmp_path))
    try:
        server = Server(site, listen("::", 0))
    except OSError:
        pytest.skip("this machine knows no IPv6")
    for host in ("127.0.0.1", "::1"):
        socket.create_connection((host, server.port), timeout=5).close()
    server.socket.close()
    site.database.close()


def test_an_address_of_the_newer_kind_stands_in_brackets():
    assert Settings(host="fd00::1", port=80).address == "http://[fd00::1]:80"


class NoWayOut:
    """A machine on a hotspot: only one private network answers, or none at all."""

    def __init__(self, network: str) -> None:
        self.network = network

    def __call__(self, *_kind: object) -> "NoWayOut":
        return self

    def __enter__(self) -> "NoWayOut":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def connect(self, there: tuple[str, int]) -> None:
        if not self.network or not there[0].startswith(self.network):
            raise OSError("Network is unreachable")

    def getsockname(self) -> tuple[str, int]:
        return f"{self.network}.0.7", 5


@pytest.mark.parametrize(
    ("network", "named", "found"),
    [
        ("192.168", [], "192.168.0.7"),
        ("172.31", [], "172.31.0.7"),
        ("", ["127.0.1.1", "10.1.2.3"], "10.1.2.3"),
        ("", ["127.0.1.1"], "localhost"),
    ],
)
def test_without_a_way_out_the_private_network_is_found(monkeypatch, network, named, found):
    monkeypatch.setattr(socket, "socket", NoWayOut(network))
    monkeypatch.setattr(socket, "gethostbyname_ex", lambda name: (name, [], named))
    assert network_address("0.0.0.0") == found


def test_the_key_is_made_once_whole_and_for_its_owner_only(tmp_path):
    settings = Settings(touchline_data=tmp_path / "data")
    key = secret_key(settings)
    (path,) = (tmp_path / "data").iterdir()  # nothing is left aside
    assert (path.name, path.stat().st_mode & 0o777) == ("secret.key", 0o600)
    assert secret_key(settings) == key
    assert len(key) == 64


@pytest.mark.parametrize("found", ["", "short", "   \n"])
def test_a_key_that_is_not_whole_is_refused(tmp_path, found):
    (tmp_path / "secret.key").write_text(found)
    with pytest.raises(BadSettings, match="not whole"):
        secret_key(Settings(touchline_data=tmp_path))
    assert (tmp_path / "secret.key").read_text() == found


def test_a_key_that_cannot_be_kept_is_said():
    with pytest.raises(BadSettings, match="TOUCHLINE_DATA"):
        secret_key(Settings(touchline_data=Path("/dev/null/data")))


def test_an_error_of_the_database_holds_nobody_s_words(database):
    for engine in (database.writing, database.reading):
        with engine.connect() as connection, pytest.raises(SQLAlchemyError) as failed:
            connection.execute(text("SELECT :words FROM nowhere"), {"words": CANARY})
        assert CANARY not in str(failed.value)
        assert CANARY not in repr(failed.value)


def test_one_look_sees_one_moment(database):
    """On both databases: what is saved meanwhile is not seen half-way through a page."""
    count = text("SELECT count(*) FROM account")
    with database.read() as session:
        before = session.connection().execute(count).scalar()
        with database.writing.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO account (id, email, password_hash, name, created_at)"
                    " VALUES ('0', 'x@example.org', '', 'X', '2026-01-01')"
                )
            )
        assert session.connection().execute(count).scalar() == before
