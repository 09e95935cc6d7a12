"""Traps of the libraries that each cost a workshop once; the browser's own are in tests/browser."""

import socket
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func
from sqlmodel import Session, select

from app.database import open_database
from app.domain.seats import Seat
from app.domain.workshops import Stage, Workshop
from app.migrating import config
from tests.conftest import Running, only_sqlite
from tests.make import World, a_world

STREAMS = 60


def test_two_who_read_and_write_at_once_lose_nothing(url, world: World):
    """SQLAlchemy's own transactions on SQLite lose updates in silence."""

    def count_up() -> None:
        database = open_database(url)
        for _ in range(20):
            with Session(database.writing) as session:
                workshop = session.get_one(Workshop, world.workshop, with_for_update=True)
                workshop.k += 1
                session.commit()
        database.close()

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with world.database.read() as session:
        assert session.get_one(Workshop, world.workshop).k == 5 + 80


def test_open_streams_hold_no_connection_that_a_page_needs(running: Running, room: World):
    request = (
        f"GET /w/{room.workshop}/wall/live HTTP/1.1\r\nHost: x\r\n"
        f"Cookie: wall-{room.workshop}={room.wall_key}\r\n\r\n"
    ).encode()
    with ExitStack() as open_streams:
        for _ in range(STREAMS):
            stream = socket.create_connection(running.server.socket.getsockname(), timeout=10)
            open_streams.enter_context(stream)
            stream.sendall(request)
            heard = b""
            while b"event: ping" not in heard:
                heard += stream.recv(65536)
        assert running.site.hub.guests(room.workshop, "wall") == STREAMS
        assert running.phone(room, "Amina").get(f"/w/{room.workshop}/phone").status_code == 200


PARENT_MADE_ANEW = '''
"""A table that others point to is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("workshop", recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workshop") as batch:
        batch.drop_column("extra")
'''


@only_sqlite
def test_a_migration_that_makes_a_parent_anew_keeps_its_children(url, database, tmp_path: Path):
    """With foreign keys on, SQLite would delete or refuse every row that points to the old one."""
    from alembic.script import ScriptDirectory

    world = a_world(database)
    database.close()
    settings = config(url)
    head = ScriptDirectory.from_config(settings).get_current_head()
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions/next.py").write_text(PARENT_MADE_ANEW.format(head=head))
    kept = Path(__file__).parent.parent.parent / "migrations/versions"
    settings.set_main_option("path_separator", "newline")
    settings.set_main_option("version_locations", f"{kept}\n{tmp_path / 'versions'}")

    command.upgrade(settings, "next")

    with open_database(url).read() as session:
        for table, people in ((Seat, 3), (Stage, len(world.stages))):
            assert session.exec(select(func.count()).select_from(table)).one() == people
        broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
        assert broken == []


def test_a_sitting_room_is_left_when_its_stream_ends(running: Running, room: World):
    with socket.create_connection(running.server.socket.getsockname(), timeout=10) as stream:
        stream.sendall(
            f"GET /w/{room.workshop}/wall/live HTTP/1.1\r\nHost: x\r\n"
            f"Cookie: wall-{room.workshop}={room.wall_key}\r\n\r\n".encode()
        )
        heard = b""
        while b"event: ping" not in heard:
            heard += stream.recv(65536)
    gone = threading.Event()
    for _ in range(500):
        if running.site.hub.guests(room.workshop, "wall") == 0:
            break
        gone.wait(0.01)
    else:
        pytest.fail("the room still thinks that somebody listens")
