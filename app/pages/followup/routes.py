"""Projects: the journey, the workshops, the trials."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.content import journeys, template, templates
from app.domain.accounts import Account
from app.domain.errors import Refused
from app.domain.journey import lay_out
from app.domain.projects import Member, projects_of, start_project
from app.domain.trials import Plan, close_cycle, plan_trial, start_trial
from app.domain.workshops import prepare_workshop
from app.pages.followup.views import project_shown, trial_shown
from app.pages.forms import Text
from app.pages.guards import AccountDoor, ProjectDoor

router = APIRouter()

SignedIn = Annotated[AccountDoor, Depends()]
Project = Annotated[ProjectDoor, Depends()]


@router.get("/projects", name="projects")
def projects(door: SignedIn) -> Response:
    mine = door.read(lambda session, account: projects_of(session, account.id))
    return door.render("followup/projects.html", projects=mine)


@router.post("/projects", name="projects_start")
async def start(door: SignedIn, title: Text = "", journey: Text = "") -> Response:
    project = await door.write(_start, title=title, journey=journey, door=door)
    return door.go(f"/p/{project}")


@router.get("/p/{project}", name="project")
def project(door: Project) -> Response:
    shown = door.read(project_shown)
    return door.render(
        "followup/project.html",
        shown=shown,
        templates=tuple(templates().values()),
        journeys=tuple(journeys().values()),
        address=door.state.artist.address,
    )


@router.post("/p/{project}/touchpoints", name="project_touchpoints")
async def touchpoints(door: Project, lines: Text = "") -> Response:
    await door.write(_lay_out, lines=lines)
    return door.go(f"/p/{door.project}")


@router.post("/p/{project}/workshops", name="project_workshops")
async def workshops(door: Project, kind: Text = "short", title: Text = "") -> Response:
    workshop = await door.write(_prepare, kind=kind, title=title)
    return door.go(f"/w/{workshop}/desk")


@router.post("/p/{project}/trials", name="project_trials")
async def trials(door: Project, idea: Text = "") -> Response:
    trial = await door.write(start_trial, idea=idea)
    return door.go(f"/p/{door.project}/trials/{trial}")


@router.get("/p/{project}/trials/{trial}", name="trial")
def trial(door: Project, trial: str, saved: str = "") -> Response:
    shown = door.read(lambda session, by: trial_shown(session, by, trial))
    return door.render("followup/trial.html", shown=shown, saved=saved == "yes")


@router.post("/p/{project}/trials/{trial}", name="trial_plan")
async def plan(
    door: Project,
    trial: str,
    title: Text = "",
    aim: Text = "",
    change: Text = "",
    prediction: Text = "",
    place: Text = "",
    owner: Text = "",
    co_owner: Text = "",
    starts_on: Text = "",
    review_on: Text = "",
) -> Response:
    planned = Plan(
        title=title,
        aim=aim,
        change=change,
        prediction=prediction,
        place=place,
        owner=owner,
        co_owner=co_owner,
        starts_on=_day(starts_on),
        review_on=_day(review_on),
    )
    await door.write(plan_trial, trial=trial, plan=planned)
    return door.go(f"/p/{door.project}/trials/{trial}?saved=yes")


@router.post("/p/{project}/trials/{trial}/closing", name="trial_closing")
async def closing(
    door: Project, trial: str, what_happened: Text = "", act: Text = "", reason: Text = ""
) -> Response:
    await door.write(close_cycle, trial=trial, what_happened=what_happened, act=act, reason=reason)
    return door.go(f"/p/{door.project}/trials/{trial}?saved=yes")


def _start(
    session: Session, account: Account, *, title: str, journey: str, door: AccountDoor
) -> str:
    return start_project(session, account.id, title=title, journey=journey, now=door.now)


def _lay_out(session: Session, by: Member, *, lines: str) -> int:
    return lay_out(session, by.project, lines)


def _prepare(session: Session, by: Member, *, kind: str, title: str) -> str:
    if kind not in templates():
        raise Refused("Please choose a kind of workshop.")
    chosen = template(kind)
    return prepare_workshop(
        session, by.project, chosen, title=title.strip() or chosen.title, now=by.now
    )


def _day(typed: str) -> date | None:
    """Raises Refused for something that is no day."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused("Please give the day like 2026-11-30.") from None
