"""One's own page, by the personal link: what I said, where it went, and what I agree to (R2)."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.addresses import LONGEST
from app.domain.agreeing import turn, turn_outside
from app.domain.contacts import write_no_more, write_to
from app.domain.errors import Refused
from app.domain.own_page import own_page
from app.domain.personal import link_for_phrase, new_link, sitting_with_link
from app.domain.projects import project_with_key
from app.domain.seats import Sitting
from app.domain.withdrawal import withdraw
from app.pages import cookies
from app.pages.forms import Text, key_or_new, yes
from app.pages.guards import Door, Visitor, visitor
from app.pages.limits import Limiter
from app.pages.secret import kept_secret
from app.pages.wrong import Wrong, wrong_in

router = APIRouter()


class PersonalDoor(Door[Sitting]):
    """Whoever has a personal link: the seat's owner."""

    def __init__(self, link: str, request: Request) -> None:
        super().__init__(request)
        self.link = link

    def find(self, session: Session) -> Sitting:
        return sitting_with_link(session, self.link, self.state.keyring, self.now)

    async def write(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # In the room's turn, as what is written there.
        self.room = await self.in_turn(self.read, lambda _session, by: by.workshop_id)
        return await super().write(verb, *args, **kwargs)


async def personal_door(link: str, request: Request) -> PersonalDoor:
    return PersonalDoor(link, request)


Own = Annotated[PersonalDoor, Depends(personal_door)]
Anyone = Annotated[Visitor, Depends(visitor)]


@router.get("/mine/{link}", name="mine")
def mine(door: Own) -> Response:
    return _page(door)


@router.post("/mine/{link}/uses", name="mine_uses")
async def uses(door: Own, use: Text = "", on: Text = "") -> Response:
    await door.write(turn, use=use, on=yes(on))
    return _again(door, "uses")


@router.post("/mine/{link}/stories", name="mine_stories")
async def stories(door: Own, story: Text = "", on: Text = "") -> Response:
    await door.write(turn_outside, story=story, on=yes(on))
    return _again(door, "said")


@router.post("/mine/{link}/contact", name="mine_contact")
async def contact(door: Own, email: Text = "", rhythm: Text = "") -> Response:
    try:
        await door.write(write_to, email=email, rhythm=rhythm, language=door.language)
    except Refused as refused:
        typed = {"email": email, "rhythm": rhythm}
        wrong = wrong_in(refused, typed, {"email": LONGEST}, otherwise="email")
        return await door.in_turn(_page, door, email, wrong)
    return _again(door, "contact")


@router.post("/mine/{link}/silence", name="mine_silence")
async def silence(door: Own) -> Response:
    await door.write(_no_more)
    return _again(door, "contact")


@router.post("/mine/{link}/withdrawals", name="mine_withdrawals")
async def withdrawn(door: Own, what: Text = "", id: Text = "", key: Text = "") -> Response:
    await door.write(withdraw, what=what, id=id, key=key_or_new(key))
    return _again(door, "said")


@router.post("/mine/{link}/link", name="mine_link")
async def another_link(door: Own) -> Response:
    return door.go(f"/mine/{await door.write(new_link)}#link")


@router.get("/progress/{progress_key}/mine", name="mine_by_phrase")
def by_phrase(door: Anyone, progress_key: str) -> Response:
    project = door.read(lambda session, _: project_with_key(session, progress_key).title)
    page = door.render(
        "public/by_phrase.html", key=progress_key, project=project, said="", typed=""
    )
    return cookies.recognise(door.request, kept_secret(page))


@router.post("/progress/{progress_key}/mine", name="mine_find")
def found(door: Anyone, request: Request, progress_key: str, phrase: Text = "") -> Response:
    def find(session: Session, _: None) -> str:
        project = project_with_key(session, progress_key)
        return link_for_phrase(session, project, phrase, door.state.keyring)

    project = door.read(lambda session, _: project_with_key(session, progress_key).title)
    limiter: Limiter = door.state.limiter
    limiter.check(request, "phrase")
    try:
        link = door.read(find)
    except Refused as refused:
        limiter.failed(request, "phrase")
        said = (refused.message, refused.values)
        names = {"key": progress_key, "project": project, "said": said, "typed": phrase}
        return kept_secret(door.render("public/by_phrase.html", refused.status, **names))
    return door.go(f"/mine/{link}")


def _no_more(session: Session, by: Sitting) -> None:
    write_no_more(session, by.seat_id)


def _again(door: PersonalDoor, at: str) -> Response:
    return door.go(f"/mine/{door.link}#{at}")


def _page(door: PersonalDoor, email: str = "", wrong: Wrong | None = None) -> Response:
    return kept_secret(
        door.render(
            "public/mine.html",
            wrong.status if wrong else 200,
            shown=door.read(own_page),
            link=door.link,
            address=door.state.artist.address,
            goes_out=door.state.post.goes_out,
            backup_days=door.state.settings.backup_days,
            email=email,
            wrong=wrong,
        )
    )
