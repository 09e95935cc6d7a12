"""Ending a project: what is deleted and when, the archive, and the record of it (A7)."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.accounts import Account
from app.domain.ended import TIME_TO_THINK, ProjectEnd, end_of
from app.domain.ending import archive, end_project, open_again, to_be_deleted
from app.domain.errors import Refused
from app.domain.projects import Member, Project, Role
from app.pages.forms import Text, yes
from app.pages.guards import ProjectDoor, project_door
from app.pages.wrong import Wrong

router = APIRouter(prefix="/p/{project}")

Here = Annotated[ProjectDoor, Depends(project_door)]


@dataclass(frozen=True)
class EndPage:
    project: Project
    end: ProjectEnd | None
    by: str  # whose name stands on the record; empty where its day had come
    counts: dict[str, int]  # what is deleted, or was
    deletes_on: date
    is_lead: bool


@router.get("/end", name="project_end")
def page(door: Here) -> Response:
    return _page(door)


@router.post("/end", name="project_end_do")
async def end(door: Here, sure: Text = "") -> Response:
    if not yes(sure):
        said = ("Please tick that you have read what is deleted.", dict[str, object]())
        return await door.in_turn(_page, door, Wrong(said, "sure", 422))
    try:
        await door.write(end_project)
    except Refused as refused:
        return await door.in_turn(
            _page, door, Wrong((refused.message, refused.values), "sure", refused.status)
        )
    return door.go(f"/p/{door.project}/end")


@router.post("/end/undo", name="project_end_undo")
async def undo(door: Here) -> Response:
    await door.write(open_again)
    return door.go(f"/p/{door.project}")


@router.get("/archive.json", name="project_archive")
def archive_file(door: Here) -> Response:
    kept = door.read(archive)
    words = json.dumps(kept, ensure_ascii=False, indent=1)
    return Response(
        words,
        media_type="application/json",
        headers={
            "content-disposition": 'attachment; filename="archive.json"',
            "cache-control": "no-store",
        },
    )


def _page(door: ProjectDoor, wrong: Wrong | None = None) -> Response:
    shown = door.read(_end_page)
    status = wrong.status if wrong else 200
    return door.render(
        "followup/ending.html",
        status,
        shown=shown,
        wrong=wrong,
        days=door.state.settings.backup_days,
    )


def _end_page(session: Session, by: Member) -> EndPage:
    end = end_of(session, by.project.id)
    who = session.get(Account, end.ended_by) if end and end.ended_by else None
    gone = end.deleted if end and end.deleted_at else to_be_deleted(session, by.project.id)
    later = (by.now + TIME_TO_THINK).date()
    return EndPage(
        project=by.project,
        end=end,
        by=who.name if who else "",
        counts=gone,
        deletes_on=end.deletes_on if end else min(later, by.project.keep_until),
        is_lead=by.role is Role.LEAD,
    )
