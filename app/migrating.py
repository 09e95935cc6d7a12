"""Bringing a database to the newest shape, with one call, on both databases."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

if TYPE_CHECKING:  # it takes a sixth of a start, in which there is mostly nothing to do for it
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def migrate(url: str, to: str = "head") -> None:
    """Safe to call at every start; looks no further where the shape is the newest already."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    if to == "head" and _is_newest(url):
        return
    from alembic import command

    command.upgrade(config(url), to)


def newest() -> str:
    """The newest revision: the files' names begin with theirs."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _is_newest(url: str) -> bool:
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version"))
            return found.scalars().all() == [newest()]
    except ProgrammingError:  # nothing there yet, as PostgreSQL says it
        return False
    except OperationalError:
        if engine.dialect.name != "sqlite":
            raise  # nobody there: waiting once is enough
        return False
    finally:
        engine.dispose()


def config(url: str) -> "Config":
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = url
    return made


def in_models(name: str | None, kind: str, _parents: object) -> bool:
    """The library's index is made by hand, as each database has its own kind (0021)."""
    return kind != "table" or not (name or "").startswith("library_search")
