"""Those who are looked up together: each gets their own answer, and nobody waits for ever."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session

from app.database import Database
from app.live.entrance import Entrance


def asked(entrance: Entrance, *asks: Callable[[Session], Any]) -> list[Any]:
    """What each of them found, or was told, all asked at once."""

    async def all_at_once() -> list[Any]:
        async with asyncio.timeout(15):
            return await asyncio.gather(*map(entrance.ask, asks), return_exceptions=True)

    return asyncio.run(all_at_once())


def one(session: Session) -> int:
    found: int = session.connection().execute(text("SELECT 1")).scalar_one()
    return found


def breaks(session: Session) -> int:
    session.connection().execute(text("SELECT * FROM nowhere"))
    return 0


def test_a_question_that_fails_fails_for_nobody_else(database: Database):
    first, broken, last = asked(Entrance(database.read), one, breaks, one)
    assert (first, last) == (1, 1)
    assert "nowhere" in str(broken)


def test_a_database_that_goes_away_in_between_lets_nobody_wait(database: Database):
    class Lost(Session):
        def rollback(self) -> None:
            raise InvalidRequestError("the line is cut")

    entrance = Entrance(lambda: Lost(database.reading))
    found, broken, last = asked(entrance, one, breaks, one)
    assert found == 1 or isinstance(found, InvalidRequestError)
    assert isinstance(broken, Exception)
    assert isinstance(last, InvalidRequestError)


@pytest.mark.parametrize("many", [1, 120])
def test_a_crowd_is_answered_each_with_their_own(database: Database, many: int):
    entrance = Entrance(database.read)
    found = asked(entrance, *(lambda session, n=n: one(session) + n for n in range(many)))
    assert found == [n + 1 for n in range(many)]
