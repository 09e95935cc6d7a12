"""Signing in and out, and the first account of an empty installation."""

import asyncio
from datetime import datetime
from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pwdlib import PasswordHash
from sqlmodel import Session

from app.domain.accounts import account_called, add_first_account, has_accounts, sign_in, sign_out
from app.domain.errors import N_, Refused
from app.domain.text import written
from app.pages import cookies
from app.pages.forms import Text
from app.pages.guards import Visitor, visitor

router = APIRouter(prefix="/account")

Anyone = Annotated[Visitor, Depends(visitor)]

SHORTEST_PASSWORD = 10  # characters
passwords = PasswordHash.recommended()
_two_at_once = asyncio.Semaphore(2)  # hashing takes half a second and 64 MiB
# Somebody unknown costs as much time as somebody known.
_NOBODY = passwords.hash("nobody has this password")


@router.get("/sign-in", name="sign_in_form")
def sign_in_form(door: Anyone, to: str = "") -> Response:
    if not door.read(lambda session, _: has_accounts(session)):
        return door.go("/account/first")
    return door.render("account/sign_in.html", email="", said="", to=_inside(to))


@router.post("/sign-in", name="sign_in")
async def signing_in(
    door: Anyone, request: Request, email: Text = "", password: Text = "", to: Text = ""
) -> Response:
    door.state.limiter.check(request, f"password {email.strip().lower()}")
    account = await asyncio.to_thread(door.read, lambda session, _: account_called(session, email))
    known = account.password_hash if account else _NOBODY
    async with _two_at_once:
        right = await asyncio.to_thread(_verified, password, known)
    if account is None or not right:
        door.state.limiter.failed(request, f"password {email.strip().lower()}")
        said: tuple[str, dict[str, object]] = (
            N_("That e-mail address and password do not fit together."),
            {},
        )
        return door.render("account/sign_in.html", 422, email=email, said=said, to=_inside(to))
    secret = await door.write(_sign_in, account=account.id, now=door.now)
    response = door.go(_inside(to) or "/projects")
    cookies.keep(request, response, cookies.SIGN_IN, secret)
    return response


@router.post("/sign-out", name="sign_out")
async def signing_out(door: Anyone, request: Request) -> Response:
    await door.write(_sign_out, secret=cookies.read(request, cookies.SIGN_IN))
    response = door.go("/")
    cookies.forget(request, response, cookies.SIGN_IN)
    return response


@router.get("/first", name="first_account_form")
def first_form(door: Anyone) -> Response:
    if door.read(lambda session, _: has_accounts(session)):
        return door.go("/account/sign-in")
    return door.render("account/first.html", typed={"name": "", "email": "", "code": ""}, said="")


@router.post("/first", name="first_account")
async def first(
    door: Anyone,
    request: Request,
    code: Text = "",
    name: Text = "",
    email: Text = "",
    password: Text = "",
) -> Response:
    door.state.limiter.check(request, "first")
    typed = {"name": name, "email": email, "code": code}
    try:
        if not compare_digest(code.strip().upper().encode(), door.state.first_code.encode()):
            door.state.limiter.failed(request, "first")
            raise Refused("That is not the code from the terminal.")
        checked = check_account(name, email, password)
        async with _two_at_once:
            hashed = await asyncio.to_thread(passwords.hash, password)
        account = await door.write(_first, password_hash=hashed, now=door.now, **checked)
    except Refused as refused:
        said: tuple[str, dict[str, object]] = (refused.message, refused.values)
        return door.render("account/first.html", refused.status, typed=typed, said=said)
    secret = await door.write(_sign_in, account=account, now=door.now)
    response = door.go("/projects")
    cookies.keep(request, response, cookies.SIGN_IN, secret)
    return response


def check_account(name: str, email: str, password: str) -> dict[str, str]:
    """Raises Refused with what is wrong; the parts, cleaned."""
    if not name.strip():
        raise Refused("Please give your name.")
    if "@" not in email or " " in email.strip() or len(email) > 254:
        raise Refused("Please give an e-mail address.")
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(
            "Please choose a password of at least %(n)s characters. Three random words are good.",
            n=SHORTEST_PASSWORD,
        )
    return {"name": written(name, 80, one_line=True), "email": email.strip().lower()}


def _first(
    session: Session, _visitor: None, *, name: str, email: str, password_hash: str, now: datetime
) -> str:
    return add_first_account(session, email=email, password_hash=password_hash, name=name, now=now)


def _sign_in(session: Session, _visitor: None, *, account: str, now: datetime) -> str:
    return sign_in(session, account, now)


def _sign_out(session: Session, _visitor: None, *, secret: str) -> None:
    sign_out(session, secret)


def _verified(password: str, known: str) -> bool:
    return passwords.verify(password, known)


def _inside(to: str) -> str:
    """Only a path of our own: never an address somewhere else."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else ""
