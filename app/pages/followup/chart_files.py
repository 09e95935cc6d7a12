"""A measure for other tools and for paper: its JSON view, and its chart as a file (T3, X2)."""

import re
import unicodedata
from fractions import Fraction
from html import unescape
from textwrap import wrap
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from app.domain.charts import PhaseRead
from app.domain.errors import NotYours
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.measure_page import MeasureShown, measure_shown
from app.pages.measure_chart import Frame
from app.pages.png import as_png, has_png
from app.pages.secret import OUT_OF_SIGHT
from app.pages.templating import render

by_account = APIRouter(prefix="/p/{project}/trials/{trial}/measures")
by_link = APIRouter(prefix="/t/{secret}/measures")

Team = Annotated[TrialDoor, Depends(trial_door)]

WIDTH, PLOT, LETTER, LINE = 1000, 330, 18, 26
LETTERS, OF_TITLE, OF_HAPPENED = 96, 60, 100  # in one line of a file
NO_STORE = {"cache-control": "no-store"}


@by_account.get("/{measure}.json", name="measure_json")
@by_link.get("/{measure}.json", name="team_measure_json")
def as_json(door: Team, measure: str) -> Response:
    shown = door.read(lambda session, by: measure_shown(session, by, measure, frames=()))
    told = _told(shown, _sentence(shown, door.language))
    return JSONResponse(told, headers=_headers(door))


@by_account.get("/{measure}.svg", name="measure_svg")
@by_link.get("/{measure}.svg", name="team_measure_svg")
def svg(door: Team, measure: str) -> Response:
    shown, picture = _picture(door, measure)
    return _file(door, shown, picture.encode(), "svg", "image/svg+xml")


@by_account.get("/{measure}.png", name="measure_png")
@by_link.get("/{measure}.png", name="team_measure_png")
def png(door: Team, measure: str) -> Response:
    shown, picture = _picture(door, measure)
    if not has_png():
        raise NotYours("There are no pictures in PNG here. Please take the SVG.")
    return _file(door, shown, as_png(picture), "png", "image/png")


def _picture(door: TrialDoor, measure: str) -> tuple[MeasureShown, str]:
    """The whole chart with its title, its sentence and what was changed when."""
    without = door.read(lambda session, by: measure_shown(session, by, measure, frames=()))
    title = f"{without.title}\u00a0({without.unit})" if without.unit else without.title
    titles, said = wrap(title, OF_TITLE), wrap(_sentence(without, door.language), LETTERS)
    above = 40 + 32 * len(titles) + LINE * len(said)
    below = 80 + LINE * len(without.happened)
    frame = Frame(
        name="file",
        width=WIDTH,
        height=above + PLOT + below,
        letter=LETTER,
        left=70,
        right=130,
        top=above + 2 * LETTER,
        bottom=below,
        days=6,
    )
    shown = door.read(lambda session, by: measure_shown(session, by, measure, frames=(frame,)))
    template = "followup/measures/_file.html"
    names = {"shown": shown, "titles": titles, "said": said, "frame": frame, "line": LINE}
    return shown, str(render(template, door.language, most=OF_HAPPENED, **names))


def _sentence(shown: MeasureShown, language: str) -> str:
    return unescape(render("followup/measures/_sentence.html", language, shown=shown))


def _file(door: TrialDoor, shown: MeasureShown, content: bytes, ending: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{_name(shown.title)}.{ending}"'}
    return Response(content, media_type=kind, headers={**_headers(door), **headers})


def _headers(door: TrialDoor) -> dict[str, str]:
    return NO_STORE if door.is_member else {**NO_STORE, **OUT_OF_SIGHT}


def _name(title: str) -> str:
    """Letters that any file system takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60].strip("-") or "chart"


def _told(shown: MeasureShown, sentence: str) -> dict[str, Any]:
    measure, chart = shown.measure, shown.chart
    return {
        "measure": {
            "id": measure.id,
            "title": measure.title,
            "kind": measure.kind,
            "unit": measure.unit,
            "better": measure.better,
            "every": measure.every,
            "target": measure.target,
            "how": measure.how,
        },
        "rules": {
            "name": chart.preset.name,
            "shift": chart.preset.shift,
            "trend": chart.preset.trend,
            "screened": chart.preset.is_screened,
        },
        "points": _points(shown),
        "phases": [_phase(shown, number) for number in range(len(chart.phases))],
        "happened": [
            {"day": each.day.isoformat(), "kind": each.kind, "text": each.text}
            for each in shown.happened
        ],
        "variation": chart.variation,
        "assurance": chart.assurance,
        "asks_for_check": chart.asks_for_check,
        "sentence": sentence,
        "says": [{"key": said.key, "n": said.n} for said in chart.says],
    }


def _points(shown: MeasureShown) -> list[dict[str, Any]]:
    chart = shown.chart
    told = []
    for place, row in enumerate(reversed(shown.rows)):
        phase = chart.phases[row.phase - 1]
        label = chart.labels[place]
        told.append(
            {
                "day": row.day.isoformat(),
                "value": row.value,
                "n": row.people,
                "phase": row.phase,
                "in_baseline": row.in_baseline,
                "after_gap": row.is_after_gap,
                "centre": _number(phase.centre),
                "lower": _number(phase.lower),
                "upper": _number(phase.upper),
                "label": row.rule or None,
                "side": None if label is None else "high" if label.side > 0 else "low",
                "means": row.means,
                "rules": [str(f.rule) for f in phase.fired if place in f.points],
            }
        )
    return told


def _phase(shown: MeasureShown, number: int) -> dict[str, Any]:
    read: PhaseRead = shown.chart.phases[number]
    phase = shown.measured.phases[number]
    return {
        "kind": read.kind,
        "starts_on": phase.figures[0].day.isoformat(),
        "why": phase.why,
        "points": len(phase.figures),
        "centre": _number(read.centre),
        "lower": _number(read.lower),
        "upper": _number(read.upper),
        "baseline": read.baseline,
        "locked_until": phase.until.isoformat() if phase.until else None,
        "trial_limits": read.is_trial,
        "constant": read.is_constant,
        "rare": read.is_rare,
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
