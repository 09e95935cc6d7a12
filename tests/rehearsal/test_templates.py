"""Every running order is rehearsed from its first stage to its last, and wiped without a trace."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlmodel import Session, select

from app.content import journey, template, templates
from app.database import open_database
from app.domain.accounts import account_called
from app.domain.choosing import Method
from app.domain.journey import lay_out
from app.domain.projects import Project, member, start_project
from app.domain.rehearsals import begin_rehearsal
from app.domain.workshops import Facilitator, prepare_workshop, stages_of, workshop_called
from app.rehearsal import Progress, Report, rehearse
from tests.rehearsal.conftest import Away

NOW = datetime.now(UTC)
SEATS, FASTEST = 6, 400
TEMPLATES = tuple(templates())
METHODS = {"group": tuple(Method)[1], "staff": tuple(Method)[-1]}  # the others put dots
GIVEN = {
    "feelings": {"placement", "word", "story"},
    "priorities": {"idea"},
    "ideas": {"idea"},
}
SAID = {"feelings": "placement", "teams": "teamplace", "checkout": "leaving"}

Rows = dict[str, list[tuple[object, ...]]]


@dataclass
class Rehearsed:
    """One template's rehearsal: what its people did, and what stood in the database afterwards."""

    workshop: str
    code: str
    kinds: list[str]
    shown: list[Progress] = field(default_factory=list)
    report: Report | None = None
    counts: dict[str, int] | None = None
    left_out: int = 0  # stages the room was never in


@dataclass
class Day:
    """All six at once, on one server."""

    rooms: dict[str, Rehearsed]
    before: Rows
    after: Rows


def rows(path: Path) -> Rows:
    """Everything in every table; signing in at the desk is no part of a rehearsal."""
    with closing(sqlite3.connect(path)) as stored:
        tables = [t for (t,) in stored.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {
            t: sorted(stored.execute(f'SELECT * FROM "{t}"'), key=repr)
            for t in tables
            if t not in {"sign_in", "sqlite_stat1"}
        }


def prepared(away: Away) -> dict[str, Rehearsed]:
    """A workshop of each template in a project of its own; the joint one where others were."""
    database = open_database(f"sqlite:///{away.database}")
    made = {}
    with Session(database.writing) as session:
        account = account_called(session, away.demo["email"])
        assert account is not None
        demo = session.exec(select(Project.id)).first() or ""
        for key in TEMPLATES:
            project = demo
            if key != "joint":
                project = start_project(session, account.id, title=key, journey="A", now=NOW)
            by = member(session, project, account, NOW)
            if key != "joint":
                lines = [t.title for t in journey("stroke").touchpoints[:4]]
                lay_out(session, by.project, "\n".join(lines))
            id_ = prepare_workshop(session, by.project, template(key), title=key, now=NOW)
            session.flush()
            stages = stages_of(session, id_)
            for stage in stages:
                if stage.kind == "feelings":
                    stage.settings = {**stage.settings, "guess": True}
                if stage.kind == "choose" and key in METHODS:
                    stage.settings = {**stage.settings, "method": METHODS[key]}
                session.add(stage)
            made[key] = Rehearsed(id_, "", [str(stage.kind) for stage in stages])
        session.commit()
    database.close()
    return made


def begun(away: Away, rooms: dict[str, Rehearsed]) -> None:
    database = open_database(f"sqlite:///{away.database}")
    with Session(database.writing) as session:
        account = account_called(session, away.demo["email"])
        assert account is not None
        for room in rooms.values():
            workshop = workshop_called(session, room.workshop)
            room.code = begin_rehearsal(session, Facilitator(account.id, "D", workshop, NOW))
        session.commit()
    database.close()


def counted(away: Away, room: Rehearsed) -> None:
    with closing(sqlite3.connect(away.database)) as stored:

        def count(what: str, where: str = "") -> int:
            asked = f"SELECT count(*) FROM {what} WHERE workshop_id = ? {where}"
            found: int = stored.execute(asked, (room.workshop,)).fetchone()[0]
            return found

        room.left_out = count("stage", "AND opened_at IS NULL")
        tables = ("placement", "guess", "teamplace", "leaving", "decision", "seat")
        room.counts = {table: count(table) for table in tables}
        room.counts["revealed"] = count("stage", "AND revealed_at IS NOT NULL")
        room.counts["owned"] = count("team", "AND owner <> '' AND meets_on IS NOT NULL")


@pytest.fixture(scope="module")
def day(distant: Away) -> Day:
    distant.new_workshop()
    rooms = prepared(distant)
    before = rows(distant.database)
    begun(distant, rooms)

    def run(room: Rehearsed) -> None:
        room.report = rehearse(
            distant.address,
            room.code,
            seats=SEATS,
            pace=FASTEST,
            seed=11,
            desk_email=distant.demo["email"],
            desk_password=distant.demo["password"],
            on_progress=room.shown.append,
        )
        counted(distant, room)

    with ThreadPoolExecutor(len(rooms)) as pool:
        list(pool.map(run, rooms.values()))
    with httpx2.Client(base_url=distant.address, headers={"Origin": distant.address}) as desk:
        signed_in = {"email": distant.demo["email"], "password": distant.demo["password"]}
        assert desk.post("/account/sign-in", data=signed_in).status_code == 303
        for room in rooms.values():
            wiped = desk.post(f"/w/{room.workshop}/desk/rehearsal/wipe")
            assert wiped.status_code == 303
    return Day(rooms, before, rows(distant.database))


def test_invented_people_go_through_every_stage_of_every_running_order_and_leave_no_trace(
    day: Day,
):
    """One test, as each worker that had one of several would live through the whole day."""
    for key, room in day.rooms.items():
        nothing_is_lost_or_there_twice(key, room)
    wiping_leaves_every_table_as_it_was(day)


def nothing_is_lost_or_there_twice(key: str, room: Rehearsed) -> None:
    report, counts = room.report, room.counts
    assert report is not None, key
    assert counts is not None, key
    assert report.problems == (), key
    assert report.seats == counts["seat"] == SEATS, key
    for kind, line in report.acts.items():
        assert (line.lost, line.twice) == (0, 0), (key, kind)
        assert line.found == line.acknowledged, (key, kind)
    for stage in set(room.kinds):
        for kind in GIVEN.get(stage, set()):
            assert report.acts[kind].acknowledged > 0, (key, stage, kind)
        if stage in SAID:
            assert counts[SAID[stage]] > 0, (key, stage)
        if stage == "choose":
            chosen = "answer" if METHODS.get(key, Method.DOTS) != Method.DOTS else "dot"
            assert report.acts[chosen].acknowledged > 0, key
    assert room.left_out == 0, key
    assert (room.shown[-1].people, room.shown[-1].stages) == (SEATS, len(room.kinds)), key
    assert counts["revealed"] == sum(kind in {"map", "choose"} for kind in room.kinds), key
    assert bool(counts["decision"]) == ("decisions" in room.kinds), key
    assert bool(counts["owned"]) == ("teams" in room.kinds), key
    assert bool(counts["guess"]) == ("feelings" in room.kinds), key


def wiping_leaves_every_table_as_it_was(day: Day) -> None:
    """With everything six rehearsals can leave behind; the ids of history's acts go on counting."""
    goes_on = {"sqlite_sequence", "calendar_entry"}  # meanwhile the days of real trials were noted
    assert {t for t in day.before if day.before[t] != day.after[t]} <= goes_on
    assert len(day.before["idea"]) > 0
