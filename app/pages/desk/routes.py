"""What a facilitator does at the desk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.routing import APIRoute
from sqlmodel import Session

from app.domain.board import KINDS
from app.domain.choosing import decide, without_answer
from app.domain.errors import NotYours, Refused
from app.domain.feelings import hold_word
from app.domain.journey import answer_proposal
from app.domain.moderation import Written, hold, release
from app.domain.steering import (
    blank,
    close_doors,
    end_workshop,
    move,
    open_doors,
    pause,
    reveal,
    set_clock,
    show_touchpoint,
)
from app.domain.teams import arrange_team
from app.domain.trials import trial_of
from app.domain.undoing import undo
from app.domain.workshops import Facilitator
from app.pages.desk.care import panel_at_the_desk
from app.pages.desk.panel import room_forms
from app.pages.forms import Text, Words, day, on_or_off, yes
from app.pages.guards import DeskDoor, desk_door
from app.pages.straight import Route, with_fields

router = APIRouter(prefix="/w/{workshop}/desk")

Desk = Annotated[DeskDoor, Depends(desk_door)]


@router.get("", name="desk")
def desk(door: Desk) -> Response:
    return door.page("desk/desk.html", care=panel_at_the_desk, room_forms=room_forms)


@router.post("/doors", name="desk_doors")
async def doors(door: Desk, open: Text = "") -> Response:
    await door.write(open_doors if yes(open) else close_doors)
    return _done(door)


@router.post("/stage", name="desk_stage")
async def stage(door: Desk, to: Text = "next", sure: Text = "", seen: Text = "") -> Response:
    """Asks once when people are still writing; their words are kept in any case."""
    writing = door.state.presence.writing(door.workshop)
    asks = writing > 0 and not yes(sure) and door.by_htmx
    moved = await door.write(_move, to=to, seen=seen, only_ask=asks)
    if moved:
        door.state.presence.moved(door.workshop)
    if asks:
        return door.render("desk/_still_writing.html", to=to, writing=writing, seen=seen)
    return _done(door)


@router.post("/clock", name="desk_clock")
async def clock(door: Desk, minutes: Text = "0", running: Text = "yes") -> Response:
    more = int(minutes) if minutes in {"-1", "0", "1", "5"} else 0
    await door.write(set_clock, minutes=more, running=on_or_off(running))
    return _done(door)


@router.post("/pause", name="desk_pause")
async def paused(door: Desk, paused: Text = "") -> Response:
    await door.write(pause, paused=on_or_off(paused))
    return _done(door)


@router.post("/reveal", name="desk_reveal")
async def revealed(door: Desk, revealed: Text = "") -> Response:
    await door.write(reveal, revealed=on_or_off(revealed))
    return _done(door)


@router.post("/blank", name="desk_blank")
async def blanked(door: Desk, blanked: Text = "") -> Response:
    await door.write(blank, blanked=on_or_off(blanked))
    return _done(door)


@router.post("/touchpoint", name="desk_touchpoint")
async def touchpoint(door: Desk, touchpoint: Text = "") -> Response:
    """Its words large on the wall; none puts the map back."""
    await door.write(show_touchpoint, touchpoint=touchpoint)
    return _done(door)


@router.post("/releases", name="desk_releases")
async def released(door: Desk, item: Words = []) -> Response:  # noqa: B006
    """One or many, each named "story-ID" or "idea-ID"."""
    await door.write(_release_all, items=item)
    return _done(door)


@router.post("/holds", name="desk_holds")
async def held(door: Desk, item: Text = "") -> Response:
    await door.write(_hold, item=item)
    return _done(door)


@router.post("/proposals", name="desk_proposals")
async def answered(
    door: Desk, proposal: Text = "", accepted: Text = "", answer: Text = ""
) -> Response:
    await door.write(answer_proposal, proposal=proposal, accepted=yes(accepted), answer=answer)
    return _done(door)


@router.post("/decisions", name="desk_decisions")
async def decided(
    door: Desk, idea: Text = "", outcome: Text = "", reason: Text = "", joined_with: Text = ""
) -> Response:
    await door.write(_decide, idea=idea, outcome=outcome, reason=reason, joined_with=joined_with)
    return _done(door)


@router.post("/teams", name="desk_teams")
async def arranged(door: Desk, idea: Text = "", owner: Text = "", meets_on: Text = "") -> Response:
    await door.write(arrange_team, idea=idea, owner=owner, meets_on=day(meets_on))
    return _done(door)


@router.post("/words", name="desk_words")
async def own_word_held(
    door: Desk, touchpoint: Text = "", word: Text = "", held: Text = ""
) -> Response:
    """Somebody's own word off the wall, or back on it."""
    await door.write(hold_word, touchpoint=touchpoint, word=word, held=yes(held))
    return _done(door)


@router.post("/undo", name="desk_undo")
async def undone(door: Desk, seen: Text = "") -> Response:
    return _done(door, await door.write(undo, seen=seen))


@router.post("/end", name="desk_end")
async def ended(door: Desk, sure: Text = "", seen: Text = "") -> Response:
    """Asks once when people are still writing, or an idea has no answer."""
    writing = door.state.presence.writing(door.workshop)
    may_ask = door.by_htmx and not yes(sure)
    open = await door.write(_end, asks=may_ask, writing=writing, seen=seen)
    if open is not None:
        return door.render("desk/_before_the_end.html", writing=writing, open=open, seen=seen)
    return _done(door)


STEERING: dict[str, Route] = {
    route.path.removeprefix("/w/{workshop}/"): with_fields(route.endpoint, DeskDoor)
    for route in router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ())
}


def _move(session: Session, by: Facilitator, *, to: str, seen: str, only_ask: bool) -> bool:
    return not only_ask and move(session, by, to, seen) is not None


def _end(session: Session, by: Facilitator, *, asks: bool, writing: int, seen: str) -> int | None:
    """Or, where it is to be asked first, how many ideas have no answer."""
    open = without_answer(session, by.workshop.id) if asks else 0
    if asks and (writing or open):
        return open
    end_workshop(session, by, seen)
    return None


def _decide(
    session: Session, by: Facilitator, *, idea: str, outcome: str, reason: str, joined_with: str
) -> None:
    if outcome != "taken_forward" and trial_of(session, idea) is not None:
        raise Refused("A trial has begun from this decision. Change the trial instead.")
    decide(session, by, idea=idea, outcome=outcome, reason=reason, joined_with=joined_with)


def _hold(session: Session, by: Facilitator, *, item: str) -> None:
    kind, id_, seen = _named(item)
    hold(session, by, _table(kind), id_, seen)


def _named(item: str) -> tuple[str, str, str]:
    """ "story-ID" or "story-ID-STATE": the state that the desk was looking at."""
    kind, id_, seen, *_ = [*item.split("-"), "", ""]
    return kind, id_, seen


def _release_all(session: Session, by: Facilitator, *, items: list[str]) -> None:
    """All of them, or none."""
    for each in items:
        kind, id_, seen = _named(each)
        release(session, by, _table(kind), id_, seen)


def _table(kind: str) -> type[Written]:
    if kind not in KINDS:
        raise NotYours("These words are not here any more. Perhaps their author took them back.")
    return KINDS[kind]


def _done(door: DeskDoor, said: str = "") -> Response:
    words: object = (said, {}) if said else ""
    return door.answer(f"/w/{door.workshop}/desk", "shared/_notice.html", said=words, wrong=False)
