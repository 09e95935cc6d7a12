"""The library: how others did it, for everybody with an account here (T6)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session, col, select

from app.domain.accounts import Account
from app.domain.errors import Refused, Unusable
from app.domain.library import (
    Shelf,
    Whole,
    copies_in,
    copy_how,
    shelf,
    take_copy_out,
    use_copy,
    whole,
)
from app.domain.projects import Project, at_work, member
from app.domain.trial_board import projects_worked_on
from app.domain.trials import TrialShown, teammate, trials_of
from app.pages.forms import Text
from app.pages.guards import AccountDoor, ProjectDoor, account_door, project_door
from app.pages.wrong import Wrong

router = APIRouter()

SignedIn = Annotated[AccountDoor, Depends(account_door)]
Here = Annotated[ProjectDoor, Depends(project_door)]
LONGEST = 200  # characters of what is looked for


@dataclass(frozen=True)
class Place:
    """A project that a copy may go into, and its trials that could use it now."""

    project: Project
    has_it: bool
    trials: tuple[TrialShown, ...]


@router.get("/library", name="library")
def library(door: SignedIn, q: str = "", kind: str = "") -> Response:
    typed = q[:LONGEST]

    def read(session: Session, _account: Account) -> Shelf:
        return shelf(session, typed, kind, door.now.date())

    shown = door.read(read)
    known = kind if kind in shown.kinds else ""
    return door.render("followup/library/shelf.html", shown=shown, typed=typed, kind=known)


@router.get("/library/{how}", name="library_how")
def one(door: SignedIn, how: str) -> Response:
    return _one(door, how)


@router.post("/library/{how}/copies", name="library_copies")
async def copies(door: SignedIn, how: str, into: Text = "") -> Response:
    """`into` is a project, or a project and one of its trials with a / between them."""

    def copy(session: Session, account: Account) -> str:
        project, _, trial = into.partition("/")
        whole(session, how, door.now.date())
        if not project:
            raise Unusable("Please choose where it should go.")
        by = at_work(member(session, project, account, door.now))
        made = copy_how(session, by, how)
        if not trial:
            return f"/p/{project}#library"
        session.flush()
        use_copy(session, teammate(session, by, trial), made)
        return f"/p/{project}/trials/{trial}#copy"

    try:
        return door.go(await door.write(copy))
    except Refused as refused:
        return await door.in_turn(
            _one, door, how, Wrong((refused.message, refused.values), "into", refused.status)
        )


@router.post("/p/{project}/copies/goodbyes", name="project_copies_goodbyes")
async def goodbyes(door: Here, taken: Text = "") -> Response:
    await door.write(take_copy_out, copy=taken)
    return door.go(f"/p/{door.project}#library")


def _one(door: AccountDoor, how: str, wrong: Wrong | None = None) -> Response:
    def read(session: Session, account: Account) -> tuple[Whole, tuple[Place, ...]]:
        return whole(session, how, door.now.date()), _places(session, account, how)

    shown, places = door.read(read)
    status = wrong.status if wrong else 200
    return door.render("followup/library/one.html", status, shown=shown, places=places, wrong=wrong)


def _places(session: Session, account: Account, how: str) -> tuple[Place, ...]:
    projects = session.exec(
        select(Project)
        .where(col(Project.id).in_(projects_worked_on(session, account.id)))
        .order_by(col(Project.created_at).desc())
    )
    return tuple(_place(session, each, how) for each in projects)


def _place(session: Session, project: Project, how: str) -> Place:
    copies = copies_in(session, project.id)
    taken = {each.trial for each in copies}
    mine = next((each for each in copies if each.how_id == how), None)
    open_ones = [t for t in trials_of(session, project.id) if not t.cycle.act]
    may = () if mine and mine.trial else (t for t in open_ones if t.trial.id not in taken)
    return Place(project, mine is not None, tuple(may))
