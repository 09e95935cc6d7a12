"""What somebody agreed to, and where they want to be written to."""

import pytest
from sqlmodel import Session

from app.domain.agreeing import agree
from app.domain.contacts import address_of
from app.domain.errors import Refused
from app.domain.seats import Use, consents_of
from tests.make import World, a_key

WRITE_TO_ME = frozenset({Use.CONTACT})


def agrees(session: Session, world: World, uses: frozenset[Use], email: str, key: str = "") -> str:
    """Amina; the address kept for her."""
    by = world.sits(session, "Amina")
    agree(session, by, uses, stories=frozenset(), email=email, key=key or a_key())
    session.flush()
    return address_of(session, by.seat_id)


def test_an_empty_address_keeps_the_one_we_have(session: Session, world: World) -> None:
    assert agrees(session, world, WRITE_TO_ME, "Amina@Example.org") == "amina@example.org"
    key = a_key()
    uses = WRITE_TO_ME | {Use.REPORT}
    assert agrees(session, world, uses, "", key) == "amina@example.org"
    assert agrees(session, world, uses, "", key) == "amina@example.org"
    assert consents_of(session, world.sits(session, "Amina").seat_id) == uses
    assert agrees(session, world, WRITE_TO_ME, "new@example.org") == "new@example.org"


def test_who_does_not_want_to_be_written_to_leaves_no_address(
    session: Session, world: World
) -> None:
    agrees(session, world, WRITE_TO_ME, "amina@example.org")
    key = a_key()
    assert agrees(session, world, frozenset(), "", key) == ""
    assert agrees(session, world, frozenset(), "", key) == ""
    with pytest.raises(Refused, match="give an e-mail address"):
        agrees(session, world, WRITE_TO_ME, "")
