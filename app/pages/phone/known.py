"""After a restart a phone asks what of its acts is still here: an older backup may lack some."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.domain.receipts import missing
from app.pages.forms import typed
from app.pages.phone_door import PhoneDoor

router = APIRouter(prefix="/w/{workshop}/phone")

MOST_ASKED = 500  # a busy phone gives a few dozen in the time a backup may lag


@router.post("/known", name="phone_known")
async def known(request: Request) -> Response:
    """The keys, of those asked for, that are not here; each can be offered again.

    A whole room asks within seconds: so they are looked up together. Raises Unusable for more
    than MOST_ASKED.
    """
    door, form = (
        PhoneDoor(request.path_params["workshop"], request),
        await typed(request, MOST_ASKED),
    )
    sent = form.all("sent")
    lost = await door.state.entrance.ask(lambda session: missing(session, door.find(session), sent))
    return JSONResponse({"missing": lost}, headers={"cache-control": "no-store"})
