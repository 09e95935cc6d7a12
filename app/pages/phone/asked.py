"""What a facilitator asks one seat: fetched and answered by its own phone only (A2)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.private_words import Asked, asked_of, called, sixteenth
from app.domain.private_words import answer as answer_question
from app.domain.seats import Sitting
from app.pages.forms import Text, key_or_new
from app.pages.look import Look
from app.pages.phone_door import PhoneDoor, phone_door

router = APIRouter(prefix="/w/{workshop}/phone")

Phone = Annotated[PhoneDoor, Depends(phone_door)]


@dataclass(frozen=True)
class Questions:
    questions: tuple[Asked, ...]
    sixteenth: str  # where this phone listens in `called`


def questions(session: Session, by: Sitting, look: Look) -> Questions:
    part = sixteenth(by.seat_id)
    return Questions(asked_of(session, by) if part in look.once(calls) else (), part)


def calls(look: Look) -> dict[str, str]:
    """For the stream: that something changed in a sixteenth of the room, and nothing else."""
    return called(look.session, look.workshop_id)


@router.get("/asked", name="phone_asked")
def asked(door: Phone) -> Response:
    return door.fragment("phone/_asked.html", mine_asked=questions)


@router.post("/asked", name="phone_asked_answer")
async def answered(
    door: Phone, kind: Text = "", id: Text = "", answer: Text = "", text: Text = "", key: Text = ""
) -> Response:
    await door.write(
        answer_question, kind=kind, id=id, answer=answer, text=text, key=key_or_new(key)
    )
    if door.by_htmx:
        return await door.in_turn(door.fragment, "phone/_answered.html", mine_asked=questions)
    return door.go(f"/w/{door.place}/phone")
