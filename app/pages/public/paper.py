"""The progress page for those who don't look at screens: a board, a letter; and a feed for those
who look at nothing else (R3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.happenings import Happening, happenings
from app.domain.projects import Project, project_with_key
from app.domain.reporting import progress
from app.pages.guards import Visitor, visitor
from app.pages.secret import kept_secret

router = APIRouter(prefix="/progress/{progress_key}")

Anyone = Annotated[Visitor, Depends(visitor)]
NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))


@router.get("/board", name="board")
def board(door: Anyone, progress_key: str) -> Response:
    return _sheet(door, progress_key, "public/board.html")


@router.get("/letter", name="letter")
def letter(door: Anyone, progress_key: str) -> Response:
    return _sheet(door, progress_key, "public/letter.html")


@router.get("/feed.atom", name="feed")
def feed(door: Anyone, progress_key: str) -> Response:
    def read(session: Session, _: None) -> tuple[Project, tuple[Happening, ...]]:
        project = project_with_key(session, progress_key)
        return project, happenings(session, project, door.now.date())

    project, found = door.read(read)
    sign = door.state.keyring.fingerprint
    page = door.render(
        "public/feed.xml",
        project=project.title,
        id=sign("feed", project.id),
        updated=found[0].on if found else project.created_at.date(),
        entries=[(sign("happening", *each.sign), each) for each in found],
        address=_address(door, progress_key),
    )
    text = bytes(page.body).decode().translate(NOT_IN_XML)
    return kept_secret(
        Response(
            text,
            media_type="application/atom+xml; charset=utf-8",
            headers={"cache-control": "no-store"},
        )
    )


def _sheet(door: Visitor, key: str, template: str) -> Response:
    shown = door.read(
        lambda session, _: progress(session, project_with_key(session, key), door.now)
    )
    return kept_secret(
        door.render(template, shown=shown, address=_address(door, key), today=door.now.date())
    )


def _address(door: Visitor, key: str) -> str:
    return f"{door.state.artist.address}/progress/{key}"
