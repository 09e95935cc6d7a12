"""What a participant does on a phone."""

import asyncio
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from app.domain.agreeing import agree
from app.domain.dots import place_dot, take_dot_back
from app.domain.errors import Unusable
from app.domain.feelings import pick_words, place
from app.domain.guesses import guess
from app.domain.ideas import offer_idea
from app.domain.journey import propose_touchpoint
from app.domain.keyring import hashed
from app.domain.preparing import words_offered
from app.domain.seats import Sitting, Use, say_done
from app.domain.stories import tell_story
from app.domain.teams import choose_team
from app.domain.withdrawal import withdraw
from app.pages.forms import Text, Words, key_or_new, typed, yes
from app.pages.phone.answers import answered
from app.pages.phone.asked import questions
from app.pages.phone.care import pause
from app.pages.phone.given import my_words, so_far
from app.pages.phone.known import known
from app.pages.phone.mine import mine
from app.pages.phone.own import own
from app.pages.phone.table import own_table
from app.pages.phone_door import PhoneDoor, phone_door

router = APIRouter(prefix="/w/{workshop}/phone")

Phone = Annotated[PhoneDoor, Depends(phone_door)]


@router.get("", name="phone")
def phone(door: Phone, touchpoint: str = "", stage: str = "") -> Response:
    return door.page(
        "phone/now.html",
        around={"task"},
        mine_asked=questions,
        own=own(touchpoint, stage),
        so_far=so_far,
        pause=pause,
        own_table=own_table,
    )


@router.get("/own", name="phone_own")
def own_part(door: Phone, touchpoint: str = "", stage: str = "") -> Response:
    return door.fragment("phone/_own.html", own=own(touchpoint, stage))


@router.get("/words", name="phone_words")
def words(door: Phone) -> Response:
    return door.page(
        "phone/words.html", around={"task"}, mine=my_words, mine_asked=questions, pause=pause
    )


@router.get("/mine.json", name="phone_mine")
def everything(door: Phone) -> Response:
    with door.state.database.read() as session:
        by = door.find(session)
        look = door.state.artist.look(session, door.workshop, door.audience(by))
        found = mine(session, by, look)
    return JSONResponse(found, headers={"cache-control": "no-store"})


# Those in IN_BURSTS take their fields without FastAPI's help (see `typed`).
@router.post("/placements", name="phone_placements")
async def placed(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    touchpoint = form.one("touchpoint")
    await door.write(
        _place,
        stage=form.one("stage"),
        touchpoint=touchpoint,
        height=form.one("height"),
        key=key_or_new(form.one("key")),
    )
    return _saved(door, touchpoint)


@router.post("/guesses", name="phone_guesses")
async def guessed(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    touchpoint = form.one("touchpoint")
    await door.write(
        _guess,
        stage=form.one("stage"),
        touchpoint=touchpoint,
        height=form.one("guess"),
        key=key_or_new(form.one("key")),
    )
    return _saved(door, touchpoint)


@router.post("/words", name="phone_words_pick")
async def picked(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    touchpoint = form.one("touchpoint")
    await door.write(
        _pick,
        stage=form.one("stage"),
        touchpoint=touchpoint,
        words=form.all("word"),
        own=form.one("own"),
        key=form.one("key"),
    )
    return _saved(door, touchpoint)


@router.post("/stories", name="phone_stories")
async def told(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    touchpoint = form.one("touchpoint")
    await door.write(
        tell_story,
        stage=form.one("stage"),
        touchpoint=touchpoint,
        text=form.one("text"),
        key=key_or_new(form.one("key")),
        replaces=form.one("replaces"),
    )
    door.state.presence.stopped(door.workshop, _seat_sign(door))
    return _saved(door, touchpoint)


@router.post("/feelings", name="phone_feelings")
async def felt(
    door: Phone,
    stage: Text = "",
    touchpoint: Text = "",
    height: Text = "",
    word: Words = [],  # noqa: B006
    own: Text = "",
    text: Text = "",
    guess: Text = "",
    go_to: Text = "",
    key: Text = "",
) -> Response:
    """The whole form at once: all of it is saved, or none."""
    await door.write(
        _feel,
        stage=stage,
        touchpoint=touchpoint,
        height=height,
        words=word,
        own=own,
        text=text,
        guessed=guess,
        key=key_or_new(key),
    )
    door.state.presence.stopped(door.workshop, _seat_sign(door))
    return await door.in_turn(_own_again, door, stage, go_to or touchpoint)


@router.post("/proposals", name="phone_proposals")
async def proposed(
    door: Phone,
    stage: Text = "",
    after: Text = "",
    title: Text = "",
    key: Text = "",
    left_behind: Text = "",
) -> Response:
    await door.write(propose_touchpoint, stage=stage, after=after, title=title, key=key_or_new(key))
    door.state.presence.stopped(door.workshop, _seat_sign(door))
    if left_behind:
        return _said(door)
    return await door.in_turn(_own_again, door, stage)


@router.post("/ideas", name="phone_ideas")
async def offered(
    door: Phone,
    stage: Text = "",
    touchpoint: Text = "",
    text: Text = "",
    key: Text = "",
    left_behind: Text = "",
) -> Response:
    await door.write(offer_idea, stage=stage, touchpoint=touchpoint, text=text, key=key_or_new(key))
    door.state.presence.stopped(door.workshop, _seat_sign(door))
    if left_behind:
        return _said(door)
    return await door.in_turn(_own_again, door, stage)


@router.post("/dots", name="phone_dots")
async def dotted(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    ballot = await door.write(
        place_dot,
        stage=form.one("stage"),
        idea=form.one("idea"),
        key=key_or_new(form.one("key")),
    )
    return _dots(door, ballot)


@router.post("/dots/withdrawals", name="phone_dots_withdrawals")
async def undotted(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    ballot = await door.write(
        take_dot_back,
        stage=form.one("stage"),
        idea=form.one("idea"),
        key=key_or_new(form.one("key")),
    )
    return _dots(door, ballot)


@router.post("/done", name="phone_done")
async def done(request: Request) -> Response:
    door, form = _in_a_burst(request), await typed(request)
    stage = form.one("stage")
    is_done = await door.write(
        say_done, stage=stage, done=yes(form.one("done")), key=key_or_new(form.one("key"))
    )
    return door.answer(_page(door), "phone/_done.html", stage=stage, is_done=is_done)


IN_BURSTS = {
    "phone/placements": placed,
    "phone/guesses": guessed,
    "phone/words": picked,
    "phone/stories": told,
    "phone/dots": dotted,
    "phone/dots/withdrawals": undotted,
    "phone/answers": answered,
    "phone/done": done,
    "phone/known": known,
}


@router.post("/team", name="phone_team")
async def joined_a_team(door: Phone, stage: Text = "", idea: Text = "", key: Text = "") -> Response:
    await door.write(choose_team, stage=stage, idea=idea, key=key_or_new(key))
    return await door.in_turn(_own_again, door, stage)


@router.post("/consents", name="phone_consents")
async def consented(
    door: Phone,
    use: Words = [],  # noqa: B006
    agreed: Words = [],  # noqa: B006
    email: Text = "",
    key: Text = "",
) -> Response:
    uses = frozenset(Use(each) for each in use if each in set(Use))
    await door.write(
        agree,
        uses,
        stories=frozenset(agreed),
        email=email,
        key=key_or_new(key),
        language=door.language,
    )
    if door.by_htmx:
        return door.render("phone/_said.html", said="saved")
    return door.go(f"{_page(door)}/words")


@router.post("/withdrawals", name="phone_withdrawals")
async def withdrawn(door: Phone, what: Text = "", id: Text = "", key: Text = "") -> Response:
    await door.write(withdraw, what=what, id=id, key=key_or_new(key))
    if door.by_htmx:
        return await door.in_turn(door.fragment, "phone/_taken_back.html", mine=my_words)
    return door.go(f"{_page(door)}/words")


@router.post("/writing", name="phone_writing")
async def writes(door: Phone) -> Response:
    await asyncio.to_thread(door.read, lambda _session, _by: None)
    door.state.presence.writes(door.workshop, _seat_sign(door))
    return Response(status_code=204)


def _feel(
    session: Session,
    by: Sitting,
    *,
    stage: str,
    touchpoint: str,
    height: str,
    words: list[str],
    own: str,
    text: str,
    guessed: str,
    key: str,
) -> None:
    def part(name: str) -> str:
        return str(uuid5(UUID(key), name)) if _is_uuid(key) else key

    if height:
        asked = {"stage": stage, "touchpoint": touchpoint, "key": part("placement")}
        _place(session, by, height=height, **asked)
    if guessed:
        asked = {"stage": stage, "touchpoint": touchpoint, "key": part("guess")}
        _guess(session, by, height=guessed, **asked)
    if words or own.strip():
        _pick(
            session,
            by,
            stage=stage,
            touchpoint=touchpoint,
            words=words,
            own=own,
            key=part("word"),
        )
    if text.strip():
        tell_story(session, by, stage=stage, touchpoint=touchpoint, text=text, key=key)
    if not (height or guessed or words or own.strip() or text.strip()):
        raise Unusable("Nothing is written here yet.")


def _place(
    session: Session, by: Sitting, *, stage: str, touchpoint: str, height: str, key: str
) -> None:
    place(session, by, stage=stage, touchpoint=touchpoint, height=_height(height), key=key)


def _guess(
    session: Session, by: Sitting, *, stage: str, touchpoint: str, height: str, key: str
) -> None:
    guess(session, by, stage=stage, touchpoint=touchpoint, height=_height(height), key=key)


def _pick(
    session: Session,
    by: Sitting,
    *,
    stage: str,
    touchpoint: str,
    words: list[str],
    own: str,
    key: str,
) -> None:
    pick_words(
        session,
        by,
        stage=stage,
        touchpoint=touchpoint,
        words=tuple(words),
        own=own,
        offered=words_offered(session, by.workshop_id, by.voice),
        key=key_or_new(key),
    )


def _height(said: str) -> int | None:
    """Raises Unusable for anything but -2 … 2 or skip."""
    if said == "skip":
        return None
    if said not in {"-2", "-1", "0", "1", "2"}:
        raise Unusable("Please choose one of the five faces.")
    return int(said)


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _in_a_burst(request: Request) -> PhoneDoor:
    return PhoneDoor(request.path_params["workshop"], request)


def _page(door: PhoneDoor) -> str:
    return f"/w/{door.place}/phone"


def _seat_sign(door: PhoneDoor) -> str:
    """Stands for this seat among those writing; forgotten within seconds."""
    return hashed(door.cookie)


def _saved(door: PhoneDoor, touchpoint: str) -> Response:
    return door.answer(f"{_page(door)}?touchpoint={touchpoint}", "phone/_said.html", said="saved")


def _said(door: PhoneDoor) -> Response:
    """Of words from the tray: its page shows another stage by now."""
    return door.answer(_page(door), "phone/_said.html", said="saved")


def _own_again(door: PhoneDoor, stage: str, touchpoint: str = "") -> Response:
    if door.by_htmx:
        return door.fragment("phone/_own_saved.html", own=own(touchpoint, stage))
    at = f"?touchpoint={touchpoint}" if touchpoint else ""
    return door.go(_page(door) + at)


def _dots(door: PhoneDoor, ballot: Any) -> Response:
    return door.answer(_page(door), "phone/_ballot_saved.html", form=ballot, workshop_id=door.place)
