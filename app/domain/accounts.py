"""Facilitators' accounts, and being signed in. Participants never have one."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.domain.columns import Moment, public_id
from app.domain.errors import Refused
from app.domain.keyring import hashed

SIGNED_IN_FOR = timedelta(days=14)


class Account(SQLModel, table=True):
    id: str = Field(default_factory=public_id, primary_key=True)
    email: str = Field(max_length=254, unique=True)  # lower case
    password_hash: str
    name: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Moment)


class SignIn(SQLModel, table=True):
    """One browser that is signed in; deleting the row signs it out."""

    __tablename__ = "sign_in"

    token_hash: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    until: datetime = Field(sa_type=Moment)


def has_accounts(session: Session) -> bool:
    return session.exec(select(func.count(col(Account.id)))).one() > 0


def add_account(
    session: Session, *, email: str, password_hash: str, name: str, now: datetime
) -> Account:
    email = email.strip().lower()
    if account_called(session, email) is not None:
        raise Refused("There is an account with this e-mail address already.")
    account = Account(email=email, password_hash=password_hash, name=name, created_at=now)
    session.add(account)
    session.flush()
    return account


def add_first_account(
    session: Session, *, email: str, password_hash: str, name: str, now: datetime
) -> str:
    """Only on an empty installation; the id of the new account."""
    if has_accounts(session):
        raise Refused("The first account is there already. Please sign in.")
    account = add_account(session, email=email, password_hash=password_hash, name=name, now=now)
    return account.id


def account_called(session: Session, email: str) -> Account | None:
    return session.exec(select(Account).where(Account.email == email.strip().lower())).first()


def sign_in(session: Session, account_id: str, now: datetime) -> str:
    """The secret for this browser's cookie: a new one at every sign-in."""
    secret = token_urlsafe(32)
    session.exec(delete(SignIn).where(col(SignIn.until) < now))
    session.add(SignIn(token_hash=hashed(secret), account_id=account_id, until=now + SIGNED_IN_FOR))
    return secret


def sign_out(session: Session, secret: str) -> None:
    session.exec(delete(SignIn).where(col(SignIn.token_hash) == hashed(secret)))


def signed_in(session: Session, secret: str, now: datetime) -> Account | None:
    if not secret:
        return None
    wanted = (
        select(Account)
        .join(SignIn)
        .where(SignIn.token_hash == hashed(secret), col(SignIn.until) > now)
    )
    return session.exec(wanted).first()
