"""Who is in a project: invitations, taking out, handing over (S7)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.domain.members import hand_over, invite, take_out, withdraw_invitation
from app.pages.forms import Text
from app.pages.guards import MemberDoor, ProjectDoor, member_door, project_door

router = APIRouter(prefix="/p/{project}")

Anybody = Annotated[MemberDoor, Depends(member_door)]
Project = Annotated[ProjectDoor, Depends(project_door)]


@router.post("/invitations", name="project_invitations")
async def invited(door: Project, role: Text = "") -> Response:
    await door.write(invite, role=role)
    return _people(door)


@router.post("/invitations/withdrawals", name="project_invitations_withdrawals")
async def withdrawn(door: Project, invitation: Text = "") -> Response:
    await door.write(withdraw_invitation, invitation=invitation)
    return _people(door)


@router.post("/members/goodbyes", name="project_members_goodbyes")
async def taken_out(door: Anybody, account: Text = "") -> Response:
    """The lead takes somebody out; anybody else may go themselves."""
    left = await door.write(take_out, account=account)
    return door.go("/projects") if left else _people(door)


@router.post("/lead", name="project_lead")
async def handed_over(door: Project, account: Text = "") -> Response:
    await door.write(hand_over, account=account)
    return _people(door)


def _people(door: MemberDoor) -> Response:
    return door.go(f"/p/{door.project}#people")
