"""Signing in and out, and the first account of an empty installation."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from secrets import compare_digest
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pwdlib import PasswordHash
from sqlmodel import Session

from app.domain.accounts import account_called, add_first_account, has_accounts, sign_in, sign_out
from app.domain.errors import N_, Refused
from app.domain.text import written
from app.pages import cookies
from app.pages.forms import Text
from app.pages.guards import Visitor, visitor
from app.pages.limits import Limiter, TooMany

router = APIRouter(prefix="/account")

T = TypeVar("T")
Anyone = Annotated[Visitor, Depends(visitor)]

SHORTEST_PASSWORD = 10  # characters
passwords = PasswordHash.recommended()
MOST_AT_ONCE, MOST_WAITING = 2, 8  # hashing takes half a second and 64 MiB
# Somebody unknown costs as much time as somebody known. The hash of a password that nobody knows,
# made once: making one takes a quarter of a second, at every start.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$OKuVa3FKx/jHSQqBDCa68g"
    "$/J4qaQjP1glX/eIb3yDChJHUHsTLnYseXM63lep4dao"
)


class Hashing:
    """A few passwords at once, a few more in line, and nobody behind them."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self._waiting = 0

    async def work(self, hashing: Callable[..., T], *given: str) -> T:
        """Raises TooMany when the line is full."""
        if self._waiting >= MOST_WAITING:
            raise TooMany("Many people are signing in just now. Please try again in a moment.")
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            return await asyncio.to_thread(hashing, *given)
        finally:
            self._places.release()


@router.get("/sign-in", name="sign_in_form")
def sign_in_form(door: Anyone, to: str = "") -> Response:
    if not door.read(lambda session, _: has_accounts(session)):
        return door.go("/account/first")
    page = door.render("account/sign_in.html", email="", said="", to=_inside(to))
    return cookies.recognise(door.request, page)


@router.post("/sign-in", name="sign_in")
async def signing_in(
    door: Anyone, request: Request, email: Text = "", password: Text = "", to: Text = ""
) -> Response:
    limiter: Limiter = door.state.limiter
    # By name, and over all names: one password tried on many people is guessing as well.
    guesses = (f"password {email.strip().lower()[:254]}", "sign-in")
    for guess in guesses:
        limiter.check(request, guess)
    account = await asyncio.to_thread(door.read, lambda session, _: account_called(session, email))
    known = account.password_hash if account else NOBODY
    hashing: Hashing = door.state.hashing
    right = await hashing.work(passwords.verify, password, known)
    if account is None or not right:
        for guess in guesses:
            limiter.failed(request, guess)
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
    typed = {"name": "", "email": "", "code": ""}
    return cookies.recognise(door.request, door.render("account/first.html", typed=typed, said=""))


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
        hashing: Hashing = door.state.hashing
        hashed = await hashing.work(passwords.hash, password)
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


def _inside(to: str) -> str:
    """Only a path of our own: never an address somewhere else."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else ""
