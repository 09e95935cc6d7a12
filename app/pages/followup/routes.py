"""Projects: the journey, the workshops, what becomes a trial."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.content import journeys, template, templates
from app.domain.accounts import Account
from app.domain.errors import Refused
from app.domain.journey import lay_out
from app.domain.projects import Member, Role, new_address, start_project
from app.domain.trials import start_trial
from app.domain.workshops import prepare_workshop
from app.pages.followup import typed as forms
from app.pages.followup.views import project_for_support, project_shown, projects_shown
from app.pages.forms import Text
from app.pages.guards import (
    AccountDoor,
    MemberDoor,
    ProjectDoor,
    account_door,
    member_door,
    project_door,
)
from app.pages.wrong import Wrong, wrong_in

router = APIRouter()

SignedIn = Annotated[AccountDoor, Depends(account_door)]
Anybody = Annotated[MemberDoor, Depends(member_door)]
Project = Annotated[ProjectDoor, Depends(project_door)]


@router.get("/projects", name="projects")
def projects(door: SignedIn) -> Response:
    return _projects(door, {"title": "", "journey": "", "starter": ""}, None)


@router.post("/projects", name="projects_start")
async def start(
    door: SignedIn, title: Text = "", journey: Text = "", starter: Text = ""
) -> Response:
    ready = journeys().get(starter)
    about = journey.strip() or (ready.title if ready else "")
    try:
        project = await door.write(_start, title=title, journey=about, door=door)
    except Refused as refused:
        typed = {"title": title, "journey": journey, "starter": starter}
        wrong = wrong_in(refused, typed, forms.PROJECT, needed=("title", "journey"))
        return await door.in_turn(_projects, door, typed, wrong)
    return door.go(f"/p/{project}?journey={starter}#journey" if ready else f"/p/{project}")


@router.get("/p/{project}", name="project")
def project(door: Anybody, journey: str = "") -> Response:
    if door.read(lambda _session, by: by.role) is Role.SUPPORT:
        return door.render("followup/support.html", shown=door.read(project_for_support))
    return _project(door, {"lines": _ready_lines(journey), "title": "", "kind": ""}, None)


@router.post("/p/{project}/touchpoints", name="project_touchpoints")
async def touchpoints(door: Project, lines: Text = "") -> Response:
    try:
        await door.write(_lay_out, lines=lines)
    except Refused as refused:
        typed = {"lines": lines, "title": "", "kind": ""}
        return await door.in_turn(
            _project, door, typed, wrong_in(refused, typed, {}, otherwise="lines")
        )
    return door.go(f"/p/{door.project}#journey")


@router.post("/p/{project}/workshops", name="project_workshops")
async def workshops(door: Project, kind: Text = "short", title: Text = "") -> Response:
    try:
        workshop = await door.write(_prepare, kind=kind, title=title)
    except Refused as refused:
        typed = {"lines": "", "title": title, "kind": kind}
        return await door.in_turn(
            _project, door, typed, wrong_in(refused, typed, forms.WORKSHOP, otherwise="kind")
        )
    return door.go(f"/w/{workshop}/desk")


@router.post("/p/{project}/trials", name="project_trials")
async def trials(door: Project, idea: Text = "") -> Response:
    trial = await door.write(start_trial, idea=idea)
    return door.go(f"/p/{door.project}/trials/{trial}")


@router.post("/p/{project}/address", name="project_address")
async def address(door: Project, seen: Text = "") -> Response:
    await door.write(new_address, seen=seen)
    return door.go(f"/p/{door.project}#share")


def _projects(door: AccountDoor, typed: Mapping[str, str], wrong: Wrong | None) -> Response:
    return door.render(
        "followup/projects.html",
        wrong.status if wrong else 200,
        projects=door.read(projects_shown),
        journeys=tuple(journeys().values()),
        typed=typed,
        wrong=wrong,
    )


def _project(door: MemberDoor, typed: Mapping[str, str], wrong: Wrong | None) -> Response:
    return door.render(
        "followup/project.html",
        wrong.status if wrong else 200,
        shown=door.read(project_shown),
        templates=tuple(templates().values()),
        journeys=tuple(journeys().values()),
        address=door.state.artist.address,
        typed=typed,
        wrong=wrong,
    )


def _ready_lines(journey: str) -> str:
    """A starter journey as somebody would paste it."""
    ready = journeys().get(journey)
    return "\n".join(f"{t.title} | {t.source}" for t in ready.touchpoints) if ready else ""


def _start(
    session: Session, account: Account, *, title: str, journey: str, door: AccountDoor
) -> str:
    return start_project(
        session, account.id, title=title, journey=journey, now=door.now, language=door.language
    )


def _lay_out(session: Session, by: Member, *, lines: str) -> int:
    return lay_out(session, by.project, lines)


def _prepare(session: Session, by: Member, *, kind: str, title: str) -> str:
    if kind not in templates():
        raise Refused("Please choose a kind of workshop.")
    chosen = template(kind)
    return prepare_workshop(
        session, by.project, chosen, title=title.strip() or chosen.title, now=by.now
    )
