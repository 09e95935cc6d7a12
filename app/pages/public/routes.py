"""The progress page, and the signs that the server is well."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.domain.projects import project_with_key
from app.domain.reporting import Progress, progress
from app.pages.guards import Visitor, visitor
from app.pages.keeping import COPIED
from app.pages.public.pictures import Pictures, pictures_of

router = APIRouter()

Anyone = Annotated[Visitor, Depends(visitor)]


@router.get("/progress/{progress_key}", name="progress")
def progress_page(door: Anyone, progress_key: str) -> Response:
    def read(session: Session, _: None) -> tuple[Progress, dict[int, Pictures]]:
        project = project_with_key(session, progress_key)
        shown = progress(session, project, door.now)
        return shown, pictures_of(session, project, shown.today)

    shown, pictures = door.read(read)
    address = f"{door.state.artist.address}/progress/{progress_key}"
    response = door.render("public/progress.html", shown=shown, pictures=pictures, address=address)
    response.headers["x-robots-tag"] = "noindex, nofollow"
    response.headers["referrer-policy"] = "no-referrer"
    return response


@router.get("/healthz", name="healthz")
@router.get("/readyz", name="readyz")
def ready(door: Anyone) -> Response:
    """Whether it can read, and somebody is there who saves; a disk that is full says so itself."""
    if not door.state.writer.saves:
        return PlainTextResponse("Nothing can be saved.", 503)
    try:
        door.read(lambda session, _: session.connection().execute(text("SELECT 1")).one())
    except SQLAlchemyError:
        return PlainTextResponse("The database does not answer.", 503)
    copied = door.state.copied
    return PlainTextResponse("ok", headers={} if copied is None else {COPIED: str(copied)})
