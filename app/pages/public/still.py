"""At a card in the clinic: did it happen for you? One screen, no account, no scripts (T5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.reporting import leaves_room
from app.domain.still_there import WORDS, Asked, answer, answer_of, asked_with, take_answer_back
from app.domain.trials import trial_shown
from app.pages.forms import Text
from app.pages.guards import Door
from app.pages.secret import kept_secret
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/still/{key}")


class AskDoor(Door[Asked]):
    """Whoever opened the address on a card."""

    def __init__(self, key: str, request: Request) -> None:
        super().__init__(request)
        self.key = key
        self.home = f"/still/{key}"

    def find(self, session: Session) -> Asked:
        return asked_with(session, self.key, self.now)

    def render(self, template: str, status: int = 200, **names: Any) -> Response:
        return kept_secret(super().render(template, status, **names))


async def ask_door(key: str, request: Request) -> AskDoor:
    return AskDoor(key, request)


AtTheCard = Annotated[AskDoor, Depends(ask_door)]


@dataclass(frozen=True)
class Question:
    """What is asked about, in words that may leave the room."""

    project: str
    touchpoint: str
    change: str  # in the team's own words, or empty
    side: str
    is_kept: bool  # no try any more
    progress: str  # where to read what became of it


def question(session: Session, by: Asked) -> Question:
    shown = trial_shown(session, by.trial.id)
    title, change = leaves_room(shown)
    return Question(
        project=by.project.title,
        touchpoint=shown.touchpoint,
        change=change or title,
        side=by.side,
        is_kept=shown.cycle.act == "adopt",
        progress=f"/progress/{by.project.progress_key}",
    )


@router.get("", name="still")
def ask(door: AtTheCard) -> Response:
    return _ask(door, {"said": "", "height": "", "words": "", "id": str(uuid4())}, None)


@router.post("", name="still_answer")
async def answered(
    door: AtTheCard,
    request: Request,
    said: Text = "",
    height: Text = "",
    words: Text = "",
    id: Text = "",
) -> Response:
    door.state.limiter.spend(request, "still")
    typed = {"said": said, "height": height, "words": words, "id": id}
    felt = int(height) if height in {"-2", "-1", "0", "1", "2"} else None
    try:
        await door.write(answer, id=id, said=said, height=felt, words=words)
    except Refused as refused:
        await door.in_turn(
            door.read, lambda _session, _by: None
        )  # a card that is not used any more has no form
        wrong = wrong_in(refused, typed, {"words": WORDS}, needed=("said",), otherwise="said")
        return await door.in_turn(_ask, door, typed, wrong)
    return door.go(f"{door.home}/sent/{id}")


@router.get("/sent/{id}", name="still_sent")
def sent(door: AtTheCard, id: str) -> Response:
    def read(session: Session, by: Asked) -> tuple[Question, str]:
        return question(session, by), answer_of(session, by, id).id

    asked, mine = door.read(read)
    return door.render("public/still_sent.html", asked=asked, id=mine, here=door.home)


@router.post("/back", name="still_back")
async def taken_back(door: AtTheCard, id: Text = "") -> Response:
    await door.write(take_answer_back, id=id)
    asked = await door.in_turn(door.read, question)
    return door.render("public/still_sent.html", asked=asked, id="", here=door.home)


def _ask(door: AskDoor, typed: Mapping[str, str], wrong: Wrong | None) -> Response:
    return door.render(
        "public/still.html",
        wrong.status if wrong else 200,
        asked=door.read(question),
        typed=typed,
        wrong=wrong,
        here=door.home,
        longest=WORDS,
    )
