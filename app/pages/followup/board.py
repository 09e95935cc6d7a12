"""The board of trials: of one project, and of all that somebody works in (T4)."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.accounts import Account
from app.domain.projects import Member, Project
from app.domain.trial_board import TrialBoard, Wanted, board_of, projects_worked_on
from app.pages.guards import AccountDoor, ProjectDoor, account_door, project_door

router = APIRouter()


@dataclass(frozen=True)
class BoardPage:
    project: Project | None  # None across projects
    board: TrialBoard
    want: Wanted

    @property
    def is_filtered(self) -> bool:
        return self.want != Wanted()

    @property
    def is_empty(self) -> bool:
        return self.board.total == 0


async def wanted(state: str = "", owner: str = "", kind: str = "", overdue: str = "") -> Wanted:
    return Wanted(state, owner, kind, overdue == "yes")


@router.get("/trials", name="trials_board")
def everywhere(
    door: AccountDoor = Depends(account_door), want: Wanted = Depends(wanted)
) -> Response:
    def read(session: Session, account: Account) -> BoardPage:
        projects = projects_worked_on(session, account.id)
        return BoardPage(None, board_of(session, projects, door.now.date(), want), want)

    return door.render("followup/board.html", shown=door.read(read), here="/trials")


@router.get("/p/{project}/trials", name="project_board")
def here(door: ProjectDoor = Depends(project_door), want: Wanted = Depends(wanted)) -> Response:
    def read(session: Session, by: Member) -> BoardPage:
        board = board_of(session, (by.project.id,), by.now.date(), want)
        return BoardPage(by.project, board, want)

    home = f"/p/{door.project}/trials"
    return door.render("followup/board.html", shown=door.read(read), here=home)
