"""The compose file says what it should, and no setting in it is one that nobody reads."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent
COMPOSE = ROOT / "compose.yaml"
TOOLS = ROOT / "build/compose/bin"
ASKED = re.compile(r"\$\{(\w+)")

needs_tools = pytest.mark.skipif(
    not (TOOLS / "check-jsonschema").exists(),
    reason="`make build/compose` installs what reads a compose file; `make test` does",
)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    read = (
        "import json, sys, ruamel.yaml;"
        "print(json.dumps(ruamel.yaml.YAML(typ='safe').load(open(sys.argv[1]))))"
    )
    told = subprocess.run(
        [TOOLS / "python", "-c", read, COMPOSE], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(told.stdout)["services"]
    return found


@needs_tools
def test_it_is_a_compose_file():
    checked = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@needs_tools
def test_there_are_two_of_the_application_and_only_the_proxy_is_reached_from_outside(services):
    assert services["app"]["deploy"]["replicas"] == 2
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert services["app"]["networks"] == ["front", "back"]
    assert services["caddy"]["networks"] == ["front"]
    assert services["database"]["networks"] == ["back"]


@needs_tools
def test_the_application_is_told_only_settings_that_it_reads(services):
    told = set(services["app"]["environment"]) - {"FORWARDED_ALLOW_IPS"}  # uvicorn's own
    assert told <= {name.upper() for name in Settings.model_fields}


@needs_tools
def test_nothing_starts_without_its_secrets_nor_before_what_it_needs(services):
    for name in ("POSTGRES_PASSWORD", "TOUCHLINE_SECRET", "TOUCHLINE_DOMAIN"):
        asked = re.findall(rf"\${{{name}(..)", COMPOSE.read_text())
        assert asked, name
        assert set(asked) == {":?"}, f"{name} has no usual value"
    for name, first in (("app", "database"), ("caddy", "app"), ("backups", "database")):
        assert services[name]["depends_on"] == {first: {"condition": "service_healthy"}}
    assert "healthcheck" in services["database"]
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_what_it_asks_for_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    asked = set(ASKED.findall(COMPOSE.read_text()))
    assert [name for name in sorted(asked) if name not in readme] == []


@needs_tools
def test_its_copies_are_made_as_often_as_phones_are_told(services):
    (command,) = services["backups"]["command"]
    minutes = int(services["app"]["environment"]["BACKUP_MINUTES"])
    assert f"bash /deploy/backup.sh && sleep {minutes * 60}" in command
    assert "./deploy:/deploy:ro" in services["backups"]["volumes"]


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not here: apt-get install caddy")
def test_the_caddyfile_is_written_as_caddy_writes_it():
    path = ROOT / "deploy/Caddyfile"
    told = subprocess.run(["caddy", "fmt", path], capture_output=True, text=True, check=False)
    assert told.stdout == path.read_text()
