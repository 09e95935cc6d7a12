"""Coming into a project by an invitation's link (S7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.domain.accounts import Account, add_account, sign_in, signed_in
from app.domain.errors import Refused
from app.domain.members import accept, invitation_with, inviting
from app.domain.projects import Role
from app.pages import cookies
from app.pages.account.routes import Hashing, check_account, passwords
from app.pages.forms import Text
from app.pages.guards import AccountDoor, Visitor, account_door, visitor
from app.pages.limits import Limiter

router = APIRouter(prefix="/invitation")

Anyone = Annotated[Visitor, Depends(visitor)]
SignedIn = Annotated[AccountDoor, Depends(account_door)]


@dataclass(frozen=True)
class InvitationPage:
    """What somebody is invited to, and who they are already."""

    key: str
    project: str
    name: str  # who invites
    role: Role
    me: str  # the name of whoever is signed in, or nothing


@router.get("/{key}", name="invitation")
def invitation(door: Anyone, key: str) -> Response:
    return _page(door, key, {"name": "", "email": ""})


@router.post("/{key}", name="invitation_accept")
async def accepted(door: SignedIn, key: str) -> Response:
    project = await door.write(_accept, key=key, now=door.now)
    return door.go(f"/p/{project}")


@router.post("/{key}/account", name="invitation_account")
async def accepted_by_somebody_new(
    door: Anyone,
    request: Request,
    key: str,
    name: Text = "",
    email: Text = "",
    password: Text = "",
) -> Response:
    """An account, a place in the project and being signed in: all of it, or nothing."""
    limiter: Limiter = door.state.limiter
    limiter.check(request, "invitation")
    hashing: Hashing = door.state.hashing
    try:
        await door.in_turn(_shown, door, key)
        checked = check_account(name, email, password)
        hashed = await hashing.work(passwords.hash, password)
        project, secret = await door.write(
            _accept_as_new, key=key, password_hash=hashed, now=door.now, **checked
        )
    except Refused as refused:
        limiter.failed(request, "invitation")
        return await door.in_turn(_page, door, key, {"name": name, "email": email}, refused)
    response = door.go(f"/p/{project}")
    cookies.keep(request, response, cookies.SIGN_IN, secret)
    return response


def _page(
    door: Visitor, key: str, typed: dict[str, str], refused: Refused | None = None
) -> Response:
    said = (refused.message, refused.values) if refused else ""
    status = refused.status if refused else 200
    shown = _shown(door, key)
    page = door.render("account/invitation.html", status, shown=shown, typed=typed, said=said)
    return cookies.recognise(door.request, page)


def _shown(door: Visitor, key: str) -> InvitationPage:
    secret = cookies.read(door.request, cookies.SIGN_IN)

    def shown(session: Session, _visitor: None) -> InvitationPage:
        found = invitation_with(session, key, door.now)
        project, name = inviting(session, found)
        account = signed_in(session, secret, door.now)
        me = account.name if account else ""
        return InvitationPage(key, project.title, name, Role(found.role), me)

    return door.read(shown)


def _accept(session: Session, by: Account, *, key: str, now: datetime) -> str:
    return accept(session, by.id, key=key, now=now)


def _accept_as_new(
    session: Session,
    _visitor: None,
    *,
    key: str,
    name: str,
    email: str,
    password_hash: str,
    now: datetime,
) -> tuple[str, str]:
    account = add_account(session, email=email, password_hash=password_hash, name=name, now=now)
    project = accept(session, account.id, key=key, now=now)
    return project, sign_in(session, account.id, now)
