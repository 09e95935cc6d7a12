"""Measures of a trial: what they are, their page, their baselines and phases (T2, T3)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import Refused, Unusable
from app.domain.measured import drop_measure
from app.domain.measures import HOW, TITLE, UNIT, WHY, Defined, add_measure, define_measure
from app.domain.phases import begin_phase, end_phase, lock_baseline, unlock_baseline
from app.domain.reading_figures import as_typed, day_from, figure_from
from app.domain.trials import Teammate
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.measure_page import MeasurePage, measure_page
from app.pages.forms import Text
from app.pages.png import has_png
from app.pages.wrong import Wrong, wrong_in

by_account = APIRouter(prefix="/p/{project}/trials/{trial}/measures")
by_link = APIRouter(prefix="/t/{secret}/measures")

Team = Annotated[TrialDoor, Depends(trial_door)]

LIMITS = {"title": TITLE, "unit": UNIT, "how": HOW}
EMPTY = {
    "kind": "outcome",
    "title": "",
    "unit": "",
    "better": "up",
    "every": "week",
    "target": "",
    "how": "",
    "rules": "mdc",
}


async def _fields(
    kind: Text = "",
    title: Text = "",
    unit: Text = "",
    better: Text = "",
    every: Text = "",
    target: Text = "",
    how: Text = "",
    rules: Text = "mdc",
) -> dict[str, str]:
    typed = {"kind": kind, "title": title, "unit": unit, "better": better, "every": every}
    return typed | {"target": target, "how": how, "rules": rules}


Fields = Annotated[dict[str, str], Depends(_fields)]
"""A measure as somebody typed it."""


@by_account.get("/new", name="measure_new")
@by_link.get("/new", name="team_measure_new")
def new(door: Team) -> Response:
    return _new(door, EMPTY, None)


@by_account.post("", name="measure_made")
@by_link.post("", name="team_measure_made")
async def made(door: Team, typed: Fields) -> Response:
    try:
        measure = await door.write(_add, said=_defined(typed))
    except Refused as refused:
        return await door.in_turn(_new, door, typed, _wrong(refused, typed))
    return door.go(f"{door.home}/measures/{measure}")


@by_account.get("/{measure}", name="measure")
@by_link.get("/{measure}", name="team_measure")
def measure(door: Team, measure: str, saved: str = "") -> Response:
    return page(door, measure, saved=saved == "yes")


@by_account.post("/{measure}", name="measure_defined")
@by_link.post("/{measure}", name="team_measure_defined")
async def defined(door: Team, measure: str, typed: Fields) -> Response:
    try:
        await door.write(define_measure, measure=measure, said=_defined(typed))
    except Refused as refused:
        return await door.in_turn(
            page, door, measure, part="definition", typed=typed, wrong=_wrong(refused, typed)
        )
    return saved(door, measure)


@by_account.post("/{measure}/goodbyes", name="measure_dropped")
@by_link.post("/{measure}/goodbyes", name="team_measure_dropped")
async def dropped(door: Team, measure: str) -> Response:
    await door.write(drop_measure, measure=measure)
    return door.go(f"{door.home}#measures")


@by_account.post("/{measure}/baselines", name="measure_locked")
@by_link.post("/{measure}/baselines", name="team_measure_locked")
async def locked(door: Team, measure: str, until: Text = "", why: Text = "") -> Response:
    fields = ("until", "locked_why")
    return await _decided(door, measure, lock_baseline, until, why, part="lock", fields=fields)


@by_account.post("/{measure}/baselines/goodbyes", name="measure_unlocked")
@by_link.post("/{measure}/baselines/goodbyes", name="team_measure_unlocked")
async def unlocked(door: Team, measure: str, until: Text = "", why: Text = "") -> Response:
    fields = ("", "unlocked_why")
    return await _decided(door, measure, unlock_baseline, until, why, part="lock", fields=fields)


@by_account.post("/{measure}/phases", name="measure_phase")
@by_link.post("/{measure}/phases", name="team_measure_phase")
async def phase(door: Team, measure: str, begins_on: Text = "", why: Text = "") -> Response:
    fields = ("begins_on", "phase_why")
    return await _decided(door, measure, begin_phase, begins_on, why, part="phase", fields=fields)


@by_account.post("/{measure}/phases/goodbyes", name="measure_no_phase")
@by_link.post("/{measure}/phases/goodbyes", name="team_measure_no_phase")
async def no_phase(door: Team, measure: str, begins_on: Text = "", why: Text = "") -> Response:
    fields = ("", "ended_why")
    return await _decided(door, measure, end_phase, begins_on, why, part="phase", fields=fields)


Decide = Callable[[Session, Teammate, str, date, str], None]
"""What only a person decides about a chart: on which measure, from or until which day, why."""


async def _decided(
    door: TrialDoor,
    measure: str,
    decide: Decide,
    day: str,
    why: str,
    *,
    part: str,
    fields: tuple[str, str],
) -> Response:
    """`fields` are the ids of day and reason on the page; a day that nobody types has none."""
    typed = {name: said for name, said in zip(fields, (day, why), strict=True) if name}
    try:
        await door.write(decide, measure, day_from(day), why)
    except Refused as refused:
        wrong = _wrong_why(refused, typed, *fields)
        return await door.in_turn(page, door, measure, part=part, typed=typed, wrong=wrong)
    return saved(door, measure)


def saved(door: TrialDoor, measure: str) -> Response:
    return door.go(f"{door.home}/measures/{measure}?saved=yes")


def page(
    door: TrialDoor,
    measure: str,
    *,
    saved: bool = False,
    part: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Wrong | None = None,
) -> Response:
    """The measure's page; `part` is the form that `typed` and `wrong` belong to, standing open."""
    found = door.read(lambda session, by: measure_page(session, by, measure))
    return door.render(
        "followup/measures/measure.html",
        wrong.status if wrong else 200,
        found=found,
        has_png=has_png(),
        saved=saved,
        part=part,
        typed={**_as_it_stands(found), **(typed or {})},
        wrong=wrong,
    )


def _as_it_stands(found: MeasurePage) -> dict[str, str]:
    """What every form on the page holds before anybody types."""
    measure = found.shown.measure
    holds = {name: str(getattr(measure, name)) for name in EMPTY if name != "target"}
    holds["target"] = "" if measure.target is None else as_typed(measure.target)
    for name in ("locked_why", "unlocked_why", "phase_why", "ended_why", "table"):
        holds[name] = ""
    lock, phase = found.suggests_lock, found.suggests_phase
    holds["until"] = lock.isoformat() if lock else ""
    holds["begins_on"] = phase.isoformat() if phase else ""
    return holds


def _add(session: Session, by: Teammate, *, said: Defined) -> str:
    return add_measure(session, by, by.trial.id, said)


def _new(door: TrialDoor, typed: Mapping[str, str], wrong: Wrong | None) -> Response:
    door.read(lambda _session, by: by.trial.id)  # the guard
    return door.render(
        "followup/measures/new.html",
        wrong.status if wrong else 200,
        typed=typed,
        wrong=wrong,
    )


def _defined(typed: Mapping[str, str]) -> Defined:
    said: dict[str, Any] = dict(typed)
    percent = typed["unit"].strip() == "%"
    said["target"] = (
        figure_from(typed["target"], percent=percent) if typed["target"].strip() else None
    )
    return Defined(**said)


def _wrong(refused: Refused, typed: Mapping[str, str]) -> Wrong:
    odd = "target" if typed["title"].strip() and _is_odd(typed["target"], typed["unit"]) else ""
    return wrong_in(refused, typed, LIMITS, needed=("title",), otherwise=odd or "kind")


def _is_odd(target: str, unit: str) -> bool:
    try:
        return bool(target.strip()) and figure_from(target, percent=unit.strip() == "%") is None
    except Unusable:
        return True


def _wrong_why(refused: Refused, typed: Mapping[str, str], day: str, why: str) -> Wrong:
    """Wrong in the reason where that is missing or too long and the day can be read."""
    limits = {why: WHY}
    if day and not _reads_as_day(typed[day]):
        return Wrong((refused.message, refused.values), day, refused.status)
    return wrong_in(refused, typed, limits, needed=(why,), otherwise=day)


def _reads_as_day(typed: str) -> bool:
    try:
        day_from(typed)
    except Unusable:
        return False
    return True
