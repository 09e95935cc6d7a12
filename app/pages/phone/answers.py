"""What one phone says of each choice, one at a time; nobody else sees it (V5)."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.answers import OwnAnswers, Question, Says, answer
from app.domain.errors import Unusable
from app.domain.seats import Sitting
from app.pages.forms import key_or_new, typed
from app.pages.phone_door import PhoneDoor

router = APIRouter(prefix="/w/{workshop}/phone")


# In a burst, as dots are: see `straight.py`.
@router.post("/answers", name="phone_answers")
async def answered(request: Request) -> Response:
    door = PhoneDoor(request.path_params["workshop"], request)
    form = await typed(request)
    idea, is_back = form.one("idea"), bool(form.one("back"))
    mine: OwnAnswers = await door.write(
        _answer,
        stage=form.one("stage"),
        idea=idea,
        said=None if is_back else {q: form.one(q) for q in Question if form.one(q)},
        key=key_or_new(form.one("key")),
    )
    return door.answer(
        f"/w/{door.place}/phone#choice-{idea}",
        "phone/_answer_saved.html",
        form=mine,
        choice=next((each for each in mine.choices if each.id == idea and is_back), None),
    )


def _answer(
    session: Session,
    by: Sitting,
    *,
    stage: str,
    idea: str,
    said: Mapping[Question, str] | None,
    key: str,
) -> OwnAnswers:
    says = {} if said is None else _numbers(said)
    return answer(session, by, stage=stage, idea=idea, says=says, key=key)


def _numbers(said: Mapping[Question, str]) -> Says:
    """Raises Unusable for anything but small numbers, and where nothing is said."""
    if not said or any(each not in {"-1", "0", "1", "2", "3", "4"} for each in said.values()):
        raise Unusable("Please choose one of the answers.")
    return {question: int(each) for question, each in said.items()}
