"""After a restart a phone asks what of its acts is still here: an older backup may lack some."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from app.domain.receipts import missing
from app.pages.forms import Words
from app.pages.guards import PhoneDoor, phone_door

router = APIRouter(prefix="/w/{workshop}/phone")

Phone = Annotated[PhoneDoor, Depends(phone_door)]

MOST_ASKED = 500  # a busy phone gives a few dozen in the time a backup may lag


@router.post("/known", name="phone_known")
def known(door: Phone, sent: Words = []) -> Response:  # noqa: B006
    """The keys, of those asked for, that are not here; each can be offered again."""
    lost = door.read(lambda session, by: missing(session, by, sent[:MOST_ASKED]))
    return JSONResponse({"missing": lost}, headers={"cache-control": "no-store"})
