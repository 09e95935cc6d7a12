"""The calendar of a project's days to look, for other programs: by its secret link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.domain.review_days import calendar_with
from app.outside.calendar import days_file
from app.pages.guards import Visitor, visitor
from app.pages.templating import translate

router = APIRouter()

Anyone = Annotated[Visitor, Depends(visitor)]


@router.get("/calendar/{calendar_key}.ics", name="calendar")
def calendar(door: Anyone, calendar_key: str) -> Response:
    found = door.read(lambda session, _: calendar_with(session, calendar_key, door.now))
    address = f"{door.state.artist.address}/progress/{found.project.progress_key}"
    return Response(
        days_file(found.project.title, found.days, translate, address, door.language),
        media_type="text/calendar; charset=utf-8",
        headers={
            "cache-control": "no-store",
            "content-disposition": 'attachment; filename="days-to-look.ics"',
            "x-robots-tag": "noindex, nofollow",
            "referrer-policy": "no-referrer",
        },
    )
