"""The page behind the link in a letter about a day to look: done, another day, or stopped."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.chasing.answering import Asked, answer_look, asked, move_look
from app.domain.chasing.asking import LOCAL
from app.domain.errors import Refused
from app.domain.trials import PARAGRAPH
from app.pages.forms import Text, day
from app.pages.guards import Visitor, visitor
from app.pages.secret import kept_secret
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/look/{key}")

Anyone = Annotated[Visitor, Depends(visitor)]


@dataclass(frozen=True)
class LookShown:
    """What was asked, and the days that one tap moves it to."""

    asked: Asked
    soon: tuple[tuple[int, date], ...]  # weeks, day


@router.get("", name="look")
def page(door: Anyone, key: str) -> Response:
    return _page(door, key)


@router.post("/answers", name="look_answers")
async def answered(
    door: Anyone, key: str, answer: Text = "", seen: Text = "", said: Text = ""
) -> Response:
    def verb(session: Session, _: None) -> None:
        answer_look(session, key, day=day(seen), answer=answer, said=said, now=door.now)

    typed = {"said": said, "to": "", "answer": answer}
    try:
        await door.write(verb)
    except Refused as refused:
        return await door.in_turn(
            _page, door, key, typed, wrong_in(refused, typed, {"said": PARAGRAPH}, otherwise="said")
        )
    return door.go(f"/look/{key}")


@router.post("/moves", name="look_moves")
async def moved(door: Anyone, key: str, to: Text = "", seen: Text = "") -> Response:
    def verb(session: Session, _: None) -> None:
        move_look(session, key, day=day(seen), to=day(to), now=door.now)

    typed = {"said": "", "to": to, "answer": ""}
    try:
        await door.write(verb)
    except Refused as refused:
        return await door.in_turn(
            _page, door, key, typed, wrong_in(refused, typed, {}, otherwise="to")
        )
    return door.go(f"/look/{key}")


def _page(
    door: Visitor, key: str, typed: dict[str, str] | None = None, wrong: Wrong | None = None
) -> Response:
    found = door.read(lambda session, _: asked(session, key, door.now))
    today = door.now.astimezone(LOCAL).date()
    soon = tuple((weeks, today + timedelta(weeks=weeks)) for weeks in (2, 4))
    return kept_secret(
        door.render(
            "public/look.html",
            wrong.status if wrong else 200,
            shown=LookShown(found, soon),
            typed=typed or {"said": found.said, "to": "", "answer": found.answer},
            wrong=wrong,
        )
    )
