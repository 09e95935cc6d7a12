"""Measures of a trial: what they are, their page, their baselines and phases (T2, T3)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.domain.errors import Refused, Unusable
from app.domain.measured import drop_measure
from app.domain.measures import HOW, TITLE, UNIT, WHY, Defined, add_measure, define_measure
from app.domain.phases import begin_phase, end_phase, lock_baseline, unlock_baseline
from app.domain.reading_figures import as_typed, day_from, figure_from
from app.domain.trials import trial_called
from app.pages.followup.measure_page import MeasurePage, measure_page
from app.pages.forms import Text
from app.pages.guards import ProjectDoor, project_door
from app.pages.png import has_png
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/p/{project}")

Project = Annotated[ProjectDoor, Depends(project_door)]

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


@router.get("/trials/{trial}/measures/new", name="measure_new")
def new(door: Project, trial: str) -> Response:
    return _new(door, trial, EMPTY, None)


@router.post("/trials/{trial}/measures", name="measure_made")
async def made(
    door: Project,
    trial: str,
    kind: Text = "",
    title: Text = "",
    unit: Text = "",
    better: Text = "",
    every: Text = "",
    target: Text = "",
    how: Text = "",
    rules: Text = "mdc",
) -> Response:
    typed = {"kind": kind, "title": title, "unit": unit, "better": better, "every": every}
    typed |= {"target": target, "how": how, "rules": rules}
    try:
        measure = await door.write(add_measure, trial=trial, said=_defined(typed))
    except Refused as refused:
        return _new(door, trial, typed, _wrong(refused, typed))
    return door.go(f"/p/{door.project}/measures/{measure}")


@router.get("/measures/{measure}", name="measure")
def measure(door: Project, measure: str, saved: str = "") -> Response:
    return page(door, measure, saved=saved == "yes")


@router.post("/measures/{measure}", name="measure_defined")
async def defined(
    door: Project,
    measure: str,
    kind: Text = "",
    title: Text = "",
    unit: Text = "",
    better: Text = "",
    every: Text = "",
    target: Text = "",
    how: Text = "",
    rules: Text = "mdc",
) -> Response:
    typed = {"kind": kind, "title": title, "unit": unit, "better": better, "every": every}
    typed |= {"target": target, "how": how, "rules": rules}
    try:
        await door.write(define_measure, measure=measure, said=_defined(typed))
    except Refused as refused:
        return page(door, measure, part="definition", typed=typed, wrong=_wrong(refused, typed))
    return saved(door, measure)


@router.post("/measures/{measure}/goodbyes", name="measure_dropped")
async def dropped(door: Project, measure: str) -> Response:
    trial = await door.write(drop_measure, measure=measure)
    return door.go(f"/p/{door.project}/trials/{trial}#measures")


@router.post("/measures/{measure}/baselines", name="measure_locked")
async def locked(door: Project, measure: str, until: Text = "", why: Text = "") -> Response:
    typed = {"until": until, "locked_why": why}
    try:
        await door.write(lock_baseline, measure=measure, until=day_from(until), why=why)
    except Refused as refused:
        wrong = _wrong_why(refused, typed, "until", "locked_why")
        return page(door, measure, part="lock", typed=typed, wrong=wrong)
    return saved(door, measure)


@router.post("/measures/{measure}/baselines/goodbyes", name="measure_unlocked")
async def unlocked(door: Project, measure: str, until: Text = "", why: Text = "") -> Response:
    typed = {"unlocked_why": why}
    try:
        await door.write(unlock_baseline, measure=measure, until=day_from(until), why=why)
    except Refused as refused:
        wrong = _wrong_why(refused, typed, "", "unlocked_why")
        return page(door, measure, part="lock", typed=typed, wrong=wrong)
    return saved(door, measure)


@router.post("/measures/{measure}/phases", name="measure_phase")
async def phase(door: Project, measure: str, begins_on: Text = "", why: Text = "") -> Response:
    typed = {"begins_on": begins_on, "phase_why": why}
    try:
        await door.write(begin_phase, measure=measure, starts_on=day_from(begins_on), why=why)
    except Refused as refused:
        wrong = _wrong_why(refused, typed, "begins_on", "phase_why")
        return page(door, measure, part="phase", typed=typed, wrong=wrong)
    return saved(door, measure)


@router.post("/measures/{measure}/phases/goodbyes", name="measure_no_phase")
async def no_phase(door: Project, measure: str, begins_on: Text = "", why: Text = "") -> Response:
    typed = {"ended_why": why}
    try:
        await door.write(end_phase, measure=measure, starts_on=day_from(begins_on), why=why)
    except Refused as refused:
        wrong = _wrong_why(refused, typed, "", "ended_why")
        return page(door, measure, part="phase", typed=typed, wrong=wrong)
    return saved(door, measure)


def saved(door: ProjectDoor, measure: str) -> Response:
    return door.go(f"/p/{door.project}/measures/{measure}?saved=yes")


def page(
    door: ProjectDoor,
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


def _new(door: ProjectDoor, trial: str, typed: Mapping[str, str], wrong: Wrong | None) -> Response:
    found = door.read(lambda session, by: trial_called(session, by, trial))
    return door.render(
        "followup/measures/new.html",
        wrong.status if wrong else 200,
        trial=found,
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
