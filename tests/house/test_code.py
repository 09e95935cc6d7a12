"""Rules about the code itself: what may stand in a template, what must be documented, and heads."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app.cli import cli
from app.domain.changes import Topic
from app.domain.tables import metadata
from app.migrating import config, in_models, migrate, newest
from app.pages.regions import REGIONS
from app.pages.templating import environment
from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = sorted((ROOT / "app/templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "app/templates")) for path in TEMPLATES]

FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style|\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=",
    "hx-on": r"hx-on",
    "a js: value": r"[\"']js:",
    "a filter in a trigger": r"hx-trigger=\"[^\"]*\[",
    "unescaped output": r"\|\s*safe\b",
    "an address elsewhere": r"(?:src|href)\s*=\s*\"(?:https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_parses_and_holds_nothing_that_the_policy_forbids(path: Path):
    source = path.read_text()
    environment.parse(source)
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_begins_by_saying_what_it_is(path: Path):
    assert path.read_text().startswith("{#")


def test_every_topic_has_a_region():
    assert {topic for region in REGIONS for topic in region.topics} == set(Topic)


def test_region_ids_are_unique_on_their_screen():
    ids = [(region.screen, region.id) for region in REGIONS]
    assert len(ids) == len(set(ids))


def test_settings_and_commands_are_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    missing = [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in readme]
    commands = [c.name or c.callback.__name__ for c in cli.registered_commands if c.callback]
    missing += [name for name in [*commands, "account add"] if f"touchline {name}" not in readme]
    assert missing == []


def test_the_paths_the_readme_names_exist():
    named = re.findall(r"`((?:app|docs|tests|tools|bench|migrations)/[\w./-]*)`", _readme())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def _readme() -> str:
    return (ROOT / "README.md").read_text()


def test_migrations_have_one_head_and_match_the_models(url: str):
    assert ScriptDirectory.from_config(config(url)).get_heads() == [newest()]
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": in_models}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrations_go_down_and_up_again(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/up.db"
    migrate(url)
    command.downgrade(config(url), "base")
    migrate(url)


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=str)
def test_a_module_says_in_one_sentence_what_it_is(path: Path):
    assert path.read_text().startswith('"""')
