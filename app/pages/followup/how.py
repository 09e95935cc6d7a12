"""How a team did it: written at both doors of a trial, published by members (T6)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.library import (
    FIELDS,
    Copy,
    CopyShown,
    Published,
    copies_in,
    copy_in_trial,
    first_draft,
    how_of,
    how_stands,
    on_the_shelf,
    publish,
    stop_using,
    unpublish,
    use_copy,
    write_how,
)
from app.domain.library.publishing import NEEDED
from app.domain.projects import Project
from app.domain.trials import Teammate, TrialShown, trial_shown
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.forms import Text
from app.pages.wrong import Wrong, wrong_in

by_account = APIRouter(prefix="/p/{project}/trials/{trial}/how")
by_link = APIRouter(prefix="/t/{secret}/how")
members = APIRouter(prefix="/p/{project}/trials/{trial}/how")

Team = Annotated[TrialDoor, Depends(trial_door)]
Typed = dict[str, str]


@dataclass(frozen=True)
class HowInTrial:
    """What a trial's own page says about it."""

    is_written: bool
    published: Published | None
    copy: Copy | None
    unused: tuple[CopyShown, ...]  # copies of the project that no trial uses


@dataclass(frozen=True)
class HowPage:
    project: Project
    trial: TrialShown
    said: Typed  # as it stands
    draft: Typed  # what the form begins with
    published: Published | None
    copy: Copy | None

    @property
    def is_written(self) -> bool:
        return any(self.said.values())

    @property
    def is_whole(self) -> bool:
        return all(self.said[name] for name in NEEDED)

    @property
    def is_newer(self) -> bool:
        """What is in the library is not what is written here now."""
        kept = self.published
        return kept is None or any(getattr(kept, name) != self.said[name] for name in FIELDS)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.said["steps"].splitlines())

    @property
    def seen(self) -> str:
        return how_stands(self.said)


def how_in_trial(session: Session, by: Teammate) -> HowInTrial:
    copies = copies_in(session, by.project.id) if by.is_member else ()
    return HowInTrial(
        is_written=any(how_of(session, by.trial.id).values()),
        published=on_the_shelf(session, by.trial.id),
        copy=copy_in_trial(session, by.trial.id),
        unused=tuple(each for each in copies if not each.trial),
    )


def _how_page(session: Session, by: Teammate) -> HowPage:
    return HowPage(
        project=by.project,
        trial=trial_shown(session, by.trial.id),
        said=how_of(session, by.trial.id),
        draft=first_draft(session, by),
        published=on_the_shelf(session, by.trial.id),
        copy=copy_in_trial(session, by.trial.id),
    )


@by_account.get("", name="trial_how")
@by_link.get("", name="team_how")
def how(door: Team, saved: str = "") -> Response:
    return _page(door, saved=saved == "yes")


@by_account.post("", name="trial_how_write")
@by_link.post("", name="team_how_write")
async def write(
    door: Team,
    setting: Text = "",
    change: Text = "",
    result: Text = "",
    took: Text = "",
    steps: Text = "",
    materials: Text = "",
    agreed: Text = "",
    went_wrong: Text = "",
    credit: Text = "",
    seen: Text = "",
) -> Response:
    typed = {"setting": setting, "change": change, "result": result, "took": took, "steps": steps}
    typed |= {"materials": materials, "agreed": agreed, "went_wrong": went_wrong, "credit": credit}
    try:
        await door.write(write_how, said=typed, seen=seen)
    except Refused as refused:
        wrong = wrong_in(refused, typed, FIELDS, otherwise="steps")
        return await door.in_turn(_page, door, typed, wrong, seen)
    return door.go(f"{door.home}/how?saved=yes")


@members.post("/publications", name="trial_publications")
async def publications(door: Team, seen: Text = "") -> Response:
    try:
        await door.write(publish, seen=seen)
    except Refused as refused:
        said = (refused.message, refused.values)
        return await door.in_turn(_page, door, wrong=Wrong(said, "", refused.status))
    return door.go(f"{door.home}/how?saved=yes")


@members.post("/withdrawals", name="trial_how_withdrawals")
async def withdrawals(door: Team) -> Response:
    await door.write(unpublish)
    return door.go(f"{door.home}/how?saved=yes")


@members.post("/copies", name="trial_copies")
async def copies(door: Team, taken: Text = "") -> Response:
    await door.write(use_copy, copy=taken)
    return door.go(f"{door.home}?saved=yes#copy")


@members.post("/copies/goodbyes", name="trial_copies_goodbyes")
async def copies_goodbyes(door: Team) -> Response:
    await door.write(stop_using)
    return door.go(f"{door.home}?saved=yes")


def _page(
    door: TrialDoor,
    typed: Typed | None = None,
    wrong: Wrong | None = None,
    seen: str = "",
    *,
    saved: bool = False,
) -> Response:
    shown = door.read(_how_page)
    return door.render(
        "followup/how.html",
        wrong.status if wrong else 200,
        shown=shown,
        typed=typed or shown.draft,
        seen=seen or shown.seen,
        saved=saved,
        wrong=wrong,
    )
