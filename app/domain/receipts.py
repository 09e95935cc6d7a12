"""Receipts: what a phone sends twice is done once, and it can prove and read what was taken."""

from collections.abc import Iterable
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel import Field, Session, SQLModel, col, select

from app.domain.errors import NotYours, Refused, Unusable

if TYPE_CHECKING:
    from app.domain.seats import Sitting

SIGNED = "receipts"  # in a session: what it has taken, each key with its proof
STOPPED = "stopped"  # in place of a fingerprint: no words have it


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

# A whole room asks this at once; building a statement takes longer than running it.
_THERE: Any = (
    select(Receipt.key)
    .where(col(Receipt.key).in_(bindparam("keys", expanding=True)))
    .where(col(Receipt.owner).in_(bindparam("owners", expanding=True)))
)


def fresh(
    session: Session, by: "Sitting", key: str, act: str, *content: object, secret: bool = False
) -> bool:
    """True the first time; False when this very act was saved before.

    `secret` acts (dots) are kept under the ballot. Leaves a proof for the phone, see `signed`.
    Raises Refused if the key was used for something else or, where an act is offered again after
    a backup was restored, if the phone has no proof of it; Unusable if the key is no UUID.
    """
    key = _canonical(key)
    owner = by.ballot if secret else by.seat_id
    fingerprint = by.keyring.fingerprint(act, *content)
    proof = by.keyring.receipt(owner, key, fingerprint)
    if by.proofs is not None and not _same(by.proofs.get(key, ""), proof):
        raise Refused("This was not saved here before, so it can’t be brought back.")
    session.info.setdefault(SIGNED, {})[key] = proof
    connection = session.connection()
    if _keep(connection, key, owner, act, fingerprint):
        return True
    known = connection.execute(_KNOWN, {"key": key}).one()
    if tuple(known) != (owner, fingerprint):
        raise Refused("This was already sent with other words.")
    return False


def signed(session: Session) -> dict[str, str]:
    """By key: the proof of each act that this session has taken, now or before."""
    taken: dict[str, str] = session.info.get(SIGNED, {})
    return taken


def stop(session: Session, by: "Sitting", key: str) -> bool:
    """Whatever was sent with this key never arrives any more; True if it had arrived before.

    Raises NotYours if another seat sent it, Unusable if the key is no UUID.
    """
    key = _canonical(key)
    connection = session.connection()
    if _keep(connection, key, by.seat_id, STOPPED, STOPPED):
        return False
    owner, fingerprint = connection.execute(_KNOWN, {"key": key}).one()
    if owner != by.seat_id:
        raise NotYours("There is nothing like that of yours here.")
    return bool(fingerprint != STOPPED)


def made_by(by: "Sitting", key: str) -> str:
    """The id of what the act with this key makes. Raises Unusable if the key is no UUID."""
    return by.keyring.made_by(_canonical(key))


def receipts_of(session: Session, by: "Sitting") -> dict[str, str]:
    """Each key this seat sent and what it did, for its own eyes only."""
    owners = [by.seat_id, by.ballot]
    wanted = select(Receipt.key, Receipt.act).where(col(Receipt.owner).in_(owners))
    return dict(session.exec(wanted).all())


def missing(session: Session, by: "Sitting", keys: Iterable[str]) -> list[str]:
    """Those of these keys that this seat has no receipt for, in the order they came."""
    asked = list(keys)
    wanted = {"keys": asked, "owners": [by.seat_id, by.ballot]}
    known = set(session.connection().execute(_THERE, wanted).scalars())
    return [key for key in asked if key not in known]


def _same(said: str, proof: str) -> bool:
    """What a phone says may be any letters."""
    return compare_digest(said.encode(), proof.encode())


def _canonical(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        raise Unusable("This form is not complete. Please load the page again.") from None


def _keep(connection: Any, key: str, owner: str, act: str, fingerprint: str) -> bool:
    row = {"key": key, "owner": owner, "act": act, "fingerprint": fingerprint}
    return bool(connection.execute(_KEEP, row).rowcount == 1)
