"""Chasing, seen by those who run a project: who is asked, what went out, what may not have gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.addresses import LONGEST
from app.domain.chasing.naming import Chasing, chasing_in, name_owner, name_sponsor
from app.domain.chasing.tables import NAME
from app.domain.errors import Refused
from app.domain.outbox import LetterShown, letters_of, send_again
from app.domain.projects import Member
from app.domain.review_days import calendar_key, close_calendar, open_calendar
from app.domain.trials import trials_of
from app.pages.forms import Text
from app.pages.guards import ProjectDoor, project_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/p/{project}/chasing")

Project = Annotated[ProjectDoor, Depends(project_door)]
OURS = ("review", "sponsor")  # letters to those who run the project
MOST_LETTERS = 30  # on one page, the newest


@dataclass(frozen=True)
class LetterLine:
    letter: LetterShown
    about: str  # a trial's title; empty for letters to participants


@dataclass(frozen=True)
class ChasingPage:
    chasing: Chasing
    calendar: str  # its address, or empty
    calendar_key: str
    unsure: tuple[LetterLine, ...]  # may not have gone, or given up
    letters: tuple[LetterLine, ...]
    to_people: int  # e-mails that went to participants; when, and about what, is theirs alone
    goes_out: bool


@router.get("", name="chasing")
def page(door: Project) -> Response:
    return _page(door)


@router.post("/sponsor", name="chasing_sponsor")
async def sponsor(door: Project, name: Text = "", email: Text = "") -> Response:
    try:
        await door.write(name_sponsor, name=name, email=email)
    except Refused as refused:
        typed = {"name": name, "email": email}
        limits = {"name": NAME, "email": LONGEST}
        needed = ("name", "email")
        return await door.in_turn(
            _page, door, typed, wrong_in(refused, typed, limits, needed=needed, otherwise="email")
        )
    return door.go(f"/p/{door.project}/chasing#sponsor-title")


@router.post("/owners", name="chasing_owners")
async def owner(door: Project, trial: Text = "", owner_email: Text = "") -> Response:
    try:
        await door.write(name_owner, trial=trial, email=owner_email)
    except Refused as refused:
        typed = {"trial": trial, "owner_email": owner_email}
        return await door.in_turn(
            _page, door, typed, wrong_in(refused, typed, {}, otherwise=f"email-{trial}")
        )
    return door.go(f"/p/{door.project}/chasing#trials-title")


@router.post("/letters", name="chasing_letters")
async def again(door: Project, letter: Text = "") -> Response:
    await door.write(send_again, letter=letter)
    return door.go(f"/p/{door.project}/chasing#letters-title")


@router.post("/calendar", name="chasing_calendar")
async def calendar(door: Project, do: Text = "", seen: Text = "") -> Response:
    if do == "close":
        await door.write(close_calendar)
    else:
        await door.write(open_calendar, seen=seen)
    return door.go(f"/p/{door.project}/chasing#calendar-title")


def _page(
    door: ProjectDoor, typed: Mapping[str, str] | None = None, wrong: Wrong | None = None
) -> Response:
    def shown(session: Session, by: Member) -> ChasingPage:
        titles = {t.trial.id: t.title for t in trials_of(session, by.project.id)}
        lines = tuple(
            LetterLine(each, titles.get(each.about, ""))
            for each in letters_of(session, by.project.id, by.now)
        )
        key = calendar_key(session, by.project.id)
        return ChasingPage(
            chasing=chasing_in(session, by),
            calendar_key=key,
            calendar=f"{door.state.artist.address}/calendar/{key}.ics" if key else "",
            unsure=tuple(line for line in lines if line.letter.may_go_again),
            letters=tuple(
                line for line in lines if not line.letter.may_go_again and line.letter.kind in OURS
            )[:MOST_LETTERS],
            to_people=sum(
                line.letter.state == "sent" and line.letter.kind not in OURS for line in lines
            ),
            goes_out=door.state.post.goes_out,
        )

    found = door.read(shown)
    known = found.chasing.sponsor
    usual = {"name": known.name if known else "", "email": known.email if known else ""}
    return door.render(
        "followup/chasing.html",
        wrong.status if wrong else 200,
        shown=found,
        typed={"trial": "", "owner_email": "", **usual, **(typed or {})},
        wrong=wrong,
    )
