"""A table of touchpoints is read and shown; nothing is added before somebody says so (M1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Response, UploadFile

from app.domain.errors import Refused
from app.domain.importing import LARGEST, read_table
from app.domain.projects import Member
from app.pages.guards import ProjectDoor, project_door

router = APIRouter()

Project = Annotated[ProjectDoor, Depends(project_door)]


@router.post("/p/{project}/touchpoints/table", name="project_table")
def preview(door: Project, table: Annotated[UploadFile | str | None, File()] = None) -> Response:
    project = door.read(lambda _session, by: _named(by))
    content = table.file.read(LARGEST + 1) if table and not isinstance(table, str) else b""
    try:
        read, said = read_table(content), None
    except Refused as refused:
        read, said = None, (refused.message, refused.values)
    return door.render(
        "followup/table.html", 422 if said else 200, project=project, table=read, said=said
    )


def _named(by: Member) -> tuple[str, str]:
    return by.project.id, by.project.title
