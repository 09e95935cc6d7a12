"""What the clock deletes: addresses after the last report; what people gave, on its day."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from app.domain.ending import contacts_over, delete_what_is_due, ends_due, forget_contacts_over
from app.domain.keyring import Keyring

Asked = Callable[[Session, datetime, bool], bool]
Done = Callable[[Session, datetime, bool], None]


def retention(keyring: Keyring) -> tuple[tuple[Asked, Done], ...]:
    """What to ask in each round, and what to do if the answer is yes; with or without e-mail."""

    def end(session: Session, now: datetime, _goes_out: bool) -> None:
        delete_what_is_due(session, keyring, now)

    return ((_ends_are_due, end), (_contacts_are_over, _forget_contacts))


def _ends_are_due(session: Session, now: datetime, _goes_out: bool) -> bool:
    return bool(ends_due(session, now))


def _contacts_are_over(session: Session, now: datetime, _goes_out: bool) -> bool:
    return bool(contacts_over(session, now))


def _forget_contacts(session: Session, now: datetime, _goes_out: bool) -> None:
    forget_contacts_over(session, now)
