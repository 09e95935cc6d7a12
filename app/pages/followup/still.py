"""Is it still happening? The team's page of answers, checks and cards (M8, T5)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import NotYours, Refused
from app.domain.projects import Project
from app.domain.still_there import (
    SIDES,
    AskLink,
    BeforeAfter,
    CheckShown,
    Said,
    WordsWritten,
    before_and_after,
    begin_asking,
    checks_of,
    hide_words,
    links_of,
    said_by,
    settle_check,
    show_words,
    stop_asking,
    words_written,
)
from app.domain.trials import PARAGRAPH, Teammate, TrialShown, trial_shown
from app.pages.before_after import Drawn, drawn
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.trial import Voiced, words_from_the_room
from app.pages.forms import Text
from app.pages.wrong import Wrong, wrong_in

by_account = APIRouter(prefix="/p/{project}/trials/{trial}/still")
by_link = APIRouter(prefix="/t/{secret}/still")
members = APIRouter(prefix="/p/{project}/trials/{trial}/still")

Team = Annotated[TrialDoor, Depends(trial_door)]


@dataclass(frozen=True)
class StillPage:
    project: Project
    trial: TrialShown
    title: str  # empty where whoever looks may not read it
    state: str
    today: date
    links: dict[str, AskLink]
    said: tuple[Said, ...]
    both: BeforeAfter
    drawn: Drawn
    checks: tuple[CheckShown, ...]
    words: tuple[WordsWritten, ...]
    room: tuple[Voiced, ...]  # what people said in the workshop about this touchpoint

    @property
    def due(self) -> tuple[CheckShown, ...]:
        is_kept = self.trial.cycle.act == "adopt"
        return tuple(each for each in self.checks if is_kept and each.is_due(self.today))


def still_page(session: Session, by: Teammate) -> StillPage:
    shown = trial_shown(session, by.trial.id)
    both = before_and_after(session, shown)
    today = by.now.date()
    return StillPage(
        project=by.project,
        trial=shown,
        title=shown.trial.title,
        state=shown.state(today),
        today=today,
        links=links_of(session, by.trial.id),
        said=said_by(session, by.trial.id),
        both=both,
        drawn=drawn(both),
        checks=checks_of(session, shown),
        words=words_written(session, by),
        room=words_from_the_room(session, by, shown)[:4],
    )


@by_account.get("", name="trial_still")
@by_link.get("", name="team_still")
def still(door: Team, saved: str = "") -> Response:
    return _page(door, saved=saved == "yes")


@by_account.post("/checks", name="trial_checks")
@by_link.post("/checks", name="team_checks")
async def checks(door: Team, check: Text = "", result: Text = "", words: Text = "") -> Response:
    typed = {"check": check, "result": result, "words": words}
    try:
        await door.write(settle_check, check=check, result=result, words=words)
    except NotYours:
        raise
    except Refused as refused:
        needed = ("result",) if result in ("", "yes") else ("result", "words")
        limits = {"words": PARAGRAPH}
        wrong = wrong_in(refused, typed, limits, needed=needed, otherwise="result")
        return await door.in_turn(_page, door, typed=typed, wrong=wrong)
    return door.go(f"{door.home}/still?saved=yes")


@by_account.get("/cards/{side}", name="trial_card")
@by_link.get("/cards/{side}", name="team_card")
def card(door: Team, side: str) -> Response:
    """To be printed and hung up where people pass by."""
    shown = door.read(still_page)
    if side not in shown.links:
        raise NotYours("There is no such card.")
    address = f"{door.state.artist.address}/still/{shown.links[side].key}"
    return door.render("followup/card.html", shown=shown, side=side, address=address)


@members.post("/cards", name="trial_cards")
async def cards(door: Team, side: Text = "", seen: Text = "") -> Response:
    await door.write(begin_asking, side=side, seen=seen)
    return door.go(f"{door.home}/still#cards")


@members.post("/cards/withdrawals", name="trial_card_withdrawals")
async def card_withdrawals(door: Team, side: Text = "") -> Response:
    await door.write(stop_asking, side=side)
    return door.go(f"{door.home}/still#cards")


@members.post("/words", name="trial_still_words")
async def words(door: Team, show: Text = "", hide: Text = "") -> Response:
    """Let the team read what somebody wrote at a card, or keep it from them."""
    if show:
        await door.write(show_words, answer=show)
    else:
        await door.write(hide_words, answer=hide)
    return door.go(f"{door.home}/still#written")


def _page(
    door: TrialDoor,
    *,
    saved: bool = False,
    typed: dict[str, str] | None = None,
    wrong: Wrong | None = None,
) -> Response:
    return door.render(
        "followup/still.html",
        wrong.status if wrong else 200,
        shown=door.read(still_page),
        sides=SIDES,
        saved=saved,
        typed=typed or {"check": "", "result": "", "words": ""},
        wrong=wrong,
        address=door.state.artist.address,
    )
