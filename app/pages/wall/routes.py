"""The wall: opened by its link it only shows; a signed-in facilitator's wall also steers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.domain.workshops import at_the_wall
from app.pages import cookies
from app.pages.guards import Visitor, WallDoor, visitor, wall_door

router = APIRouter(prefix="/w/{workshop}/wall")

Wall = Annotated[WallDoor, Depends(wall_door)]
Anyone = Annotated[Visitor, Depends(visitor)]


@router.get("", name="wall")
def wall(door: Wall, anyone: Anyone, request: Request, key: str = "") -> Response:
    if key:  # into a cookie, so that no secret stays in the address
        anyone.read(lambda session, _: at_the_wall(session, door.workshop, key))
        response = anyone.go(f"/w/{door.workshop}/wall")
        cookies.keep(request, response, cookies.wall(door.workshop), key)
        return response
    return door.page("wall/wall.html", steers=lambda _session, steers, _look: steers)
