"""Receipts: what a phone sends twice is done once, and it can read what was taken."""

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Field, Session, SQLModel, select

from app.domain.errors import Refused, Unusable

if TYPE_CHECKING:
    from app.domain.seats import Sitting


class Receipt(SQLModel, table=True):
    """One act of one seat. Rows lie in the order of their random keys, not of time (V6)."""

    __table_args__ = {"sqlite_with_rowid": False}

    key: str = Field(primary_key=True)  # a UUID made by the phone
    owner: str = Field(index=True)  # the seat; for dots only its keyed ballot
    act: str
    fingerprint: str  # keyed, so that it does not keep what was withdrawn


_KEEP = text(
    "INSERT INTO receipt (key, owner, act, fingerprint) VALUES (:key, :owner, :act, :fingerprint)"
    " ON CONFLICT (key) DO NOTHING"
)
_KNOWN = text("SELECT owner, fingerprint FROM receipt WHERE key = :key").bindparams(
    bindparam("key")
)


def fresh(
    session: Session, by: "Sitting", key: str, act: str, *content: object, secret: bool = False
) -> bool:
    """True the first time; False when this very act was saved before.

    `secret` acts (dots) are kept under the ballot. Raises Refused if the key was used for
    something else, Unusable if it is no UUID.
    """
    try:
        key = str(UUID(key))
    except ValueError:
        raise Unusable("This form is not complete. Please load the page again.") from None
    owner = by.ballot if secret else by.seat_id
    row = {
        "key": key,
        "owner": owner,
        "act": act,
        "fingerprint": by.keyring.fingerprint(act, *content),
    }
    connection = session.connection()
    if connection.execute(_KEEP, row).rowcount == 1:
        return True
    known = connection.execute(_KNOWN, {"key": key}).one()
    if tuple(known) != (owner, row["fingerprint"]):
        raise Refused("This was already sent with other words.")
    return False


def receipts_of(session: Session, by: "Sitting") -> dict[str, str]:
    """Each key this seat sent and what it did, for its own eyes only."""
    owners = [by.seat_id, by.ballot]
    wanted = select(Receipt.key, Receipt.act).where(Receipt.owner.in_(owners))  # type: ignore[attr-defined]
    return dict(session.exec(wanted).all())
