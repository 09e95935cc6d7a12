"""Saying what kind of moment each touchpoint is, on the project's page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.domain.kinds import say_kinds
from app.pages.forms import Typed, typed
from app.pages.guards import ProjectDoor, project_door

router = APIRouter()

Project = Annotated[ProjectDoor, Depends(project_door)]
Form = Annotated[Typed, Depends(typed)]


@router.post("/p/{project}/kinds", name="project_kinds")
async def kinds(door: Project, form: Form) -> Response:
    ids = [name.removeprefix("kind-") for name in form.names() if name.startswith("kind-")]
    said = {each: (form.one(f"was-{each}"), form.one(f"kind-{each}")) for each in ids}
    await door.write(say_kinds, said=said)
    return door.go(f"/p/{door.project}#journey")
