"""Putting figures in: one on a phone, many from a table, and correcting what was wrong (T2)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, File, Response, UploadFile
from sqlmodel import Session

from app.domain.errors import NotYours, Refused
from app.domain.figures import (
    AlreadyThere,
    Figure,
    Put,
    add_figures,
    as_put,
    correct_figure,
    figures_of,
    put_figure,
    take_figure_out,
)
from app.domain.figures_table import LARGEST, FigureTable, read_figures
from app.domain.measures import WHY, Measure, measure_called
from app.domain.reading_figures import as_typed, day_from, figure_from, people_from
from app.domain.trials import Teammate
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.measures import page, saved
from app.pages.forms import Text
from app.pages.templating import CLOCK
from app.pages.wrong import Wrong, wrong_in

by_account = APIRouter(prefix="/p/{project}/trials/{trial}/measures/{measure}")
by_link = APIRouter(prefix="/t/{secret}/measures/{measure}")

Team = Annotated[TrialDoor, Depends(trial_door)]


@dataclass(frozen=True)
class ToPut:
    """A measure as whoever puts a figure in sees it."""

    id: str
    title: str
    unit: str
    newest: Put | None


@by_account.get("/figures/new", name="figure_new")
@by_link.get("/figures/new", name="team_figure_new")
def new(door: Team, measure: str) -> Response:
    return _new(door, measure, {"figure": "", "day": _today(door), "people": ""})


@by_account.post("/figures", name="figure_put")
@by_link.post("/figures", name="team_figure_put")
async def put(
    door: Team, measure: str, figure: Text = "", day: Text = "", people: Text = ""
) -> Response:
    typed = {"figure": figure, "day": day.strip() or _today(door), "people": people}
    try:
        given = await asyncio.to_thread(_given, door, measure, typed)
        await door.write(put_figure, measure=measure, put=given)
    except AlreadyThere as refused:
        return await door.in_turn(_new, door, measure, typed, there=refused.there, given=given)
    except Refused as refused:
        return await door.in_turn(_new, door, measure, typed, wrong=_wrong(refused, typed))
    return saved(door, measure)


@by_account.get("/figures/{day}", name="figure")
@by_link.get("/figures/{day}", name="team_figure")
def figure(door: Team, measure: str, day: str) -> Response:
    stands = door.read(lambda session, by: _figure(session, by, measure, day))
    holds = {"figure": as_typed(stands.value), "people": str(stands.people or ""), "why": ""}
    return _correct(door, measure, stands, holds)


@by_account.post("/corrections", name="figure_corrected")
@by_link.post("/corrections", name="team_figure_corrected")
async def corrected(
    door: Team,
    measure: str,
    day: Text = "",
    figure: Text = "",
    people: Text = "",
    seen: Text = "",
    seen_people: Text = "",
    why: Text = "",
) -> Response:
    typed = {"figure": figure, "day": day, "people": people, "why": why}
    try:
        given = await asyncio.to_thread(_given, door, measure, typed)
        was = _seen(day, seen, seen_people)
        await door.write(correct_figure, measure=measure, put=given, seen=was, why=why)
    except Refused as refused:
        stands = await door.in_turn(
            door.read, lambda session, by: _figure(session, by, measure, day)
        )
        wrong = wrong_in(refused, typed, {"why": WHY}, otherwise=_wrong(refused, typed).field)
        return await door.in_turn(_correct, door, measure, stands, typed, wrong)
    return saved(door, measure)


@by_account.post("/removals", name="figure_taken_out")
@by_link.post("/removals", name="team_figure_taken_out")
async def taken_out(
    door: Team,
    measure: str,
    day: Text = "",
    seen: Text = "",
    seen_people: Text = "",
    why: Text = "",
) -> Response:
    typed = {"figure": seen, "people": seen_people, "why": why}
    try:
        was = _seen(day, seen, seen_people)
        await door.write(take_figure_out, measure=measure, seen=was, why=why)
    except Refused as refused:
        stands = await door.in_turn(
            door.read, lambda session, by: _figure(session, by, measure, day)
        )
        return await door.in_turn(
            _correct, door, measure, stands, typed, wrong_in(refused, typed, {"why": WHY})
        )
    return saved(door, measure)


@by_account.post("/table", name="figures_table")
@by_link.post("/table", name="team_figures_table")
def table(
    door: Team,
    measure: str,
    pasted: Text = "",
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:
    """Read and shown; nothing is added before somebody says so."""
    sent = file.file.read(LARGEST + 1) if file and not isinstance(file, str) else b""
    try:
        read = door.read(lambda session, by: _read(session, by, measure, sent or pasted))
    except Refused as refused:
        wrong = Wrong((refused.message, refused.values), "pasted", refused.status)
        return page(door, measure, part="table", typed={"table": pasted}, wrong=wrong)
    return _preview(door, measure, read)


@by_account.post("/table/added", name="figures_added")
@by_link.post("/table/added", name="team_figures_added")
async def added(door: Team, measure: str, lines: Text = "") -> Response:
    """All that the preview showed as good, or none."""
    try:
        read = await asyncio.to_thread(_read_through, door, measure, lines)
        if read.bad:
            return await door.in_turn(_preview, door, measure, read)
        await door.write(add_figures, measure=measure, puts=read.good)
    except Refused as refused:
        wrong = Wrong((refused.message, refused.values), "pasted", refused.status)
        return await door.in_turn(
            page, door, measure, part="table", typed={"table": lines}, wrong=wrong
        )
    return saved(door, measure)


def _today(door: TrialDoor) -> str:
    return door.now.astimezone(CLOCK).date().isoformat()


def _seen(day: str, figure: str, people: str) -> Put:
    """What stood on the page that was sent. Raises Refused for what cannot be read."""
    return Put(day_from(day), figure_from(figure), people_from(people))


def _given(door: TrialDoor, measure: str, typed: Mapping[str, str]) -> Put:
    """Raises Refused for what cannot be read."""
    found = door.read(lambda session, by: measure_called(session, by, measure))
    value = figure_from(typed["figure"], percent=found.unit == "%")
    return Put(day_from(typed["day"]), value, people_from(typed["people"]))


def _wrong(refused: Refused, typed: Mapping[str, str]) -> Wrong:
    """At the first field that cannot be read."""
    field = "figure"
    for name, read in (("day", day_from), ("people", people_from)):
        try:
            read(typed[name])
        except Refused as odd:
            if odd.message == refused.message:
                field = name
    return Wrong((refused.message, refused.values), field, refused.status)


def _figure(session: Session, by: Teammate, measure: str, day: str) -> Put:
    found = measure_called(session, by, measure)
    try:
        stands = session.get(Figure, (found.id, day_from(day)))
    except Refused:
        stands = None
    if stands is None:
        raise NotYours("There is no figure for this day.")
    return as_put(stands)


def _to_put(session: Session, by: Teammate, measure: str) -> ToPut:
    found: Measure = measure_called(session, by, measure)
    figures = figures_of(session, found.id)
    newest = as_put(figures[-1]) if figures else None
    return ToPut(found.id, found.title, found.unit, newest)


def _read(session: Session, by: Teammate, measure: str, content: bytes | str) -> FigureTable:
    found = measure_called(session, by, measure)
    known = tuple(map(as_put, figures_of(session, found.id)))
    today: date = by.now.astimezone(CLOCK).date()
    return read_figures(content, known, percent=found.unit == "%", today=today)


def _read_through(door: TrialDoor, measure: str, lines: str) -> FigureTable:
    return door.read(lambda session, by: _read(session, by, measure, lines))


def _new(
    door: TrialDoor,
    measure: str,
    typed: Mapping[str, str],
    *,
    wrong: Wrong | None = None,
    there: Put | None = None,
    given: Put | None = None,
) -> Response:
    return door.render(
        "followup/measures/figure.html",
        wrong.status if wrong else 409 if there else 200,
        measure=door.read(lambda session, by: _to_put(session, by, measure)),
        typed=typed,
        wrong=wrong,
        there=there,
        given=given,
    )


def _correct(
    door: TrialDoor,
    measure: str,
    stands: Put,
    typed: Mapping[str, str],
    wrong: Wrong | None = None,
) -> Response:
    return door.render(
        "followup/measures/correct.html",
        wrong.status if wrong else 200,
        measure=door.read(lambda session, by: _to_put(session, by, measure)),
        stands=stands,
        typed=typed,
        wrong=wrong,
    )


def _preview(door: TrialDoor, measure: str, read: FigureTable) -> Response:
    return door.render(
        "followup/measures/table.html",
        measure=door.read(lambda session, by: _to_put(session, by, measure)),
        table=read,
    )
